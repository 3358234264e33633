import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NOBODY } from '@jhalak/attention';
import { createBilling } from '../src/billing/billing.ts';
import { DataCentres, putDataCentres } from '../src/billing/data-centres.ts';
import { sweepLeases } from '../src/billing/lease-return.ts';
import { ServerLeases } from '../src/billing/server-leases.ts';
import type { AdGrant } from '../src/billing/grant.ts';
import { BROWSER, openBillingHouse, type BillingHouse, type TestLine } from './billing.fixture.ts';

const MINUTE_MS = 60_000;
/** One showing at the fixture's price of 12,000 for a thousand. */
const SHOWING_MICROS = 120_000;
const SHOWING = 12;
/** Leases come at once; a busy machine may take its time. */
const READY_MS = 60_000;

let house: BillingHouse;
before(async () => {
  house = await openBillingHouse();
});
after(async () => {
  await house.parts.close();
});

const now = () => house.parts.clock.nowMs();
const server = () => new ServerLeases(house.deps);

/** A server that has a lease for the line item. */
async function leased(line: TestLine, reserveMicros = SHOWING_MICROS): Promise<ServerLeases> {
  const one = server();
  one.want([{ ...line, placement: 'feed', reserveMicros }]);
  await one.settled();
  return one;
}

/** One showing of the line item, and its token. */
function show(
  from: ServerLeases,
  line: TestLine,
  more: Partial<AdGrant> = {},
  who = house.viewer,
): { token: string; grant: AdGrant } {
  const taken = from.take(line, SHOWING_MICROS, now());
  assert.ok(taken, 'there is a lease');
  const grant = house.grant(line, taken.leaseId, more);
  return { token: house.tokens.sign(grant, who), grant };
}

async function audit(): Promise<void> {
  const books = await house.deps.ledger.audit(house.parts.database);
  assert.deepEqual([books.sum, books.wrongAccounts, books.wrongTransfers], [0, [], []]);
}

/** Everything is given back, however long tokens live. */
async function settleAll(...servers: ServerLeases[]): Promise<void> {
  for (const one of servers) await one.stop();
  house.parts.clock.advance(40 * MINUTE_MS);
  while ((await sweepLeases(house.deps)) > 0);
}

const owner = (name: string) => ({ organisation: name });

test('a lease holds money of the wallet, pays what is shown, and the rest comes back', async () => {
  await house.payIn(10_000, 'one');
  const line = await house.line({ budget: 6_000, ...owner('one') });
  const from = await leased(line);
  const held = await house.balance('held', 'one');
  assert.equal(held, 20 * SHOWING, 'twenty showings of a line item whose pace is not known');
  assert.equal(await house.balance('advertiser_wallet', 'one'), 10_000 - held);
  const { token, grant } = show(from, line);
  const results = await house.send([{ token, type: 'render' }]);
  assert.deepEqual(results, [{ ok: true }]);
  assert.equal(await house.balance('held', 'one'), held - SHOWING);
  assert.equal(await house.sum('ad_billed', 'units', `grant_id = '${grant.id}'`), SHOWING);
  await settleAll(from);
  assert.equal(await house.balance('held', 'one'), 0);
  assert.equal(await house.balance('advertiser_wallet', 'one'), 10_000 - SHOWING);
  assert.deepEqual(
    [
      await house.sum('ad_budgets', 'leased', `organisation = 'one'`),
      await house.sum('ad_facts', 'spend', `organisation = 'one'`),
    ],
    [0, SHOWING],
  );
  await audit();
});

