// What visibility costs in a page of the feed: a profile of the process while pages are served, with orders in force.

import { Session, type Profiler } from 'node:inspector/promises';
import { seededRandom } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';

/** Sizes of one measurement. */
export interface ShareSize {
  clips: number;
  orders: number;
  viewers: number;
  /** Pages for each viewer. */
  pages: number;
}

export interface Share {
  /** Part of the CPU of serving pages that is spent below visibility's functions, 0 to 1. */
  share: number;
  /** CPU of a page in milliseconds, checks and all else. */
  pageMs: number;
  samples: number;
}

/** Of ten orders: clips by id, accounts, tags, as an order desk sees them. */
const KINDS = ['clip', 'clip', 'clip', 'clip', 'clip', 'clip', 'account', 'account', 'tag', 'tag'];
const SAMPLE_EVERY_MICROS = 200;

/** Cost: some 20 s, most of it seeding. */
export async function visibilityShare(size: ShareSize): Promise<Share> {
  const cell = await startCell();
  try {
    await seed(cell, size);
    const tokens: string[] = [];
    for (let at = 0; at < size.viewers; at += 1) tokens.push((await cell.viewer()).token);
    await cell.drain();
    await serve(cell, tokens, 1);
    const profile = await profiled(async () => await serve(cell, tokens, size.pages));
    return shareOf(profile, size.viewers * size.pages);
  } finally {
    await cell.close();
  }
}

async function seed(cell: TestCell, { clips, orders }: ShareSize): Promise<void> {
  const maker = await cell.account('bench_maker');
  const videoIds: string[] = [];
  for (let at = 0; at < clips; at += 1)
    videoIds.push(
      await cell.publish({ personId: maker.personId, caption: `clip ${at} #t${at % 90}` }),
    );
  await cell.drain();
  const random = seededRandom(1);
  const { database, journal, ids, clock } = cell.parts;
  await database.transaction(async (tx) => {
    for (let at = 0; at < orders; at += 1) {
      const kind = KINDS[at % KINDS.length] ?? 'clip';
      // One clip in twenty is under an order; others name what is not here, as most orders do.
      const own = random.next() < 0.05 ? videoIds[random.below(videoIds.length)] : undefined;
      const target = kind === 'tag' ? { kind, text: `away${at}` } : { kind, id: own ?? ids.next() };
      await journal.append(tx, [
        {
          stream: 'orders.order',
          key: ids.next(),
          type: 'executed',
          facts: {
            ...{
              inForce: true,
              targets: [target],
              states: null,
              law: 'IT Act 69A',
              interim: false,
            },
            sinceMs: clock.nowMs(),
          },
        },
      ]);
    }
  });
  await cell.drain();
}

async function serve(cell: TestCell, tokens: readonly string[], pages: number): Promise<void> {
  for (let page = 0; page < pages; page += 1) {
    for (const token of tokens) {
      const { status } = await cell.api('GET', '/v1/feeds/for-you', { token });
      if (status !== 200) throw new Error(`a page was answered with ${status}`);
    }
  }
}

async function profiled(work: () => Promise<void>): Promise<Profiler.Profile> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_MICROS });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return profile;
}

// The client runs in the same process: what is below its own code does not count.
function shareOf(profile: Profiler.Profile, pages: number): Share {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const count = { visibility: 0, all: 0 };
  const walk = (id: number, inside: boolean): void => {
    const node = nodes.get(id);
    if (node === undefined) return;
    const { url, functionName } = node.callFrame;
    if (url.includes('undici') || functionName === '(idle)' || functionName === '(program)') return;
    const within = inside || url.includes('/features/visibility/');
    const hits = node.hitCount ?? 0;
    count.all += hits;
    if (within) count.visibility += hits;
    for (const child of node.children ?? []) walk(child, within);
  };
  const root = profile.nodes[0];
  if (root !== undefined) walk(root.id, false);
  return {
    share: count.visibility / count.all,
    pageMs: (count.all * SAMPLE_EVERY_MICROS) / 1_000 / pages,
    samples: count.all,
  };
}
