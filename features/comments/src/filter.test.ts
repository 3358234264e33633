import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordMet } from './filter.ts';

test('a creator’s word is met in any script and spelling, as a whole word', () => {
  assert.equal(wordMet(['kriket'], 'आज क्रिकेट देखा'), 'kriket');
  assert.equal(wordMet(['क्रिकेट'], 'who likes CRICKET?'), 'क्रिकेट');
  assert.equal(wordMet(['Bakwas'], 'kya bakwaas hai'), 'Bakwas');
  assert.equal(wordMet(['spam'], 'no spammers here'), undefined);
  assert.equal(wordMet(['buy now'], 'please BUY   now!'), 'buy now');
});

test('short words are met as written only, and nothing is met without words', () => {
  assert.equal(wordMet(['no'], 'mai na'), undefined);
  assert.equal(wordMet(['no'], 'oh no'), 'no');
  assert.equal(wordMet([], 'anything'), undefined);
  assert.equal(wordMet(['!!!', ' '], 'wow!!!'), undefined);
});
