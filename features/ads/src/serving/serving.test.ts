// What serving promises, without a cell: whom ads are for, caps, sessions, pacing. `JHALAK_IMPRESSIONS` and `JHALAK_SEED` for more.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENRES } from '@jhalak/contracts/languages';
import { HOUR_MS, seededRandom } from '@jhalak/kernel';
import fc from 'fast-check';
import { paidRate, worthOf } from './delivery.ts';
import { domainsOf, hourOfWeek, matches, whyOf } from './live-lines.ts';
import { Pacer } from './pacing.ts';
import {
  cardOf,
  Crowd,
  lineOf,
  OPEN_POLICY,
  ranked,
  START_MS,
  termsOf,
} from './serving.fixture.ts';
import { houseAd, shortlist } from './shortlist.ts';
import type { AdContext } from './types.ts';
import { emptyRecord, noteSwipes, reserve, waitFor, type ViewerRecord } from './viewer-memory.ts';

const IMPRESSIONS = Number(process.env['JHALAK_IMPRESSIONS'] ?? 4_000);
const SEED = Number(process.env['JHALAK_SEED'] ?? 20261123);
const OFFSET_MINUTES = 330;

const contexts = fc.record(
  {
    placement: fc.constantFrom<AdContext['placement']>('feed', 'lock'),
    nowMs: fc.integer({ min: START_MS, max: START_MS + 300 * 24 * HOUR_MS }),
    language: fc.constantFrom('hi', 'ta', 'en'),
    genre: fc.constantFrom(...GENRES),
    state: fc.constantFrom('IN-MH', 'IN-TN'),
    interests: fc.subarray([...GENRES]),
  },
  { requiredKeys: ['placement', 'nowMs', 'language'] },
);
const targetings = fc.record(
  {
    languages: fc.subarray(['hi' as const, 'ta' as const, 'en' as const]),
    genres: fc.subarray([...GENRES]),
    states: fc.subarray(['IN-MH', 'IN-TN', 'IN-KL']),
    hours: fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 6 }),
        fromHour: fc.integer({ min: 0, max: 22 }),
        toHour: fc.integer({ min: 23, max: 24 }),
      }),
      { maxLength: 4 },
    ),
    interests: fc.subarray([...GENRES]),
  },
  { requiredKeys: [] },
);

test('an ad is shown exactly where, when and to whom its targeting says', () => {
  fc.assert(
    fc.property(contexts, targetings, (context, targeting) => {
      const hour = hourOfWeek(context.nowMs, OFFSET_MINUTES);
      const local = new Date(context.nowMs + OFFSET_MINUTES * 60_000);
      const asks = (list: readonly string[] | undefined, one: string | undefined): boolean =>
        list === undefined || list.length === 0 || (one !== undefined && list.includes(one));
      const { hours = [], interests = [] } = targeting;
      const expected =
        asks(targeting.languages, context.language) &&
        asks(targeting.genres, context.genre) &&
        asks(targeting.states, context.state) &&
        (hours.length === 0 ||
          hours.some(
            ({ day, fromHour, toHour }) =>
              day === local.getUTCDay() &&
              local.getUTCHours() >= fromHour &&
              local.getUTCHours() < toHour,
          )) &&
        (interests.length === 0 ||
          interests.some((one) => (context.interests ?? []).includes(one)));
      assert.equal(matches(lineOf(1, { targeting }), context, hour), expected);
    }),
    { seed: SEED },
  );
});

test('without interests in the question, whatever asks for interests is for nobody', () => {
  fc.assert(
    fc.property(contexts, targetings, fc.constantFrom(...GENRES), (context, targeting, genre) => {
      const { interests: _, ...contextual } = context;
      const line = lineOf(1, { targeting: { ...targeting, interests: [genre] } });
      assert.deepEqual(shortlist(ranked([line]), termsOf(contextual)), []);
      assert.ok(whyOf(line).includes('interests'));
    }),
    { seed: SEED },
  );
});

