// `npm run bench -- handover`: packing, verifying and importing a cell beside cp (with its bytes put on the disk), sha512sum and COPY
// out and in of the same data, in turns, in one run; then the memory of packing and verifying 1,000 and 100,000 people, each in a
// process of its own; then the feed's p99 while another process packs the cell that serves it. BENCH_PEOPLE, BENCH_BLOB_MB,
// BENCH_ROUNDS, BENCH_MANY and BENCH_SECONDS give other sizes; `-- handover people 100000` measures only that memory.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { givingWay, LIVE_BYTES_PER_SECOND } from '@jhalak/jhalak';
import { openDatabase } from '@jhalak/postgres';
import { startBenchCell, type BenchCell } from '../src/bench-cell.ts';
import { copyTablesIn, copyTablesOut } from '../src/copy-tables.ts';
import {
  importInto,
  openHome,
  openPlace,
  pack,
  verify,
  type HandoverPlace,
} from '../src/handover-cell.ts';
import { openLoop, quantile } from '../src/open-loop.ts';
import { ROWS_A_PERSON } from '../src/synthetic-people.ts';

const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 10_000);
const BLOB_MB = Number(process.env['BENCH_BLOB_MB'] ?? 200);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const FEW = 1_000;
const MANY = Number(process.env['BENCH_MANY'] ?? 100_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 20);
/** As many pages as a small cell serves in its evening; far from what two cores can. */
const RPS = 40;
const WARM_SECONDS = 8;

const log = (text: string): boolean => process.stderr.write(`${text}\n`);
const shell = (script: string) => execFileSync('sh', ['-c', script], { stdio: 'ignore' });

async function secondsOf(run: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await run();
  return (performance.now() - startedMs) / 1_000;
}

const ratio = (one: number, other: number): number => Number((one / other).toFixed(2));

async function compare(place: HandoverPlace) {
  const { root, home, parts } = place;
  const copy = join(root, 'copy');
  const packages = join(root, 'packages');
  const schemaOnly = async (nth: number) => {
    const into = join(root, `schema-${nth}`);
    const other = await openHome(into, await place.emptyDatabase());
    return { other, into };
  };
  const seconds = new Map<string, number[]>();
  const step = async (name: string, run: () => unknown): Promise<void> => {
    const list = seconds.get(name) ?? [];
    list.push(await secondsOf(run));
    seconds.set(name, list);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const { other, into } = await schemaOnly(round);
    const target = { url: await place.emptyDatabase(), folder: join(root, `into-${round}`) };
    await step('copyOut', () => copyTablesOut(parts.database, copy));
    await step('cp', () =>
      shell(`cp -r ${home}/blobs ${copy}/blobs && find ${copy}/blobs -type f -exec sync {} +`),
    );
    await step('sha512sum', () => shell(`find ${copy} -type f -exec sha512sum {} + >${root}/sums`));
    await step('pack', () => pack(parts, home, packages));
    await step('sha512sumPackage', () =>
      shell(`find ${packages} -type f -exec sha512sum {} + >${root}/sums`),
    );
    await step('verify', () => verify(packages, false));
    await step('verifyOpened', () => verify(packages, true));
    await step('copyIn', () => copyTablesIn(other.database, copy));
    await step('cpIn', () =>
      shell(`cp -r ${copy}/blobs ${into}/copied && find ${into}/copied -type f -exec sync {} +`),
    );
    await step('import', () => importInto(parts, packages, target));
    await other.close();
    for (const folder of [copy, packages, `${packages}.state`, into, target.folder])
      await rm(folder, { recursive: true, force: true });
  }
  for (const [name, list] of seconds)
    log(`${name.padEnd(18)} ${list.map((one) => one.toFixed(2)).join(', ')} s`);
  const middle = (name: string): number =>
    (seconds.get(name) ?? []).toSorted((one, other) => one - other)[ROUNDS >> 1] ?? 0;
  const out = middle('copyOut') + middle('cp') + middle('sha512sum');
  log(
    `opened and looked at: ${ratio(middle('verifyOpened'), middle('sha512sumPackage'))} sha512sum`,
  );
  return {
    exportRatio: ratio(middle('pack'), out),
    verifyRatio: ratio(middle('verify'), middle('sha512sumPackage')),
    importRatio: ratio(
      middle('import'),
      middle('verifyOpened') + middle('copyIn') + middle('cpIn'),
    ),
  };
}

