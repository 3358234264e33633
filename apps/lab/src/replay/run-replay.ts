// The whole replay: reads the log, tunes and measures the baselines, tells the log to a real cell, measures its feed.

import { DAY_MS, seededRandom } from '@jhalak/kernel';
import { baselinesBeside } from './baselines/beside.ts';
import { keptBaselines } from './baselines/kept.ts';
import type { BaselineResult } from './baselines/tuned.ts';
import { LiveFeed, openTaste, type LiveTaste } from './live-feed.ts';
import { measure, meanOf, type Measured } from './metrics.ts';
import { pastOf, relevantOf } from './past.ts';
import type { ReplayOptions } from './options.ts';
import { runPrequential, type Answers } from './prequential.ts';
import { ReplayCell } from './replay-cell.ts';
import { readReplayLog, type LogFiles, type ReplayLog } from './replay-log.ts';
import { ablationTable, figureTable, prequentialTable, resultLine, type Row } from './report.ts';
import { testOf, validationOf, type Split } from './split.ts';
import { tellPast, type Listener } from './told.ts';

/** Every n-th person is asked once for each thing that is left out. */
const ABLATION_EVERY = 3;

/** @param say hears everything for people; the last line is the result as JSON. */
export async function runReplay(
  options: ReplayOptions,
  say: (line: string) => void,
): Promise<void> {
  const log = await readReplayLog(options);
  const validation = validationOf(options.testFromMs);
  const split = options.validate ? validation : testOf(options.testFromMs);
  say(`${log.users.length} people, ${log.items.length} clips, ${log.events.count} events`);
  const beside = options.oursOnly
    ? Promise.resolve([])
    : keptBaselines(options.keep, log, [split, validation], () =>
        baselinesBeside({ files: filesOf(options), split, validation }, say),
      );
  if (options.baselinesOnly) {
    say(figureTable(await beside, seededRandom(options.seed)));
    return;
  }
  // It is waited for below; until then a failure must not end the process by itself.
  beside.catch(() => undefined);
  const cell = await openCell(log, options);
  try {
    const began = performance.now();
    await tellPast(cell.replay, split.fromMs, listenerOf(cell, options));
    cell.replay.moveClock(split.fromMs);
    say(`told and learned in ${Math.round((performance.now() - began) / 1_000)} s`);
    const ours = await measureOurs(cell, split, options.without);
    say(
      `ours: NDCG@10 ${meanOf(ours.ndcg10).toFixed(4)}, Recall@20 ${meanOf(ours.recall20).toFixed(4)}`,
    );
    const baselines = await beside;
    const random = seededRandom(options.seed);
    const rows = [...baselines, { name: 'ours', chosen: '', measured: ours }];
    say(figureTable(rows, random));
    if (options.ablation.length > 0) await ablate(cell, split, options, say);
    const asks = !options.listsOnly;
    const answers = asks ? await askAlong(cell, split, baselines, options) : [];
    if (asks) say(prequentialTable(answers, random));
    say(resultLine(ours, baselines, answers));
  } finally {
    await cell.replay.close();
  }
}

interface OpenCell {
  replay: ReplayCell;
  live: LiveTaste;
}

async function openCell(log: ReplayLog, options: ReplayOptions): Promise<OpenCell> {
  const opened = Promise.withResolvers<LiveTaste>();
  const replay = await ReplayCell.open(log, options, async (house) =>
    opened.resolve(await openTaste(house)),
  );
  return { replay, live: await opened.promise };
}

// What our feed would have shown teaches its ranker: of every n-th event it is looked up where it would have stood.
function listenerOf({ replay, live }: OpenCell, { rankEvery }: ReplayOptions): Listener {
  if (rankEvery === 0) return live;
  const feed = new LiveFeed(replay, live.taste);
  let told = 0;
  return {
    learn: async () => await live.learn(),
    slotFor: async (user, item) => {
      told += 1;
      return told % rankEvery === 0 ? await feed.slotOf(user, item) : undefined;
    },
  };
}

function filesOf({ events, history, items, usersMax }: ReplayOptions): LogFiles {
  return { events, history, items, usersMax };
}

async function measureOurs(
  { replay, live }: OpenCell,
  split: Split,
  without: readonly string[],
  everyUser = 1,
): Promise<Measured> {
  const feed = new LiveFeed(replay, live.taste, without);
  const past = pastOf(replay.log, split.fromMs);
  const all = relevantOf(replay.log, past, split.fromMs, split.toMs);
  const relevant = new Map([...all].filter((_, place) => place % everyUser === 0));
  const lists = new Map<number, Int32Array>();
  for (const user of relevant.keys()) lists.set(user, await feed.list(user));
  return measure(relevant, replay.log.items.length, (user) => lists.get(user) ?? []);
}

async function askAlong(
  { replay, live }: OpenCell,
  split: Split,
  baselines: readonly BaselineResult[],
  { askEvery }: ReplayOptions,
): Promise<Answers[]> {
  const tuned = Object.assign({}, ...baselines.map(({ numbers }) => numbers)) as Record<
    string,
    number
  >;
  // Without baselines beside: what was tuned for them on KuaiRand's 25 to 30 April.
  const { decay = 0.9, history = 50, halfLifeMs = 7 * DAY_MS } = tuned;
  return await runPrequential(replay, live, split, {
    askEvery,
    baselines: { decay, history, halfLifeMs },
  });
}

// Everything else the same, the same people asked.
async function ablate(
  cell: OpenCell,
  split: Split,
  { ablation, without, seed }: ReplayOptions,
  say: (line: string) => void,
): Promise<void> {
  const rows: Row[] = [];
  for (const name of ablation) {
    const measured = await measureOurs(
      cell,
      split,
      [...without, ...name.split('+')],
      ABLATION_EVERY,
    );
    rows.push({ name: `without ${name}`, chosen: '', measured });
  }
  const whole = await measureOurs(cell, split, without, ABLATION_EVERY);
  say(ablationTable({ name: 'ours', chosen: '', measured: whole }, rows, seededRandom(seed)));
}