test('what was reserved for an ad that nobody was given is there for the next one, and comes back with the rest', async () => {
  await house.payIn(10_000, 'nobody');
  const line = await house.line({ budget: 6_000, ...owner('nobody') });
  const from = server();
  const wanted = { ...line, placement: 'lock', reserveMicros: SHOWING_MICROS } as const;
  await from.ready([{ ...wanted, showings: 5 }], READY_MS);
  const before = from.left(line.lineItem, 'lock');
  const taken = from.take(line, SHOWING_MICROS, now(), 'lock', 5);
  assert.ok(taken);
  const { leaseId, showings } = taken;
  const micros = showings * SHOWING_MICROS;
  assert.equal(from.left(line.lineItem, 'lock'), before - micros);
  from.giveBack({ lineItem: line.lineItem, placement: 'lock', leaseId, micros });
  from.giveBack({ lineItem: line.lineItem, placement: 'feed', leaseId, micros });
  assert.equal(from.left(line.lineItem, 'lock'), before);
  await from.stop();
  const has = [
    await house.balance('advertiser_wallet', 'nobody'),
    await house.balance('held', 'nobody'),
  ];
  assert.deepEqual(has, [10_000, 0], 'nothing is held for eight days');
});

test('ten servers at once never lease more than a budget, nor than a wallet has', async () => {
  await house.payIn(5_000, 'two');
  await house.payIn(500, 'poor');
  const small = await house.line({ budget: 200, ...owner('two') });
  const large = await house.line({ budget: 100_000, ...owner('poor') });
  const servers = Array.from({ length: 10 }, server);
  const shown = { small: 0, large: 0 };
  for (let round = 0; round < 12; round += 1) {
    house.parts.clock.advance(11_000);
    for (const one of servers)
      one.want(
        [small, large].map((line) => ({
          ...line,
          placement: 'feed',
          reserveMicros: SHOWING_MICROS,
        })),
      );
    await Promise.all(servers.map((one) => one.settled()));
    for (const one of servers) {
      while (one.take(small, SHOWING_MICROS, now()) !== undefined) shown.small += 1;
      while (one.take(large, SHOWING_MICROS, now()) !== undefined) shown.large += 1;
      await one.settled();
    }
  }
  assert.ok(
    shown.small * SHOWING <= 200 && shown.small * SHOWING > 200 - SHOWING,
    `${shown.small}`,
  );
  assert.ok(
    shown.large * SHOWING <= 500 && shown.large * SHOWING > 500 - 2 * SHOWING,
    `${shown.large}`,
  );
  assert.ok((await house.balance('advertiser_wallet', 'poor')) < SHOWING);
  await settleAll(...servers);
  const wallets = ['two', 'poor'].map(async (one) => await house.balance('advertiser_wallet', one));
  assert.deepEqual(await Promise.all(wallets), [5_000, 500], 'nothing was billed');
});

test('a goal is not passed, whatever is left of the budget', async () => {
  await house.payIn(100_000, 'three');
  const line = await house.line({ budget: 90_000, goal: 7, ...owner('three') });
  const servers = [server(), server(), server()];
  let billed = 0;
  for (let round = 0; round < 12; round += 1) {
    house.parts.clock.advance(11_000);
    for (const one of servers) {
      await one.tick();
      const taken = one.take(line, SHOWING_MICROS, now());
      await one.settled();
      if (taken === undefined) continue;
      const token = house.tokens.sign(house.grant(line, taken.leaseId), house.viewer);
      await house.send([{ token, type: 'render' }]);
      billed += 1;
    }
  }
  assert.equal(billed, 7);
  assert.equal(await house.sum('ad_billed', '1', `organisation = 'three'`), 7);
  await settleAll(...servers);
});

test('a line item that grows busy gets larger leases within seconds, and one server never takes most of a budget', async () => {
  await house.payIn(2_000_000, 'busy');
  const line = await house.line({ budget: 1_000_000, ...owner('busy') });
  const from = await leased(line);
  for (let shown = 0; shown < 400; shown += 1) {
    assert.ok(from.take(line, SHOWING_MICROS, now()), `after ${shown}`);
    await from.settled();
    house.parts.clock.advance(5);
  }
  const leases = await house.sum('ad_leases', '1', `organisation = 'busy'`);
  assert.ok(leases <= 4, `${leases} leases for 400 showings in two seconds`);
  const small = await house.line({ budget: 2_400, ...owner('busy') });
  const greedy = await leased(small);
  for (let shown = 0; shown < 20; shown += 1) greedy.take(small, SHOWING_MICROS, now());
  await greedy.settled();
  const held = await house.sum('ad_leases', 'units', `campaign_id = '${small.campaign}'`);
  assert.ok(held <= 1_200, `${held} of 2,400 lie at one server`);
  await settleAll(from, greedy);
});

