import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idIn, kindOf } from './target-kinds.ts';

const ID = '01a20399-81e7-702d-a6ff-ff36704da162';

test('a pasted link or sign says by itself what it names; a bare word may be anything', () => {
  assert.equal(kindOf(`https://jhalak.example/v/${ID}`), 'clip');
  assert.equal(kindOf(`/stories/${ID}?from=lock`), 'story');
  assert.equal(kindOf('https://jhalak.example/@spoken_maker'), 'account');
  assert.equal(kindOf(' @spoken_maker'), 'account');
  assert.equal(kindOf('#मानसून'), 'tag');
  for (const open of ['', 'मानसून', ID, 'somebody@example.org'])
    assert.equal(kindOf(open), undefined, open);
});

test('an id is found in any link, whatever its case', () => {
  assert.equal(idIn(`https://jhalak.example/v/${ID.toUpperCase()}?a=1`), ID);
  assert.equal(idIn('https://jhalak.example/v/latest'), undefined);
});