/** Packs and verifies in this process, and says what memory it took at most. */
async function memoryHere(home: string, url: string, to: string): Promise<void> {
  const parts = await openHome(home, url);
  const { rows } = await pack(parts, home, to);
  await verify(to, true);
  await parts.close();
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1_000);
  process.stdout.write(JSON.stringify({ rows, peakMb }));
}

async function memoryOf(people: number): Promise<number> {
  const place = await openPlace(people, 20);
  try {
    const { home, url, root } = place;
    const child = spawnSync(
      process.execPath,
      [import.meta.filename, 'memory', home, url, join(root, 'packages')],
      { encoding: 'utf8' },
    );
    if (child.status !== 0) throw new Error(child.stderr);
    const { rows, peakMb } = JSON.parse(child.stdout) as { rows: number; peakMb: number };
    log(`${people} people, ${rows} rows: at most ${peakMb} MB`);
    return peakMb;
  } finally {
    await place.stop();
  }
}

/** Packs again and again until it is told to stop. */
async function packAlways(home: string, url: string, to: string): Promise<void> {
  const parts = await openHome(home, url);
  let isOver = false;
  process.once('SIGTERM', () => (isOver = true));
  // As `handover pack` does.
  await givingWay(async () => {
    for (let turn = 0; !isOver; turn += 1) {
      await pack(parts, home, join(to, `turn-${turn}`), LIVE_BYTES_PER_SECOND);
      await rm(to, { recursive: true, force: true });
    }
  });
  await parts.close();
}

async function feedEffect(): Promise<number> {
  const cell = await startBenchCell({ videos: 2_000, viewers: 3_000 });
  try {
    const database = openDatabase({ url: cell.databaseUrl, poolMax: 1 });
    await database.close();
    await load(cell, WARM_SECONDS);
    const alone: number[] = [];
    const beside: number[] = [];
    // In turns, so that whatever else the machine does hits both.
    for (let turn = 0; turn < 2; turn += 1) {
      alone.push(await load(cell, SECONDS));
      const child = spawn(
        process.execPath,
        [import.meta.filename, 'pack', cell.home, cell.databaseUrl, join(cell.home, 'packages')],
        { stdio: ['ignore', 'inherit', 'inherit'] },
      );
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      beside.push(await load(cell, SECONDS));
      child.kill('SIGTERM');
      await gone;
    }
    log(`feed p99 alone ${alone.join(', ')} ms, beside packing ${beside.join(', ')} ms`);
    return ratio(Math.min(...beside), Math.min(...alone));
  } finally {
    await cell.stop();
  }
}

/** @returns p99 of first pages, in milliseconds. */
async function load({ url, tokens }: BenchCell, seconds: number): Promise<number> {
  const result = await openLoop({
    ...{ url, seconds, perSecond: RPS },
    next: (index) => ({
      method: 'GET',
      path: '/v1/feeds/for-you?limit=6',
      headers: { authorization: `Bearer ${tokens[(index * 7_919) % tokens.length] ?? ''}` },
    }),
  });
  if (result.failed > 0) log(`${result.failed} of ${result.sent} pages failed`);
  return quantile(result.latenciesMs, 0.99);
}

const [mode, home = '', url = '', to = ''] = process.argv.slice(2);
if (mode === 'memory') await memoryHere(home, url, to);
else if (mode === 'pack') await packAlways(home, url, to);
else if (mode === 'people') await memoryOf(Number(home));
else {
  log(`${PEOPLE} people with ${ROWS_A_PERSON} rows each, ${BLOB_MB} MB of files, ${ROUNDS} rounds`);
  const place = await openPlace(PEOPLE, BLOB_MB);
  const compared = await compare(place).finally(() => place.stop());
  const few = await memoryOf(FEW);
  const many = await memoryOf(MANY);
  const feedP99Effect = await feedEffect();
  process.stdout.write(
    `${JSON.stringify({
      bench: 'handover',
      ...compared,
      peakRssMb: Math.max(few, many),
      feedP99Effect,
    })}\n`,
  );
}