test('a campaign that is paused gives its lease back at the next look, and a dead server’s lease is swept behind its last token', async () => {
  await house.payIn(10_000, 'four');
  const line = await house.line({ budget: 6_000, ...owner('four') });
  const [living, dead] = [await leased(line), await leased(line)];
  const { token } = show(dead, line);
  assert.equal(await house.balance('held', 'four'), 2 * 20 * SHOWING);
  await living.tick();
  assert.ok(living.left(line.lineItem) > 0, 'it was renewed');
  const paused = `UPDATE ad_campaigns SET wish = 'paused' WHERE campaign_id = $1`;
  await house.parts.database.query({ name: 'test.pause', text: paused }, [line.campaign]);
  await living.tick();
  assert.equal(living.left(line.lineItem), 0);
  const held = await house.balance('held', 'four');
  assert.equal(held, 20 * SHOWING, 'only the dead server’s');
  house.parts.clock.advance(20 * MINUTE_MS);
  await sweepLeases(house.deps);
  assert.deepEqual(await house.send([{ token, type: 'render' }]), [{ ok: true }]);
  assert.equal(await house.balance('held', 'four'), held - SHOWING, 'a late event is paid');
  house.parts.clock.advance(20 * MINUTE_MS);
  await sweepLeases(house.deps);
  assert.equal(await house.balance('advertiser_wallet', 'four'), 10_000 - SHOWING);
  await living.stop();
});

test('beyond its lease nothing is billed, and is counted as given away', async () => {
  await house.payIn(1_000, 'five');
  const line = await house.line({ budget: 12, ...owner('five') });
  const from = await leased(line);
  const first = show(from, line);
  assert.equal(from.take(line, SHOWING_MICROS, now()), undefined);
  const second = house.tokens.sign(house.grant(line, first.grant.leaseId ?? ''), house.viewer);
  await house.send([first.token, second].map((token) => ({ token, type: 'render' })));
  const facts = async (column: string) =>
    await house.sum('ad_facts', column, `organisation = 'five'`);
  assert.deepEqual(
    [await facts('shown'), await facts('spend'), await facts('given_events')],
    [2, 12, 1],
  );
  assert.equal(await house.balance('advertiser_wallet', 'five'), 988);
  // Nor from another advertiser's lease, whose token nobody could sign.
  const rival = await house.line({ budget: 5_000, ...owner('six') });
  const forged = house.tokens.sign(house.grant(rival, first.grant.leaseId ?? ''), house.viewer);
  await house.send([{ token: forged, type: 'render' }]);
  assert.equal(await house.sum('ad_billed', 'units', `organisation = 'six'`), 0);
});

test('fractions of a unit are carried, so that a thousand showings cost a thousand’s price exactly', async () => {
  await house.payIn(5_000, 'seven');
  const line = await house.line({ budget: 5_000, price: 1_337, ...owner('seven') });
  const from = await leased(line);
  let billed = 0;
  for (let batch = 0; batch < 25; batch += 1) {
    const events = Array.from({ length: 20 }, () => {
      const taken = from.take(line, 13_370, now());
      if (taken === undefined) return undefined;
      const grant = house.grant(line, taken.leaseId, { priceMicros: 13_370 });
      return { token: house.tokens.sign(grant, NOBODY), type: 'render' as const };
    });
    await from.settled();
    const sent = events.filter((one) => one !== undefined);
    billed += sent.length;
    if (sent.length > 0)
      await house.send(sent, { device: `phone-number-${batch}`.padEnd(16, '-') });
    house.parts.clock.advance(11_000);
    await from.tick();
  }
  assert.ok(billed > 300, `${billed}`);
  const spend = await house.sum('ad_billed', 'units', `organisation = 'seven'`);
  const carry = await house.sum('ad_budgets', 'carry_micros', `organisation = 'seven'`);
  const given = await house.sum('ad_facts', 'given_events', `organisation = 'seven'`);
  assert.equal(spend * 10_000 + carry, (billed - given) * 13_370);
  assert.ok(given <= 2, `${given} were given away for what a lease’s last unit lacked`);
  await settleAll(from);
  await audit();
});

