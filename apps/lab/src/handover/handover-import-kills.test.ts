// A buyer's machine dies in the middle of the import of a sale; a job that was asked for before the freeze waits through all of it and
// runs at the buyer's; and the buyer's backup, of the second epoch, comes back as what it was.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { carryOut, Narrator, Sale, type Cell } from '@jhalak/jhalak';
import type { RouteReply } from '@jhalak/contracts';
import { openSaleBench, type SaleBench } from './sale-bench.ts';
import type { StepChildPlan } from './step-child.ts';

const CHILD = fileURLToPath(new URL('step-child.ts', import.meta.url));
const MAIN = fileURLToPath(new URL('../../../jhalak/src/main.ts', import.meta.url));
/** Some seconds each: `npm test` tries the one in the transaction of the rows, `npm run proof -- handover-kills` all of them. */
const PLACES =
  process.env['JHALAK_IMPORT_KILLS'] === 'all' ? ['package 0', 'keys', 'rows', 'files'] : ['rows'];

let bench: SaleBench;
let personId = '';
let firstVkey = '';
before(async () => {
  bench = await openSaleBench({ people: 6, clips: 2, ownBuyer: true });
});
after(async () => {
  await bench.close();
});

async function run(
  side: 'seller' | 'buyer',
  step: Parameters<typeof carryOut>[0]['step'],
): Promise<void> {
  const { sale } = bench;
  const who = side === 'seller' ? 'seller-chief' : 'second-chief';
  const from = sale.seller.file('handover', sale.deal);
  await carryOut({
    ...{ env: sale[side].env(), dealId: sale.deal, step, from, watch: () => undefined },
    keyFile: sale.parties.key(who),
  });
}

async function ask(cell: Cell, name: string, body: object): Promise<RouteReply> {
  const route = cell.routes.find((one) => one.name === name);
  assert.ok(route);
  const caller = { personId, roles: [], languages: [], genres: [], personal: false };
  return await route.handle({
    ...{ params: {}, query: {}, body, headers: {} },
    caller: { ...caller, sessionId: personId },
    signal: new AbortController().signal,
  });
}

/** @returns states of the archives that the person asked for. */
async function archives(cell: Cell): Promise<string[]> {
  const reply = await ask(cell, 'listExports', {});
  assert.ok('json' in reply);
  return (reply.json as { items: { state: string }[] }).items.map(({ state }) => state);
}

/** @returns how many jobs wait. */
async function waiting(cell: Cell): Promise<number> {
  const found = await cell.parts.database.query<{ count: number }>({
    name: 'test.waiting',
    text: 'SELECT count(*)::int AS count FROM graphile_worker._private_jobs',
  });
  return found[0]?.count ?? 0;
}

test('a job that waits is not run while frozen, and goes along', async () => {
  const { sale } = bench;
  await sale.talks();
  const passed = { step: 'rehearsal', bidder: 'second', passed: true, evidence: 'e'.repeat(64) };
  await sale.act('seller-chief', 'done', passed);
  await sale.secondBidder();
  await sale.agree();
  await sale.seller.cell(async (cell) => {
    personId = (await cell.accounts.personByHandle('person_baa'))?.personId ?? '';
    assert.notEqual(personId, '');
    assert.equal((await ask(cell, 'createExport', { language: 'en' })).status, 201);
    assert.equal(await waiting(cell), 1);
    firstVkey = await cell.border.vkey();
  });
  await run('seller', 'freeze');
  await sale.seller.cell(async (cell) => {
    await cell.start(['api', 'worker']);
    assert.deepEqual([await archives(cell), await waiting(cell)], [['queued'], 1]);
    await cell.stop();
  });
  for (const step of ['delta', 'keys'] as const) await run('seller', step);
  // As somebody may have copied it while it was the seller's.
  await cp(sale.seller.file('log'), sale.buyer.file('..', 'log-before'), { recursive: true });
  await run('seller', 'fence');
  await bench.carry();
  await sale.follow(sale.seller, sale.buyer);
});

