// proves T4: base and deltas add up to what the cell holds, row for row, whatever writers do before, between and during packing.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBackupBench, type BackupBench } from '../../backup/backup.fixture.ts';
import { assertSameRows, dumpOf } from './dump.fixture.ts';
import { applyPackage, newSet, packSourceOf } from './pack.fixture.ts';
import { RandomWriters } from './random-writers.fixture.ts';

/** A longer run asks for 50. */
const RUNS = Number(process.env['JHALAK_DELTA_RUNS'] ?? 4);
const SEED = Number(process.env['JHALAK_SEED'] ?? 20_260_801);
/** Deltas upon one base. */
const RUNS_A_BASE = 10;
/** So small that tables have many ranges, which are split and emptied. */
const PART_ROWS = 7;
const WRITERS = 2;

let bench: BackupBench;
let writers: RandomWriters;
before(async () => {
  bench = await openBackupBench();
  writers = await RandomWriters.open(bench.source.database, bench.source.manifests);
  await writers.fill(SEED, 20);
});
after(() => bench.close());

test(`${RUNS} runs of random writers: base and deltas equal the cell, row for row (seed ${SEED})`, async () => {
  const { source } = bench;
  const written = { rows: 0, deletions: 0 };
  for (let run = 0; run < RUNS;) {
    const folder = join(bench.folder, `set-${run}`);
    const set = newSet(packSourceOf(source), folder);
    const options = { partRowsMax: PART_ROWS };
    const seed = (what: number) => SEED + run * 1_000 + what;
    const write = (what: number, transactions: number) =>
      Promise.all(
        Array.from({ length: WRITERS }, (_, nth) => writers.write(seed(what + nth), transactions)),
      );
    const content = new Map<string, Map<string, string>>();
    let held = await writers.hold(seed(1));
    try {
      const [base] = await Promise.all([set.base(options), write(10, 6)]);
      await applyPackage(content, base.folder, set.packageKey);
      for (let nth = 0; nth < RUNS_A_BASE && run < RUNS; nth += 1, run += 1) {
        await write(20, 4);
        await held.end();
        held = await writers.hold(seed(2));
        const [live] = await Promise.all([set.delta(options), write(30, 4)]);
        await held.end();
        const last = await set.delta(options);
        for (const part of [live, last]) {
          await applyPackage(content, part.folder, set.packageKey);
          written.rows += part.rows;
          written.deletions += part.deletions;
        }
        assertSameRows(content, await dumpOf(source));
        held = await writers.hold(seed(3));
      }
    } finally {
      await held.end();
    }
    await rm(folder, { recursive: true });
  }
  assert.ok(written.rows > RUNS * 10 && written.deletions > RUNS, JSON.stringify(written));
});