test('what is paid for is shared with the maker of the clip beside it, and with the phone brand', async () => {
  const creator = house.parts.ids.next();
  const clip = house.parts.ids.next();
  house.deps.creators.set(clip, creator);
  await house.payIn(10_000, 'eight');
  const line = await house.line({ budget: 9_000, ...owner('eight') });
  const from = await leased(line);
  const events = [
    show(from, line, { beside: clip }),
    show(from, line, { beside: clip }),
    show(from, line, { placement: 'lock', brand: 'acme' }),
    show(from, line, { beside: house.parts.ids.next() }),
  ];
  const before = await house.balance('revenue');
  await house.send(events.map(({ token }) => ({ token, type: 'render' })));
  // 45 % of 24, 40 % of 12, down to whole units; the rest is the house's.
  assert.deepEqual(
    [
      await house.balance('creator_share', creator),
      await house.balance('brand_share', 'acme'),
      (await house.balance('revenue')) - before,
    ],
    [10, 4, 48 - 14],
  );
  await settleAll(from);
});

test('a seat owes what it was billed, up to its day’s limit', async () => {
  house.deps.seatLimits.set('seat-two', 25);
  const billed: string[] = [];
  const seat: Partial<AdGrant> = { demand: 'seat', seat: 'seat-two', creative: 'crid-1' };
  const events = Array.from({ length: 3 }, () => {
    const {
      organisation: _o,
      campaign: _c,
      lineItem: _l,
      leaseId: _e,
      ...rest
    } = house.grant({ organisation: '', campaign: NOBODY, lineItem: NOBODY }, NOBODY, seat);
    return { token: house.tokens.sign(rest, house.viewer), type: 'render' as const };
  });
  house.deps.seatBilled = (name) => void billed.push(name);
  await house.send(events);
  assert.equal(await house.balance('seat_due', 'seat-two'), -24);
  assert.deepEqual(billed, ['seat-two', 'seat-two']);
  assert.equal(await house.sum('ad_facts', 'given_events', `organisation = 'seat:seat-two'`), 1);
  await audit();
});

test('a view is paid for when it was viewable, a click when something was rendered, each once', async () => {
  await house.payIn(10_000, 'nine');
  const line = await house.line({ budget: 9_000, ...owner('nine') });
  const from = await leased(line);
  house.parts.clock.advance(10_000);
  const ad = show(from, line, { billOn: 'view' });
  house.parts.clock.advance(5_000);
  const seen = (ms: number) => [
    { t: 0, share: 0.5 },
    { t: ms, share: 0 },
  ];
  const { token } = ad;
  assert.deepEqual(await house.send([{ token, type: 'click' }]), [
    { ok: false, code: 'unrendered' },
  ]);
  const results = await house.send([
    { token, type: 'render' },
    { token, type: 'view', timeline: seen(999) },
    { token, type: 'view', timeline: seen(1_000) },
    { token, type: 'view', timeline: seen(1_000) },
    { token, type: 'click' },
    { token, type: 'view', timeline: seen(3_000_000) },
  ]);
  assert.deepEqual(
    results.map(({ code = 'counted' }) => code),
    ['counted', 'not_viewable', 'counted', 'duplicate', 'counted', 'impossible'],
  );
  assert.equal(await house.sum('ad_billed', 'units', `organisation = 'nine'`), SHOWING);
  const facts = async (column: string) =>
    await house.sum('ad_facts', column, `organisation = 'nine'`);
  assert.deepEqual(
    [await facts('shown'), await facts('viewable'), await facts('clicks'), await facts('reach')],
    [1, 1, 1, 1],
  );
  await settleAll(from);
});

