import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { openLabLog } from './lab-log.ts';
import { CrashBench, type Crash } from './log-crashes.ts';

// Every call and fault: `npm run proof -- log`. Here the steps that order matters most at: a bundle that is being written,
// names that are not durable yet, the checkpoint itself.
const CRASHES: readonly Crash[] = [
  { call: 'write', fault: 'ENOSPC', nth: 2 },
  { call: 'fsync', fault: 'EIO', nth: 3 },
  { call: 'fsync', fault: 'SIGKILL', nth: 7 },
  { call: 'rename', fault: 'EIO', nth: 6 },
];

test('a writer that is killed, or whose disk fails, leaves a valid log with every entry that has a receipt', async (t) => {
  if (spawnSync('strace', ['-V']).status !== 0) {
    t.skip('strace is not installed: no file call of the log was made to fail');
    return;
  }
  const log = await openLabLog();
  t.after(() => log.close());
  const bench = await CrashBench.prepare(log);
  for (const crash of CRASHES) {
    const name = `${crash.fault} at ${crash.call} ${crash.nth}`;
    const outcome = await bench.crash(crash);
    assert.deepEqual(outcome.wrong, [], name);
    assert.ok(outcome.hit, `${name}: there was no such call`);
  }
});
