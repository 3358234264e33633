// Baselines on a second core.

import { Worker } from 'node:worker_threads';
import type { BaselineResult } from './tuned.ts';
import type { BaselineQuestion, BaselineWord } from './worker.ts';

/** @param say hears each setting that is tried. @throws whatever ended the thread. Cost: minutes of a core, some 700 MB. */
export async function baselinesBeside(
  question: BaselineQuestion,
  say: (line: string) => void,
): Promise<BaselineResult[]> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: question });
  return await new Promise((resolve, reject) => {
    worker.on('message', (word: BaselineWord) => {
      if ('line' in word) say(word.line);
      else resolve(word.results);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the baselines ended with ${code}`)));
  });
}
