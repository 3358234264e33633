import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '@jhalak/attention';
import fc from 'fast-check';
import type { AdGrant } from './grant.ts';
import { AdTokens } from './token.ts';

const NOW_MS = Date.UTC(2026, 10, 23);
const keysOf = (seed: number) => ({ ownerSecret: () => Buffer.alloc(32, seed) });
const tokens = new AdTokens(keysOf(1));
const id = (digit: number) => `00000000-0000-7000-8000-00000000000${digit}`;
const VIEWER = id(1);

const GRANT: AdGrant = {
  ...{ id: id(2), demand: 'line', organisation: 'tea-house', campaign: id(3), lineItem: id(4) },
  ...{ leaseId: id(5), creative: id(6), placement: 'feed', format: 'video', billOn: 'view' },
  ...{ priceMicros: 123_456, first: true, language: 'hi', genre: 'food', state: 'IN-MH' },
  ...{ beside: id(7), issuedAtMs: NOW_MS, expiresAtMs: NOW_MS + 60_000 },
};

const grants: fc.Arbitrary<AdGrant> = fc
  .record({
    ...{ id: fc.uuid(), creative: fc.uuid(), first: fc.boolean() },
    placement: fc.constantFrom('feed' as const, 'lock' as const),
    format: fc.constantFrom('display' as const, 'video' as const),
    billOn: fc.constantFrom('render' as const, 'view' as const, 'click' as const),
    priceMicros: fc.nat({ max: 2 ** 47 }),
    language: fc.constantFrom('hi', 'ta', 'te'),
  })
  .chain((always) =>
    fc
      .record(
        {
          ...{ campaign: fc.uuid(), lineItem: fc.uuid(), leaseId: fc.uuid(), beside: fc.uuid() },
          ...{ genre: fc.constantFrom('food', 'music'), brand: fc.constantFrom('acme.phones') },
          ...{ state: fc.constantFrom('IN-MH'), showings: fc.integer({ min: 2, max: 10_000 }) },
        },
        { requiredKeys: [] },
      )
      .map((sometimes) => ({ ...GRANT, ...always, ...sometimes })),
  );

test('what was signed is read again, whatever is absent', () => {
  fc.assert(
    fc.property(grants, fc.constantFrom('line', 'seat', 'house'), (grant, demand) => {
      const { organisation, ...rest } = grant;
      const whose = demand === 'seat' ? { seat: 'seat-one' } : { organisation };
      const signed = { ...rest, demand, ...whose } as AdGrant;
      const verdict = tokens.read(tokens.sign(signed, VIEWER), VIEWER, NOW_MS);
      assert.deepEqual(verdict, { kind: 'valid', grant: signed });
    }),
  );
});

test('no changed character is believed, and no other spelling of the same bytes', () => {
  const token = tokens.sign(GRANT, VIEWER);
  assert.ok(token.length < 300, `${token.length} characters`);
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === 'A' ? 'B' : 'A';
    const changed = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
    assert.notEqual(tokens.read(changed, VIEWER, NOW_MS).kind, 'valid', `at ${at}`);
  }
  for (const spelled of [`${token}=`, ` ${token}`, token.slice(0, -1), '', 'AQ'])
    assert.equal(tokens.read(spelled, VIEWER, NOW_MS).kind, 'forged');
});

test('another viewer’s, an old and another cell’s token are told apart', () => {
  const token = tokens.sign(GRANT, VIEWER);
  const kindOf = (person: string | undefined, nowMs: number) =>
    tokens.read(token, person, nowMs).kind;
  assert.equal(kindOf(VIEWER, GRANT.expiresAtMs), 'valid');
  assert.equal(kindOf(VIEWER, GRANT.expiresAtMs + 1), 'expired');
  assert.equal(kindOf(id(9), NOW_MS), 'not_yours');
  assert.equal(kindOf(undefined, NOW_MS), 'not_yours');
  assert.equal(new AdTokens(keysOf(2)).read(token, VIEWER, NOW_MS).kind, 'forged');
});

test('a pack without identifiers is anybody’s', () => {
  const token = tokens.sign({ ...GRANT, placement: 'lock', showings: 40 });
  for (const person of [VIEWER, NOBODY, undefined])
    assert.equal(tokens.read(token, person, NOW_MS).kind, 'valid');
});
