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

/** What a rehearsal shows is another test's. */
async function rehearsed(): Promise<void> {
  const { sale } = bench;
  await sale.talks();
  const found = { step: 'rehearsal', bidder: 'second', passed: true, evidence: 'e'.repeat(64) };
  await sale.act('seller-chief', 'done', found);
}

async function agreed(until?: 'terms' | 'licence'): Promise<void> {
  await rehearsed();
  await bench.sale.secondBidder();
  await bench.sale.agree(until);
}

async function frozen(): Promise<void> {
  await agreed();
  await run('freeze');
}

async function withDelta(): Promise<void> {
  await frozen();
  await run('delta');
}

interface Stop {
  where: string;
  lead: () => Promise<void>;
  /** Some seconds each: `npm test` tries these, `npm run proof -- handover-kills` all of them. */
  always?: true;
}

const STOPS: readonly Stop[] = [
  { where: 'the opening', lead: async () => await bench.sale.talks('opened') },
  { where: 'the frozen inventory', lead: async () => await bench.sale.talks('inventory') },
  { where: 'the letter of intent', lead: async () => await bench.sale.talks(), always: true },
  { where: 'the rehearsal', lead: rehearsed },
  {
    where: 'the screening',
    lead: async () => {
      await rehearsed();
      await bench.sale.secondBidder();
    },
  },
  { where: 'the terms', lead: async () => await agreed('terms') },
  { where: 'the export licence', lead: async () => await agreed('licence') },
  { where: 'the seal', lead: async () => await agreed() },
  { where: 'the freeze', lead: frozen },
  { where: 'the delta', lead: withDelta, always: true },
  {
    where: 'a parcel that was sealed and not given',
    lead: async () => {
      await withDelta();
      await assert.rejects(run('keys', 'keys.written'), /stopped/);
    },
    always: true,
  },
];
const isWhole = process.env['JHALAK_ABORT_EVERYWHERE'] === '1';

for (const [nth, { where, lead }] of STOPS.filter(({ always }) => isWhole || always).entries())
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
    const person = `after_${'abdefghkop'[nth] ?? 's'}_t`;
    await sale.seller.cell(async (cell) => {
      const personId = await cell.accounts.createPerson({ handle: person });
      await cell.accounts.erasePerson(personId);
    });
  });
