// Figures of baselines in a file: they depend on the log, the split and their own code, not on ours, and take minutes.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { ReplayLog } from '../replay-log.ts';
import type { Split } from '../split.ts';
import type { BaselineResult } from './tuned.ts';

/** Raise it when a baseline, its settings or a figure changes. */
const FORMAT = 2;

interface Kept {
  question: string;
  results: BaselineResult[];
}

/** @returns what was kept of this very question, else what `compute` says, which is then kept. No file: nothing is kept. */
export async function keptBaselines(
  file: string | undefined,
  log: ReplayLog,
  splits: readonly Split[],
  compute: () => Promise<BaselineResult[]>,
): Promise<BaselineResult[]> {
  if (file === undefined) return await compute();
  const question = questionOf(log, splits);
  if (existsSync(file)) {
    // A file that this experiment wrote itself.
    const kept = deserialize(await readFile(file)) as Kept;
    if (kept.question === question) return kept.results;
  }
  const results = await compute();
  await writeFile(file, serialize({ question, results } satisfies Kept));
  return results;
}

function questionOf(log: ReplayLog, splits: readonly Split[]): string {
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, splits, log.users, log.items]));
  for (const history of log.histories)
    if (history !== undefined) hash.update(history.watches).update(history.longWatches);
  const { user, item, atMs, bits } = log.events;
  for (const column of [user, item, atMs, bits]) hash.update(column);
  return hash.digest('hex');
}
