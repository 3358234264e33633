// proves T5: a learned model that goes on licence is the same model at the buyer's: for the same version and seed every page is the
// same. One that stays is nowhere in the packages.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ALL_MANIFESTS, carryOut } from '@jhalak/jhalak';
import { pagesAt } from './pages-at.ts';
import { openSaleBench, type SaleBench } from './sale-bench.ts';
import { watchClips } from './watching-people.ts';

/** Every model that a cell learns. */
const LEARNED = ALL_MANIFESTS.flatMap(({ models }) => models)
  .filter(({ handover }) => handover === 'retrain')
  .map(({ name }) => name);

let bench: SaleBench;
before(async () => {
  bench = await openSaleBench({ people: 24, clips: 40, licensed: LEARNED.join(',') });
  await bench.sale.seller.cell(async (cell) => await watchClips(cell, 10, () => undefined));
});
after(async () => {
  await bench.close();
});

async function run(
  side: 'seller' | 'buyer',
  step: Parameters<typeof carryOut>[0]['step'],
  more: { bidder?: string; from?: string } = {},
): Promise<void> {
  const { sale } = bench;
  const who = side === 'seller' ? 'seller-chief' : 'second-chief';
  await carryOut({
    ...{ env: sale[side].env(), dealId: sale.deal, step, ...more },
    keyFile: sale.parties.key(who),
    watch: () => undefined,
  });
}

test('with the model on licence the buyer’s pages are the seller’s, for the same version and seed', async () => {
  const { sale } = bench;
  assert.ok(LEARNED.length >= 1);
  await sale.talks();
  await run('seller', 'rehearsal', { bidder: 'second' });
  await sale.secondBidder();
  await sale.agree();
  const at = { nowMs: Date.now(), seed: 11 };
  const sellers = await sale.seller.cell(async (cell) => await pagesAt(cell, at));
  for (const step of ['freeze', 'delta', 'keys', 'fence'] as const) await run('seller', step);
  const from = await bench.carry();
  await sale.follow(sale.seller, sale.buyer);
  await run('buyer', 'takeover', { from });
  const buyers = await sale.buyer.cell(async (cell) => {
    const models: string[] = [];
    for await (const key of cell.parts.blobs.list('taste/')) models.push(key);
    assert.ok(models.length > 0, 'the model came along');
    return await pagesAt(cell, at);
  });
  assert.ok(Object.keys(sellers.pages).length >= 24);
  assert.ok(sellers.version > 0);
  assert.deepEqual(buyers, sellers);
  const other = await sale.buyer.cell(async (cell) => await pagesAt(cell, { ...at, seed: 12 }));
  assert.notDeepEqual(other.pages, sellers.pages, 'chance has a say');
  await run('buyer', 'verification');
});
