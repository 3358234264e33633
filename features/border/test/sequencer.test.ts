import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { appendTo, copyFolder, listFiles, openTestLog, type TestLog } from './log.fixture.ts';

async function withLog(t: TestContext): Promise<TestLog> {
  const log = await openTestLog();
  t.after(() => log.close());
  return log;
}

async function sql(
  log: TestLog,
  name: string,
  text: string,
  values: unknown[] = [],
): Promise<void> {
  await log.parts.database.query({ name: `test.${name}`, text }, values);
}

test('an entry is told integrated only when the published files prove it', async (t) => {
  const log = await withLog(t);
  const ids = await log.append(3);
  await log.border.log.integrated(ids[2] ?? '');
  const proven = await log.verify({ entryId: ids[1] ?? '' });
  assert.equal(proven.checkpoint.size, 3n);
  assert.equal(proven.entry?.index, 1n);
  assert.match(Buffer.from(proven.entry?.bytes ?? []).toString(), /feeds\.fetch/);
});

test('waiting for an entry that was rolled back, or never was, is refused', async (t) => {
  const log = await withLog(t);
  let id = '';
  await assert.rejects(
    log.parts.database.transaction(async (tx) => {
      id = await log.border.log.append(tx, { kind: 'key', act: 'keys.rotated' });
      throw new Error('undone');
    }),
  );
  await assert.rejects(log.border.log.integrated(id), { code: 'unavailable' });
  assert.equal((await log.verify()).checkpoint.size, 0n);
});

test('an empty log has a signed checkpoint', async (t) => {
  const log = await withLog(t);
  await log.border.publish();
  assert.equal((await log.verify()).checkpoint.size, 0n);
});

test('the log grows over tile borders, goes on from every earlier checkpoint, and keeps no stale partial tile', async (t) => {
  const log = await withLog(t);
  const older: Buffer[] = [];
  for (const count of [1, 200, 54, 1, 1, 300, 1_000]) {
    await log.append(count);
    await log.border.publish();
    older.push(await log.read('checkpoint'));
  }
  for (const checkpoint of older) await log.verify({ older: checkpoint });
  const proven = await log.verify();
  assert.equal(proven.checkpoint.size, 1_557n);
  const partial = (await listFiles(log.folder)).filter((path) => path.includes('.p/'));
  // 1,557 = 6 full tiles and 21; the level above has 6, and had fewer while it grew.
  for (const path of partial)
    assert.match(path, /^tile\/(entries\/006\.p\/21|0\/006\.p\/21|1\/000\.p\/[1-6])$/);
});

test('two programs at once make one log, without gaps and with every entry once', async (t) => {
  const log = await withLog(t);
  const other = log.another();
  t.after(() => other.close());
  await Promise.all(
    Array.from({ length: 40 }, async (_, at) => {
      const border = at % 2 === 0 ? log.border : other;
      const [id = ''] = await appendTo(log.parts, border, 1);
      await border.log.integrated(id);
    }),
  );
  assert.equal((await log.verify()).checkpoint.size, 40n);
});

test('an entry that commits late gets a later index, and nothing is left out', async (t) => {
  const log = await withLog(t);
  let early = '';
  await log.parts.database.transaction(async (tx) => {
    early = await log.border.log.append(tx, { kind: 'key', act: 'keys.rotated' });
    const later = await appendTo(log.parts, log.border, 2);
    await log.border.log.integrated(later[1] ?? '');
  });
  await log.border.log.integrated(early);
  assert.equal((await log.verify({ entryId: early })).entry?.index, 2n);
});

test('a program that starts anew goes on where the files stand', async (t) => {
  const log = await withLog(t);
  await log.append(300);
  await log.border.publish();
  const older = await log.read('checkpoint');
  const anew = log.another();
  t.after(() => anew.close());
  const [id = ''] = await appendTo(log.parts, anew, 1);
  await anew.log.integrated(id);
  assert.equal((await log.verify({ older })).checkpoint.size, 301n);
});

test('lost or broken tiles are written again as they were', async (t) => {
  const log = await withLog(t);
  await log.append(600);
  await log.border.publish();
  const before = await log.read('checkpoint');
  await rm(join(log.folder, 'tile/0/002.p'), { recursive: true });
  await writeFile(join(log.folder, 'tile/1/000.p/2'), 'not hashes');
  const anew = log.another();
  t.after(() => anew.close());
  await anew.publish();
  await log.verify({ older: before });
  assert.deepEqual(await log.read('checkpoint'), before);
});

test('all files lost: the same log is made from the table', async (t) => {
  const log = await withLog(t);
  await log.append(500);
  await log.border.publish();
  const before = await log.read('checkpoint');
  await rm(log.folder, { recursive: true });
  const anew = log.another();
  t.after(() => anew.close());
  await anew.publish();
  assert.deepEqual(await log.read('checkpoint'), before);
  await log.verify();
});

