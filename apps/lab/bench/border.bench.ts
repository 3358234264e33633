// `npm run bench -- border`: what the border costs. Entries of the public log with their receipts beside plain inserts of the
// same rows (each committed and synced) in the same run; key wraps on one thread; visibility's share of a feed page with
// 1,000 orders in force. Figures with spread on stderr, one line of JSON at the end.

import { openLabLog, factsOf, type LabLog } from '../src/lab-log.ts';
import { visibilityShare } from '../src/visibility-share.ts';
import { wrapsPerSecond } from '../src/wraps.ts';

/** Callers at once: a gateway with as many crossings under way. */
const CALLERS = 32;
const RUNS = 5;
const RUN_ENTRIES = 640;
/** In one transaction, without waiting: how fast a backlog is published. */
const BACKLOG_ENTRIES = 20_000;
const WRAP_SECONDS = 1;
const SHARE = { clips: 600, orders: 1_000, viewers: 10, pages: 20 };

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const sorted = (figures: readonly number[]): number[] => figures.toSorted((a, b) => a - b);
const middle = (figures: readonly number[]): number => sorted(figures)[figures.length >> 1] ?? 0;
const spread = (figures: readonly number[]): string =>
  `median ${Math.round(middle(figures))}, ${Math.round(Math.min(...figures))} to ${Math.round(Math.max(...figures))}`;

const log = await openLabLog();
const plain: number[] = [];
const receipted: number[] = [];
for (let run = 0; run <= RUNS; run += 1) {
  const figures = [await perSecond(plainInsert), await perSecond(withReceipt)];
  // The first warms up.
  if (run === 0) continue;
  plain.push(figures[0] ?? 0);
  receipted.push(figures[1] ?? 0);
}
await log.append(BACKLOG_ENTRIES);
const startedMs = performance.now();
await log.border.publish();
const backlogPerSecond = (BACKLOG_ENTRIES / (performance.now() - startedMs)) * 1_000;
await log.close();
say(`plain inserts, ${CALLERS} callers: ${spread(plain)} a second`);
say(`entries with receipts, ${CALLERS} callers: ${spread(receipted)} a second`);
say(`a backlog of ${BACKLOG_ENTRIES}: ${Math.round(backlogPerSecond)} a second`);

wrapsPerSecond(WRAP_SECONDS / 2);
const wraps = Array.from({ length: RUNS }, () => wrapsPerSecond(WRAP_SECONDS).wrapsPerSecond);
say(`key wraps, one thread: ${spread(wraps)} a second`);

const { share, pageMs, samples } = await visibilityShare(SHARE);
say(
  `visibility with ${SHARE.orders} orders: ${(share * 100).toFixed(1)} % of ${pageMs.toFixed(1)} ms of CPU a page (${samples} samples)`,
);
process.stdout.write(
  `${JSON.stringify({
    bench: 'border',
    visibilityShare: Math.round(share * 10_000) / 10_000,
    logEntriesPerSecond: Math.round(middle(receipted)),
    wrapsPerSecond: Math.round(middle(wraps)),
  })}\n`,
);

type Caller = (log: LabLog, at: number) => Promise<void>;

async function perSecond(call: Caller): Promise<number> {
  const begunMs = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (next < RUN_ENTRIES) {
        next += 1;
        await call(log, next);
      }
    }),
  );
  return (RUN_ENTRIES / (performance.now() - begunMs)) * 1_000;
}

/** The floor: the same row, committed, and nobody told. */
async function plainInsert({ parts, border }: LabLog, at: number): Promise<void> {
  await parts.database.transaction(async (tx) => await border.log.append(tx, factsOf(at)));
}

async function withReceipt({ parts, border }: LabLog, at: number): Promise<void> {
  const id = await parts.database.transaction(
    async (tx) => await border.log.append(tx, factsOf(at)),
  );
  await border.log.integrated(id);
}
