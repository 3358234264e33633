// proves T1 for deals without a buyer: the paths of a wind-down, a hold and a restructuring, and what each of them refuses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import type { DealKind, OpenAct } from '@jhalak/contracts/handover-deal';
import { fold } from './chain.ts';
import { hex, openAct, TestDeal } from './deal.fixture.ts';
import { ownedEpoch } from './log.ts';
import { nextOf } from './next.ts';
import { roomOf } from './room.ts';
import { PATHS, writerOf, type DealState } from './state.ts';

const REGION = ['region-a', 'region-b'] as const;

function open(kind: DealKind, changes: Partial<OpenAct> = {}): TestDeal {
  const { mediator: _none, exportSide: _other, ...rest } = openAct({ kind, bidders: [] });
  const deal = new TestDeal();
  deal.mustAdd(deal.file('seller-a', { ...rest, ...changes }));
  return deal;
}

function seal(deal: TestDeal, others: readonly string[]): void {
  deal.propose('seller-a', 'seal');
  for (const by of [...others, ...REGION]) deal.approve(by, 'seal');
}

function steps(deal: TestDeal): DealState['step'][] {
  const known = fold(deal.events);
  assert.deepEqual(known, deal.state);
  return roomOf(deal.now, deal.events, { side: 'seller' }, deal.nowMs).steps.map(
    ({ step }) => step,
  );
}

test('a wind-down goes its path: nobody else ever owns it, and its own log tells it to the end', () => {
  const deal = open('wind_down');
  deal.do('seller-a', { act: 'inventory', inventory: hex('1'), tags: ['CN-056101X-21'] });
  assert.equal(deal.now.step, 'seal', 'nothing is exported, so nobody is asked to let it go');
  seal(deal, ['seller-b']);
  const untilMs = deal.nowMs + 40 * DAY_MS;
  deal.work('seller-a', 'freeze', { untilMs });
  deal.refused(
    'seller-a',
    { act: 'done', step: 'fence', evidence: hex('e'), epoch: 1 },
    /People have/,
  );
  assert.deepEqual(nextOf(deal.now, deal.nowMs).missing, ['deadline']);
  deal.nowMs = untilMs;
  assert.deepEqual(nextOf(deal.now, deal.nowMs).missing, []);
  deal.work('seller-a', 'fence', { epoch: 1 });
  assert.equal(ownedEpoch('seller', deal.now), undefined, 'from here on nobody owns it');
  assert.equal(writerOf(deal.now), 'seller');
  deal.refused('region-a', { act: 'abort', reason: 'x' }, /has ended/);
  deal.work('seller-a', 'wind_down');
  deal.work('seller-a', 'proof');
  assert.equal(deal.now.step, 'closed');
  assert.deepEqual([...steps(deal), 'closed'], PATHS.wind_down);
});

test('a wind-down gives people the time that its deal promised, a year at most, and can be taken back until the deadline', () => {
  const deal = open('wind_down');
  deal.do('seller-a', { act: 'inventory', inventory: hex('1'), tags: [] });
  seal(deal, ['seller-b']);
  const freeze = (untilMs: number) =>
    ({ act: 'done', step: 'freeze', evidence: hex('e'), untilMs }) as const;
  deal.refused('seller-a', freeze(deal.nowMs + 29 * DAY_MS), /People get/);
  deal.refused('seller-a', freeze(deal.nowMs + 366 * DAY_MS), /People get/);
  deal.do('seller-a', freeze(deal.nowMs + 30 * DAY_MS));
  deal.do('seller-a', { act: 'thaw', reason: 'somebody wants to buy it' });
  assert.equal(deal.now.step, 'freeze');
  deal.do('region-a', { act: 'abort', reason: 'somebody wants to buy it' });
  assert.equal(deal.now.step, 'aborted');
});

test('a hold is sealed by two of the authority, goes on without end, and only its release lifts it', () => {
  const deal = open('hold');
  assert.equal(deal.now.step, 'seal');
  deal.propose('region-c', 'seal');
  deal.refused('seller-a', deal.approval('seal'), /does not approve/);
  deal.approve('region-a', 'seal');
  deal.refused('region-c', deal.approval('seal'), /Who proposed/);
  assert.equal(deal.now.step, 'seal', 'one is not two');
  deal.approve('region-b', 'seal');
  deal.refused(
    'seller-a',
    { act: 'done', step: 'freeze', evidence: hex('e'), untilMs: deal.nowMs + 1 },
    /no end/,
  );
  deal.work('seller-a', 'freeze');
  deal.nowMs += 400 * DAY_MS;
  deal.work('seller-a', 'keys');
  assert.deepEqual(nextOf(deal.now, deal.nowMs).missing, []);
});

