// Claims about the two commands on real homes with the embedded database: beside a running cell, alone, killed, tried
// again.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DAY_MS } from '@jhalak/kernel';
import { parseVkey, verifyLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { logSource } from '../border/log-source.ts';
import type { Command } from '../command.ts';
import { backup } from '../commands/backup.ts';
import { keys } from '../commands/keys.ts';
import { restore } from '../commands/restore.ts';
import { loadSettings, type Settings } from '../settings.ts';
import type { Cell } from '../wiring/cell.ts';
import { runCommand, withRunning } from './commands.fixture.ts';
import { verifyBackup } from './verify-backup.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

let folder: string;
let home: string;
let settings: Settings;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-commands-'));
  // The database's user must reach a home below it.
  await chmod(folder, 0o711);
  home = join(folder, 'home');
  ({ settings } = loadSettings({}, { home }));
});
after(() => rm(folder, { recursive: true, force: true }));

const run = async (command: Command, line: string): Promise<{ code: number; said: string }> =>
  await runCommand(home, command, line);

test('a cell is saved beside a running one and alone; a killed backup is refused, and the next one tidies up', async () => {
  await withRunning(settings, async (cell) => {
    for (const handle of ['asha.rao', 'kiran']) await cell.accounts.createPerson({ handle });
    // As a start does: who the cell is must be in the backup.
    await cell.border.cellId();
    await cell.parts.blobs.putBytes('posters/a/poster.webp', Buffer.from('RIFF'));
    const { code, said } = await run(backup, `--to ${folder}/beside`);
    assert.equal(code, 0);
    assert.match(said, /7 days/);
    assert.match(said, /root key is part of no backup/);
    await killInTheMiddle(join(folder, 'killed'), cell.parts.uploadFolder);
  });
  await assert.rejects(run(backup, `--verify ${folder}/killed`), /no manifest\.json/);
  assert.ok(readdirSync(home).some((name) => name.startsWith('backup-hold-')));

  const alone = await run(backup, `--to ${folder}/alone --keys-to ${folder}/apart/keys --link`);
  assert.equal(alone.code, 0);
  assert.ok(existsSync(join(folder, 'apart', 'keys')));
  assert.ok(!readdirSync(home).some((name) => /^backup-hold-|^running/.test(name)));
  assert.match((await run(backup, `--verify ${folder}/alone`)).said, /^whole: \d+ files/);

  await assert.rejects(run(backup, `--to ${folder}/alone --keys-to ${folder}/k2`), /not empty/);
  await assert.rejects(run(backup, `--to ${folder}/new --keys-to ${folder}/apart/keys`), /exists/);
  await assert.rejects(run(backup, `--to ${folder}/new --keys-to ${folder}/new/keys`), /outside/);
  await assert.rejects(run(backup, `--to ${folder}/new --home ${folder}/none`), /no cell in/);
  const keysOnly = await run(backup, `--keys-to ${folder}/keys-only`);
  assert.match(keysOnly.said, /^6 keys, 0 erasures/);
});

