// A cell that an authority holds: nothing of it opens without the authority's key, and lifted it is exactly as before.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import type { Cell } from '@jhalak/jhalak';
import { openAct, TestDeal } from '../src/deal/deal.fixture.ts';
import { fold } from '../src/deal/chain.ts';
import { DEAL, onCell, RealDeal } from './real-deal.fixture.ts';

const PERSON = '01890000-0000-7000-8000-0000000000aa';
const KILLER = new URL('step-killer.fixture.ts', import.meta.url).pathname;

async function factsOf(cell: Cell) {
  const { items } = await cell.handover.inventory({ going: true });
  return items
    .filter(({ name }) => !/^(handover|border|journal)/.test(name))
    .map(({ name, count, digest }) => [name, count, digest]);
}

async function killedAt(deal: RealDeal, point: string): Promise<void> {
  const keyFile = `${deal.home}-seller-a.pem`;
  const child = spawn(process.execPath, [KILLER, deal.home, DEAL, 'keys', keyFile, point], {
    stdio: 'inherit',
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', point);
}

/** What the authority's people sign on their own machine, from the events alone. */
async function release(deal: RealDeal, into: 'open' | 'wind_down', approvers: readonly string[]) {
  const bundle = JSON.parse(
    await readFile(join(deal.home, 'handover', DEAL, 'events.json'), 'utf8'),
  ) as { events: Parameters<typeof fold>[0] };
  const mirror = new TestDeal();
  mirror.state = fold(bundle.events);
  mirror.nowMs = Math.max(Date.now(), mirror.now.atMs);
  const propose = { act: 'propose', step: 'release', document: 'd'.repeat(64), into } as const;
  const files = [mirror.file('region-c', mirror.complete(propose))];
  const [proposed] = files;
  assert.ok(proposed);
  mirror.mustAdd(proposed);
  for (const by of approvers) {
    const approval = mirror.approval('release', { expiresAtMs: Date.now() + DAY_MS });
    files.push(mirror.file(by, mirror.complete(approval)));
  }
  return files;
}

test('held, with kills around the keys; lifted by two people and the holder’s key it is exactly as before', async () => {
  const deal = await RealDeal.open('hold');
  try {
    const holder = generateKeyPairSync('x25519');
    const before = await onCell(deal.settings, async (cell) => {
      await cell.parts.keys.ensure(PERSON);
      return await factsOf(cell);
    });
    const spki = holder.publicKey.export({ type: 'spki', format: 'der' });
    const order = JSON.stringify({ holder: spki.subarray(-32).toString('hex'), order: 'S. 69A' });
    await deal.agree('seal', '06', order, ['seller-a', 'region-a', 'region-b']);
    assert.equal((await deal.carry('freeze'))[0]?.kind, 'done');
    for (const point of ['worked', 'written', 'posted']) await killedAt(deal, point);
    assert.ok(existsSync(join(deal.home, 'keys', 'root.key')), 'killed before it went');
    await deal.carry('keys', 'seller-a', { hold: true });
    assert.equal((await deal.carry('keys', 'seller-a', { hold: true }))[0]?.kind, 'already');
    const left = await readdir(join(deal.home, 'keys'));
    assert.deepEqual(
      left.filter((name) => !/\.(list|register)$/.test(name)),
      [],
    );
    await assert.rejects(
      onCell(deal.settings, async (cell) => await cell.border.identity()),
      {
        code: 'cell.held',
      },
    );
    assert.equal(existsSync(join(deal.home, 'keys', 'root.key')), false, 'no new one is made');

    const lift = async (key: typeof holder.privateKey, acts: Awaited<ReturnType<typeof release>>) =>
      await deal.carry('lift', 'seller-a', { holder: key, acts });
    const one = await release(deal, 'open', ['region-a']);
    await assert.rejects(lift(generateKeyPairSync('x25519').privateKey, one), /not the holder/);
    await assert.rejects(lift(holder.privateKey, one), /waits for release/);
    assert.equal(existsSync(join(deal.home, 'keys', 'root.key')), false, 'away again');
    const two = await release(deal, 'open', ['region-a', 'region-b']);
    assert.equal((await lift(holder.privateKey, two.slice(2)))[0]?.kind, 'done');
    await onCell(deal.settings, async (cell) => {
      assert.equal((await cell.handover.kept(DEAL))?.state.step, 'closed');
      assert.equal((await cell.standing.look()).state, 'open');
      assert.deepEqual(await factsOf(cell), before);
      assert.equal((await cell.parts.keys.standings([PERSON])).get(PERSON), 'live');
      await cell.border.publish();
    });
    assert.equal(existsSync(join(deal.home, 'held.json')), false);
  } finally {
    await deal.close();
  }
});

test('released into a wind-down it stays read-only, and the next deal goes on with it', async () => {
  const deal = await RealDeal.open('hold');
  try {
    const holder = generateKeyPairSync('x25519');
    const spki = holder.publicKey.export({ type: 'spki', format: 'der' });
    const order = JSON.stringify({ holder: spki.subarray(-32).toString('hex') });
    await deal.agree('seal', '06', order, ['seller-a', 'region-a', 'region-b']);
    await deal.carry('freeze');
    await deal.carry('keys', 'seller-a', { hold: true });
    const acts = await release(deal, 'wind_down', ['region-a', 'region-b']);
    await deal.carry('lift', 'seller-a', { holder: holder.privateKey, acts });
    await onCell(deal.settings, async (cell) => {
      const standing = await cell.standing.look();
      assert.deepEqual([standing.state, standing.why], ['frozen', 'released']);
      await assert.rejects(
        cell.parts.database.query({ name: 'test.write', text: 'DELETE FROM persons' }),
        { code: 'cell.frozen' },
      );
      const { cellId, ownerEpoch } = await cell.border.identity();
      const { mediator: _no, exportSide: _neither, ...rest } = openAct({ kind: 'wind_down' });
      const next = {
        ...rest,
        bidders: [],
        cell: cellId,
        ownerEpoch,
        deal: DEAL.replace(/1$/, '2'),
      };
      const opened = await cell.handover.post(new TestDeal().file('seller-a', next), undefined);
      assert.equal(opened.step, 'inventory');
      const kept = await cell.handover.keepInventory([]);
      assert.equal((await cell.handover.keptInventory(kept.digest)).digest, kept.digest);
    });
  } finally {
    await deal.close();
  }
});