test('once the key of a hold is sealed nobody aborts it; released for a sale it says so', () => {
  for (const into of ['open', 'sale', 'wind_down'] as const) {
    const deal = open('hold');
    seal(deal, []);
    deal.work('seller-a', 'freeze');
    deal.work('seller-a', 'keys');
    for (const by of ['seller-a', 'region-a'])
      deal.refused(by, { act: 'abort', reason: 'x' }, /only its release/);
    deal.refused('seller-a', { act: 'thaw', reason: 'x' }, /only its release/);
    deal.refused(
      'seller-a',
      { act: 'done', step: 'lift', evidence: hex('e') },
      /waits for release/,
    );
    const release = { act: 'propose', step: 'release', document: hex('d') } as const;
    deal.refused('seller-a', release, /what comes then/);
    deal.do('seller-a', { ...release, into });
    const { scope } = deal.now.proposal ?? {};
    deal.refused('seller-b', deal.approval('release'), /does not approve/);
    // What comes then is part of what is approved.
    deal.do('seller-a', { ...release, into: into === 'open' ? 'sale' : 'open' });
    assert.ok(scope !== undefined && scope !== deal.now.proposal?.scope);
    deal.refused('region-a', deal.approval('release', { scope }), /something else/);
    deal.do('seller-a', { ...release, into });
    for (const by of REGION) deal.approve(by, 'release');
    deal.work('seller-a', 'lift');
    assert.equal(deal.now.step, 'closed');
    assert.equal(deal.now.release?.into, into);
    assert.equal(ownedEpoch('seller', deal.now), 1, 'its owner is the same one');
    assert.deepEqual([...steps(deal), 'closed'], PATHS.hold);
  }
});

test('a restructuring asks for the same people as a sale, without a package, on one machine', () => {
  const bidders = openAct().bidders.slice(0, 1);
  assert.throws(() => open('restructure'), /one new owner/);
  const deal = open('restructure', { bidders });
  deal.do('seller-a', { act: 'inventory', inventory: hex('1'), tags: [] });
  assert.equal(deal.now.step, 'terms');
  deal.screen('first');
  deal.propose('seller-a', 'terms', { bidder: 'first' });
  deal.approve('seller-b', 'terms');
  deal.approve('first-a', 'terms');
  seal(deal, ['seller-b', 'first-a']);
  deal.work('seller-a', 'freeze', { untilMs: deal.nowMs + 50_000 });
  deal.work('seller-a', 'keys');
  deal.refused('region-a', { act: 'abort', reason: 'x' }, /with the buyer/);
  deal.work('seller-a', 'fence', { epoch: 1 });
  assert.equal(ownedEpoch('seller', deal.now), undefined);
  deal.refused(
    'seller-a',
    { act: 'done', step: 'takeover', evidence: hex('e'), epoch: 2 },
    /Only the buyer/,
  );
  deal.work('first-a', 'takeover', { epoch: 2 });
  assert.equal(ownedEpoch('seller', deal.now), 2, 'the same machine goes on');
  deal.work('first-a', 'verification', { passed: true });
  deal.propose('first-a', 'acceptance');
  deal.approve('first-b', 'acceptance');
  deal.approve('region-c', 'acceptance');
  assert.equal(deal.now.step, 'closed');
  const path = PATHS.restructure.filter((step) => step !== 'letter' && step !== 'licence');
  assert.deepEqual([...steps(deal), 'closed'], path);
});

test('listed technology of another country needs its word in a restructuring too', () => {
  const bidders = openAct().bidders.slice(0, 1);
  const { exportSide } = openAct();
  assert.ok(exportSide);
  const deal = open('restructure', { bidders, exportSide });
  deal.do('seller-a', { act: 'inventory', inventory: hex('1'), tags: ['CN-056101X-21'] });
  assert.equal(deal.now.step, 'letter');
});

test('where nobody goes on there are no bidders, no mediator and no rehearsal', () => {
  for (const kind of ['hold', 'wind_down'] as const) {
    assert.throws(() => open(kind, { bidders: openAct().bidders }), /no bidders/);
    const { mediator } = openAct();
    assert.ok(mediator);
    assert.throws(() => open(kind, { mediator }), /no bidders and no mediator/);
    const deal = open(kind);
    const [bidder] = openAct().bidders;
    assert.ok(bidder);
    deal.refused('seller-a', { act: 'add_bidder', bidder }, /Only a sale|past this/);
  }
});

test('an act of one kind of deal is none of another', () => {
  const hold = open('hold');
  hold.propose('seller-a', 'seal');
  const other = open('wind_down');
  other.do('seller-a', { act: 'inventory', inventory: hex('1'), tags: [] });
  other.propose('seller-a', 'seal');
  const approval = hold.file('region-a', hold.complete(hold.approval('seal')));
  assert.equal(other.tryFile(approval).kind, 'refused');
});