for (const killAtLine of PLACES)
  test(`killed in the import, at ${killAtLine}, nobody owns the cell, and what was begun can be told`, async () => {
    const { sale } = bench;
    const plan: StepChildPlan = {
      ...{ env: sale.buyer.env(), dealId: sale.deal, step: 'takeover', killAtLine },
      ...{ keyFile: sale.parties.key('second-chief') },
      from: sale.seller.file('handover', sale.deal),
    };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(plan)], { stdio: 'inherit' });
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL', 'the line was not said');
    assert.ok(existsSync(sale.buyer.file('restore-unfinished')));
    const { owns, standing } = await bench.look('seller');
    assert.deepEqual([owns, standing?.state], [undefined, 'ended']);
  });

test('the same command takes over all the same, and the job runs there', async () => {
  const { sale } = bench;
  await run('buyer', 'takeover');
  // Of the second epoch, of which nothing stands in the public log yet.
  await program(sale.buyer, 'backup', '--to', sale.buyer.file('..', 'saved-first'));
  await cp(sale.buyer.file('log'), sale.buyer.file('..', 'log-first'), { recursive: true });
  await run('buyer', 'verification');
  await sale.buyer.cell(async (cell) => {
    assert.equal((await cell.border.identity()).ownerEpoch, 2);
    assert.equal(await waiting(cell), 1);
    await cell.start(['api']);
    await cell.drain();
    // Archives stay with the seller: whoever asked for one asks again.
    assert.equal(await waiting(cell), 0);
    // As the running program does by itself.
    await cell.border.publish();
    await cell.stop();
  });
});

for (const { saved, log } of [
  { saved: 'saved', log: 'buyer/log' },
  { saved: 'saved-first', log: 'log-first' },
])
  test(`a backup of the second epoch (${saved}) comes back as the second owner’s cell, and goes on signing its log`, async () => {
    const { buyer } = bench.sale;
    const was = await buyer.cell(toldOf);
    const to = buyer.file('..', saved);
    if (!existsSync(to)) await program(buyer, 'backup', '--to', to);
    const again = anotherHome(`again-${saved}`);
    await program(again, ...(await restoring(again, to, buyer.file('..', log))));
    assert.deepEqual(await again.cell(toldOf), was);
    await again.cell(async (cell) => {
      await cell.accounts.erasePerson(personId);
      await cell.border.publish();
    });
    // By the key of the first owner, whose last word in the log names the second one's.
    const said = await program(again, 'border', 'verify', again.file('log'), '--key', firstVkey);
    assert.match(said, /proven/i);
  });

test('a copy of the log from before the take-over is refused with what to give instead', async () => {
  const { buyer } = bench.sale;
  const again = anotherHome('again-before');
  const line = await restoring(
    again,
    buyer.file('..', 'saved-first'),
    buyer.file('..', 'log-before'),
  );
  await assert.rejects(program(again, ...line), ({ stderr }: { stderr: string }) =>
    /\(owner\.former\): .*older than its end.* Give a newer copy/.test(stderr),
  );
});

/** @returns a home that is not there yet. */
function anotherHome(name: string): Sale['buyer'] {
  const { signal } = new AbortController();
  const folder = bench.sale.buyer.file('..', name);
  return new Sale(new Narrator(() => undefined), {
    ...{ folder, people: 0, clips: 0, kind: 'plain', signal },
  }).buyer;
}

async function restoring(home: Sale['buyer'], from: string, log: string): Promise<string[]> {
  await mkdir(home.file('..'), { recursive: true });
  const rootKey = bench.sale.buyer.file('keys', 'root.key');
  const files = ['--from', from, '--keys', `${from}-keys.ndjson`, '--log', log];
  return ['restore', ...files, '--root-key', rootKey];
}

async function toldOf({ border }: Cell): Promise<{ ownerEpoch: number; vkey: string }> {
  const { ownerEpoch } = await border.identity();
  assert.equal(ownerEpoch, 2);
  return { ownerEpoch, vkey: await border.vkey() };
}

async function program(home: Sale['buyer'], ...argv: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...argv], {
    env: home.env(),
  });
  return stdout;
}
