// proves T1: no step without its people, and the rules of a deal one by one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { fold, take } from './chain.ts';
import { DEAL, hex, leadTo, openAct, person, STEPS_ON_PATH, TestDeal } from './deal.fixture.ts';
import { nextOf } from './next.ts';
import { isBefore } from './state.ts';
import { inventoryFor, viewOf } from './view.ts';

test('a deal goes its whole way, and the same events fold to the same standing', () => {
  const deal = leadTo(TestDeal.open(), 'closed');
  assert.deepEqual(fold(deal.events), deal.state);
  assert.equal(deal.now.takeover?.epoch, 2);
  assert.deepEqual(nextOf(deal.now, deal.nowMs).what, 'nothing');
});

test('an event that lost, gained or changed anything does not follow', () => {
  const deal = leadTo(TestDeal.open(), 'rehearsal');
  const before = fold(deal.events.slice(0, -1));
  const last = deal.events.at(-1);
  assert.ok(last && before);
  assert.equal(take(before, last).kind, 'taken');
  const other = deal.file('seller-a', deal.complete({ act: 'abort', reason: 'x' }));
  const changed = [
    { ...last, atMs: last.atMs + 1 },
    { ...last, seq: last.seq + 1 },
    { ...last, prev: hex('0') },
    { ...last, file: other },
    { ...last, deal: DEAL.replace('1', '2') },
    { ...last, digest: hex('0') },
  ];
  for (const event of changed) assert.equal(take(before, event).kind, 'refused');
  assert.throws(() => fold(deal.events.toSpliced(2, 1)), /event 4/);
});

test('where no technology of the export side is listed, no letter and no licence is asked for', () => {
  const deal = TestDeal.open();
  deal.do('mediator-a', { act: 'declare', interests: [] });
  deal.do('seller-a', { act: 'inventory', inventory: hex('1'), tags: ['IN-0000'] });
  assert.equal(deal.now.step, 'rehearsal', 'what stays in its country is not exported');
  leadTo(deal, 'terms');
  deal.screen('first');
  deal.propose('seller-a', 'terms', { bidder: 'first' });
  deal.approve('seller-b', 'terms');
  deal.approve('first-a', 'terms');
  assert.equal(deal.now.step, 'seal');
  deal.propose('seller-a', 'seal');
  deal.refused('export-a', deal.approval('seal'), /does not approve/);
});

test('listed technology whose country nobody speaks for is no inventory of a deal', () => {
  const deal = TestDeal.open();
  deal.do('mediator-a', { act: 'declare', interests: [] });
  const inventory = { act: 'inventory', inventory: hex('1') } as const;
  deal.refused('seller-a', { ...inventory, tags: ['US-0000'] }, /nobody speaks for us/);
  deal.refused('seller-a', { ...inventory, tags: ['CN-1', 'US-0000'] }, /nobody speaks for us/);
  deal.do('seller-a', { ...inventory, tags: ['CN-1'] });
  assert.equal(deal.now.step, 'letter');
});

test('any side but bidders and the mediator ends a deal before the keys, and nobody after', () => {
  const frozenSteps = new Set<string>();
  for (const step of STEPS_ON_PATH) {
    for (const by of ['seller-a', 'region-a', 'export-a']) {
      const deal = leadTo(TestDeal.open(), step);
      if (deal.now.frozenUntilMs !== undefined) frozenSteps.add(step);
      if (!isBefore(deal.now, 'fence')) {
        deal.refused(by, { act: 'abort', reason: 'enough' }, /way is forward/);
        continue;
      }
      deal.do(by, { act: 'abort', reason: 'enough' });
      assert.deepEqual([deal.now.step, deal.now.aborted?.at], ['aborted', step]);
      assert.equal(deal.now.frozenUntilMs, undefined, 'people write again at once');
      deal.refused('seller-a', { act: 'thaw', reason: 'x' }, /aborted/);
    }
    const deal = leadTo(TestDeal.open(), step);
    deal.refused('mediator-a', { act: 'abort', reason: 'x' }, /mediator/);
  }
  assert.ok(frozenSteps.has('keys'));
});

