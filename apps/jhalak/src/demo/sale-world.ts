// The operation that is sold in a story: people, real clips, who follows whom, what they watched, and its staff.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { sampleFiller } from '../sample-world.ts';
import type { Cell } from '../wiring/cell.ts';
import type { DemoHome } from './demo-home.ts';
import type { Answer } from './visitor.ts';

/** Made side by side, so that commits are shared. */
const AT_ONCE = 16;
/** Follows of each person; enough that each of them can be missed. */
const FOLLOWS = 2;
/** Those who also watch: each asks for a page and tells what was seen. */
const WATCHERS_MAX = 60;
/** Clips are encoded by the running program. */
const ENCODED_LIMIT_MS = 600_000;
const LOOK_MS = 500;

/** Somebody whom the story follows. */
export interface Told {
  handle: string;
  password: string;
  token: string;
  personId: string;
}

const ANSWERS = {
  languages: ['hi'],
  genres: ['music', 'food'],
  ageBand: '18plus',
  consent: {
    personalisation: true,
    lock: false,
    ads: false,
    ...noticeRead('en'),
  },
} as const;

/** Signs somebody up over the API of the running program. */
export async function signUp(home: DemoHome, handle: string): Promise<Told> {
  const password = randomBytes(12).toString('base64url');
  const body = await home.ask('POST', '/v1/accounts', undefined, { handle, password, ...ANSWERS });
  const account = body['account'] as { id: string };
  return { handle, password, token: String(body['token']), personId: account.id };
}

/** Makes people beside the running program, and lets them follow those who made clips. */
export async function makePeople(cell: Cell, count: number): Promise<number> {
  const creators = await cell.accounts.samplePersons(100);
  await sideBySide(count, async (index) => {
    const personId = await cell.accounts.createPerson({
      handle: `person_${letters(index)}`,
      displayName: `Person ${index + 1}`,
      bio: `Somebody of the story, number ${index + 1}.`,
      languages: [index % 2 === 0 ? 'hi' : 'ta'],
      ageBand: '18plus',
    });
    for (let nth = 0; nth < Math.min(FOLLOWS, creators.length); nth += 1) {
      const creator = creators[(index + nth * 7) % creators.length];
      if (creator !== undefined) await cell.social.follow(personId, creator);
    }
  });
  return count;
}

/** Draws clips and hands them to the running program, which encodes them as it does any upload. */
export async function makeClips(
  cell: Cell,
  workFolder: string,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const filler = sampleFiller({
    cell,
    logger: cell.parts.logger,
    workFolder,
    sitesFolder: join(workFolder, 'sites'),
    again: false,
    clipsMax: count,
  });
  await filler.run(signal);
}

/** Waits until the running program has encoded that many clips. */
export async function encoded(cell: Cell, count: number, signal: AbortSignal): Promise<void> {
  const untilMs = performance.now() + ENCODED_LIMIT_MS;
  while ((await clipsOf(cell)) < count) {
    signal.throwIfAborted();
    if (performance.now() > untilMs) throw new Error('the clips were not encoded in time');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function clipsOf(cell: Cell): Promise<number> {
  const [row] = await cell.parts.database.query<{ count: number }>({
    name: 'story.clips',
    text: 'SELECT count(*)::int AS count FROM videos',
  });
  return row?.count ?? 0;
}

/** Viewers without an account who watch: their taste is learned from it. @returns how many. */
export async function watch(home: DemoHome, cell: Cell, people: number): Promise<number> {
  const watchers = Math.min(WATCHERS_MAX, people);
  await sideBySide(watchers, async () => {
    const { token } = await cell.accounts.createViewer({
      ...ANSWERS,
      languages: [...ANSWERS.languages],
      genres: [...ANSWERS.genres],
    });
    await watchPage(home, token);
  });
  return watchers;
}

/** Asks for a page and watches all of it. @returns ids of its clips, in order. */
export async function watchPage(home: DemoHome, token: string): Promise<string[]> {
  const page = await home.ask('GET', '/v1/feeds/for-you', token);
  const items = itemsOf(page);
  const nowMs = Date.now();
  const events = items.flatMap(({ slot, durationMs }, index) => [
    { type: 'impression', slot, seq: index * 2 + 1, at: nowMs },
    { type: 'finish', slot, seq: index * 2 + 2, at: nowMs, watchMs: durationMs },
  ]);
  if (events.length > 0) await home.ask('POST', '/v1/events', token, { events });
  return items.map(({ id }) => id);
}

/** @returns ids of the clips of a person's page. */
export async function pageOf(home: DemoHome, token: string): Promise<string[]> {
  return itemsOf(await home.ask('GET', '/v1/feeds/for-you', token)).map(({ id }) => id);
}

/** What a story looks at of a slot of the feed. */
interface SlotView {
  slot: string;
  id: string;
  durationMs: number;
}

function itemsOf(page: Answer['body']): SlotView[] {
  const items = page['items'] as { slot: string; video: { id: string; durationMs: number } }[];
  return items.map(({ slot, video }) => ({ slot, id: video.id, durationMs: video.durationMs }));
}

/** Runs work side by side, bounded. */
export async function sideBySide(
  count: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, count) }, async () => {
      for (let index = next++; index < count; index = next++) await work(index);
    }),
  );
}

/** Letters that look like no other, alone or side by side (`rn` looks like `m`): a handle must not look like another one. */
const LETTERS = 'abdefghkopstuxyz';

/** Numbers in letters, because digits in handles look like them. */
function letters(index: number): string {
  let text = '';
  for (let rest = index + LETTERS.length ** 2; rest > 0; rest = Math.floor(rest / LETTERS.length))
    text = (LETTERS[rest % LETTERS.length] ?? '') + text;
  return text;
}