test('nothing of machines, forgers, latecomers and repeaters is billed, and each is counted apart', async () => {
  await house.payIn(10_000, 'ten');
  const line = await house.line({ budget: 9_000, ...owner('ten') });
  const from = await leased(line);
  const fresh = () => show(from, line).token;
  const sent = async (token: string, teller = {}) => {
    const [result] = await house.send([{ token, type: 'render' }], teller);
    return result?.code;
  };
  for (const userAgent of [
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'curl/8.5.0',
    'python-requests/2.32',
    'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 HeadlessChrome/130.0 Safari/537.36',
    '',
    undefined,
  ])
    assert.equal(await sent(fresh(), { userAgent }), 'filtered', userAgent);
  for (const address of ['198.51.100.7', '::ffff:198.51.100.7', '2001:db8:5:1::9'])
    assert.equal(await sent(fresh(), { address }), 'filtered', address);
  assert.equal(await sent(fresh(), { personId: house.parts.ids.next() }), 'not_yours');
  assert.equal(await sent(fresh(), { personId: undefined }), 'not_yours');
  const real = fresh();
  const changed = real[40] === 'A' ? 'B' : 'A';
  assert.equal(await sent(`${real.slice(0, 40)}${changed}${real.slice(41)}`), 'forged');
  const old = fresh();
  const good = fresh();
  assert.equal(await sent(good, { address: '203.0.113.9' }), undefined);
  assert.equal(await sent(good), 'duplicate');
  const far = [{ token: fresh(), type: 'render' as const, atMs: now() + 2 * 86_400_000 }];
  assert.deepEqual(await house.send(far), [{ ok: false, code: 'impossible' }]);
  house.parts.clock.advance(31 * MINUTE_MS);
  assert.equal(await sent(old), 'expired');
  const reasons = await house.parts.database.query<{ reason: string; events: number }>({
    name: 'test.reasons',
    text: `SELECT reason, sum(events)::int AS events FROM ad_filtered WHERE organisation = 'ten' GROUP BY 1 ORDER BY 1`,
  });
  assert.deepEqual(
    reasons.map((row) => [row.reason, row.events]),
    [
      ['bot', 6],
      ['data_centre', 3],
      ['duplicate', 1],
      ['expired', 1],
      ['impossible', 1],
      ['not_yours', 2],
    ],
  );
  assert.ok((await house.sum('ad_filtered', 'events', `reason = 'forged'`)) >= 1);
  assert.equal(await house.sum('ad_billed', 'units', `organisation = 'ten'`), SHOWING);
  await settleAll(from);
});

test('somebody who is shown more than anybody could be is filtered', async () => {
  await house.payIn(100_000, 'eleven');
  const line = await house.line({ budget: 90_000, ...owner('eleven') });
  const from = await leased(line);
  const haste = house.parts.ids.next();
  house.parts.clock.advance(MINUTE_MS - (now() % MINUTE_MS));
  await from.tick();
  const leaseId = from.take(line, SHOWING_MICROS, now())?.leaseId ?? '';
  const events = Array.from({ length: 26 }, () => {
    const token = house.tokens.sign(house.grant(line, leaseId), haste);
    return { token, type: 'render' as const };
  });
  const results = await house.send(events, { personId: haste });
  assert.equal(results.filter(({ code }) => code === 'filtered').length, 6);
  await settleAll(from);
});

test('a pack without identifiers counts once a device, and bills as many devices as were reserved', async () => {
  await house.payIn(10_000, 'twelve');
  const line = await house.line({ budget: 9_000, ...owner('twelve') });
  const from = server();
  from.want([{ ...line, placement: 'lock', reserveMicros: 3 * SHOWING_MICROS }]);
  await from.settled();
  const taken = from.take(line, 3 * SHOWING_MICROS, now(), 'lock');
  assert.ok(taken !== undefined && taken.expiresAtMs > now() + 7 * 86_400_000);
  const grant = house.grant(line, taken.leaseId, { placement: 'lock', showings: 3 });
  const token = house.tokens.sign({ ...grant, expiresAtMs: taken.expiresAtMs }, NOBODY);
  for (const device of ['a', 'b', 'b', 'c', 'd'])
    await house.send([{ token, type: 'render' }], {
      ...{ personId: undefined, device: `pseudonym-of-phone-${device}`, userAgent: BROWSER },
    });
  assert.deepEqual(await house.send([{ token, type: 'render' }]), [
    { ok: false, code: 'impossible' },
  ]);
  const facts = async (column: string) =>
    await house.sum('ad_facts', column, `organisation = 'twelve'`);
  assert.deepEqual(
    [await facts('shown'), await facts('billed_events'), await facts('given_events')],
    [4, 3, 1],
  );
  await from.stop();
});

