import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ORGANISATION_PATTERN } from '@jhalak/contracts';
import { LINE_ITEMS_MAX } from '@jhalak/contracts/ads';
import { adsPath, adsPlace, campaignPath } from './ads-path.ts';
import * as values from './ads-values.ts';
import { amountOf, moneyText, typedOf } from './money.ts';
import { shortNameOf } from './short-name.ts';
import { readSellers, readSystems, sellerLine, systemLine } from './selling-lines.ts';

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

test('lines of ads.txt and sellers.json are read as they are written, and a wrong one is named', () => {
  const systems = 'ssp.example, 17, RESELLER, f08c47fec0942fa0\n\nads.example, a-1, DIRECT';
  const read = readSystems(systems);
  assert.ok(read.ok);
  assert.deepEqual(read.items.map(systemLine), systems.split('\n\n').flat());
  const sellers = 'j-1, PUBLISHER, Jhalak, jhalak.example\nx, BOTH, , , confidential';
  const known = readSellers(sellers);
  assert.ok(known.ok);
  assert.deepEqual(known.items.map(sellerLine).join('\n'), sellers);
  assert.deepEqual(readSellers('j-1, PUBLISHER, A, b.example\nj-2, NOBODY, A, b.example'), {
    ...{ ok: false, line: 2 },
  });
  assert.deepEqual(readSystems('ssp.example, , DIRECT'), { ok: false, line: 1 });
});
