// Tunes and measures the baselines on a thread of its own, while the cell is told the log.

import { parentPort, workerData } from 'node:worker_threads';
import { readReplayLog, type LogFiles } from '../replay-log.ts';
import type { Split } from '../split.ts';
import { baselineFamilies } from './families.ts';
import { BaselineField, type BaselineResult } from './tuned.ts';

/** What the thread is given. */
export interface BaselineQuestion {
  files: LogFiles;
  split: Split;
  validation: Split;
}

/** What it says: lines for people, and the results at the end. */
export type BaselineWord = { line: string } | { results: BaselineResult[] };

// Our own process made this thread.
const question = workerData as BaselineQuestion;
const tell = (word: BaselineWord): void => parentPort?.postMessage(word);
const log = await readReplayLog(question.files);
const field = new BaselineField(log, question.split, question.validation);
const results = baselineFamilies().map((family) => field.run(family, (line) => tell({ line })));
tell({ results });
