import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '@jhalak/attention';
import fc from 'fast-check';
import type { AdGrant } from './grant.ts';
import { AdTokens } from './token.ts';

const NOW_MS = Date.UTC(2026, 10, 23);
const keysOf = (seed: number) => ({
  ownerSecret: (of: string) => Buffer.alloc(32, seed + of.length),
});
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
      assert.deepEqual(verdict, { kind: 'valid', grant: signed, isShared: false });
    }),
  );
});

test('no changed character is believed, and no other spelling of the same bytes', () => {
  const token = tokens.sign(GRANT, VIEWER);
  assert.ok(token.length < 320, `${token.length} characters`);
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === 'A' ? 'B' : 'A';
    const changed = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
    assert.notEqual(tokens.read(changed, VIEWER, NOW_MS).kind, 'valid', `at ${at}`);
  }
  for (const spelled of [`${token}=`, ` ${token}`, token.slice(0, -1), '', 'AQ'])
    assert.equal(tokens.read(spelled, VIEWER, NOW_MS).kind, 'forged', spelled);
});

test('another viewer’s, an old and another cell’s token are told apart', () => {
  const token = tokens.sign(GRANT, VIEWER);
  const kindOf = (person: string | undefined, nowMs: number) =>
    tokens.read(token, person, nowMs).kind;
  assert.equal(kindOf(VIEWER, GRANT.expiresAtMs), 'valid');
  assert.equal(kindOf(VIEWER, GRANT.expiresAtMs + 1), 'expired');
  assert.equal(kindOf(id(9), NOW_MS), 'not_yours');
  assert.equal(kindOf(undefined, NOW_MS), 'not_yours');
  assert.equal(new AdTokens(keysOf(9)).read(token, VIEWER, NOW_MS).kind, 'forged');
});

test('a pack without identifiers is anybody’s', () => {
  const token = tokens.sign({ ...GRANT, placement: 'lock', showings: 40 });
  for (const person of [VIEWER, NOBODY, undefined])
    assert.equal(tokens.read(token, person, NOW_MS).kind, 'valid');
});

test('a click id says whose click it was and is no token; a token is no click id', () => {
  const click = tokens.clickId(GRANT);
  assert.deepEqual(tokens.readClick(click)?.id, GRANT.id);
  assert.equal(tokens.clickId(GRANT), click);
  assert.equal(tokens.read(click, VIEWER, NOW_MS).kind, 'forged');
  assert.equal(tokens.readClick(tokens.sign(GRANT, NOBODY)), undefined);
  assert.equal(new AdTokens(keysOf(9)).readClick(click), undefined);
  const bytes = Buffer.from(click, 'base64url').toString('latin1');
  for (const word of ['tea-house', 'food', 'IN-MH']) assert.ok(!bytes.includes(word), word);
});

test('one device is another one for each ad', () => {
  const device = 'pseudonym-of-one-phone';
  assert.equal(tokens.showingOf(device, GRANT.id), tokens.showingOf(device, GRANT.id));
  assert.notEqual(tokens.showingOf(device, GRANT.id), tokens.showingOf(device, id(8)));
  assert.notEqual(
    tokens.showingOf('another-phone-here', GRANT.id),
    tokens.showingOf(device, id(8)),
  );
});
