// After a take-over whoever kept a copy of the former owner's whole home can neither sign what a phone believes, nor speak as the
// cell to another one, nor make a slot, nor go on with its log, nor open what is written from then on.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { loadSettings, type Cell } from '@jhalak/jhalak';
import { LockClient, memoryStore } from '@jhalak/lock-client';
import { NOBODY } from '@jhalak/attention';
import { parseVkey, verifyLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { openAct, type Bare } from '../src/deal/deal.fixture.ts';
import { DEAL, onCell, RealDeal } from './real-deal.fixture.ts';

const MAIN = new URL('../../../apps/jhalak/src/main.ts', import.meta.url).pathname;
const PERSON = '01890000-0000-7000-8000-0000000000aa';
const run = promisify(execFile);

/** Asks a route of the cell as the network would. */
async function ask(cell: Cell, name: string, input: Record<string, unknown> = {}) {
  const route = cell.routes.find((one) => one.name === name);
  assert.ok(route, name);
  const { signal } = new AbortController();
  const given = { params: {}, query: {}, headers: {}, body: undefined, caller: undefined, signal };
  return await route.handle({ ...given, ...input });
}

/** What a phone reaches, when this cell answers it. */
function lineTo(cell: Cell): typeof fetch {
  return (async (address: string, init: RequestInit = {}) => {
    const url = new URL(address);
    const query = Object.fromEntries(url.searchParams);
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    const [, , region, language] = /^\/lock\/v1\/(packs)\/(\w+)\/(\w+)\//.exec(url.pathname) ?? [];
    const params = { region, language };
    const name = url.pathname.endsWith('/keys')
      ? 'getLockKeys'
      : url.pathname.endsWith('/kill')
        ? 'getKillList'
        : url.pathname.endsWith('/receipts')
          ? 'giveLockReceipt'
          : 'getLockPack';
    const reply = await ask(cell, name, {
      params,
      query: { width: 720, format: 'avif', ...query },
      body,
    });
    const text = reply.rawJson ?? JSON.stringify(reply.json ?? null);
    return new Response(text as never, {
      status: reply.status,
      headers: { 'content-type': 'application/json', ...(reply.headers as object) },
    });
  }) as typeof fetch;
}

test('a restructuring: the former owner’s whole home, copied before, opens and forges nothing of afterwards', async (t) => {
  const { bidders, exportSide } = openAct();
  assert.ok(exportSide);
  const parties = { bidders: bidders.slice(0, 1), exportSide };
  const deal = await RealDeal.open('restructure', parties);
  const copy = `${deal.home}-former`;
  const neighbour = await RealDeal.open('hold');
  try {
    const store = memoryStore();
    const phone = (cell: Cell) =>
      new LockClient({
        ...{ origin: 'https://cell.example', region: 'in', language: 'hi', store },
        fetch: lineTo(cell),
      });
    const { cellId, first, formerKey } = await onCell(deal.settings, async (cell) => {
      await cell.parts.keys.ensure(PERSON);
      assert.ok(await phone(cell).yes({ version: '1', language: 'hi' }), 'a receipt came');
      assert.equal((await phone(cell).sync()).pack, 'taken');
      const { digest, tags } = await cell.handover.keepInventory([]);
      await deal.post(cell, 'seller-a', { act: 'inventory', inventory: digest, tags });
      return {
        cellId: await cell.border.cellId(),
        first: await cell.border.vkey(),
        formerKey: cell.crossings.key(),
      };
    });
    const formerCard = await onCell(deal.settings, async (cell) => await cell.crossings.card());
    await onCell(neighbour.settings, async (cell) => void (await cell.crossings.meet(formerCard)));

    // What the new owner makes in this home, and the terms that name it.
    const recipient = await run(
      process.execPath,
      [MAIN, 'handover', 'recipient', cellId, '--json'],
      {
        env: { ...process.env, ...deal.env },
      },
    );
    await deal.agree('letter', '02', 'intent', ['seller-a', 'export-a']);
    await deal.do(['seller-a', screening()]);
    const terms = ['seller-a', 'seller-b', 'first-a'];
    await deal.agree('terms', '04', recipient.stdout, terms, { bidder: 'first' });
    await deal.agree('licence', '05', 'licence', ['seller-a', 'export-a']);
    const sealers = ['seller-a', 'seller-b', 'first-a', 'export-a', 'region-a', 'region-b'];
    await deal.agree('seal', '06', 'sealed', sealers);
    // The former owner keeps everything; the new owner's secret was not its to have, and is made elsewhere until now.
    await run('cp', ['-a', deal.home, copy]);
    await rm(join(copy, 'keys', 'handover.own'), { force: true });
    await deal.carry('freeze');
    await deal.carry('keys');
    await deal.carry('fence');
    const keyFile = await deal.keyFile('first-a');
    for (const point of ['begin', 'worked', 'written'])
      await killed([deal.home, DEAL, 'takeover', keyFile, point]);
    await deal.carry('takeover', 'first-a');
    await deal.carry('verification', 'first-a');
    await onCell(deal.settings, async (cell) => {
      const kept = await cell.handover.kept(DEAL);
      assert.deepEqual([kept?.state.step, kept?.state.verification?.passed], ['acceptance', true]);
      assert.equal((await cell.border.identity()).ownerEpoch, 2);
      assert.equal((await cell.standing.look()).state, 'open', 'people write again');
      assert.notEqual(cell.crossings.key(), formerKey);
      assert.equal((await phone(cell).sync()).pack, 'taken', 'phones follow to the new key');
    });
    const card = await onCell(deal.settings, async (cell) => await cell.crossings.card());

    // 5. The former root key opens nothing of the home as it is now.
    const root = join(deal.home, 'keys', 'root.key');
    await rename(root, `${root}.aside`);
    await cp(join(copy, 'keys', 'root.key'), root);
    await assert.rejects(onCell(deal.settings, async (cell) => await cell.parts.keys.state()));
    await rename(`${root}.aside`, root);

    const former = loadSettings({ JHALAK_HOME: copy, JHALAK_REGION: 'in' }, {}).settings;
    await onCell(former, async (cell) => {
      // 1. A phone that took the new key believes nothing of the copy.
      const { kill, pack } = await phone(cell).sync();
      assert.deepEqual([kill, pack], ['unverified', 'unverified']);
      // 2. Nor does a neighbour that learned of the new owner.
      const mine = await cell.crossings.card();
      await onCell(neighbour.settings, async (other) => {
        await other.crossings.meet(card);
        await assert.rejects(other.crossings.meet(mine), /another key/);
      });
      // 3. A slot of the copy is none of the cell.
      const token = cell.attention.issueSlot(SLOT);
      assert.ok(cell.attention.readSlot(token));
      await onCell(deal.settings, async (now) => {
        assert.equal(now.attention.readSlot(token), undefined);
      });
      // 4. The copy goes on with the log under the former key: nobody who has seen the end of its time believes it.
      await cell.border.publish();
    });
    const log = parseVkey(nodeCrypto.sha256, first);
    const filesIn = (home: string) => ({
      read: async (path: string) => await readFile(join(home, 'log', path)).catch(() => undefined),
    });
    const { checkpoint, owners } = await verifyLog(nodeCrypto, filesIn(deal.home), { log });
    assert.equal(owners.length, 2);
    // The former home's checkpoint over the log of today.
    const forged = {
      read: async (path: string) =>
        await filesIn(path === 'checkpoint' ? copy : deal.home).read(path),
    };
    const believed = await verifyLog(nodeCrypto, forged, { log }).then(
      (found) => found.checkpoint.size,
      () => undefined,
    );
    assert.ok(believed === undefined || believed < checkpoint.size, 'never more than its own time');
    t.diagnostic(`log of ${checkpoint.size} entries through ${owners.length} owners`);
  } finally {
    await deal.close();
    await neighbour.close();
    await rm(copy, { recursive: true, force: true });
  }
});

async function killed(args: readonly string[]): Promise<void> {
  const program = new URL('step-killer.fixture.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', args.at(-1));
}

const SLOT = {
  personId: NOBODY,
  videoId: '01890000-0000-7000-8000-0000000000bb',
  durationMs: 10_000,
  surface: 'feed',
  position: 0,
  personal: false,
} as const;

function screening(): Bare {
  return {
    act: 'screen',
    bidder: 'first',
    owners: [{ name: 'Owner', country: 'in', sharePermille: 1_000 }],
    evidence: 'c'.repeat(64),
    validUntilMs: Date.now() + 86_400_000,
  };
}
