import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agoText, partsOf, typedMention } from './words.ts';

test('people whom a text names stand by themselves, and nothing of the text is lost', () => {
  assert.deepEqual(partsOf('hi @Asha.Rao. and @nobody', ['asha.rao']), [
    { text: 'hi ' },
    { text: '@Asha.Rao', handle: 'asha.rao' },
    { text: '. and @nobody' },
  ]);
  assert.deepEqual(partsOf('plain', []), [{ text: 'plain' }]);
});

test('only the @ that stands before the caret is being typed', () => {
  assert.deepEqual(typedMention('hello @as', 9), { at: 6, q: 'as' });
  assert.deepEqual(typedMention('@', 1), { at: 0, q: '' });
  assert.equal(typedMention('me@home', 7), null);
  assert.equal(typedMention('@asha then', 10), null);
});

test('times are words of the language', () => {
  assert.equal(agoText(5_000, 'en'), 'now');
  assert.equal(agoText(5 * 60_000, 'en'), '5 minutes ago');
  assert.equal(agoText(26 * 3_600_000, 'hi'), 'कल');
});
