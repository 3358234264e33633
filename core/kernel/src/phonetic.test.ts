import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phoneticKey } from './phonetic.ts';

test('one word has one key in every script', () => {
  const cricket = [
    'cricket',
    'क्रिकेट',
    'கிரிக்கெட்',
    'క్రికెట్',
    'ক্রিকেট',
    'ક્રિકેટ',
    'ಕ್ರಿಕೆಟ್',
    'ക്രിക്കറ്റ്',
    'ਕ੍ਰਿਕਟ',
    'کرکٹ',
  ];
  assert.deepEqual(new Set(cricket.map(phoneticKey)), new Set(['krkt']));
  const dance = ['dance', 'डांस', 'டான்ஸ்', 'డాన్స్', 'ڈانس'];
  assert.deepEqual(new Set(dance.map(phoneticKey)), new Set(['tns']));
});

test('a phrase keeps its words, and what has no consonant its place', () => {
  assert.equal(phoneticKey('  IPL — a 2026 final!'), 'pl - 2026 pnl');
  assert.equal(phoneticKey('२०२६'), '2026');
  assert.equal(phoneticKey('!?'), '');
});

test('other words have other keys', () => {
  const words = ['cricket', 'music', 'dance', 'election', 'monsoon', 'biryani', 'spider'];
  assert.equal(new Set(words.map(phoneticKey)).size, words.length);
});
