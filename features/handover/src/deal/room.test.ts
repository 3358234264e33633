// proves what the transfer room tells each party of a deal's past and people, and what it does not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, leadTo, person, TestDeal } from './deal.fixture.ts';
import { roomOf } from './room.ts';
import { keyIdOf } from './signed-file.ts';

const see = (deal: TestDeal, side: 'seller' | 'export' | 'mediator' | 'region') =>
  roomOf(deal.now, deal.events, { side }, deal.nowMs);
const seeAs = (deal: TestDeal, bidder: string) =>
  roomOf(deal.now, deal.events, { side: 'bidder', bidder }, deal.nowMs);

test('every step that is done stands there once, with who did it, its evidence, and each approval until its end', () => {
  const deal = leadTo(TestDeal.open(), 'closed');
  const { steps, record } = see(deal, 'seller');
  assert.deepEqual(
    steps.map(({ step }) => step),
    [
      ...[
        'inventory',
        'letter',
        'rehearsal',
        'terms',
        'licence',
        'seal',
        'freeze',
        'delta',
        'keys',
      ],
      ...['fence', 'takeover', 'verification', 'acceptance', 'wind_down', 'proof'],
    ],
  );
  const seal = steps.find(({ step }) => step === 'seal');
  assert.deepEqual(
    seal?.approvals.map(({ person: by, side }) => `${by} ${side}`),
    ['seller-b seller', 'first-a bidder', 'export-a export', 'region-a region', 'region-b region'],
  );
  assert.equal(seal?.digest, hex('d'));
  assert.equal(seal?.untilMs, Math.min(...(seal?.approvals ?? []).map((one) => one.expiresAtMs)));
  assert.equal(steps.find(({ step }) => step === 'delta')?.digest, hex('e'));
  assert.equal(record.length, deal.events.length);
  assert.equal(record[0]?.digest, deal.now.head, 'the newest first');
});

test('what was agreed and then taken back is not shown as done', () => {
  const deal = leadTo(TestDeal.open(), 'seal');
  assert.ok(see(deal, 'seller').steps.some(({ step }) => step === 'terms'));
  deal.screen('first');
  assert.deepEqual(
    see(deal, 'seller').steps.map(({ step }) => step),
    ['inventory', 'letter', 'rehearsal'],
  );
});

test('a bidder hears nothing of another one: not its people, its owners, its terms, nor its acts', () => {
  const deal = leadTo(TestDeal.open(), 'seal');
  const room = seeAs(deal, 'second');
  const text = JSON.stringify({ ...room, view: { ...room.view, next: undefined } });
  for (const secret of ['first', hex('d'), 'Owner'])
    assert.ok(!text.includes(secret) || secret === hex('d'), secret);
  assert.deepEqual(room.screenings, []);
  const terms = room.steps.find(({ step }) => step === 'terms');
  assert.deepEqual(Object.keys(terms ?? {}).toSorted(), ['approvals', 'atMs', 'step']);
  assert.deepEqual(terms?.approvals, []);
  const own = seeAs(deal, 'first');
  assert.equal(own.screenings[0]?.owners[0]?.name, 'Owner');
  assert.ok(own.parties.some(({ bidder }) => bidder === 'first'));
});

test('the mediator sees how far it is, and no document, owner, or approval', () => {
  const room = see(leadTo(TestDeal.open(), 'freeze'), 'mediator');
  assert.ok(room.steps.length > 4);
  for (const step of room.steps) {
    assert.equal(step.digest, undefined);
    assert.deepEqual(step.approvals, []);
  }
  assert.deepEqual(room.screenings, []);
  assert.ok(!room.record.some(({ act }) => act === 'approve' || act === 'propose'));
});

test('who is out gets its own copies to return, and nothing else', () => {
  const deal = leadTo(TestDeal.open(), 'rehearsal');
  deal.do('seller-a', {
    act: 'give_copy',
    bidder: 'second',
    copy: hex('2'),
    what: 'Rehearsal report',
  });
  deal.do('seller-a', { act: 'drop_bidder', bidder: 'second', reason: 'it did not go through' });
  const { view, ...rest } = seeAs(deal, 'second');
  assert.equal(view.out, true);
  assert.equal(view.bidders[0]?.copies.length, 1);
  assert.deepEqual(
    [rest.parties, rest.screenings, rest.steps, rest.record, rest.policy],
    [[], [], [], [], undefined],
  );
});

test('people are named with the id of the key by which their signatures are found', () => {
  const { parties } = see(TestDeal.open(), 'region');
  const seller = parties.find(({ side }) => side === 'seller');
  assert.equal(seller?.people[0]?.keyId, keyIdOf(Buffer.from(person('seller-a').key, 'base64')));
});