test('a failed bidder sees nothing but what it must return, and the deal goes on with another', () => {
  const deal = leadTo(TestDeal.open(), 'terms');
  deal.do('seller-a', {
    act: 'give_copy',
    bidder: 'first',
    copy: hex('9'),
    what: 'plan of the racks',
  });
  leadTo(deal, 'delta');
  deal.do('seller-a', { act: 'drop_bidder', bidder: 'first', reason: 'could not pay' });
  assert.deepEqual([deal.now.step, deal.now.frozenUntilMs], ['terms', undefined]);
  const view = viewOf(deal.now, { side: 'bidder', bidder: 'first' }, deal.nowMs);
  assert.deepEqual(
    [view.out, view.step, view.proposal, view.inventory],
    [true, undefined, undefined, undefined],
  );
  assert.deepEqual(
    view.bidders.map(({ id, copies }) => [id, copies.map(({ what }) => what)]),
    [['first', ['report of a rehearsal', 'plan of the racks']]],
  );
  assert.ok(nextOf(deal.now, deal.nowMs).missing.includes('copies:first'));
  deal.refused('first-a', deal.approval('terms'), /out/);
  deal.refused('first-a', { act: 'drop_bidder', bidder: 'second', reason: 'x' }, /out/);
  for (const copy of [hex('9'), hex('e')])
    deal.do('first-a', { act: 'return_copy', copy, evidence: hex('8') });
  assert.ok(!nextOf(deal.now, deal.nowMs).missing.includes('copies:first'));
  deal.work('seller-a', 'rehearsal', { bidder: 'second', passed: true });
  deal.screen('second');
  deal.propose('second-a', 'terms', { bidder: 'second' });
  deal.approve('seller-b', 'terms');
  deal.refused('second-a', deal.approval('terms'), /proposed this/);
  deal.approve('second-b', 'terms');
  assert.equal(deal.now.terms?.bidder, 'second');
});

test('an owner from an excluded country keeps a bidder out until the government lets it in', () => {
  const deal = leadTo(TestDeal.open(), 'terms');
  const terms = { act: 'propose', step: 'terms', document: hex('d'), bidder: 'first' } as const;
  deal.refused('seller-a', terms, /screened/);
  deal.screen('first', 'pk');
  deal.refused('seller-a', terms, /government must approve/);
  const allow = { act: 'allow', bidder: 'first', screening: hex('c'), document: hex('a') } as const;
  deal.refused('seller-a', allow, /Only the region/);
  deal.refused('region-a', { ...allow, screening: hex('b') }, /last screening/);
  deal.do('region-a', allow);
  deal.do('seller-a', terms);
  // A new look forgets the old approval.
  deal.screen('first', 'cn');
  deal.refused('seller-a', terms, /government must approve/);
  deal.screen('first', 'in');
  deal.nowMs += 31 * DAY_MS;
  deal.refused('seller-a', terms, /screened/);
});

test('a mediator says on whose side it has money before anything, and again when that changes', () => {
  const deal = TestDeal.open();
  deal.refused(
    'seller-a',
    { act: 'inventory', inventory: hex('1'), tags: [] },
    /mediator must declare/,
  );
  leadTo(deal, 'seal');
  const interests = ['seller', 'first'].map((side) => ({
    in: side,
    kind: 'shares',
    evidence: hex('f'),
  }));
  deal.refused(
    'mediator-a',
    { act: 'declare', interests: [{ in: 'nobody', kind: 'x', evidence: hex('f') }] },
    /no nobody/,
  );
  deal.do('mediator-a', { act: 'declare', interests });
  assert.equal(deal.now.step, 'terms', 'what was agreed without knowing it is agreed anew');
  for (const side of ['seller', 'region', 'export', 'mediator'] as const)
    assert.equal(viewOf(deal.now, { side }, deal.nowMs).interests?.length, 2);
  const seen = (bidder: string) =>
    viewOf(deal.now, { side: 'bidder', bidder }, deal.nowMs).interests?.map((one) => one.in);
  assert.deepEqual([seen('first'), seen('second')], [['seller', 'first'], ['seller']]);
  const third = { id: 'third', name: 'Third', people: [person('third-a')] };
  deal.do('seller-a', { act: 'add_bidder', bidder: third });
  deal.work('seller-a', 'rehearsal', { bidder: 'third', passed: true });
  deal.screen('third');
  const terms = { act: 'propose', step: 'terms', document: hex('d'), bidder: 'third' } as const;
  deal.refused('seller-a', terms, /interest in third/);
});

test('nobody is two people: an id, a key or a name stands in a deal once', () => {
  const twin = { ...person('seller-a'), id: 'twin', name: 'Twin' };
  const alike = { ...person('alike'), name: ' person  SELLER-A ' };
  for (const one of [twin, alike, person('seller-b')]) {
    const deal = TestDeal.open();
    const bidder = { id: 'third', name: 'Third', people: [one] };
    deal.refused('seller-a', { act: 'add_bidder', bidder }, /Two people/);
  }
  const stranger = new TestDeal();
  person('stranger');
  assert.equal(stranger.tryFile(stranger.file('stranger', openAct())).kind, 'refused');
});

