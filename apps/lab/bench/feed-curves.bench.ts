// `npm run bench -- feed-curves [SIZE …] [--pages N]`: memory and CPU of choosing a page, and how long each list of candidates
// takes, at growing numbers of clips and viewers; default 100,000, 300,000 and 1,000,000 of each. Each size in a process of its
// own, at 500 pages a second of the house's clock. What is in it and what not: src/curve-house.ts.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Caller } from '@jhalak/contracts';
import { openCurveHouse, regularId, REGULARS } from '../src/curve-house.ts';
import { quantile } from '../src/open-loop.ts';

const { values: asked, positionals } = parseArgs({
  options: { pages: { type: 'string', default: '3000' }, of: { type: 'string' } },
  allowPositionals: true,
});
const PAGES = Number(asked.pages);
/** Pages that are made before, so that code is compiled. */
const WARM_PAGES = 1_500;
/** Of the house's clock, a page: lists that are made once a second come as often as in a busy cell. */
const PAGE_MS = 2;
const SIZES = positionals.length === 0 ? [100_000, 300_000, 1_000_000] : positionals.map(Number);

/** One size. */
interface Point {
  size: number;
  /** Learner and feed, without PostgreSQL. */
  memoryMb: number;
  rssMb: number;
  cpuUs: number;
  p99Us: number;
  /** Microseconds of each source: median, and of a hundred the slowest. */
  sources: Record<string, { p50: number; p99: number }>;
}

if (asked.of === undefined) await parent();
else process.send?.(await measured(Number(asked.of)));

async function parent(): Promise<void> {
  const points: Point[] = [];
  for (const size of SIZES) {
    const child = fork(fileURLToPath(import.meta.url), ['--of', `${size}`, '--pages', `${PAGES}`], {
      execArgv: ['--expose-gc', '--max-old-space-size=12000'],
    });
    const [point] = (await once(child, 'message')) as [Point];
    if (child.exitCode === null) await once(child, 'exit');
    points.push(point);
    const lists = Object.entries(point.sources)
      .map(([name, { p50, p99 }]) => `${name} ${p50} (${p99})`)
      .join(', ');
    process.stderr.write(
      `${size}: ${point.memoryMb} MB, ${point.cpuUs} µs a page (99 of 100 within ${point.p99Us}); lists, median and 99 of 100 within, µs: ${lists}\n`,
    );
  }
  const [first] = points;
  const last = points.at(-1);
  // How much dearer ten times as much is: 1 is linear, 0 the same.
  const slope = (of: (point: Point) => number): number | null =>
    first === undefined || last === undefined || first === last
      ? null
      : Math.round((100 * Math.log(of(last) / of(first))) / Math.log(last.size / first.size)) / 100;
  const bytesEach =
    first === undefined || last === undefined || first === last
      ? null
      : Math.round(((last.memoryMb - first.memoryMb) * 1_048_576) / (last.size - first.size));
  process.stdout.write(
    `${JSON.stringify({ bench: 'feed-curves', points, bytesEach, memorySlope: slope(({ memoryMb }) => memoryMb), cpuSlope: slope(({ cpuUs }) => cpuUs) })}\n`,
  );
}

async function measured(size: number): Promise<Point> {
  const before = memoryNow();
  const times = new Map<string, number[]>();
  let isCounting = false;
  const house = await openCurveHouse(size, ({ kind, part, durationMs }) => {
    if (!isCounting || kind !== 'source') return;
    const known = times.get(part) ?? [];
    known.push(durationMs * 1_000);
    times.set(part, known);
  });
  const after = memoryNow();
  const signal = new AbortController().signal;
  const page = async (nth: number): Promise<void> => {
    house.clock.advance(PAGE_MS);
    const caller = callerOf((nth * 7_919) % REGULARS);
    await house.feed.offer({ caller, limit: 6, signal });
  };
  for (let nth = 0; nth < WARM_PAGES; nth += 1) await page(nth);
  isCounting = true;
  const cpu = process.cpuUsage();
  const all: number[] = [];
  for (let nth = 0; nth < PAGES; nth += 1) {
    const startMs = performance.now();
    await page(WARM_PAGES + nth);
    all.push((performance.now() - startMs) * 1_000);
  }
  const { user, system } = process.cpuUsage(cpu);
  const rssMb = Math.round(process.memoryUsage.rss() / 1_048_576);
  await house.close();
  const sources = Object.fromEntries(
    Array.from(times, ([name, list]) => {
      list.sort((a, b) => a - b);
      return [
        name,
        { p50: Math.round(quantile(list, 0.5)), p99: Math.round(quantile(list, 0.99)) },
      ];
    }),
  );
  all.sort((a, b) => a - b);
  return {
    ...{ size, memoryMb: Math.round(after - before), rssMb, sources },
    cpuUs: Math.round((user + system) / PAGES),
    p99Us: Math.round(quantile(all, 0.99)),
  };
}

/** Megabytes in use, after what is garbage is gone. */
function memoryNow(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1_048_576;
}

function callerOf(nth: number): Caller {
  return {
    ...{ personId: regularId(nth), roles: [], languages: ['hi'], genres: [] },
    ...{ ageBand: '18plus', personal: true, sessionId: 's' },
  };
}
