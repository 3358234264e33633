// A deal that is aborted before its keys were given leaves the seller's cell as it was: every table, stream and file, and people
// write again at once.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { carryOut } from '@jhalak/jhalak';
import { openSaleBench, type SaleBench } from './sale-bench.ts';

let bench: SaleBench;
before(async () => {
  bench = await openSaleBench({ people: 8, clips: 2 });
});
after(async () => {
  await bench.close();
});

/** The deal's own record, and what the journal and the public log say of it. */
const OF_THE_DEAL = /^(handover|border_|journal$|journal_|keystore\.)/;

/** @returns everything of the cell that is not the deal's record, as one text. */
async function digestOfCell(): Promise<string> {
  return await bench.sale.seller.cell(async ({ handover }) => {
    const { items } = await handover.inventory();
    const told = items.filter(
      ({ kind, name }) =>
        ['table', 'stream', 'blobs', 'keys'].includes(kind) && !OF_THE_DEAL.test(name),
    );
    assert.ok(told.length > 50);
    return told
      .map(({ kind, name, count, digest }) => `${kind} ${name} ${count} ${digest}`)
      .join('\n');
  });
}

async function run(step: Parameters<typeof carryOut>[0]['step'], stopAt?: string): Promise<void> {
  const { sale } = bench;
  await carryOut({
    ...{ env: sale.seller.env(), dealId: sale.deal, step },
    keyFile: sale.parties.key('seller-chief'),
    watch: (of, point) => {
      if (`${of}.${point}` === stopAt) throw new Error('stopped');
    },
  });
}

/** Up to the region's seal; what a rehearsal shows is another test's. */
async function sealed(): Promise<void> {
  const { sale } = bench;
  await sale.talks();
  const rehearsed = { step: 'rehearsal', bidder: 'second', passed: true, evidence: 'e'.repeat(64) };
  await sale.act('seller-chief', 'done', rehearsed);
  await sale.secondBidder();
  await sale.agree();
}

const STOPS: readonly (readonly [string, () => Promise<void>])[] = [
  ['the talks', async () => await bench.sale.talks()],
  [
    'the delta',
    async () => {
      await sealed();
      await run('freeze');
      await run('delta');
    },
  ],
  [
    'a parcel that was sealed and not given',
    async () => {
      await sealed();
      await run('freeze');
      await run('delta');
      await assert.rejects(run('keys', 'keys.written'), /stopped/);
    },
  ],
];

for (const [where, lead] of STOPS)
  test(`aborted after ${where}, the cell is as it was, and people write again`, async () => {
    const { sale } = bench;
    const was = await digestOfCell();
    await lead();
    await sale.abort('ministry-one', 'no agreement');
    const { state, standing, owns } = await bench.look('seller');
    assert.deepEqual([state?.step, owns], ['aborted', 1]);
    assert.notEqual(standing?.state, 'frozen');
    assert.equal(existsSync(sale.seller.file('handover', sale.deal, 'parcel')), false);
    assert.equal(await digestOfCell(), was);
    const person = `after_${where.split(' ').at(-1)}_z`;
    await sale.seller.cell(async (cell) => {
      const personId = await cell.accounts.createPerson({ handle: person });
      await cell.accounts.erasePerson(personId);
    });
  });
