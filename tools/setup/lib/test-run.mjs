// Runs the tests and reports: node's spec reporter while it goes, then what was not run and why, and last
// node's own closing counts.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runForeground } from './children.mjs';
import { ROOT, SetupError } from './house.mjs';
import { COMPILE_CACHE } from './node24.mjs';
import { say } from './progress.mjs';
import { consequence } from './system-tools.mjs';
import { withTestDatabase } from './test-database.mjs';
import { workspaceFiles } from './test-files.mjs';

const RUN_FILES = fileURLToPath(new URL('run-test-files.mjs', import.meta.url));
/** Whole cells with ffmpeg and a browser keep more than one core busy each; more would need more memory than a laptop has. */
const MAX_FILES_AT_ONCE = 6;
/** Files wait for processes that start, for a browser, for the clock: one more than there are cores fills the gaps. */
const MORE_THAN_CORES = 1;
/** A file that hangs must not hang the run; the longest real one takes two minutes, on a machine of ten others ten. */
const FILE_LIMIT_MS = 10 * 60_000;
/** What a file of one hanging test needs to tell of it and to clean up. */
const GRACE_MS = 60_000;
/** These begin first, longest first: one that began last would run alone at the end. `npm test` names its longest. */
const LONGEST_FIRST = [
  'apps/lab/src/handover/sale-journey.test.ts',
  'tools/testing/browser/journey.test.ts',
  'apps/lab/src/handover/handover-kills.test.ts',
  'adapters/ffmpeg/src/walk.test.ts',
  'tools/testing/browser/lock.test.ts',
  'tools/testing/browser/orders.test.ts',
  'apps/jhalak/src/handover/pack/set-mutations.test.ts',
  'apps/jhalak/src/handover/rehearse/rehearse.test.ts',
  'features/handover/test/wind-down.test.ts',
  'features/orders/test/resurrection.test.ts',
  'apps/jhalak/src/move/move.test.ts',
  'features/publishers/test/fetching.test.ts',
  'tools/testing/browser/exports.test.ts',
  'apps/jhalak/src/handover/pack/verify-document.test.ts',
  'apps/lab/src/handover/handover-import-kills.test.ts',
  'apps/lab/src/handover/handover-people.test.ts',
  'apps/lab/src/handover/handover-abort.test.ts',
];
/** Options of node whose value may stand apart. */
const WITH_VALUE = new Set([
  '--test-name-pattern',
  '--test-skip-pattern',
  '--test-concurrency',
  '--test-timeout',
]);
const CONCURRENCY = '--test-concurrency=';

function splitArguments(args) {
  const filters = [];
  const options = [];
  for (let index = 0; index < args.length; index += 1) {
    if (!args[index].startsWith('-')) filters.push(args[index].replace(/^\.\//, ''));
    else if (WITH_VALUE.has(args[index])) options.push(`${args[index]}=${args[++index] ?? ''}`);
    else options.push(args[index]);
  }
  return { filters, options };
}

/** @returns the exit code: 0 only when tests ran and none failed. */
export async function runTests(args, missingTools) {
  const { filters, options } = splitArguments(args);
  const all = workspaceFiles('.test.ts');
  const chosen = all.filter(
    (path) => filters.length === 0 || filters.some((filter) => path.includes(filter)),
  );
  if (chosen.length === 0) {
    throw new SetupError(
      `No test file matches ${filters.join(', ') || '*.test.ts'}; there are ${all.length} in all.`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-tests-'));
  const record = join(folder, 'record.tap');
  try {
    const code = await withTestDatabase('throwaway', (env) =>
      runForeground(process.execPath, nodeArguments(chosen, options, record), {
        cwd: ROOT,
        env: testEnv(env),
      }),
    );
    return report(readFileSync(record, 'utf8'), missingTools, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function testEnv(env) {
  const cleaned = { NODE_COMPILE_CACHE: COMPILE_CACHE, ...env };
  // Set when a test starts this runner: node would then report to that test instead of to us.
  delete cleaned.NODE_TEST_CONTEXT;
  return cleaned;
}

/** Options of node are this process's; it hands them to the process of each file. */
function nodeArguments(files, options, record) {
  const asked = options.find((option) => option.startsWith(CONCURRENCY));
  const atOnce =
    asked === undefined
      ? Math.min(availableParallelism() + MORE_THAN_CORES, MAX_FILES_AT_ONCE)
      : Number(asked.slice(CONCURRENCY.length));
  const rest = options.filter((option) => option !== asked);
  const first = LONGEST_FIRST.filter((path) => files.includes(path));
  const ordered = [...first, ...files.filter((path) => !first.includes(path))];
  const run = {
    ...{
      files: ordered.map((path) => join(ROOT, path)),
      limitMs: FILE_LIMIT_MS,
      graceMs: GRACE_MS,
      record,
    },
    atOnce: Math.max(1, atOnce),
  };
  return [...rest, RUN_FILES, JSON.stringify(run)];
}

function report(tap, missingTools, code) {
  const ran = Number(/^# tests (\d+)$/m.exec(tap)?.[1] ?? 0);
  for (const tool of missingTools) say(`NOT RUN: ${consequence(tool)}`);
  for (const [reason, count] of skippedByReason(tap)) say(`NOT RUN: ${count} × ${reason}`);
  if (ran === 0) say('FAILED: no test ran');
  const closing = tap
    .split('\n')
    .filter((line) => /^# (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(line));
  process.stdout.write(`\n${closing.join('\n')}\n`);
  return ran === 0 || missingTools.includes('web') ? 1 : code;
}

function skippedByReason(tap) {
  const counts = new Map();
  for (const [, reason] of tap.matchAll(/^\s*ok \d+ - .* # SKIP ?(.*)$/gm)) {
    const key = reason || 'skipped without a reason';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
