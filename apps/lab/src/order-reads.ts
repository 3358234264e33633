// After orders were carried out nothing serves what they name: read at random over every route that could, by what was
// remembered from before (cursors, tags, ranges, packs), and anew; and what no order names is shown all the while.

import { seededRandom } from '@jhalak/kernel';
import { darkWorld, fixedPaths, looker } from './dark-world.ts';

const CLIPS = 12;
/** Of so many reads one is of a clip that no order names. */
const BYSTANDER_IN = 10;

/** What many reads gave. */
export interface OrderedReads {
  /** Reads that showed anything of what is dark. */
  served: number;
  /** Reads that showed a clip that no order names. */
  lit: number;
  /** Lock cards of ordered clips in the packs that phones got before. */
  packed: number;
  answered: ReadonlyMap<number, number>;
}

/** Darkens every clip of a cell but a few, and reads. Cost: seconds, and some milliseconds a read. */
export async function readOrdered(options: {
  reads: number;
  seed: number;
  log: (line: string) => void;
}): Promise<OrderedReads> {
  const { reads, seed, log } = options;
  const world = await darkWorld(CLIPS, seed);
  const { things, bystanders, viewer, old, packed } = world;
  const random = seededRandom(seed);
  const pick = <One>(of: readonly One[]): One => {
    const one = of[random.below(of.length)];
    if (one === undefined) throw new Error('broken assumption: there is something to pick from');
    return one;
  };
  const look = looker(world);
  const result = { served: 0, lit: 0, answered: new Map<number, number>() };
  const anew = [
    '/v1/feeds/for-you?limit=30',
    '/v1/feeds/following',
    '/lock/v1/packs/in/hi/current',
    '/lock/v1/packs/in/hi/current?width=720&format=avif',
    '/v1/stories',
  ];
  for (let at = 0; at < reads; at += 1) {
    const { id, maker } = pick(things);
    const remembered = pick(old);
    const paths = [...fixedPaths(id), `/v1/stories/${id}`, `/v1/people/${maker.handle}/videos`];
    const path = pick([remembered.path, remembered.path, pick(paths), pick(anew)]);
    const isControl = random.below(BYSTANDER_IN) === 0;
    const token = random.below(4) === 0 ? undefined : pick([viewer.token, maker.token]);
    const etag = path === remembered.path ? remembered.etag : undefined;
    const headers: Record<string, string> =
      etag !== undefined && random.below(3) === 0
        ? { 'if-none-match': etag }
        : path.startsWith('/media/') && random.below(3) === 0
          ? { range: 'bytes=0-3' }
          : {};
    const asked = isControl ? `/v1/videos/${pick(bystanders)}` : path;
    const seen = await look(asked, token, isControl ? {} : headers);
    result.answered.set(seen.status, (result.answered.get(seen.status) ?? 0) + 1);
    result.lit += Number(seen.isLit);
    if (!seen.isServed) continue;
    result.served += 1;
    log(`served: ${asked} ${seen.status} ${JSON.stringify(headers)}`);
  }
  await world.cell.close();
  return { ...result, packed: things.filter(({ cardId }) => packed.has(cardId)).length };
}
