import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { acceptedTags, chooseLocale } from './translate.ts';

const choose = (cookie: string | undefined, header: string) =>
  chooseLocale(INTERFACE_LANGUAGES, cookie, acceptedTags(header));

test('the cookie wins over the browser, the browser over English', () => {
  assert.equal(choose('ta', 'hi-IN,hi;q=0.9'), 'ta');
  assert.equal(choose(undefined, 'hi-IN,hi;q=0.9,en;q=0.8'), 'hi');
  assert.equal(choose(undefined, ''), 'en');
});

test('languages are taken by their weight, and those that we lack are passed over', () => {
  assert.equal(choose(undefined, 'en;q=0.2, te;q=0.9'), 'te');
  assert.equal(choose(undefined, 'fr, sd;q=0.8, id;q=0.3'), 'id');
  assert.equal(choose(undefined, 'te;q=0, hi;q=0.1'), 'hi');
});

test('old Android’s code for Indonesian is understood, and a forged cookie is not', () => {
  assert.equal(choose(undefined, 'in-ID'), 'id');
  assert.equal(choose('<script>', 'hi'), 'hi');
});
