// `jhalak border` as strangers use it: the program itself, against a cell's address and a copy of its files.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createBorder } from '@jhalak/border';
import { startCell, type TestCell } from '@jhalak/testing';

const MAIN = join(import.meta.dirname, '../../../apps/jhalak/src/main.ts');
/** A command that verifies some hundred entries ends within a second or two. */
const LIMIT_MS = 60_000;

let cell: TestCell;
let vkey: string;
let work: string;
before(async () => {
  cell = await startCell();
  work = cell.parts.folder;
  vkey = await cell.cell.border.vkey();
});
after(async () => {
  await cell.close();
});

interface Ended {
  code: number;
  text: string;
}

async function border(...args: string[]): Promise<Ended> {
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, 'border', ...args],
      { timeout: LIMIT_MS, cwd: work, env: { ...process.env, JHALAK_HOME: join(work, 'none') } },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, text: `${stdout}${stderr}` });
      },
    );
  });
}

/** Entries under the present checkpoint: the cell itself says something at its start. */
async function size(): Promise<number> {
  return (await cell.api<{ size: number }>('GET', '/v1/border')).body.size;
}

async function append(count: number): Promise<string> {
  const id = await cell.parts.database.transaction(async (tx) => {
    let last = '';
    for (let at = 0; at < count; at += 1)
      last = await cell.cell.border.log.append(tx, { kind: 'key', act: 'keys.rotated' });
    return last;
  });
  await cell.cell.border.log.integrated(id);
  return id;
}

test('a stranger verifies the log by its address, a copy, one entry, and that nothing older was changed', async () => {
  await append(260);
  await cp(join(work, 'log/checkpoint'), join(work, 'older'));
  const olderSize = await size();
  const id = await append(40);
  const byUrl = await border('verify', `${cell.url}/log`, '--key', vkey);
  assert.equal(byUrl.code, 0, byUrl.text);
  assert.match(byUrl.text, /^PROVEN: jhalak\/in-[a-z2-7]{10} signed a log of \d+ entries/);
  await cp(join(work, 'log'), join(work, 'copy'), { recursive: true });
  const args = ['verify', 'copy', '--key', vkey, '--entry', id, '--older', 'older', '--json'];
  const byFolder = await border(...args);
  assert.equal(byFolder.code, 0, byFolder.text);
  const facts = JSON.parse(byFolder.text) as { olderSize: string; entry: { index: string } };
  assert.deepEqual([facts.olderSize, facts.entry.index], [`${olderSize}`, `${olderSize + 39}`]);
});

test('a changed file is refuted, a place without a log is not checked, and the exit codes tell them apart', async () => {
  await append(5);
  await cp(join(work, 'log'), join(work, 'broken'), { recursive: true });
  const path = join(work, 'broken/tile/entries/000');
  const bytes = await readFile(path);
  bytes[5_000] = (bytes[5_000] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const refuted = await border('verify', 'broken', '--key', vkey);
  assert.equal(refuted.code, 1, refuted.text);
  assert.match(refuted.text, /^REFUTED: /);
  const nowhere = await border('verify', 'nowhere', '--key', vkey);
  assert.equal(nowhere.code, 2, nowhere.text);
  assert.match(nowhere.text, /^NOT CHECKED: There is no folder/);
});

test('one entry’s proof is a file that is verified without the log', async () => {
  const id = await append(3);
  const made = await border('proof', id, '--from', `${cell.url}/log`, '--key', vkey, '--to', 'one');
  assert.equal(made.code, 0, made.text);
  const checked = await border('verify', 'one', '--key', vkey);
  assert.equal(checked.code, 0, checked.text);
  assert.match(checked.text, new RegExp(`PROVEN: this entry stands at index .*"id":"${id}"`, 's'));
});

test('a witness co-signs what goes on, the log shows it, and a split view leaves evidence', async () => {
  const made = await border('witness-key', 'witness.example/w1', '--key', 'w1.key');
  const witnessKey = made.text.trim().split('\n').at(-1) ?? '';
  await cell.cell.border.addWitness(witnessKey, 'operator');
  await append(2);
  const args = ['witness', '--key', 'w1.key', '--vkey', vkey, '--state', 'w1.state', '--once'];
  const cosigned = await border(...args, '--log', `${cell.url}/log`);
  assert.equal(cosigned.code, 0, cosigned.text);
  assert.match(cosigned.text, /co-signed jhalak\/in-/);
  const verified = await border('verify', 'log', '--key', vkey, '--witnesses', witnessKey);
  assert.match(verified.text, /co-signed by witness\.example\/w1 at 20/);
  assert.match(await readFile(join(work, 'log/checkpoint.witnessed'), 'utf8'), /witness\.example/);

  // The same key tells somebody else another history.
  const { database } = cell.parts;
  await database.query({
    name: 'test.cut',
    text: 'DELETE FROM border_entries WHERE leaf_index > 9',
  });
  const folder = join(work, 'other');
  const other = createBorder({ ...cell.parts, folder });
  await database.transaction(async (tx) => {
    for (let at = 0; at < 600; at += 1)
      await other.log.append(tx, { kind: 'model', act: 'models.trained' });
  });
  await other.publish();
  const split = await border(...args, '--log', 'other');
  assert.equal(split.code, 1, split.text);
  assert.match(split.text, /SPLIT VIEW/);
  const evidence = (await readdir(work)).find((name) => name.startsWith('equivocation-')) ?? '';
  const convinced = await border('verify', evidence, '--key', vkey);
  assert.equal(convinced.code, 0, convinced.text);
  assert.match(convinced.text, /signed two histories/);
  await rm(folder, { recursive: true });
});
