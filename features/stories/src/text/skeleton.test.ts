import assert from 'node:assert/strict';
import { test } from 'node:test';

import { skeletonOf } from './skeleton.ts';

const ONE_NAME = [
  ['Bloomberg', 'ब्लूमबर्ग', 'ப்ளூம்பெர்க்', 'బ్లూమ్‌బెర్గ్'],
  ['SoftBank', 'सॉफ्टबैंक', 'சாஃப்ட்பேங்க்', 'సాఫ్ట్‌బ్యాంక్'],
  ['TikTok', 'टिकटॉक', 'டிக்டாக்', 'టిక్‌టాక్'],
  ['Modi', 'मोदी', 'மோடி', 'మోదీ'],
  ['Hyderabad', 'हैदराबाद', 'ஹைதராபாத்', 'హైదరాబాద్'],
  ['Jio', 'जियो', 'ஜியோ', 'జియో'],
  ['Mumbai', 'मुंबई', 'மும்பை', 'ముంబై'],
  ['Singh', 'सिंह', 'சிங்', 'సింగ్'],
  ['Indonesia', 'इंडोनेशिया', 'இந்தோனேசியா', 'ఇండోనేషియా'],
  ['Reuters', 'रॉयटर्स', 'ராய்ட்டர்ஸ்', 'రాయిటర్స్'],
  ['Google', 'गूगल', 'கூகுள்', 'గూగుల్'],
  ['Visakhapatnam', 'विशाखापत्तनम', 'விசாகப்பட்டினம்', 'విశాఖపట్నం'],
] as const;

test('one name has one key in Latin, Devanagari, Tamil and Telugu letters', () => {
  for (const spellings of ONE_NAME) {
    assert.equal(
      new Set(spellings.map(skeletonOf)).size,
      1,
      spellings.map((one) => `${one} ${skeletonOf(one)}`).join(', '),
    );
  }
});

test('different names have different keys', () => {
  const keys = ONE_NAME.map(([latin]) => skeletonOf(latin));
  assert.equal(new Set(keys).size, ONE_NAME.length);
});

test('what has no consonant, and what is in no script of ours, has no key', () => {
  for (const word of ['', 'aei', 'आई', '東京', '123', '…'])
    assert.equal(skeletonOf(word), '', word);
});

test('a key is bounded however long the word is', () => {
  assert(skeletonOf('bcdfgklmnprst'.repeat(500)).length <= 14);
});
