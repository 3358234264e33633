// The test of single frames with its full count: proofs of frames and of clips tell the same figures.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** Frames that are edited, at least. */
const FRAMES = 50;

/** What was found of edited frames, and of frames of two clips. */
export interface PdqFigures {
  frames: number;
  edits: number;
  found: number;
  pairs: number;
  /** Bits in which our hashes differ from those that the authors publish, each. */
  published: string;
}

/** @throws AssertionError where the test did not run, or failed. Cost: a minute or two. */
export function runPdq(root: string): PdqFigures {
  const run = spawnSync(
    process.execPath,
    ['--test', '--test-force-exit', '--test-reporter=tap', 'core/pdq/test/pictures.test.ts'],
    { cwd: root, env: { ...process.env, JHALAK_PDQ_FRAMES: `${FRAMES}` }, encoding: 'utf8' },
  );
  const told = /# (\{"frames".*\})/.exec(run.stdout)?.[1];
  assert.ok(told !== undefined && !run.stdout.includes('# SKIP'), `NOT RUN: ${run.stdout}`);
  assert.equal(run.status, 0, run.stdout);
  const published = /bits that differ: ([\d, ]+)/.exec(run.stdout)?.[1] ?? '';
  return { ...(JSON.parse(told) as Omit<PdqFigures, 'published'>), published };
}

/** @returns the share of edits that was found, in hundredths. */
export const recallOf = ({ found, edits }: PdqFigures): string =>
  `${((found / edits) * 100).toFixed(2)} %`;