/** A pipe among the open uploads, into which nobody writes, holds the child there until it is killed. */
async function killInTheMiddle(to: string, uploadFolder: string): Promise<void> {
  const received = join(uploadFolder, 'received');
  await mkdir(received, { recursive: true });
  const pipe = join(received, '01990000-0000-7000-8000-000000000000');
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  const child = spawn(process.execPath, [MAIN, 'backup', '--to', to, '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes(' rows ')) child.kill('SIGKILL');
  }
  await ended;
  assert.equal(child.signalCode, 'SIGKILL');
  await rm(pipe);
}

test('a restore fills an empty home, refuses a used one, and leaves a home as it was when it fails', async () => {
  const into = join(folder, 'restored');
  const from = `--from ${folder}/beside --keys ${folder}/beside-keys.ndjson --home ${into}`;
  await assert.rejects(run(restore, from), /root key is part of no backup/);
  assert.ok(!existsSync(into));

  const damaged = join(folder, 'damaged');
  await cp(join(folder, 'beside'), damaged, { recursive: true });
  await damage(join(damaged, 'tables', 'persons.copy.zst'));
  const key = `--root-key ${home}/keys/root.key`;
  await assert.rejects(
    run(restore, `${from} ${key}`.replace('/beside ', '/damaged ')),
    /the rows of persons was changed/,
  );
  assert.ok(!existsSync(into), 'the home is gone as it came');

  const { code, said } = await run(restore, `${from} ${key}`);
  assert.equal(code, 0);
  assert.match(said, /rows +(\d+) of \1 in/);
  assert.deepEqual(readdirSync(join(into, 'keys')), ['erasures.list', 'root.key']);
  assert.equal((await stat(join(into, 'keys', 'root.key'))).mode & 0o777, 0o600);
  assert.ok(!existsSync(join(into, 'restore-unfinished')));
  await assert.rejects(run(restore, `${from} ${key}`), /is not empty \(/);

  await withRunning({ ...settings, home: into }, async (cell) => {
    assert.equal((await cell.accounts.personByHandle('kiran'))?.handle, 'kiran');
    const { rows } = await epochs(cell);
    assert.equal(rows.length, 2);
  });
  const { signal } = new AbortController();
  const again = await run(backup, `--to ${folder}/again --home ${into}`);
  assert.equal(again.code, 0);
  await verifyBackup(join(folder, 'again'), { say: () => undefined, signal });
});

test('keys change beside a running cell; an older backup with the list of erasures, or with the public log, brings nobody back', async () => {
  await withRunning(settings, async (cell) => {
    const asha = await cell.accounts.personByHandle('asha.rao');
    assert.equal(await cell.accounts.erasePerson(asha?.personId ?? ''), true);
    await cell.border.publish();
    const rotated = await run(keys, 'rotate --class profile');
    assert.match(rotated.said, /^profile: generation 2, 1 keys wrapped anew$/);
    assert.match(
      (await run(keys, 'status')).said,
      /profile +1 {2}destroyed .*\n.*profile +2 {2}in use/,
    );
    await assert.rejects(run(keys, 'rotate --class secret'), /must be one of/);
  });
  const young = join(folder, 'young');
  assert.match((await run(keys, `backup --to ${young}`)).said, /3 keys, 3 erasures/);
  const [list, file = ''] = readdirSync(young);
  assert.equal(list, 'erasures.list');
  assert.equal((await run(keys, `check ${young}/${file}`)).code, 0);
  await ageKeysFile(join(young, file), 8);
  assert.equal((await run(keys, `check ${young}/${file}`)).code, 1);
  assert.match((await run(keys, `backup --to ${young}`)).said, new RegExp(`removed ${file}`));
  assert.ok(!existsSync(join(young, file)));

  const older = `--from ${folder}/beside --keys ${folder}/beside-keys.ndjson --root-key ${home}/keys/root.key`;
  for (const [from, sentence] of [
    [`--erasures ${young}/erasures.list`, /erasures +1 since, of the list/],
    [`--log ${home}/log`, /log +verified and here/],
  ] as const) {
    const into = join(folder, `without-asha-${from.slice(2, 5)}`);
    const { said } = await run(restore, `${older} ${from} --home ${into}`);
    assert.match(said, sentence);
    assert.match(said, /erasures +1 that one file lacked, done again/);
    await withRunning({ ...settings, home: into }, async (cell) => {
      assert.equal(await cell.accounts.personByHandle('asha.rao'), undefined);
      assert.equal((await cell.accounts.personByHandle('kiran'))?.handle, 'kiran');
      await cell.border.publish();
      if (from.startsWith('--log')) await goesOnFrom(cell, home, into);
      else assert.match(said, /NO PUBLIC LOG/);
    });
  }

  assert.match((await run(keys, 'rotate-root')).said, /^a new root key, 6 class keys under it/);
  assert.match((await run(keys, 'status')).said, /^root [0-9a-f]{8}, since 20/);
  assert.equal(readdirSync(join(home, 'keys')).length, 3, 'the former root is kept for a while');
});

/** The restored cell's log holds what the lost one had published, and more. */
async function goesOnFrom(cell: Cell, lost: string, into: string): Promise<void> {
  const log = parseVkey(nodeCrypto.sha256, await cell.border.vkey());
  const older = await readFile(join(lost, 'log', 'checkpoint'));
  const told = await verifyLog(nodeCrypto, logSource(join(into, 'log')), { log, older });
  assert.ok(told.older !== undefined && told.checkpoint.size > told.older.size);
}

/** Makes a keys file say that it is older, which only a restore would doubt. */
async function ageKeysFile(path: string, days: number): Promise<void> {
  const [first = '', ...rest] = (await readFile(path, 'utf8')).split('\n');
  const header = JSON.parse(first) as { exportedAtMs: number };
  header.exportedAtMs -= days * DAY_MS;
  await writeFile(path, [JSON.stringify(header), ...rest].join('\n'));
}

async function damage(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, size - 1);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, size - 1);
  await file.close();
}

async function epochs(cell: Cell): Promise<{ rows: unknown[] }> {
  const rows = await cell.parts.database.query({
    name: 'test.epochs',
    text: 'SELECT epoch FROM journal_epochs',
  });
  return { rows };
}
