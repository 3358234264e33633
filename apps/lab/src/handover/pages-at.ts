// What a cell would show people, with a clock that stands and chance that is given: two cells that know the same show the same.

import { createCell, type Cell } from '@jhalak/jhalak';
import { createHash } from 'node:crypto';
import { seededRandom } from '@jhalak/kernel';
import { serialize } from 'node:v8';

export interface PagesAt {
  /** What the learner has learned up to. */
  version: number;
  /** Of everything that it knows of clips. */
  model: string;
  /** Clips and the probability of each, by viewer. */
  pages: Readonly<Record<string, string>>;
}

const OPTIONS = { maxUploadBytes: 1, maxDurationMs: 1, undoDays: 1, encodeConcurrency: 1 };
const SLOTS = 10;

/** Asks beside no running program. */
export async function pagesAt(
  { parts }: Pick<Cell, 'parts'>,
  at: { nowMs: number; seed: number },
): Promise<PagesAt> {
  const cell = createCell(
    { ...parts, clock: { nowMs: () => at.nowMs }, random: seededRandom(at.seed) },
    OPTIONS,
  );
  await cell.start(['api']);
  const people = await parts.database.query<{ person_id: string; languages: string[] }>({
    name: 'lab.adults',
    text: `SELECT person_id, languages FROM persons WHERE consent_personalisation ORDER BY person_id`,
  });
  const pages: Record<string, string> = {};
  let version = 0;
  for (const { person_id: personId, languages } of people) {
    const nothing = { roles: [], genres: [], sessionId: personId };
    const caller = { personId, languages, personal: true, ...nothing };
    const { signal } = new AbortController();
    const { slots, learnedWindow } = await cell.feed.offer({ caller, limit: SLOTS, signal });
    version = learnedWindow;
    pages[personId] = slots.map(({ itemId, propensity }) => `${itemId} ${propensity}`).join('\n');
  }
  const model = createHash('sha256').update(serialize(cell.taste.model())).digest('hex');
  await cell.stop();
  return { version, model, pages };
}
