import { after, before, test } from 'node:test';
import { orderCell, type OrderCell } from '@jhalak/testing';
import { orderedWorld, playSequence } from './order-sequences.ts';

/** The proof `orders` plays 500. */
const SEQUENCES = 3;
let cell: OrderCell;
before(async () => {
  cell = await orderCell();
});
after(async () => {
  await cell.close();
});

test('after any sequence of overlapping orders and ends a clip is dark exactly while some order in force names it', async () => {
  const world = await orderedWorld(cell, 12);
  for (let seed = 1; seed <= SEQUENCES; seed += 1) await playSequence(cell, world, seed, 5);
});