test('an advertiser bids once, with what it put first; blocked, hidden and dark ads do not bid; a deal goes first', () => {
  const context: AdContext = { placement: 'feed', nowMs: START_MS, language: 'hi' };
  const first = lineOf(1, { priority: 1, price: 5_000, organisation: 'tea' });
  const dear = lineOf(2, { priority: 2, price: 90_000, organisation: 'tea' });
  const other = lineOf(3);
  const bids = (
    ...change: Parameters<typeof termsOf> extends [unknown, ...infer Rest] ? Rest : never
  ) =>
    shortlist(ranked([first, dear, other]), termsOf(context, ...change)).map(
      ({ line }) => line.lineItem,
    );
  assert.deepEqual(new Set(bids()), new Set([first.lineItem, other.lineItem]));
  const blocked = { ...OPEN_POLICY, blockedDomains: ['example.in'] };
  assert.deepEqual(bids(undefined, { policy: blocked }), []);
  assert.ok(!domainsOf('https://notexample.in/').includes('example.in'));
  const hidden = { ...emptyRecord(), hiddenAdvertisers: ['tea'] };
  assert.deepEqual(bids(hidden), [other.lineItem]);
  const [creative] = other.creatives;
  assert.ok(creative);
  assert.deepEqual(bids({ ...hidden, hiddenCreatives: [creative.id] }), []);
  assert.deepEqual(bids(hidden, { maySee: () => false }), []);
  const floors = { feed: 10_500, lock: 0 };
  const dealt = {
    ...OPEN_POLICY,
    floors,
    deals: [
      {
        ...{ id: 'tea-1', organisation: 'tea', lineItem: dear.lineItem, guaranteed: false },
        ...{ placements: ['feed' as const], floor: 100 },
      },
    ],
  };
  assert.deepEqual(
    bids(undefined, { policy: dealt }),
    [dear.lineItem],
    'the rest is below the floor',
  );
});

test('house ads need the operator’s mark, and stand behind everything that is paid', () => {
  const context: AdContext = { placement: 'feed', nowMs: START_MS, language: 'hi' };
  const house = lineOf(1, { pricing: 'house', price: 1, organisation: 'us' });
  const paid = lineOf(2, { price: 1 });
  const terms = termsOf(context);
  assert.equal(houseAd(ranked([house, paid]), terms), undefined, 'nobody marked it');
  const policy = { ...OPEN_POLICY, houseAdvertisers: ['us'] };
  assert.equal(houseAd(ranked([house, paid]), { ...terms, policy })?.line, house);
  assert.deepEqual(
    shortlist(ranked([house, paid]), { ...terms, policy }).map(({ line }) => line),
    [paid],
  );
});

test('few showings decide no rate, and a price for clicks becomes one for showings', () => {
  assert.ok(Math.abs(paidRate('cpc', { shown: 3, viewable: 3, clicks: 3 }) - 0.0159) < 0.001);
  assert.equal(paidRate('cpm', undefined), 1);
  const cpc = worthOf(
    { pricing: 'cpc', price: 500 },
    { shown: 99_500, viewable: 0, clicks: 1_995 },
    2,
  );
  assert.deepEqual(cpc, {
    ecpmMicros: 100_000_000,
    eventMicros: 5_000_000,
    reserveMicros: 100_000,
  });
  const cpm = worthOf({ pricing: 'cpm', price: 12_000 }, undefined, 2);
  assert.deepEqual(cpm, { ecpmMicros: 120_000_000, eventMicros: 120_000, reserveMicros: 120_000 });
});

test('a session begins without ads, has gaps between them, and an end; nothing that a player says shortens them', () => {
  const load = { firstAfter: 4, gap: 3, perSession: 2, perPack: 1 };
  const record = emptyRecord();
  let clip = 0;
  const swipe = (slot = `slot-${clip}`): number => {
    noteSwipes(record, { slot, position: clip }, START_MS + clip * 5_000);
    clip += 1;
    return waitFor(record, load);
  };
  const serve = (): void => {
    const one = { lineItem: undefined, caps: [], campaign: undefined, creative: `c${clip}` };
    reserve(record, { ...one, atMs: 0, count: 1, inSession: true });
  };
  assert.deepEqual([swipe(), swipe(), swipe(), swipe()], [3, 2, 1, 0]);
  serve();
  assert.equal(waitFor(record, load), 3, 'never two in a row');
  clip -= 1;
  assert.equal(swipe(), 3, 'asking again behind the same clip is no swipe');
  assert.deepEqual([swipe(), swipe(), swipe()], [2, 1, 0]);
  serve();
  for (let more = 0; more < 20; more += 1) assert.ok(swipe() > 0, 'a session has its end');
  noteSwipes(record, undefined, START_MS + 2 * HOUR_MS);
  assert.equal(waitFor(record, load), 4, 'after a rest it begins anew');
});

