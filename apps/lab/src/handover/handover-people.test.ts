// People who refuse are gone before the freeze: packages of before never open, and the freeze's evidence tells how many chose what.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { RouteReply } from '@jhalak/contracts';
import { carryOut, type Cell } from '@jhalak/jhalak';
import { openSaleBench, type SaleBench } from './sale-bench.ts';

let bench: SaleBench;
before(async () => {
  bench = await openSaleBench({ people: 8, clips: 2 });
});
after(async () => {
  await bench.close();
});

/** Longer than any machine needs to choose, and to be refused before the deadline. */
const TO_CHOOSE_MS = 3_600_000;
/** Of the notice that corrects it: nothing but its publishing must happen before its deadline. */
const CORRECTED_MS = 3_000;

async function run(step: Parameters<typeof carryOut>[0]['step'], bidder?: string): Promise<void> {
  const { sale } = bench;
  await carryOut({
    ...{ env: sale.seller.env(), dealId: sale.deal, step },
    ...(bidder === undefined ? {} : { bidder }),
    keyFile: sale.parties.key('seller-chief'),
    watch: () => undefined,
  });
}

async function call(cell: Cell, name: string, body: object, personId: string): Promise<RouteReply> {
  const route = cell.routes.find((one) => one.name === name);
  assert.ok(route);
  const caller = { personId, roles: [], languages: [], genres: [], personal: false };
  return await route.handle({
    ...{ params: { id: bench.sale.deal }, query: {}, body, headers: {} },
    caller: { ...caller, sessionId: personId },
    signal: new AbortController().signal,
  });
}

async function publishNotice(cell: Cell, untilMs: number): Promise<number> {
  const notice = { seat: 'Pune', fromMs: untilMs, deadlineMs: untilMs };
  return (await call(cell, 'publishHandoverNotice', notice, cell.parts.ids.next())).status;
}

test('the base of before is destroyed with its key, nobody is frozen out of the time to choose, and counts are in the evidence', async () => {
  const { sale } = bench;
  await sale.talks();
  await run('rehearsal', 'second');
  await sale.secondBidder();
  await sale.agree();
  const key = sale.seller.file('keys', `handover-${sale.deal}.key`);
  const before = await readFile(key, 'utf8');
  await sale.seller.cell(async (cell) => {
    assert.equal(await publishNotice(cell, cell.parts.clock.nowMs() + TO_CHOOSE_MS), 201);
    const people = await cell.parts.database.query<{ person_id: string }>({
      name: 'test.three',
      text: 'SELECT person_id FROM persons ORDER BY person_id LIMIT 3',
    });
    for (const [nth, choice] of ['object', 'erase', 'stay'].entries()) {
      const personId = people[nth]?.person_id ?? '';
      assert.equal((await call(cell, 'putHandoverChoice', { choice }, personId)).status, 200);
    }
  });
  await assert.rejects(run('cut_over'), /People may choose until/);
  // What was chosen stands under the correction too.
  const deadlineMs = await sale.seller.cell(async (cell) => {
    const untilMs = cell.parts.clock.nowMs() + CORRECTED_MS;
    assert.equal(await publishNotice(cell, untilMs), 201);
    return untilMs;
  });
  // @waits: the deadline is a time of the world
  await wait(Math.max(0, deadlineMs - Date.now()) + 1);
  await run('cut_over');
  const file = sale.seller.file('handover', sale.deal, '07-freeze.json');
  const { people } = JSON.parse(await readFile(file, 'utf8')) as { people: Record<string, number> };
  const { told, stay, export: exported, erase, object, erased } = people;
  assert.deepEqual([told, stay, exported, erase, object, erased], [3, 1, 0, 1, 1, 2]);
  const now = existsSync(key) ? await readFile(key, 'utf8') : undefined;
  assert.notEqual(now, before, 'packages of before are sealed with a key that is nowhere');
});
