// Pictures: fetched, made ours, replaced, refused with a reason, gone with their report.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '@jhalak/kernel';
import { MediaError, type Pictures } from '@jhalak/ports';
import { drawPng } from '@jhalak/ports/conformance';
import { ffmpegPictures } from '@jhalak/ffmpeg';
import { openPress, page, PAPER, rss, type Press } from './press.fixture.ts';

function claim(what: string, body: (press: Press) => Promise<void>): void {
  test(what, async (t: TestContext) => {
    if (!(await ffmpegPictures().formats()).includes('webp')) {
      return t.skip('ffmpeg with a WebP encoder is not installed: pictures were not tested');
    }
    const press = await openPress();
    await press.feature.addSample(PAPER);
    try {
      await body(press);
    } finally {
      await press.close();
    }
  });
}

const red = drawPng(900, 900, (x) => [200, x % 90, 20]);
const blue = drawPng(900, 900, (x) => [20, x % 90, 200]);

const feed = (press: Press, ...items: Parameters<typeof rss>[0]): void =>
  press.site.put('/feed.xml', 'application/rss+xml', rss(items));

async function noteOf(press: Press): Promise<{ note: string | null; due: number | null }> {
  const [row] = await press.parts.database.query<{ note: string | null; due: number | null }>({
    name: 'test.note',
    text: 'SELECT picture_note AS note, picture_due_at_ms AS due FROM publisher_reports',
  });
  assert.ok(row);
  return row;
}

async function blobs(press: Press): Promise<string[]> {
  const keys = [];
  for await (const key of press.parts.blobs.list('report-pictures/')) keys.push(key);
  return keys;
}

claim('a picture becomes our own files, and readers are told', async (press) => {
  feed(press, { title: 'A', link: '/a', text: 'x', picture: 'http://cdn.paper.test/a.png' });
  press.site.put('/a.png', 'image/png', red);
  await press.settle();
  const events = await press.heard();
  assert.deepEqual(
    events.map((event) => event.facts['hasPicture']),
    [false, true],
  );
  const report = await press.feature.report(events[0]?.key ?? '');
  const { picture } = report ?? {};
  assert.ok(picture);
  assert.ok(
    picture.renditions.length >= 2 && picture.renditions.some((one) => one.format === 'webp'),
  );
  assert.ok(picture.focus.x > 0 && picture.focus.x < 1);
  assert.equal((await blobs(press)).length, picture.renditions.length);
  for (const rendition of picture.renditions) {
    const stored = await press.parts.blobs.stat(rendition.blobKey);
    assert.equal(stored?.bytes, rendition.bytes);
  }
  assert.doesNotMatch(JSON.stringify(picture), /cdn\.paper/, 'nothing leads back to the publisher');
});

claim(
  'a new picture replaces the old one and its files; the same one again changes nothing',
  async (press) => {
    feed(press, { title: 'A', link: '/a', text: 'x', picture: '/a.png' });
    press.site.put('/a.png', 'image/png', red);
    press.site.put('/b.png', 'image/png', blue);
    press.site.put('/c.png', 'image/png', blue);
    await press.settle();
    const before = await blobs(press);
    feed(press, { title: 'A', link: '/a', text: 'x', picture: '/b.png' });
    await press.later(20 * MINUTE_MS);
    const between = await blobs(press);
    assert.equal(between.length, before.length);
    assert.ok(between.every((key) => !before.includes(key)));
    const version = (await press.shown())[0]?.version;
    feed(press, { title: 'A', link: '/a', text: 'x', picture: '/c.png' });
    await press.later(20 * MINUTE_MS);
    assert.deepEqual(await blobs(press), between);
    assert.equal((await press.shown())[0]?.version, version, 'the same bytes are the same picture');
  },
);

claim(
  'what is no picture is refused with a sentence, and the report stands without',
  async (press) => {
    const bad: [string, string | Buffer, RegExp][] = [
      ['image/png', 'not a picture', /neither JPEG/],
      ['text/html', '<p>gone</p>', /text\/html/],
      ['image/svg+xml', '<svg/>', /svg/],
      ['image/jpeg', drawPng(100, 100, () => [1, 2, 3]), /too small/],
      ['image/png', red.subarray(0, 3_000), /cannot be decoded|breaks off/],
    ];
    for (const [index, [type, body, sentence]] of bad.entries()) {
      press.site.put(`/bad-${index}`, type, body);
      feed(press, { title: `A${index}`, link: '/a', text: 'x', picture: `/bad-${index}` });
      await press.later(20 * MINUTE_MS);
      assert.match((await noteOf(press)).note ?? '', sentence);
      assert.equal((await noteOf(press)).due, null);
    }
    assert.equal((await press.shown())[0]?.picture, undefined);
    assert.deepEqual(await blobs(press), []);
  },
);

claim('a picture on a host that is not allowed is not asked for', async (press) => {
  feed(press, { title: 'A', link: '/a', text: 'x', picture: 'http://daily.test/a.png' });
  await press.settle();
  assert.match((await noteOf(press)).note ?? '', /not on the list for pictures/);
  assert.ok(press.site.asked.every((line) => !line.startsWith('daily.test')));
});

claim("the page's picture is taken where the feed names none", async (press) => {
  feed(press, { title: 'A', link: '/a', text: 'x' });
  press.site.put('/a', 'text/html', page(undefined, '<meta property="og:image" content="/p.png">'));
  press.site.put('/p.png', 'image/png', red);
  await press.settle();
  assert.ok((await press.shown())[0]?.picture);
});

claim('a licence without pictures asks for none', async (press) => {
  await press.feature.removeSamples();
  const licence = { ...PAPER.licence, pictures: false };
  await press.feature.addSample({ ...PAPER, licence });
  feed(press, { title: 'A', link: '/a', text: 'x', picture: '/a.png' });
  press.site.put('/a.png', 'image/png', red);
  await press.settle();
  assert.ok(press.site.asked.every((line) => !line.endsWith('.png')));
  assert.equal((await press.shown())[0]?.picture, undefined);
});

claim('pictures of what was taken back are deleted', async (press) => {
  feed(press, { title: 'A', link: '/a', text: 'x', picture: '/a.png' });
  press.site.put('/a.png', 'image/png', red);
  press.site.put('/a', 'text/html', page());
  await press.settle();
  assert.ok((await blobs(press)).length > 0);
  press.site.status('/a', 410);
  await press.later(HOUR_MS + MINUTE_MS);
  await press.sweep('publishers.clean');
  assert.deepEqual(await blobs(press), []);
});

test('a machine that cannot make pictures says so and tries again when it may be able to', async () => {
  let missing = true;
  const none: Pictures = {
    ...ffmpegPictures(),
    limits: ffmpegPictures().limits,
    formats: () => Promise.resolve([]),
    make: () => {
      if (missing) return Promise.reject(new MediaError('media.engine_missing'));
      return Promise.resolve({ kind: 'refused', reason: 'damaged', detail: 'It was looked at.' });
    },
  };
  const press = await openPress({ pictures: none });
  try {
    await press.feature.addSample(PAPER);
    feed(press, { title: 'A', link: '/a', text: 'x', picture: '/a.png' });
    press.site.put('/a.png', 'image/png', red);
    press.site.put('/a', 'text/html', page());
    await press.settle();
    assert.match((await noteOf(press)).note ?? '', /on this machine/);
    missing = false;
    await press.later(7 * HOUR_MS);
    assert.equal((await noteOf(press)).note, 'It was looked at.');
  } finally {
    await press.close();
  }
});
