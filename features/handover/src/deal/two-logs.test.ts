// proves T2: never two owners of one epoch, whatever the line between two machines does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leadTo, TestDeal } from './deal.fixture.ts';
import { receive, write } from './log.ts';
import { runTwoLogs } from './two-logs.fixture.ts';

const SEED = 5_000;
/** The proof runs hundreds. */
const RUNS = Number(process.env['JHALAK_LINES'] ?? 20);

test(`over ${RUNS} bad lines there are never two owners, and both logs become the same`, () => {
  let ownerless = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const result = runTwoLogs(SEED + run);
    assert.ok(result.done, `seed ${SEED + run} did not come to its end`);
    ownerless += result.ownerless;
  }
  assert.ok(ownerless > 0, 'between the end of one epoch and the next nobody owns the cell');
});

test('who does not write refuses files, who writes refuses events, and a contradiction is told', () => {
  const deal = leadTo(TestDeal.open(), 'rehearsal');
  const file = deal.file('seller-a', deal.complete({ act: 'abort', reason: 'x' }));
  assert.equal(write('buyer', deal.state, file, deal.nowMs).kind, 'refused');
  const ahead = leadTo(TestDeal.open(), 'terms');
  const next = ahead.events.at(-1);
  assert.ok(next);
  const digestAt = (seq: number) => deal.events[seq - 1]?.digest;
  assert.equal(receive('seller', deal.state, next, digestAt).kind, 'refused');
  const last = deal.events.at(-1);
  assert.ok(last);
  assert.equal(receive('buyer', deal.state, last, digestAt).kind, 'known');
  assert.equal(
    receive('buyer', deal.state, { ...last, digest: next.digest }, digestAt).kind,
    'refused',
  );
  assert.equal(
    receive('buyer', deal.state, { ...next, seq: next.seq + 5 }, digestAt).kind,
    'early',
  );
});
