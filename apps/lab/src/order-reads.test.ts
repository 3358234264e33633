import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOrdered } from './order-reads.ts';

/** The proof `orders` reads 10,000 times. */
const READS = 300;

test('after the execution receipt no read over any route, by any old address, serves what an order names', async () => {
  const said: string[] = [];
  const { served, lit, packed, answered } = await readOrdered({
    reads: READS,
    seed: 7,
    log: (line) => said.push(line),
  });
  assert.equal(served, 0, said.join('\n'));
  assert.ok(lit > READS / 20, 'what no order names is shown all the while');
  assert.ok(packed >= 6, 'there were lock cards to darken');
  for (const status of [200, 451])
    assert.ok((answered.get(status) ?? 0) > READS / 10, `${status}: ${answered.get(status)}`);
});