test('a seat that pays more wins with words only; late, unreadable and cheaper bids lose and are told', async () => {
  const crowd = new Crowd(SEED, [lineOf(1, { price: 10_000 })]);
  const bid = (id: string, price: number, adm: string) => ({
    ...{ id, price, adm, crid: `c-${id}`, adomain: ['other.example'], mtype: 4 as const },
  });
  const win = async (...bids: typeof crowd.bids): Promise<string | undefined> => {
    crowd.bids = bids;
    const granted = await crowd.ask(emptyRecord(), 'feed');
    return granted?.kind === 'seat' ? `${granted.seat} ${granted.card.title}` : granted?.kind;
  };
  const dear = bid('dear', 150, cardOf('Dear'));
  assert.equal(await win({ seat: 'a', bid: dear }), 'a Dear');
  assert.equal(crowd.told.at(-1)?.grants.size, 1);
  assert.equal(await win({ seat: 'a', bid: bid('cheap', 99, cardOf('Cheap')) }), 'line');
  assert.equal(crowd.told.at(-1)?.grants.size, 0);
  assert.equal(await win({ seat: 'a', bid: dear, tookMs: 105 }), 'a Dear', 'just in time');
  assert.equal(await win({ seat: 'a', bid: dear, tookMs: 106 }), 'line', 'the rest has its time');
  const plain = bid('plain', 150, cardOf('Plain', 'http://other.example/'));
  const noise = bid('noise', 160, '<VAST/>');
  assert.equal(await win({ seat: 'a', bid: plain }, { seat: 'b', bid: noise }), 'line');
  assert.equal(crowd.told.at(-1)?.outcome.lost.length, 2);
  assert.equal(
    await win({ seat: 'a', bid: noise }, { seat: 'b', bid: bid('next', 140, cardOf('Next')) }),
    'b Next',
  );
  const deciding = await crowd.ask(emptyRecord(), 'feed');
  assert.ok(deciding?.kind === 'seat' && !JSON.stringify(deciding.card).includes('track.example'));
  assert.equal(deciding.priceMicros, 140_000, 'a thousandth of its own price');
});

test(`caps hold over ${IMPRESSIONS} impressions of people with several devices, on feed and lock screen`, async () => {
  const caps = [
    [{ count: 1, hours: 1 }],
    [{ count: 3, hours: 24 }],
    [
      { count: 2, hours: 3 },
      { count: 5, hours: 48 },
    ],
    [{ count: 10, hours: 720 }],
  ];
  const lines = Array.from({ length: 12 }, (_, at) =>
    lineOf(at, { caps: caps[at % caps.length] ?? [] }),
  );
  const crowd = new Crowd(SEED, lines);
  const random = seededRandom(SEED + 1);
  const people = Array.from({ length: 40 }, () => ({
    record: emptyRecord(),
    shown: new Map<string, number[]>(),
  }));
  const show = async (person: {
    record: ViewerRecord;
    shown: Map<string, number[]>;
  }): Promise<void> => {
    const lock = random.next() < 0.3;
    const nowMs = crowd.clock.nowMs();
    const untilMs = lock ? nowMs + 24 * HOUR_MS : nowMs;
    // A pack's ad is shown at some time before the pack's end.
    const atMs = lock ? nowMs + random.below(24 * HOUR_MS) : nowMs;
    const granted = await crowd.ask(person.record, lock ? 'lock' : 'feed', untilMs);
    if (granted === undefined || granted.kind === 'seat') return;
    const { lineItem } = granted.pick.line;
    person.shown.set(lineItem, [...(person.shown.get(lineItem) ?? []), atMs]);
    count += 1;
  };
  let count = 0;
  while (count < IMPRESSIONS) {
    // Everybody's devices ask at the same time.
    const asking = people.flatMap((person) =>
      Array.from({ length: 1 + random.below(4) }, async () => await show(person)),
    );
    await Promise.all(asking);
    crowd.clock.advance(random.below(2 * HOUR_MS));
  }
  let full = 0;
  for (const { shown } of people)
    for (const [lineItem, times] of shown) {
      const limits = lines.find((line) => line.lineItem === lineItem)?.caps ?? [];
      const ordered = times.toSorted((one, other) => one - other);
      for (const { count: most, hours } of limits)
        for (const [at, time] of ordered.entries()) {
          const within = ordered.slice(at).filter((other) => other < time + hours * HOUR_MS).length;
          assert.ok(within <= most, `${within} within ${hours} hours, seed ${SEED}`);
          if (within === most) full += 1;
        }
    }
  assert.ok(full > 0, 'some cap was reached, so that it could have been passed');
});

