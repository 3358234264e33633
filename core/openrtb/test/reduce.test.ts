import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBidRequest, reduceRequest, type BidRequest } from '@jhalak/openrtb';
import fc from 'fast-check';
import { fixturesMissing, sampleRequests } from './fixtures.fixture.ts';

const CANARY = 'canary-7f3a';
/** What LAW A13, A14 and B3 name, and what identifies as well. */
const FORBIDDEN = [
  ...[
    'ip',
    'ipv6',
    'ifa',
    'didsha1',
    'didmd5',
    'dpidsha1',
    'dpidmd5',
    'macsha1',
    'macmd5',
    'ua',
    'sua',
  ],
  ...[
    'model',
    'hwv',
    'osv',
    'carrier',
    'mccmnc',
    'lat',
    'lon',
    'city',
    'zip',
    'metro',
    'accuracy',
    'lastfix',
  ],
  ...[
    'regionfips104',
    'buyeruid',
    'customdata',
    'eids',
    'consent',
    'tid',
    'pchain',
    'ref',
    'search',
    'gpp',
    'ext',
  ],
];
const INTERESTS = ['yob', 'gender', 'keywords', 'kwarray', 'data'];

/** @returns every way to a member in a value: `device.geo.lat`. */
function ways(value: unknown, way = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    `${way}${name}`,
    ...ways(member, `${way}${name}.`),
  ]);
}

const whole = {
  id: 'r',
  at: 1,
  tmax: 120,
  imp: [
    {
      id: 's',
      bidfloor: 1.5,
      bidfloorcur: 'INR',
      native: {
        request: `{"assets":[{"id":1,"title":{"len":90,"ext":{"u":"${CANARY}"}}}],"u":"${CANARY}"}`,
        ver: '1.2',
      },
      pmp: { deals: [{ id: 'd', wseat: ['a'], ext: { u: CANARY } }] },
      ext: { u: CANARY },
    },
  ],
  site: {
    id: 'feed',
    page: `https://u:${CANARY}@cell.example/v/1?who=${CANARY}#${CANARY}`,
    ref: CANARY,
    search: CANARY,
    keywords: CANARY,
    content: {
      id: 'clip',
      language: 'hi',
      genre: 'news',
      url: CANARY,
      data: [{ id: CANARY }],
      ext: { u: CANARY },
    },
  },
  device: {
    ...{
      ip: CANARY,
      ipv6: CANARY,
      ifa: CANARY,
      didmd5: CANARY,
      didsha1: CANARY,
      ua: CANARY,
      model: CANARY,
    },
    ...{
      osv: CANARY,
      carrier: CANARY,
      hwv: CANARY,
      mccmnc: CANARY,
      os: 'android',
      devicetype: 4,
      language: 'hi',
    },
    sua: { model: CANARY, platform: { brand: 'Android', version: [CANARY] } },
    geo: {
      country: 'IND',
      region: 'KA',
      lat: 12.9716,
      lon: 77.5946,
      city: CANARY,
      zip: CANARY,
      accuracy: 5,
    },
  },
  user: {
    ...{ id: CANARY, buyeruid: CANARY, customdata: CANARY, consent: CANARY },
    eids: [{ source: CANARY, uids: [{ id: CANARY }] }],
    geo: { lat: 12.9, lon: 77.5 },
    ...{ yob: 1990, gender: 'F', keywords: 'cricket', kwarray: ['cricket'] },
    data: [{ id: CANARY, name: 'jhalak', segment: [{ id: 'cricket', ext: { u: CANARY } }] }],
  },
  source: {
    tid: CANARY,
    fd: 1,
    pchain: CANARY,
    schain: { complete: 1, ver: '1.0', nodes: [{ asi: 'cell.example', sid: '1', hp: 1 }] },
  },
  regs: { coppa: 0, gpp: CANARY, ext: { u: CANARY } },
  whatComesNext: { u: CANARY },
};

function reduced(
  change: object = {},
  consented = false,
  seatParameters?: Record<string, unknown>,
): BidRequest {
  const verdict = readBidRequest(JSON.stringify({ ...whole, ...change }));
  assert.ok(verdict.ok, JSON.stringify(verdict));
  return reduceRequest(verdict.value, { consented, ...(seatParameters && { seatParameters }) });
}

