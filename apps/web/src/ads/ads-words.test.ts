import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ORGANISATION_PATTERN } from '@jhalak/contracts';
import { LINE_ITEMS_MAX } from '@jhalak/contracts/ads';
import { adsPath, adsPlace, campaignPath } from './ads-path.ts';
import * as values from './ads-values.ts';
import { amountOf, moneyText, typedOf } from './money.ts';
import { shortNameOf } from './short-name.ts';

const ID = '0190b0f3-1111-7abc-8def-001122334455';

test('every address of the console leads to its place, and no other does', () => {
  const cases: [string, string][] = [
    ['/ads', 'home'],
    ['/ads/', 'home'],
    ['/ads/_new', 'sign-up'],
    [adsPath('tea-house'), 'campaigns'],
    [adsPath('tea-house', 'new'), 'new'],
    [adsPath('tea-house', 'reports'), 'reports'],
    [adsPath('tea-house', 'money'), 'money'],
    [adsPath('tea-house', 'about'), 'about'],
    [campaignPath('tea-house', ID), 'campaign'],
    ['/ads/tea-house/campaigns/1', 'nothing'],
    ['/ads/tea-house/else', 'nothing'],
    ['/ads/Tea House', 'nothing'],
    [`${campaignPath('tea-house', ID)}/more`, 'nothing'],
  ];
  for (const [path, name] of cases) assert.equal(adsPlace(path).name, name, path);
});

test('an amount comes back from a field as it went in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (amount) => {
      assert.equal(amountOf(typedOf(amount)), amount);
    }),
  );
  for (const typed of ['', ' ', '-1', 'ten']) assert.equal(amountOf(typed), undefined, typed);
});

test('money is written with its paise only where there are any', () => {
  assert.equal(moneyText(120_000, 'INR', 'en'), '₹1,200');
  assert.equal(moneyText(120_050, 'INR', 'en'), '₹1,200.50');
});

test('a short name is made of the Latin letters and digits of a name', () => {
  assert.equal(shortNameOf('  Chaî & Co. (2026) '), 'chai-co-2026');
  assert.equal(shortNameOf('चाय घर'), '');
});

test('the values repeated for the browser are the contract’s', () => {
  assert.deepEqual({ ...values }, { ORGANISATION_PATTERN, LINE_ITEMS_MAX });
});
