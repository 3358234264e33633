import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { openLog } from './log.ts';

const MINUTE_MS = 60_000;
const TURNS_MAX = 5_000;
const LIMITS = { fileBytesMax: 1_000, filesKept: 2 };

async function home(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-log-'));
  t.after(() => rm(folder, { recursive: true }));
  t.mock.timers.enable({ apis: ['setInterval'] });
  return folder;
}

function open(folder: string) {
  const settings = { home: folder, logTo: 'file', logLevel: 'info', region: 'in' } as const;
  return openLog(settings, undefined, LIMITS);
}

// Files open in the background: their lines come in some turns.
async function expectLines(folder: string, expected: Record<string, string[]>): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const names = await readdir(join(folder, 'logs')).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => [name, await messages(folder, name)]),
    );
    if (isDeepStrictEqual(Object.fromEntries(found), expected)) return;
    await setImmediate();
  }
  assert.fail(`not found: ${JSON.stringify(expected)}`);
}

async function messages(folder: string, name: string): Promise<string[]> {
  const text = await readFile(join(folder, 'logs', name), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
}

test('a log that grows too large is put aside within a minute, few are kept, and no line is lost on the way', async (t) => {
  const folder = await home(t);
  const log = open(folder);
  const filling = 'x'.repeat(1_000);
  log.info({}, 'first');
  await expectLines(folder, { 'jhalak.ndjson': ['first'] });
  const files: string[][] = [['first']];
  for (const round of ['a', 'b', 'c', 'd']) {
    log.info({ filling }, `large ${round}`);
    files[0]?.push(`large ${round}`);
    await expectLines(folder, named(files));
    t.mock.timers.tick(MINUTE_MS);
    log.info({}, `after ${round}`);
    files.unshift([`after ${round}`]);
    files.splice(1 + LIMITS.filesKept);
    await expectLines(folder, named(files));
  }
  assert.equal(files.length, 3);
});

test('a process whose log another one put aside goes on in the new file', async (t) => {
  const folder = await home(t);
  const [one, two] = [open(folder), open(folder)];
  one.info({}, 'one');
  await expectLines(folder, { 'jhalak.ndjson': ['one'] });
  two.info({ filling: 'x'.repeat(1_000) }, 'two');
  await expectLines(folder, { 'jhalak.ndjson': ['one', 'two'] });
  t.mock.timers.tick(MINUTE_MS);
  one.info({}, 'one again');
  const before = { 'jhalak.ndjson.1': ['one', 'two'] };
  await expectLines(folder, { 'jhalak.ndjson': ['one again'], ...before });
  two.info({}, 'two again');
  await expectLines(folder, { 'jhalak.ndjson': ['one again', 'two again'], ...before });
});

function named(files: readonly string[][]): Record<string, string[]> {
  return Object.fromEntries(
    files.map((lines, age) => [age === 0 ? 'jhalak.ndjson' : `jhalak.ndjson.${age}`, lines]),
  );
}

test('a home that is gone, as after a restore that failed, breaks nothing a minute later', async (t) => {
  const folder = await home(t);
  const log = open(folder);
  log.info({}, 'first');
  await expectLines(folder, { 'jhalak.ndjson': ['first'] });
  await rm(join(folder, 'logs'), { recursive: true });
  t.mock.timers.tick(MINUTE_MS);
  // A file that could not be opened again would tell so in one of these turns, and end the process.
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  log.info({}, 'to nowhere');
  log.flush();
  assert.deepEqual(await readdir(folder), []);
});
