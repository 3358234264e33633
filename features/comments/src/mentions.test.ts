import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handlesIn } from './mentions.ts';

test('handles are found in any script and punctuation, once each, five at most', () => {
  assert.deepEqual(handlesIn('@asha.rao, see this @asha.rao!'), ['asha.rao']);
  assert.deepEqual(handlesIn('वाह @आशा_राव।'), ['आशा_राव']);
  assert.deepEqual(handlesIn('ask @ravi.'), ['ravi']);
  assert.deepEqual(handlesIn('mail me@home.example or @ab'), []);
  assert.equal(handlesIn('@aaa @bbb @ccc @ddd @eee @fff @ggg').length, 5);
});
