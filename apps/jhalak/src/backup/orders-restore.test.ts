// Claims about orders and restores, through the commands: what was ordered dark is dark at the first start, or the operator
// is told of it before anybody sees it.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Caller } from '@jhalak/contracts';
import type { Order, OrderRecord } from '@jhalak/contracts/orders';
import type { Command } from '../command.ts';
import { backup } from '../commands/backup.ts';
import { doctor } from '../commands/doctor.ts';
import { restore } from '../commands/restore.ts';
import { loadSettings, type Settings } from '../settings.ts';
import type { Cell } from '../wiring/cell.ts';
import { runCommand, withRunning } from './commands.fixture.ts';
import { orderRegisterFile } from './keys-file.ts';

let folder: string;
let home: string;
let settings: Settings;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-orders-restore-'));
  // The database's user must reach a home below it.
  await chmod(folder, 0o711);
  home = join(folder, 'home');
  ({ settings } = loadSettings({}, { home }));
});
after(() => rm(folder, { recursive: true, force: true }));

const run = async (command: Command, line: string): Promise<{ code: number; said: string }> =>
  await runCommand(home, command, line);

async function ask<Json>(cell: Cell, name: string, asked: object, caller: Caller): Promise<Json> {
  const route = cell.routes.find((one) => one.name === name);
  assert.ok(route, name);
  const reply = await route.handle({
    ...{ params: {}, query: {}, body: undefined, headers: {}, ...asked, caller },
    signal: new AbortController().signal,
  });
  return reply.json as Json;
}

async function officer(cell: Cell, handle: string): Promise<Caller> {
  const personId = await cell.accounts.createPerson({ handle });
  const none = { languages: [], genres: [], personal: false, sessionId: personId };
  return { ...none, personId, handle, roles: ['legal_officer'] };
}

async function clip(cell: Cell, personId: string): Promise<string> {
  const { blobs, database, ids } = cell.parts;
  const videoId = ids.next();
  const poster = await blobs.putBytes(`posters/${videoId}/poster.webp`, Buffer.from('RIFF'));
  const words = { caption: 'a clip', language: 'hi', genre: 'music', tags: [] } as const;
  const size = { durationMs: 8_000, widthPx: 360, heightPx: 640, renditions: [] };
  const rest = { thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', posterKey: poster.key, sample: false };
  await database.transaction(async (tx) => {
    await cell.videos.publish(tx, { videoId, personId, ...words, tags: [], ...size, ...rest });
  });
  return videoId;
}

async function release(cell: Cell, by: readonly [Caller, Caller], id: string): Promise<string> {
  const body = {
    ...{ authority: 'Ministry of Tests', law: 's69a', reference: 'T/1', text: 'Block it.' },
    ...{ interim: false, emergency: false, confidential: true },
    ...{ receivedAtMs: cell.parts.clock.nowMs(), targets: [{ kind: 'clip', id }] },
  };
  const order = await ask<Order>(cell, 'enterOrder', { body }, by[0]);
  const [approval] = order.approvals;
  const params = { id: order.id, approval: approval?.id };
  const given = { params, body: { digest: approval?.digest } };
  const record = await ask<OrderRecord>(cell, 'approveOrderAct', given, by[1]);
  assert.equal(record.order.phase, 'in_force');
  return record.order.commitment;
}

const shown = (cell: Cell, id: string): string => {
  const verdict = cell.visibility.check('videos.page', id, { ageBand: '18plus' });
  return verdict.kind === 'visible' ? 'visible' : verdict.reason;
};

test('a backup and a register older than an order: the restore names what is missing and stops; the newest register is dark at the first start', async () => {
  const clips: string[] = [];
  let lost = '';
  await withRunning(settings, async (cell) => {
    await cell.border.cellId();
    const by = [await officer(cell, 'legal_first'), await officer(cell, 'legal_second')] as const;
    const personId = await cell.accounts.createPerson({ handle: 'maker_one' });
    for (let at = 0; at < 2; at += 1) clips.push(await clip(cell, personId));
    await cell.drain();
    await cell.start(['api']);
    await run(backup, `--to ${folder}/saved`);
    await release(cell, by, clips[0] ?? '');
    await copyFile(orderRegisterFile(home), join(folder, 'older.register'));
    lost = await release(cell, by, clips[1] ?? '');
    await cell.border.publish();
    assert.deepEqual(
      clips.map((id) => shown(cell, id)),
      ['withheld', 'withheld'],
    );
    await cell.stop();
  });
  const line = `--from ${folder}/saved --keys ${folder}/saved-keys.ndjson --root-key ${home}/keys/root.key --log ${home}/log`;

  const [into, older] = [join(folder, 'restored'), `--orders ${folder}/older.register`];
  await assert.rejects(
    run(restore, `${line} ${older} --home ${into}`),
    /nothing here knows: 1\. .+ --orders FILE; .+--lost-orders/,
  );
  assert.ok(!existsSync(into), 'the home is gone as it came');
  await assert.rejects(run(restore, `${line} --home ${into}`), /nothing here knows: 2\./);

  await writeFile(join(folder, 'other.register'), 'b2YgYW5vdGhlciBjZWxs\n');
  await assert.rejects(
    run(restore, `${line} --orders ${folder}/other.register --home ${into}`),
    /is of another cell/,
  );

  const { said } = await run(restore, `${line} ${older} --lost-orders --home ${into}`);
  assert.match(said, /1 LOST: the public log tells/);
  assert.match(said, new RegExp(`s69a, clip, country, in force; commitment ${lost.slice(0, 16)}`));
  await withRunning({ ...settings, home: into }, async (cell) => {
    await cell.start(['api']);
    assert.deepEqual(
      clips.map((id) => shown(cell, id)),
      ['withheld', 'visible'],
    );
    const losses = await cell.orders.findLosses();
    assert.deepEqual(
      losses.map(({ commitment }) => commitment),
      [lost],
    );
    await cell.stop();
  });
  const sick = await run(doctor, `--home ${into} --port 0`);
  assert.match(sick.said, /✗ orders +1 that the public log tells of are not known here/);
  assert.match(sick.said, /✓ public log +\d+ entries/);

  const whole = join(folder, 'whole');
  const newest = `--orders ${home}/keys/orders.register`;
  const known = await run(restore, `${line} ${newest} --home ${whole}`);
  assert.match(known.said, /every order that the public log tells of is known here/);
  await withRunning({ ...settings, home: whole }, async (cell) => {
    await cell.start(['api']);
    assert.deepEqual(
      clips.map((id) => shown(cell, id)),
      ['withheld', 'withheld'],
    );
    assert.deepEqual(await cell.orders.findLosses(), []);
    await cell.stop();
  });
});
