import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runProcess, type RunOptions } from './run-process.ts';

const shell = (script: string, more: Partial<RunOptions> = {}): RunOptions => ({
  command: ['/bin/sh', '-c', script],
  environment: { PATH: '/usr/bin:/bin' },
  wallMs: 10_000,
  stdoutBytesMax: 1000,
  ...more,
});

test('exit code, output and complaint come back', async () => {
  const ran = await runProcess(shell('echo out; echo trouble >&2; exit 3'));
  assert.deepEqual(
    [ran.ending, ran.exitCode, ran.stdout, ran.stderr],
    ['exit', 3, 'out\n', 'trouble\n'],
  );
});

test('a signal reads as the shell says it', async () => {
  assert.equal((await runProcess(shell('kill -9 $$'))).exitCode, 137);
});

test('nothing of our environment reaches the process', async () => {
  process.env['JHALAK_TEST_SECRET'] = 'do-not-tell';
  const ran = await runProcess(shell('env', { stdoutBytesMax: 100_000 }));
  delete process.env['JHALAK_TEST_SECRET'];
  assert.doesNotMatch(ran.stdout, /do-not-tell|HOME/);
});

test('time, output and the caller end the process and all its children', async () => {
  const nested = 'sleep 600 & sleep 600 & echo $!; wait';
  const cases: readonly [() => Partial<RunOptions>, string][] = [
    [() => ({ wallMs: 100 }), 'timeout'],
    [() => ({ signal: AbortSignal.timeout(100) }), 'aborted'],
    [() => ({ stdoutBytesMax: 1 }), 'stdout_overflow'],
  ];
  for (const [more, ending] of cases) {
    // It resolves only when the last holder of its output is gone: a left child would make this hang.
    const ran = await runProcess(shell(nested, more()));
    assert.equal(ran.ending, ending);
    assert.equal(ran.exitCode, 137);
  }
});

test('only the end of an endless complaint is kept', async () => {
  const ran = await runProcess(shell('seq 1 100000 >&2; echo the last line >&2'));
  assert.ok(ran.stderr.length <= 16 * 1024);
  assert.match(ran.stderr, /the last line\n$/);
});

test('lines are told whole, however they arrive', async () => {
  const lines: string[] = [];
  const script = 'printf "one\\ntw"; sleep 0.05; printf "o\\nthree\\n"';
  await runProcess(shell(script, { onLine: (line) => void lines.push(line) }));
  assert.deepEqual(lines, ['one', 'two', 'three']);
});

test('a program that is not there is an ending, not a crash', async () => {
  const ran = await runProcess(shell('', { command: ['/nowhere/at/all'] }));
  assert.equal(ran.ending, 'not_started');
});