test('a freeze ends by itself, and a seal too: then nothing goes on without a new one', () => {
  const deal = leadTo(TestDeal.open(), 'freeze');
  const freeze = { act: 'done', step: 'freeze', evidence: hex('e') } as const;
  deal.refused('seller-a', freeze, /say when/);
  deal.refused('seller-a', { ...freeze, untilMs: deal.nowMs + 60_001 }, /within 60000/);
  leadTo(deal, 'keys');
  deal.nowMs += 50_000;
  const keys = { act: 'done', step: 'keys', evidence: hex('e') } as const;
  deal.refused('seller-a', keys, /freeze is over/);
  deal.do('seller-a', { act: 'thaw', reason: 'too slow' });
  deal.nowMs += DAY_MS;
  deal.refused('seller-a', { ...freeze, untilMs: deal.nowMs + 1_000 }, /seal has expired/);
  leadTo(deal, 'freeze');
  deal.propose('seller-a', 'seal');
  assert.equal(deal.now.step, 'seal');
  leadTo(deal, 'closed');
});

test('only the buyer takes over, at the next epoch, and only after the seller ended its own', () => {
  const deal = leadTo(TestDeal.open(), 'keys');
  const takeover = { act: 'done', step: 'takeover', evidence: hex('e'), epoch: 2 } as const;
  deal.refused('first-a', takeover, /waits for keys/);
  leadTo(deal, 'fence');
  deal.refused('first-a', takeover, /waits for fence/);
  const fence = { ...takeover, step: 'fence' } as const;
  deal.refused('seller-a', fence, /epoch that ends is 1/);
  deal.refused('first-a', { ...fence, epoch: 1 }, /Only the seller/);
  leadTo(deal, 'takeover');
  deal.refused('second-a', takeover, /Only the buyer/);
  deal.refused('first-a', { ...takeover, epoch: 3 }, /epoch that begins is 2/);
  deal.do('first-a', takeover);
  deal.work('first-a', 'verification', { passed: false });
  assert.equal(
    deal.now.step,
    'verification',
    'a failed verification is written down and done again',
  );
});

test('before the letter of intent a bidder sees no technology, the mediator nothing, and bidders not each other', () => {
  const deal = leadTo(TestDeal.open(), 'letter');
  const item = (name: string, kind: 'table' | 'model', exportControl: string) => ({
    ...{ kind, name, part: 'taste', count: 1, bytes: 1, digest: null, digestOf: 'none' as const },
    ...{ owner: 'o', licence: 'l', exportControl, mode: 'transfer' as const, why: null },
    class: kind === 'model' ? ('technology' as const) : ('personal' as const),
  });
  const inventory = {
    ...{ v: 1 as const, cell: 'in-abcdefghij', region: 'in', ownerEpoch: 1, digest: hex('1') },
    items: [item('people', 'table', 'none'), item('ranker', 'model', 'CN-056101X-21')],
  };
  const seen = (side: 'seller' | 'bidder' | 'export' | 'mediator', bidder?: string) =>
    inventoryFor(deal.now, { side, ...(bidder && { bidder }) }, inventory).items.map(
      ({ name }) => name,
    );
  assert.deepEqual(seen('bidder', 'first'), ['people']);
  assert.deepEqual(seen('export'), ['ranker']);
  assert.deepEqual(seen('mediator'), []);
  assert.deepEqual(seen('seller'), ['people', 'ranker']);
  const give = { act: 'give_copy', bidder: 'first', copy: hex('9'), what: 'report' } as const;
  deal.refused('seller-a', give, /letter of intent/);
  leadTo(deal, 'rehearsal');
  assert.deepEqual(seen('bidder', 'first'), ['people', 'ranker']);
  deal.do('seller-a', { act: 'drop_bidder', bidder: 'second', reason: 'withdrew' });
  assert.deepEqual(seen('bidder', 'second'), []);
  leadTo(deal, 'terms');
  deal.screen('first');
  deal.propose('seller-a', 'terms', { bidder: 'first' });
  const text = JSON.stringify(viewOf(deal.now, { side: 'bidder', bidder: 'second' }, deal.nowMs));
  assert.ok(!text.includes('first'));
});

test('at every step the deal names who must act, and whoever else tries is refused', () => {
  for (const step of STEPS_ON_PATH) {
    const deal = leadTo(TestDeal.open(), step);
    const { by, what } = nextOf(deal.now, deal.nowMs);
    assert.ok(by.length > 0 && what !== 'nothing', step);
    for (const done of STEPS_ON_PATH) {
      if (done === step || done === 'rehearsal') continue;
      const works = [
        'freeze',
        'delta',
        'keys',
        'fence',
        'takeover',
        'verification',
        'wind_down',
        'proof',
      ] as const;
      const one = works.find((work) => work === done);
      if (one === undefined) continue;
      for (const who of ['seller-a', 'first-a', 'region-a', 'mediator-a'])
        deal.refused(
          who,
          { act: 'done', step: one, evidence: hex('e'), epoch: 1, untilMs: deal.nowMs + 9 },
          /./,
        );
    }
  }
});
