// How `npm test` runs files: in its own order, each to its end whatever a test left open, with the same cases each time.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const RUN_FILES = join(import.meta.dirname, '../lib/run-test-files.mjs');
const FAST_CHECK = import.meta.resolve('fast-check');
/** Ends the run when it hangs. */
const LIMIT_MS = 60_000;

const FILES = {
  'z-first': `
    import { createServer } from 'node:http';
    import { after, test } from 'node:test';
    after(async () => console.log('# cleaned up'));
    test('leaves a server open and fails', () => { createServer().listen(0); throw new Error('as it must'); });`,
  'a-second': `
    import { test } from 'node:test';
    import fc from '${FAST_CHECK}';
    test('seed ' + fc.readConfigureGlobal().seed, () => undefined);`,
};

const SPINNING = {
  'a-spins': `
    import { test } from 'node:test';
    test('turns for ever', () => { for (;;); });`,
  'b-next': `
    import { test } from 'node:test';
    test('is reached', () => undefined);`,
};

interface Ran {
  code: unknown;
  tap: string;
  told: string;
}

/** Runs these files, one at a time. */
async function runOf(texts: Record<string, string>, limits: object): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-run-'));
  try {
    const files = Object.keys(texts).map((name) => join(folder, `${name}.test.ts`));
    for (const [at, text] of Object.values(texts).entries()) await writeFile(files[at] ?? '', text);
    const record = join(folder, 'record.tap');
    const plan = JSON.stringify({ files, atOnce: 1, ...limits, record });
    const env: NodeJS.ProcessEnv = { ...process.env, JHALAK_SEED: '77' };
    delete env['NODE_TEST_CONTEXT'];
    const { code, told } = await new Promise<Omit<Ran, 'tap'>>((resolve) => {
      const options = { env, timeout: LIMIT_MS };
      execFile(process.execPath, [RUN_FILES, plan], options, (error, _out, errors) =>
        resolve({ code: error?.code ?? 0, told: errors }),
      );
    });
    return { code, told, tap: await readFile(record, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('files run in the order given, end with their last test, and draw the cases of the seed', async () => {
  const { code, tap } = await runOf(FILES, { limitMs: LIMIT_MS, graceMs: LIMIT_MS });
  assert.equal(code, 1);
  assert.match(tap, /not ok 1 - leaves a server open[\s\S]*as it must[\s\S]*ok 2 - seed 77/);
  assert.match(tap, /cleaned up/);
  assert.match(tap, /^# tests 2$/m);
});

test('a file that turns for ever is killed and fails, and the next ones run', async () => {
  const { code, tap, told } = await runOf(SPINNING, { limitMs: 2_000, graceMs: 1_000 });
  assert.equal(code, 1);
  assert.match(told, /FAILED: \S*a-spins\.test\.ts does not end, and is killed/);
  assert.match(tap, /not ok 1 [\s\S]*ok 2 - is reached/);
});

test('what is to begin first is there', async () => {
  const root = join(import.meta.dirname, '../../..');
  const text = await readFile(join(import.meta.dirname, '../lib/test-run.mjs'), 'utf8');
  const named = [...text.matchAll(/^ {2}'(\S+\.test\.ts)',$/gm)].map(([, path = '']) => path);
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path))),
    [],
  );
});
