import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NOBODY } from '@jhalak/attention';
import type { BrandStatementHead, BrandStatementLine } from '@jhalak/contracts/ad-money';
import { ServerLeases } from '../src/billing/server-leases.ts';
import { brandFile } from '../src/money/brand-file.ts';
import { StatementChecker, type OwnEvent } from '../src/money/check-statement.ts';
import { listEarners, readEarnings } from '../src/money/earnings.ts';
import { reverseEvent } from '../src/money/reversals.ts';
import { openBillingHouse, type BillingHouse, type TestLine } from './billing.fixture.ts';

/** One and three quarters of a paisa: no share of it is a whole number. */
const PRICE_MICROS = 17_500;
const MONTH = '2026-01';
const DEVICES = ['first-device-0000', 'second-device-000', 'third-device-0000'];

let house: BillingHouse;
/** What the phones of the brand `nova` sent. */
const own: OwnEvent[] = [];
before(async () => {
  house = await openBillingHouse();
  await house.payIn(100_000, 'one');
  const line = await house.line({ budget: 90_000, organisation: 'one' });
  const from = new ServerLeases(house.deps);
  from.want([{ ...line, placement: 'feed', reserveMicros: 200 * PRICE_MICROS }]);
  await from.settled();
  await showOnPhones(from, line);
  await showInFeed(from, line);
  await from.stop();
});
after(async () => {
  await house.parts.close();
});

function tokenOf(
  from: ServerLeases,
  line: TestLine,
  more: Parameters<BillingHouse['grant']>[2],
  who = house.viewer,
): string {
  const showings = more?.showings ?? 1;
  const taken = from.take(line, showings * PRICE_MICROS, house.parts.clock.nowMs());
  assert.ok(taken, 'there is a lease');
  const grant = house.grant(line, taken.leaseId, { priceMicros: PRICE_MICROS, ...more });
  return house.tokens.sign(grant, who);
}

async function showOnPhones(from: ServerLeases, line: TestLine): Promise<void> {
  const lock = { placement: 'lock', brand: 'nova' } as const;
  for (let index = 0; index < 40; index += 1) own.push(await showOnce(from, line, lock));
  const shared = tokenOf(from, line, { ...lock, showings: 3 }, NOBODY);
  for (const device of DEVICES) {
    const render = { token: shared, type: 'render' as const };
    const results = await house.send([render, render], { device, personId: undefined });
    assert.deepEqual(
      results.map((one) => one.code),
      [undefined, 'duplicate'],
    );
    own.push({ ...render, device }, { ...render, device });
  }
  // Of another brand: on no statement of this one.
  await showOnce(from, line, { ...lock, brand: 'orbit' });
}

/** To somebody else each time: one person does not see so many at once. */
async function showOnce(
  from: ServerLeases,
  line: TestLine,
  more: Parameters<BillingHouse['grant']>[2],
): Promise<{ token: string; type: 'render' }> {
  const personId = house.parts.ids.next();
  const event = { token: tokenOf(from, line, more, personId), type: 'render' as const };
  assert.deepEqual(await house.send([event], { personId }), [{ ok: true }]);
  return event;
}

async function showInFeed(from: ServerLeases, line: TestLine): Promise<void> {
  const [clip, maker] = [house.parts.ids.next(), house.viewer];
  house.deps.creators.set(clip, maker);
  for (let index = 0; index < 21; index += 1) await showOnce(from, line, { beside: clip });
}

async function statement(
  organisation: string,
): Promise<{ head: BrandStatementHead; lines: BrandStatementLine[] }> {
  let text = '';
  for await (const piece of brandFile(house.deps, organisation, MONTH)) text += piece;
  const [head = '', ...lines] = text.trimEnd().split('\n');
  return {
    head: JSON.parse(head) as BrandStatementHead,
    lines: lines.map((one) => JSON.parse(one) as BrandStatementLine),
  };
}

function check(head: BrandStatementHead, lines: readonly BrandStatementLine[], events = own) {
  const checker = new StatementChecker(head, events);
  for (const line of lines) checker.take(line);
  return checker.end();
}

test('a brand’s statement is what the ledger booked, and its own events and the published terms make the same of it', async () => {
  const { head, lines } = await statement('nova');
  const units = lines.reduce((sum, line) => sum + line.units, 0);
  assert.ok(units >= 74 && units <= 76, `43 showings at 1.75: ${units}`);
  assert.equal(head.booked, Math.floor((units * 4_000) / 10_000), 'to the unit');
  assert.equal(head.booked, await house.balance('brand_share', 'nova'));
  const result = check(head, lines);
  assert.deepEqual(
    [result.ok, result.findings, result.lines, result.tokensWithoutLine],
    [true, [], 43, 0],
  );
  assert.deepEqual([result.units, result.share], [units, head.booked]);
});