test('a pack gets as many showings as its advertiser’s share pays at once, waits for them, and never spends above its lease', async () => {
  await house.payIn(100_000, 'small');
  // Two rupees a showing: an eighth of a day's share of it pays for three, and no two hundred.
  const line = await house.line({ budget: 50_000, price: 200_000, ...owner('small') });
  const from = server();
  const wanted = { ...line, placement: 'lock', reserveMicros: 2_000_000, showings: 200 } as const;
  await from.ready([wanted], READY_MS);
  const taken = from.take(line, 2_000_000, now(), 'lock', 200);
  assert.equal(taken?.showings, 3);
  assert.equal(await house.balance('held', 'small'), 625);
  const grant = house.grant(line, taken.leaseId, {
    ...{ placement: 'lock', showings: 3, priceMicros: 2_000_000, expiresAtMs: taken.expiresAtMs },
  });
  const token = house.tokens.sign(grant, NOBODY);
  for (let phone = 0; phone < 15; phone += 1)
    await house.send([{ token, type: 'render' }], {
      ...{ personId: undefined, device: `pseudonym-of-small-phone-${phone}`, userAgent: BROWSER },
    });
  const figures = ['spend', 'billed_events', 'given_events'].map(
    async (column) => await house.sum('ad_facts', column, `organisation = 'small'`),
  );
  assert.deepEqual(await Promise.all(figures), [600, 3, 12]);
  // A viewer's own pack next, and one for many once more: each has its lease at once, three at most.
  await from.ready([{ ...wanted, showings: 1 }], READY_MS);
  assert.equal(from.take(line, 2_000_000, now(), 'lock')?.showings, 1);
  await from.ready([wanted], READY_MS);
  assert.ok((from.take(line, 2_000_000, now(), 'lock', 200)?.showings ?? 0) >= 2);
  assert.ok((await house.balance('held', 'small')) <= 3 * 625);
  // What is refused is not waited for: this would take an hour.
  const nowhere = { ...wanted, lineItem: house.viewer };
  await from.ready([nowhere], 3_600_000);
  assert.equal(from.take(nowhere, 2_000_000, now(), 'lock', 200), undefined);
  await from.stop();
  await audit();
});

test('what the operator gave is spent before what was paid, and what was paid comes back first', async () => {
  const { ledger } = house.deps;
  const { database, ids } = house.parts;
  await house.payIn(1_000, 'given');
  await database.transaction(async (tx) => {
    const given = await ledger.account(tx, { kind: 'promotional', owner: 'given' });
    const cost = await ledger.account(tx, { kind: 'promotion_cost' });
    const postings = [
      { accountId: given, amount: 100 },
      { accountId: cost, amount: -100 },
    ];
    await ledger.post(tx, [{ id: ids.next(), kind: 'ads.credit_given', postings }]);
  });
  const line = await house.line({ budget: 5_000, ...owner('given') });
  const from = await leased(line);
  const has = async () => [
    await house.balance('promotional', 'given'),
    await house.balance('advertiser_wallet', 'given'),
    await house.balance('held', 'given'),
  ];
  assert.deepEqual(
    await has(),
    [0, 860, 240],
    'twenty showings: the credit, and 140 of the wallet',
  );
  // Nine showings cost 108: the credit, and eight units beside it.
  const shown = Array.from({ length: 9 }, () => show(from, line));
  await house.send(shown.map(({ token }) => ({ token, type: 'render' })));
  const of = `organisation = 'given'`;
  assert.equal(await house.sum('ad_billed', 'credit_units', of), 100);
  assert.equal(await house.sum('ad_billed', 'units - credit_units', of), 8);
  await settleAll(from);
  assert.deepEqual(await has(), [0, 992, 0]);
  const next = await house.line({ budget: 5_000, ...owner('given') });
  await database.transaction(async (tx) => {
    const given = await ledger.account(tx, { kind: 'promotional', owner: 'given' });
    const cost = await ledger.account(tx, { kind: 'promotion_cost' });
    const postings = [
      { accountId: given, amount: 30 },
      { accountId: cost, amount: -30 },
    ];
    await ledger.post(tx, [{ id: ids.next(), kind: 'ads.credit_given', postings }]);
  });
  const again = await leased(next);
  const { token } = show(again, next);
  await again.stop();
  assert.deepEqual(await has(), [18, 992, 12], 'one showing is reserved, by the credit');
  await house.send([{ token, type: 'render' }]);
  assert.deepEqual(await has(), [18, 992, 0]);
  await settleAll();
  await audit();
});

