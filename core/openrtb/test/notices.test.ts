import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendNode, fillMacros } from '@jhalak/openrtb';

test('macros are replaced once, escaped, and nothing else is touched', () => {
  const values = {
    AUCTION_ID: 'a&b=c"\'<>${AUCTION_PRICE}',
    AUCTION_PRICE: '2.5',
    AUCTION_SEAT_ID: 'https://evil.example/?#',
  };
  const filled = fillMacros(
    'https://x.example/?i=${AUCTION_ID}&s=${AUCTION_SEAT_ID}&q=${OTHER}&b=${AUCTION_AD_ID}',
    values,
  );
  assert.equal(
    filled,
    'https://x.example/?i=a%26b%3Dc%22%27%3C%3E%24%7BAUCTION_PRICE%7D&s=https%3A%2F%2Fevil.example%2F%3F%23&q=${OTHER}&b=',
  );
  assert.equal(
    fillMacros('${AUCTION_PRICE:B64}|${AUCTION_PRICE:XYZ}|${AUCTION_PRICE}', values),
    'Mi41||2.5',
  );
  assert.equal(fillMacros('${constructor}${AUCTION_ID', values), '${constructor}${AUCTION_ID');
  assert.equal(
    fillMacros('${AUCTION_ID}', { AUCTION_ID: '\ud800' }),
    '%EF%BF%BD',
    'half a character is no failure',
  );
});

test('a chain that begins here is complete only for our own place, and an incomplete one stays so', () => {
  const node = { asi: 'us.example', sid: '1', hp: 1 };
  assert.deepEqual(appendNode(undefined, node, true), { complete: 1, ver: '1.0', nodes: [node] });
  assert.equal(appendNode(undefined, node, false).complete, 0);
  const before = { complete: 0, ver: '1.0', nodes: [{ asi: 'a.example', sid: '2' }] };
  assert.deepEqual(appendNode(before, node, true), { ...before, nodes: [...before.nodes, node] });
  const long = { ...before, nodes: Array.from({ length: 30 }, () => node) };
  assert.throws(() => appendNode(long, node, true), RangeError);
});
