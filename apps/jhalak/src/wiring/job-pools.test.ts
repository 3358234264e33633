import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobPools } from './job-pools.ts';

const work = (): Promise<void> => Promise.resolve();
const FEATURES = [
  { jobs: { 'media.process': work, 'media.improve': work } },
  { jobs: {} },
  { jobs: { 'stories.fetch': work } },
  { jobs: { 'exports.make': work } },
];

test('encodes, archives and everything else run in pools of their own, in the processes of their roles', () => {
  const told = (roles: Parameters<typeof jobPools>[1]) =>
    jobPools(FEATURES, roles, 1).map((pool) => [Object.keys(pool.handlers), pool.concurrency]);
  const encodes = [['media.process', 'media.improve'], 1];
  const others = [['stories.fetch'], 4];
  const archives = [['exports.make'], 1];
  assert.deepEqual(told(['api', 'worker', 'media']), [encodes, others, archives]);
  assert.deepEqual(told(['media']), [encodes]);
  assert.deepEqual(told(['worker', 'api']), [others, archives]);
  assert.deepEqual(told(['api']), []);
  assert.deepEqual(jobPools([{ jobs: {} }], ['worker', 'media'], 1), []);
});
