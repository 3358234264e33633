// Runs test files on node's own runner, in the order given, each in a process of its own. Node's command line would sort
// them by name, and the longest would begin last.
//
// A file ends with its last test: what a failed test left open (a server, a cell, a browser) does not keep it alive.

import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec, tap } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

/** Named at the end of a run. */
const LONGEST = 8;
/** A file below this is not worth a name. */
const LONG_MS = 10_000;

const LOOK_EVERY_MS = 2_000;

/** @type {{ files: string[], atOnce: number, limitMs: number, graceMs: number, record: string }} */
const { files, atOnce, limitMs, graceMs, record } = JSON.parse(process.argv[2] ?? '{}');
const beganMs = new Map();
const tookMs = new Map();

// Whoever ends this process ends the files under way with it.
const given = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => given.abort());

const tests = run({
  signal: given.signal,
  files,
  concurrency: atOnce,
  timeout: limitMs,
  execArgv: [
    '--test-force-exit',
    `--import=${fileURLToPath(new URL('../../testing/src/same-cases.fixture.ts', import.meta.url))}`,
  ],
});
tests.on('test:dequeue', ({ name, file }) => {
  if (name === file) beganMs.set(file, performance.now());
});
tests.on('test:complete', ({ name, file }) => {
  if (name === file) tookMs.set(file, performance.now() - (beganMs.get(file) ?? 0));
});
tests.on('test:fail', () => (process.exitCode = 1));

// A test that waits for ever is ended by node and the file goes on; a file that turns for ever is killed, and fails.
const killed = new Set();
const watch = setInterval(() => {
  for (const [file, began] of beganMs) {
    const isOver = tookMs.has(file) || killed.has(file);
    if (isOver || performance.now() - began < limitMs + graceMs) continue;
    killed.add(file);
    process.stderr.write(`FAILED: ${relative('.', file)} does not end, and is killed.\n`);
    kill(file);
  }
}, LOOK_EVERY_MS);
watch.unref();

/** Ends the process of a file, which node's runner tells nobody. */
function kill(file) {
  const list = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  for (const line of list.split('\n')) {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    if (Number(parent) === process.pid && args.includes(file)) process.kill(Number(pid), 'SIGKILL');
  }
}

const shown = tests.compose(spec);
const kept = tests.compose(tap).pipe(createWriteStream(record));
shown.pipe(process.stdout);
shown.on('end', () => {
  const longest = [...tookMs].filter(([, ms]) => ms > LONG_MS).toSorted(([, a], [, b]) => b - a);
  for (const [file, ms] of longest.slice(0, LONGEST))
    process.stderr.write(`${(ms / 1_000).toFixed(0).padStart(5)} s  ${relative('.', file)}\n`);
});
// The record is whole before this process ends.
await new Promise((resolve) => kept.on('finish', resolve));