test('a table older than the files takes the missing entries back before anything new is numbered', async (t) => {
  const log = await withLog(t);
  const ids = await log.append(700);
  await log.border.publish();
  const older = await log.read('checkpoint');
  // A backup of when there were 100 of them: one was there without a number.
  await sql(log, 'older', 'DELETE FROM border_entries WHERE leaf_index > 100');
  await sql(log, 'unnumber', 'UPDATE border_entries SET leaf_index = NULL WHERE leaf_index = 100');
  const anew = log.another();
  t.after(() => anew.close());
  const [id = ''] = await appendTo(log.parts, anew, 1);
  await anew.log.integrated(id);
  const proven = await log.verify({ older, entryId: ids[100] ?? '' });
  assert.equal(proven.checkpoint.size, 701n);
  assert.equal(proven.entry?.index, 100n);
});

test('a table that tells another history than the files is refused, and the files stay as they are', async (t) => {
  const log = await withLog(t);
  await log.append(300);
  await log.border.publish();
  await copyFolder(log.folder, `${log.folder}.kept`);
  // A restored backup that went on without the files.
  await sql(log, 'cut', 'DELETE FROM border_entries WHERE leaf_index >= 280');
  await rm(log.folder, { recursive: true });
  const apart = log.another();
  t.after(() => apart.close());
  await appendTo(log.parts, apart, 40);
  await apart.publish();
  await copyFolder(`${log.folder}.kept`, log.folder);
  const checkpoint = await log.read('checkpoint');
  const anew = log.another();
  t.after(() => anew.close());
  const [id = ''] = await appendTo(log.parts, anew, 1);
  await assert.rejects(anew.log.integrated(id), { code: 'unavailable' });
  await assert.rejects(anew.publish(), /are not those of the table/);
  assert.deepEqual(await log.read('checkpoint'), checkpoint);
});

test('an older table whose entries are others is refused', async (t) => {
  const log = await withLog(t);
  await log.append(300);
  await log.border.publish();
  await sql(log, 'shorter', 'DELETE FROM border_entries WHERE leaf_index >= 290');
  await sql(
    log,
    'other',
    `UPDATE border_entries SET leaf = replace(leaf, 'public', 'personal') WHERE leaf_index = 280`,
  );
  const anew = log.another();
  t.after(() => anew.close());
  await assert.rejects(anew.publish(), /its entries are others/);
});

test('a checkpoint of somebody else in the folder is refused, not overwritten', async (t) => {
  const log = await withLog(t);
  await log.append(3);
  await log.border.publish();
  const other = await withLog(t);
  await other.append(5);
  await other.border.publish();
  const foreign = await readFile(join(other.folder, 'checkpoint'));
  await writeFile(join(log.folder, 'checkpoint'), foreign);
  const anew = log.another();
  t.after(() => anew.close());
  await assert.rejects(anew.publish(), /not this cell/);
  assert.deepEqual(await log.read('checkpoint'), foreign);
});

test('only files of the log are served: no other path reaches the disk', async (t) => {
  const log = await withLog(t);
  await log.append(300);
  await log.border.publish();
  for (const path of ['checkpoint', 'tile/0/000', 'tile/entries/001.p/44', 'tile/1/000.p/1'])
    assert.ok(await log.border.publicFile(path), path);
  assert.equal((await log.border.publicFile('tile/0/000'))?.immutable, true);
  assert.equal((await log.border.publicFile('checkpoint'))?.immutable, false);
  for (const path of [
    ...['', '.', '..', '/', 'tile', 'tile/0', '../root.key', 'tile/../checkpoint', '/etc/passwd'],
    ...['tile/0/000/', 'tile/00/000', 'tile/0/00', 'tile/0/0000', 'tile/0/x000/000', 'tile/64/000'],
    ...['tile/0/001.p/0', 'tile/0/001.p/044', 'tile/0/001.p/256', 'tile/entries/000.tmp'],
    ...['tile/0/000%00', 'tile/0/000\0', 'checkpoint.1.tmp', 'tile/0/-01'],
  ])
    assert.equal(await log.border.publicFile(path), undefined, path);
});

test('what any program appends is public after one sweep of the worker', async (t) => {
  const log = await withLog(t);
  const worker = log.another();
  t.after(() => worker.close());
  await log.append(5);
  const [sweep] = worker.sweeps;
  assert.ok(sweep !== undefined && sweep.everyMs <= 1_000, 'within a second');
  assert.equal(await sweep.run(), 10, 'five numbered, five written');
  assert.equal((await log.verify()).checkpoint.size, 5n);
  assert.equal(await sweep.run(), 0, 'nothing is left to do');
});