test('over a day whose traffic comes in waves, each hour spends its share within a tenth', () => {
  const random = seededRandom(SEED);
  const day = Array.from(
    { length: 24 },
    (_, hour) => 1 + 0.8 * Math.sin(((hour - 14) / 24) * 2 * Math.PI),
  );
  const byHour = Float64Array.from({ length: 168 }, (_, hour) => day[hour % 24] ?? 1);
  const forecast = { byHour, offsetMinutes: OFFSET_MINUTES };
  // From midnight of the region's clocks.
  const startsAtMs = Date.UTC(2026, 10, 22, 18, 30);
  const flight = { startsAtMs, endsAtMs: startsAtMs + 24 * HOUR_MS, hours: undefined };
  const budget = 2_000_000_000;
  const price = 120_000;
  const pacer = new Pacer(random);
  let spent = 0;
  const spentBy = new Float64Array(24);
  const askedBy = new Float64Array(24);
  for (let hour = 0; hour < 24; hour += 1) {
    // Real traffic is not quite what was foretold.
    const asks = Math.round(2_500 * (day[hour] ?? 1) * (0.97 + 0.06 * random.next()));
    askedBy[hour] = asks;
    for (let ask = 0; ask < asks; ask += 1) {
      const nowMs =
        startsAtMs + hour * HOUR_MS + Math.floor(((ask + random.next()) / asks) * HOUR_MS);
      if (!pacer.allows('one', flight, forecast, nowMs, price, () => budget - spent)) continue;
      pacer.spent('one', price);
      spent += price;
      spentBy[hour] = (spentBy[hour] ?? 0) + price;
    }
  }
  const asked = askedBy.reduce((sum, one) => sum + one, 0);
  // The budget itself is kept by leases.
  assert.ok(spent > 0.97 * budget && spent < budget + price, `spent ${spent} of ${budget}`);
  for (let hour = 0; hour < 24; hour += 1) {
    const share = (spentBy[hour] ?? 0) / spent / ((askedBy[hour] ?? 1) / asked);
    assert.ok(Math.abs(share - 1) < 0.1, `hour ${hour}: ${share}`);
  }
});

test('money below the price of one showing an hour is spent all the same, not all at once', () => {
  const forecast = { byHour: new Float64Array(168).fill(1), offsetMinutes: 0 };
  const flight = { startsAtMs: START_MS, endsAtMs: START_MS + 240 * HOUR_MS, hours: undefined };
  const pacer = new Pacer(seededRandom(SEED));
  let spent = 0;
  const hours = new Set<number>();
  for (let minute = 0; minute < 240 * 60; minute += 1) {
    const nowMs = START_MS + minute * 60_000;
    if (!pacer.allows('one', flight, forecast, nowMs, 120, () => 2_400 - spent)) continue;
    if (spent + 120 > 2_400) break;
    pacer.spent('one', 120);
    spent += 120;
    hours.add(Math.floor(minute / 60));
  }
  assert.ok(spent >= 1_800 && hours.size >= 15, `${spent} in ${hours.size} hours`);
});
