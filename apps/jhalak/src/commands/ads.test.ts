import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { CommandError, type CommandContext } from '../command.ts';
import { ads } from './ads.ts';

const PROGRAM = join(import.meta.dirname, '../main.ts');

type Checked = Promise<{ code: number; text: string }>;

/** @returns what checks a text as a file of that name, without starting the program. */
function check(
  t: TestContext,
): (name: string, text: string | Uint8Array, as?: string, json?: '') => Checked {
  const folder = scratch(t);
  return async (name, text, as, json) => {
    writeFileSync(join(folder, name), text);
    const lines: string[] = [];
    const options = { ...(as !== undefined && { as }), ...(json !== undefined && { json }) };
    const words = ['check', join(folder, name)];
    // Of its context the command uses these.
    const context = { words, options, say: (line: string) => void lines.push(line) };
    const code = await ads.run(context as unknown as CommandContext);
    return { code, text: lines.join('\n').replaceAll(`${folder}/`, '') };
  };
}

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-ads-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const REQUEST = { id: 'r', imp: [{ id: 's', banner: { w: 300, h: 250 } }], site: { id: 'x' } };

test('each kind of file is told by its look, and what is wrong in it by its place', async (t) => {
  const run = check(t);
  const cases: [string, string, string, RegExp][] = [
    [
      'b.json',
      JSON.stringify({ ...REQUEST, imp: [{ id: 's' }] }),
      'request',
      /imp\[0\] +missing: /,
    ],
    [
      'c.json',
      '{"id":"r","seatbid":[{"bid":[{"id":"b","impid":"s"}]}]}',
      'response',
      /seatbid\[0\]\.bid\[0\]\.price +missing/,
    ],
    ['d.json', '{"assets":[{"id":1}]}', 'native-request', /assets\[0\] +conflict/],
    [
      'e.json',
      '{"link":{"url":"javascript:x"},"assets":[]}',
      'native-response',
      /link\.url +unsafe/,
    ],
    ['f.xml', '<VAST version="2.0"/>', 'vast', /VAST\.version +version/],
    ['app-ads.txt', 'a.example, 1\n', 'ads.txt', /line 1 +value/],
    ['sellers.json', '{"version":"1.0"}', 'sellers.json', /sellers +missing/],
  ];
  for (const [name, text, kind, fault] of cases) {
    const told = await run(name, text);
    assert.equal(told.code, 1, name);
    assert.ok(told.text.startsWith(`${name}: ${kind}, NOT in order\n`), told.text);
    assert.match(told.text, fault);
  }
});

test('a file that could be anything is asked about, and read as what is said', async (t) => {
  const run = check(t);
  await assert.rejects(
    run('x', '{}'),
    (error) => error instanceof CommandError && /--as KIND/.test(error.message),
  );
  await assert.rejects(run('x', '{}', 'banner'), /There is no kind banner/);
  assert.match((await run('x', '{}', 'response')).text, /id +missing/);
  assert.match(
    (await run('big', Buffer.alloc(20_000_000, 0x20), 'sellers.json')).text,
    /body +too_large/,
  );
  const { kind, faults } = JSON.parse((await run('x', '{}', 'request', '')).text) as {
    kind: string;
    faults: { field: string; code: string }[];
  };
  assert.equal(kind, 'request');
  assert.deepEqual(
    faults.map(({ field, code }) => [field, code]),
    [
      ['id', 'missing'],
      ['imp', 'missing'],
    ],
  );
});

test('the program ends with 0 for a file in order, and with 1 and a sentence for one that is not there', (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, 'a.json'), JSON.stringify(REQUEST));
  const run = (name: string) =>
    spawnSync(process.execPath, [PROGRAM, 'ads', 'check', name], { encoding: 'utf8', cwd: folder });
  const fine = run('a.json');
  assert.deepEqual([fine.status, fine.stdout], [0, 'a.json: request, in order\n']);
  const missing = run('b.json');
  assert.deepEqual([missing.status, missing.stderr], [1, 'jhalak: b.json cannot be read.\n']);
});