test('without consent a request says slot, place and kind of device, and nothing of the person', () => {
  assert.deepEqual(reduced(), {
    id: 'r',
    at: 1,
    tmax: 120,
    imp: [
      {
        id: 's',
        bidfloor: 1.5,
        bidfloorcur: 'INR',
        native: { request: '{"assets":[{"id":1,"title":{"len":90}}]}', ver: '1.2' },
        pmp: { deals: [{ id: 'd', wseat: ['a'] }] },
      },
    ],
    site: {
      id: 'feed',
      page: 'https://cell.example/v/1',
      content: { id: 'clip', language: 'hi', genre: 'news' },
    },
    device: { os: 'android', devicetype: 4, language: 'hi', geo: { country: 'IND', region: 'KA' } },
    source: { fd: 1, schain: whole.source.schain },
    regs: { coppa: 0 },
  });
});

test('with consent interests go too, and still no id', () => {
  assert.deepEqual(reduced({}, true).user, {
    ...{ yob: 1990, gender: 'F', keywords: 'cricket', kwarray: ['cricket'] },
    data: [{ name: 'jhalak', segment: [{ id: 'cricket' }] }],
  });
  assert.ok(!JSON.stringify(reduced({}, true)).includes(CANARY));
});

test('a child, and a device that asks not to be followed, are asked about by context whatever was agreed', () => {
  assert.equal(reduced({ regs: { coppa: 1 } }, true).user, undefined);
  assert.equal(reduced({ regs: { coppa: 1 } }, true).regs?.coppa, 1);
  assert.equal(reduced({ device: { lmt: 1 } }, true).user, undefined);
  assert.equal(reduced({ device: { dnt: 1 } }, true).user, undefined);
});

test('a state passes, what is finer does not, whatever name it has', () => {
  const regionOf = (region: string) =>
    reduced({ device: { geo: { country: 'IND', region } } }).device?.geo?.region;
  for (const region of ['KA', 'IN-KA', '29']) assert.equal(regionOf(region), region);
  for (const region of ['560001', '12.97,77.59', 'Bengaluru South', ''])
    assert.equal(regionOf(region), undefined, region);
});

test('a seat’s own parameters come from its registration, never from a request', () => {
  const [imp] = reduced({}, false, { bidder: { plc: '1' } }).imp;
  assert.deepEqual(imp?.ext, { bidder: { plc: '1' } });
});

test('wherever something is put, only listed members come out: 1,000 requests with a canary in every place', (t) => {
  if (fixturesMissing !== undefined) {
    t.skip(fixturesMissing);
    return;
  }
  const valid = sampleRequests().filter(({ status }) => status === 200);
  const names = [...FORBIDDEN, 'a', 'userId', 'segment', '__proto__', 'constructor'];
  const property = fc.property(
    fc.nat(valid.length - 1),
    fc.array(fc.tuple(fc.nat(500), fc.constantFrom(...names)), { minLength: 1, maxLength: 20 }),
    fc.boolean(),
    (which, puts, consented) => {
      const copy = structuredClone(valid[which]?.request) as BidRequest;
      const holders = objects(copy);
      for (const [at, name] of puts)
        Object.defineProperty(holders[at % holders.length] ?? {}, name, {
          value: { deep: CANARY, list: [CANARY] },
          enumerable: true,
          configurable: true,
          writable: true,
        });
      // Read or not: what is not in order must not leave either.
      const out = reduceRequest(copy, { consented });
      assert.ok(!JSON.stringify(out).includes(CANARY));
      for (const way of ways(out)) {
        const name = way.slice(way.lastIndexOf('.') + 1);
        assert.ok(!FORBIDDEN.includes(name), way);
        assert.ok(
          consented || !(way.startsWith('user') || INTERESTS.includes(way.split('.')[1] ?? '')),
          way,
        );
      }
    },
  );
  fc.assert(property, { numRuns: 1_000, seed: 14 });
});

function objects(value: unknown, found: object[] = []): object[] {
  if (typeof value !== 'object' || value === null) return found;
  if (!Array.isArray(value)) found.push(value);
  for (const member of Object.values(value)) objects(member, found);
  return found;
}