/** Packs of so many languages and phone brands, made so often; `npm run proof -- pack-leases` makes those of a day and more. */
const [PACK_CHANNELS = 6, PACK_ROUNDS = 6] = (process.env['JHALAK_AD_PACKS'] ?? '')
  .split(',')
  .filter((one) => one !== '')
  .map(Number);
const PACK_EVERY_MS = 30 * MINUTE_MS;

test('packs of many languages and phone brands hold half of a small budget at most, a day’s share a day, and each showing that was promised is paid', async (t) => {
  await house.payIn(200_000, 'packs');
  const own = owner('packs');
  const even = await house.line({ budget: 20_000, ...own });
  const fast = await house.line({ budget: 20_000, ...own });
  const quick = `UPDATE ad_line_items SET pacing = 'fast' WHERE line_item_id = $1`;
  await house.parts.database.query({ name: 'test.fast', text: quick }, [fast.lineItem]);
  const lines = [even, fast];
  const startedMs = now();
  const servers: ServerLeases[] = [];
  const promised: { token: string; showings: number }[] = [];
  let most = 0;
  let mostInADay = 0;
  for (let round = 0; round < PACK_ROUNDS; round += 1) {
    // A server a round: what it held of leases is nobody's to give back, as after a crash.
    const from = server();
    servers.push(from);
    for (let channel = 0; channel < PACK_CHANNELS; channel += 1)
      for (const line of lines) {
        const wanted = { ...line, placement: 'lock', reserveMicros: SHOWING_MICROS } as const;
        await from.ready([{ ...wanted, showings: 200 }], READY_MS);
        const taken = from.take(line, SHOWING_MICROS, now(), 'lock', 200);
        if (taken === undefined) continue;
        const { leaseId, showings, expiresAtMs } = taken;
        const pack = { placement: 'lock', showings, expiresAtMs } as const;
        const grant = house.grant(line, leaseId, pack);
        promised.push({ token: house.tokens.sign(grant, NOBODY), showings });
      }
    for (const line of lines) {
      const of = `campaign_id = '${line.campaign}' AND placement = 'lock'`;
      const held = await house.sum('ad_leases', 'units - billed', of);
      const billed = await house.sum('ad_budgets', 'billed', `line_item_id = '${line.lineItem}'`);
      const share = held / (20_000 - billed);
      most = Math.max(most, share);
      assert.ok(share <= 0.5, `round ${round}: packs hold ${held} of ${20_000 - billed}`);
    }
    const today = `campaign_id = '${even.campaign}' AND placement = 'lock' AND taken_at_ms > ${now() - 24 * 60 * MINUTE_MS}`;
    mostInADay = Math.max(mostInADay, await house.sum('ad_leases', 'units', today));
    // The feed still has money, and at once.
    const feed = server();
    feed.want(lines.map((line) => ({ ...line, placement: 'feed', reserveMicros: SHOWING_MICROS })));
    await feed.settled();
    assert.ok(feed.take(fast, SHOWING_MICROS, now()) && feed.take(even, SHOWING_MICROS, now()));
    await feed.stop();
    house.parts.clock.advance(PACK_EVERY_MS);
  }
  const daysLeft = 10 - (PACK_ROUNDS * PACK_EVERY_MS) / 86_400_000;
  assert.ok(mostInADay <= 20_000 / daysLeft, `packs took ${mostInADay} in a day`);
  // A week later every phone that was promised a showing tells of it at last.
  house.parts.clock.advance(Math.max(0, startedMs + 7 * 86_400_000 - now()));
  let phone = 0;
  for (const { token, showings } of promised)
    for (let at = 0; at < showings; at += 1) {
      phone += 1;
      const device = `pseudonym-of-pack-phone-${phone}`;
      const teller = { personId: undefined, userAgent: BROWSER, device };
      await house.send([{ token, type: 'render' }], teller);
    }
  const facts = async (column: string) =>
    await house.sum('ad_facts', column, `organisation = 'packs'`);
  const [billed, given] = [await facts('billed_events'), await facts('given_events')];
  t.diagnostic(
    `${promised.length} packs of ${PACK_CHANNELS * PACK_ROUNDS * 2}: ${billed} showings promised and billed, ${given} given away; ` +
      `packs held ${Math.round(most * 1_000) / 10} % of what was left at most, ${mostInADay} units of 2,000 in a day`,
  );
  assert.deepEqual([billed, given], [phone, 0]);
  for (const one of servers) await one.stop();
  house.parts.clock.advance(9 * 86_400_000);
  while ((await sweepLeases(house.deps)) > 0);
  assert.equal(await house.balance('advertiser_wallet', 'packs'), 200_000 - phone * SHOWING);
  assert.equal(await house.balance('held', 'packs'), 0);
  await audit();
});

