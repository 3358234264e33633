import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { embedCode, embedSize } from './embed-code.ts';
import { clipOfLink } from './oembed.ts';

const ORIGIN = 'https://jhalak.example.in';
const ID = '0199c3a1-0000-7000-8000-000000000001';

test('a frame keeps within what another site has room for', () => {
  const side = fc.integer({ min: 180, max: 4_000 });
  const room = fc.integer({ min: 200, max: 3_000 });
  fc.assert(
    fc.property(side, side, room, room, (widthPx, heightPx, maxWidthPx, maxHeightPx) => {
      const size = embedSize({ widthPx, heightPx }, { maxWidthPx, maxHeightPx });
      assert.ok(size.widthPx <= maxWidthPx && size.heightPx <= maxHeightPx, JSON.stringify(size));
      assert.ok(size.widthPx >= 120 && size.heightPx >= 120);
    }),
  );
});

test('an upright clip has a phone’s frame and the line below it', () => {
  assert.deepEqual(embedSize({ widthPx: 720, heightPx: 1280 }), { widthPx: 360, heightPx: 700 });
});

test('words of a caption stay words in the code', () => {
  const code = embedCode(`${ORIGIN}/embed/${ID}`, 'a "b" <script> & c', {
    widthPx: 1,
    heightPx: 1,
  });
  assert.match(code, /title="a &quot;b&quot; &lt;script> &amp; c"/u);
});

test('only a clip’s own link of this site names a clip', () => {
  assert.equal(clipOfLink(`${ORIGIN}/v/${ID}`, ORIGIN), ID);
  assert.equal(clipOfLink(`${ORIGIN}/v/${ID}?utm=1`, ORIGIN), ID);
  assert.equal(clipOfLink(`${ORIGIN}/embed/${ID}`, ORIGIN), ID);
  for (const link of [
    `https://other.example/v/${ID}`,
    `${ORIGIN}/v/${ID}/more`,
    `${ORIGIN}/@asha`,
    `${ORIGIN}/v/x`,
    'not a link',
    '',
  ])
    assert.equal(clipOfLink(link, ORIGIN), undefined, link);
});
