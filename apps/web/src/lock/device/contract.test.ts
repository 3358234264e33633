// Our own repetition of the contract is the contract.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as adContract from '@jhalak/contracts/ad-events';
import * as contract from '@jhalak/contracts/lock';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import * as bounds from './bounds.ts';
import { FixtureCell } from './cell.fixture.ts';
import { isKeySet, isKillList, isPack, isReceipt } from './shapes.ts';

test('the values that a device repeats are the contract’s', () => {
  const { AD_EVENTS_MAX } = adContract;
  const theirs: Record<string, unknown> = { ...contract, AD_EVENTS_MAX };
  const repeated = Object.entries(bounds).filter(([name]) => name in theirs);
  assert.equal(repeated.length, 17);
  for (const [name, value] of repeated) assert.deepEqual(value, theirs[name], name);
});

/** Values that a field may wrongly hold, and some that it may rightly hold. */
const ODD: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  0,
  1,
  1.5,
  2_000_000_000,
  '',
  'x',
  'hi',
  'in',
  '019a0000-0000-7000-8000-000000000001',
  'a'.repeat(700),
  [],
  [1],
  {},
];

/** @returns a copy in which one place, chosen by `path`, holds `odd`; undefined removes it. */
function spoilt(value: unknown, path: readonly number[], odd: unknown): unknown {
  const [step = 0, ...rest] = path;
  if (typeof value !== 'object' || value === null || path.length === 0) return odd;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(keys.length, 1)];
  if (key === undefined) return odd;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  const inner = spoilt(copy[key], rest, odd);
  if (inner === undefined && !Array.isArray(copy)) delete copy[key];
  else copy[key] = inner;
  return copy;
}

async function samples(): Promise<[string, TSchema, (value: unknown) => boolean, unknown][]> {
  const cell = await new FixtureCell(() => 1_800_000_000_000).open();
  const story = {
    reports: 5,
    origins: 1,
    confirmed: false,
    disagreements: [
      { quantity: 'people', values: [{ value: '200 million', reports: ['a', 'b'] }] },
    ],
  };
  const pack = cell.newPack(2, { story });
  const first = pack.cards[0]?.picture;
  if (first !== undefined) first.credit = 'somebody';
  const caps = [{ count: 1, hours: 24 }];
  const ad = {
    ...{ id: cell.id(), creative: cell.id(), token: 't', label: 'Ad', sponsor: 'S', title: 'T' },
    ...{ text: '', button: 'B', url: 'https://s.example/', why: ['language' as const], caps },
    ...{ showingsMax: 1, untilMs: 5, ...(first !== undefined && { picture: first }) },
  };
  Object.assign(pack, { ads: [ad, ad], adEvery: 4 });
  cell.kill(cell.id());
  const request = { method: 'GET', maxBytes: 9_999, named: false } as const;
  const keys = await cell.line({ ...request, path: '/lock/v1/keys' });
  const receipt = {
    format: 1,
    receipt: cell.id(),
    cell: 'c',
    device: 'AAAAAAAAAAAAAAAAAAAAAA',
    granted: true,
    noticeVersion: 'n',
    noticeLanguage: 'hi',
    counter: 1,
    issuedAtMs: 5,
  };
  return [
    ['pack', contract.LockPack, isPack, pack],
    ['kill list', contract.KillList, isKillList, cell.killList()],
    ['receipt', contract.LockReceipt, isReceipt, receipt],
    [
      'key set',
      contract.LockKeySet,
      isKeySet,
      JSON.parse(Buffer.from(keys?.bytes ?? []).toString()),
    ],
  ];
}

test('a shape is ours exactly when it is the contract’s, but for addresses of other hosts', async () => {
  let bad = 0;
  for (const [name, schema, ours, good] of await samples()) {
    assert(ours(good) && Value.Check(schema, good), name);
    const path = fc.array(fc.nat(30), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(path, fc.nat(ODD.length - 1), (steps, odd) => {
        const value = spoilt(good, steps, ODD[odd]);
        const theirs = Value.Check(schema, value);
        if (!theirs) bad += 1;
        // We hold addresses to what the contract says of them in words.
        const address = /"(?:open|url)":"(?!\/|https:)/u.test(JSON.stringify(value) ?? '');
        assert.equal(ours(value), theirs && !address, JSON.stringify(value));
      }),
      { numRuns: 2_000 },
    );
  }
  assert(bad > 1_000);
});

test('a card leads only to its own cell', async () => {
  const cell = await new FixtureCell(() => 1_800_000_000_000).open();
  for (const open of [
    '//evil.example/x',
    '/\\evil.example',
    'https://evil.example',
    'javascript:1',
  ])
    assert.equal(isPack(cell.newPack(1, { open })), false, open);
});