test('the list of data centres that came with the program is in force until the operator puts another one in its place', async () => {
  const { deps } = house;
  const servers = new DataCentres(deps);
  await servers.start();
  try {
    for (const address of ['52.95.110.1', '2a01:7e00::1', '::ffff:8.8.8.8'])
      assert.ok(servers.ranges.has(address), address);
    // Networks of people, and what is no address.
    for (const address of ['49.36.10.1', '127.0.0.1', '2405:201::1', 'nowhere', ''])
      assert.ok(!servers.ranges.has(address), address);
    await assert.rejects(putDataCentres(deps, '10.0.0.0/8\n10.0.0.0/33\n', 'x'), /Line 2 /);
    await assert.rejects(putDataCentres(deps, '# nothing\n', 'x'), /no ranges/);
    const list = '# mine\n203.0.113.0/25\n203.0.113.128/25\n2001:db8::/32\n';
    assert.equal(await putDataCentres(deps, list, 'our own, 2026-11-01'), 2);
  } finally {
    servers.stop();
  }
  const later = new DataCentres(deps);
  await later.start();
  later.stop();
  assert.ok(later.ranges.has('203.0.113.200') && later.ranges.has('2001:db8:ffff::1'));
  assert.ok(!later.ranges.has('203.0.114.0') && !later.ranges.has('52.95.110.1'));
});

test('what is over is forgotten: counted events behind their tokens, bills and facts behind their years', async () => {
  const billing = createBilling({
    ...house.deps,
    journal: house.parts.journal,
    random: house.parts.random,
  });
  const forget = billing.sweeps.find(({ name }) => name === 'ads.forget_counted');
  assert.ok(forget);
  const left = async () => ({
    counted: await house.sum('ad_counted', '1'),
    billed: await house.sum('ad_billed', '1'),
    facts: await house.sum('ad_facts', '1'),
  });
  const before = await left();
  house.parts.clock.advance(9 * 86_400_000);
  await forget.run();
  const after = await left();
  assert.ok(after.counted < before.counted && after.counted > 0, 'clicks may still convert');
  assert.deepEqual([after.billed, after.facts], [before.billed, before.facts]);
  house.parts.clock.advance(731 * 86_400_000);
  await forget.run();
  assert.deepEqual(await left(), { counted: 0, billed: 0, facts: 0 });
});