test('a line that is missing, doubled, invented, moved or of another share is found', async () => {
  const { head, lines } = await statement('nova');
  const [first, ...rest] = lines;
  assert.ok(first);
  const codes = (changed: readonly BrandStatementLine[], said = head, events = own) => {
    const { ok, findings } = check(said, changed, events);
    return [ok, ...new Set(findings.map(({ code }) => code))];
  };
  const paid = lines.find(({ share }) => share > 0);
  assert.ok(paid);
  const without = lines.filter((line) => line !== paid);
  assert.deepEqual(codes(without), [false, 'sum']);
  assert.equal(check(head, without).tokensWithoutLine, 1);
  assert.deepEqual(codes([...lines, paid]), [false, 'twice', 'sum']);
  assert.deepEqual(codes([{ ...first, token: 'AAAAAAAAAAAAAAAA' }, ...rest]), [false, 'unknown']);
  assert.deepEqual(codes([{ ...first, on: 'click' }, ...rest]), [false, 'unknown']);
  assert.deepEqual(codes([{ ...first, atMs: head.untilMs }, ...rest]), [false, 'when']);
  const less = lines.map((line) => ({ ...line, share: 0 }));
  assert.deepEqual(codes(less, { ...head, booked: 0 }), [false, 'share']);
  assert.deepEqual(codes([{ ...first, share: first.share + 9 }, ...rest]), [false, 'share', 'sum']);
  assert.deepEqual(codes(lines, head, own.slice(1)), [false, 'unknown']);
});

test('a creator’s statement is the ledger’s: its lines, its months and its balance say the same', async () => {
  const maker = house.viewer;
  const all = await readEarnings(house.deps, 'creator', maker, { limit: 100 });
  const lines = all.items.reduce((sum, one) => sum + one.amount, 0);
  const booked = await house.balance('creator_share', maker);
  assert.deepEqual(
    [lines, all.balance, all.months],
    [
      booked,
      booked,
      [
        {
          ...{ month: MONTH, amount: booked },
          byKind: [{ kind: 'ads.billed', amount: booked, lines: all.items.length }],
        },
      ],
    ],
  );
  const paid = await house.sum('ad_billed', 'units', 'beside IS NOT NULL');
  assert.equal(booked, Math.floor((paid * 4_500) / 10_000));
  const earners = await listEarners(house.deps, 'brand', { limit: 1 });
  assert.deepEqual(earners.items, [
    { owner: 'nova', balance: await house.balance('brand_share', 'nova') },
  ]);
  const others = await listEarners(house.deps, 'brand', { limit: 5, cursor: earners.next ?? '' });
  assert.deepEqual(
    others.items.map((one) => one.owner),
    ['orbit'],
  );
  const books = await house.deps.ledger.audit(house.parts.database);
  assert.deepEqual([books.sum, books.wrongAccounts], [0, []]);
});

test('what the operator takes back stands on the brand’s statement below zero, and it is still right', async () => {
  const { parts, deps, viewer } = house;
  const before = await statement('nova');
  const back = before.lines.find(({ share }) => share > 0);
  assert.ok(back);
  const actor = { personId: viewer, side: 'operator' } as const;
  const money = { ...deps, journal: parts.journal, payments: parts.payments };
  const wallet = await house.balance('advertiser_wallet', 'one');
  const one = { grant: back.grant, reason: 'a machine, found later' };
  await reverseEvent(money, 'one', one, actor);
  await assert.rejects(reverseEvent(money, 'one', one, actor), { code: 'ledger.reversed' });
  assert.equal(await house.balance('advertiser_wallet', 'one'), wallet + back.units);
  const taken = `organisation = 'one'`;
  assert.equal(await house.sum('ad_facts', 'reversed', taken), back.units, 'reports show it');
  const { head, lines } = await statement('nova');
  assert.deepEqual(lines.at(-1), {
    ...{ ...back, kind: 'reversed', units: -back.units, share: -back.share },
    atMs: parts.clock.nowMs(),
  });
  assert.equal(head.booked, before.head.booked - back.share);
  assert.deepEqual(check(head, lines).findings, []);
});
