import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shareOut, SHARE_RULES, shareRule, type ShareRule } from './shares.ts';

const AT_MS = Date.UTC(2026, 10, 23);
const rule: ShareRule = {
  ...{ region: 'in', placement: 'lock', fromMs: 0, author: 'test', source: 'test' },
  ...{ creatorBps: 2_500, brandBps: 4_000 },
};

test('shares of any events are whole, sum to what was paid, and over all of them are right to one unit', () => {
  const amounts = fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 200 });
  const parts = fc.record({ creatorBps: fc.nat({ max: 5_000 }), brandBps: fc.nat({ max: 5_000 }) });
  fc.assert(
    fc.property(amounts, parts, (all, bps) => {
      const question = { placement: 'lock', region: 'in', atMs: AT_MS } as const;
      let carries = { creatorCarry: 0, brandCarry: 0 };
      const got = { creator: 0, brand: 0, paid: 0 };
      for (const amount of all) {
        const one = shareOut(amount, { ...question, ...carries }, [{ ...rule, ...bps }]);
        const { house, creator = 0, brand = 0, creatorCarry = -1, brandCarry = -1 } = one;
        assert.equal(house + creator + brand, amount);
        assert.ok(Math.min(house, creator, brand) >= 0, 'nobody pays for a showing');
        carries = { creatorCarry, brandCarry };
        got.creator += creator;
        got.brand += brand;
        got.paid += amount;
      }
      assert.ok(carries.creatorCarry < 20_000 && carries.brandCarry < 20_000);
      assert.equal(got.creator * 10_000 + carries.creatorCarry, got.paid * bps.creatorBps);
      assert.equal(got.brand * 10_000 + carries.brandCarry, got.paid * bps.brandBps);
    }),
  );
});

test('where nobody has a part the house has it, and a share of a unit is not lost', () => {
  const feed = { placement: 'feed', region: 'in', atMs: AT_MS } as const;
  assert.deepEqual(shareOut(7, feed), { house: 7 });
  let creatorCarry = 0;
  const given = Array.from({ length: 20 }, () => {
    const one = shareOut(1, { ...feed, creatorCarry });
    creatorCarry = one.creatorCarry ?? 0;
    return one.creator ?? 0;
  });
  assert.equal(
    given.reduce((sum, one) => sum + one, 0),
    9,
    '45 % of twenty showings of one paisa',
  );
});

test('the rule of the day holds, and no region is guessed', () => {
  const later = { ...rule, fromMs: AT_MS, brandBps: 5_000 };
  const at = (atMs: number) => shareRule({ region: 'in', placement: 'lock', atMs }, [later, rule]);
  assert.equal(at(AT_MS - 1).brandBps, 4_000);
  assert.equal(at(AT_MS).brandBps, 5_000);
  assert.throws(() => shareOut(1, { placement: 'feed', region: 'xx', atMs: AT_MS }));
  for (const one of SHARE_RULES) assert.ok(one.creatorBps + one.brandBps < 10_000);
});
