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

test('a brand computes its statement again from its own events, and is told what is wrong in it', async (t) => {
  const folder = scratch(t);
  const token = 'QmVnaW5uaW5nT2ZJ';
  const term = { region: 'in', placement: 'lock', fromMs: 1, creatorBps: 0, brandBps: 4_000 };
  const head = {
    ...{ statement: 1, organisation: 'nova', month: '2026-01', fromMs: 10, untilMs: 20 },
    ...{ currency: 'INR', minorDigits: 2, booked: 4 },
    terms: [{ ...term, author: 'a', source: 's' }],
  };
  const line = {
    ...{ kind: 'billed', token, grant: '0193b4a0-0000-7000-8000-000000000001', on: 'render' },
    ...{ units: 10, share: 4, atMs: 15 },
  };
  const delivery = {
    device: 'd',
    events: [{ token: `${token}AndTheRest`, type: 'render', atMs: 14 }],
  };
  const run = async (statement: readonly unknown[], ...events: unknown[]) => {
    const files = { statement, events };
    for (const [name, lines] of Object.entries(files))
      writeFileSync(join(folder, name), lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const said: string[] = [];
    const words = ['statement-check', join(folder, 'statement'), join(folder, 'events')];
    const context = { words, options: {}, say: (text: string) => void said.push(text) };
    return [await ads.run(context as unknown as CommandContext), said.join('\n')] as const;
  };
  const [right, told] = await run([head, line], delivery);
  assert.equal(right, 0, told);
  assert.match(told, /1 lines: 10 units paid, 4 of them yours/);
  const [wrong, why] = await run([head, { ...line, share: 3 }], delivery);
  assert.equal(wrong, 1);
  assert.match(why, /sum {2}whole: lines sum to 3 units; 4 were booked/);
  assert.equal((await run([head, line, line], delivery, { token, type: 'click' }))[0], 1);
  await assert.rejects(run([line], delivery), /does not begin as a statement does/);
  await assert.rejects(run([head, { ...line, on: 1 }], delivery), /line 2 is no line/);
  await assert.rejects(run([head], { type: 'render' }), /events, line 1: an event has a token/);
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
