import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageFor } from './wish.ts';

test('subtitles come in the language that was chosen, else the person’s, else the clip’s, else any', () => {
  const there = ['en', 'hi', 'ta'];
  assert.equal(languageFor(there, { on: true, language: 'ta' }, 'hi', 'en'), 'ta');
  assert.equal(languageFor(there, { on: true, language: 'or' }, 'hi', 'en'), 'hi');
  assert.equal(languageFor(there, { on: true }, 'or', 'ta'), 'ta');
  assert.equal(languageFor(there, { on: true }, 'or', 'as'), 'en');
});
