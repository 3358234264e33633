import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { financialYear, sumOfTaxes, taxBack, taxHeads, taxOn } from './tax.ts';

const AT_MS = Date.UTC(2026, 10, 23);

function heads(region: string, sellerState?: string, buyerState?: string): string[] {
  const all = taxHeads({ region, atMs: AT_MS, sellerState, buyerState });
  return all.map(({ name, rateBps }) => `${name} ${rateBps / 100}`);
}

test('the tax of a state is split with it, across states it is one, and a buyer of no known state is where the seller is', () => {
  assert.deepEqual(heads('in', 'IN-MH', 'IN-MH'), ['CGST 9', 'SGST 9']);
  assert.deepEqual(heads('in', 'IN-MH', 'IN-KA'), ['IGST 18']);
  assert.deepEqual(heads('in', 'IN-MH'), ['CGST 9', 'SGST 9']);
  assert.deepEqual(heads('in', 'IN-CH', 'IN-CH'), ['CGST 9', 'UTGST 9']);
  assert.deepEqual(heads('in', 'IN-UT', 'IN-UK'), ['CGST 9', 'SGST 9'], 'two codes of one state');
  assert.deepEqual(heads('id', 'ID-JK', 'ID-JB'), ['PPN 11']);
  assert.throws(() => heads('xx'), /no tax is on record/);
});

test('taxes are whole units, half of one rounded up, and refunds of a whole payment give back exactly its taxes', () => {
  assert.deepEqual(
    taxOn(50, [{ name: 'SGST', rateBps: 900 }]).map((one) => one.amount),
    [5],
    '4.5 of a unit',
  );
  const parts = fc.array(fc.integer({ min: 1, max: 40_000_000 }), { minLength: 1, maxLength: 8 });
  const places = fc.constantFrom('IN-MH', 'IN-KA');
  fc.assert(
    fc.property(parts, places, (all, buyerState) => {
      const net = all.reduce((sum, one) => sum + one, 0);
      const place = { region: 'in', atMs: AT_MS, sellerState: 'IN-MH', buyerState };
      const taxes = taxOn(net, taxHeads(place));
      assert.ok(Math.abs(sumOfTaxes(taxes) - net * 0.18) <= 1);
      let before = 0;
      const back = taxes.map(() => 0);
      for (const part of all) {
        for (const [index, one] of taxBack({ net, taxes }, before, part).entries()) {
          assert.ok(one.amount >= 0);
          back[index] = (back[index] ?? 0) + one.amount;
        }
        before += part;
      }
      assert.deepEqual(
        back,
        taxes.map((one) => one.amount),
      );
    }),
  );
});

test('a financial year begins in April in India and in January in Indonesia', () => {
  const year = (date: string, region: string) => financialYear(date, region, AT_MS);
  assert.deepEqual(
    [year('2026-03-31', 'in'), year('2026-04-01', 'in'), year('1999-12-31', 'in')],
    ['25-26', '26-27', '99-00'],
  );
  assert.equal(year('2026-03-31', 'id'), '2026');
});
