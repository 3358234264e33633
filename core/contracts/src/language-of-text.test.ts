import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOfText } from './language-of-text.ts';

test('a caption’s script names its language, among those the person chose', () => {
  assert.equal(languageOfText('सुबह की पहली किरण #morning', 'en', ['en', 'hi']), 'hi');
  assert.equal(languageOfText('आजच्या बातम्या', 'en', ['mr']), 'mr');
  assert.equal(languageOfText('இன்றைய ஆட்டம்', 'hi', []), 'ta');
  assert.equal(languageOfText('আজকের খবর', 'en', ['as']), 'as');
});

test('a choice that fits stays, and Latin letters or a sign decide nothing', () => {
  assert.equal(languageOfText('आजच्या बातम्या', 'mr', ['hi']), null);
  assert.equal(languageOfText('Aaj ki taza khabar', 'hi', ['hi']), null);
  assert.equal(languageOfText('ॐ', 'en', ['hi']), null);
  assert.equal(languageOfText('', 'en', []), null);
});
