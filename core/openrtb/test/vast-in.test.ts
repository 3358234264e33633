import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { followVast, readVast, VAST_BYTES_MAX, WRAPPERS_MAX } from '@jhalak/openrtb';
import { filesUnder, FIXTURES } from './fixtures.fixture.ts';

const SAMPLES = join(FIXTURES, 'vast');
/** Folders of the IAB's samples that are there, of 75 files those of 4.1 and 4.2 are not: files, and what becomes of them. */
const FOLDERS = [
  ['VAST 1-2.0 Samples', 19, 'version'],
  ['VAST 3.0 Samples', 7, '3.0'],
  ['VAST 4.0 Samples', 16, '4.0'],
] as const;
/** What the samples without a clip of their own hold. */
const WITHOUT_CLIP = [
  'VAST 3.0 Samples/Inline_Non-Linear_Tag-test.xml',
  'VAST 3.0 Samples/Wrapper_Tag-test.xml',
  'VAST 4.0 Samples/Inline_Non-Linear_Tag-test.xml',
  'VAST 4.0 Samples/Viewable_Impression-test.xml',
  'VAST 4.0 Samples/Wrapper_Tag-test.xml',
];

function faultsOf(body: Uint8Array | string): string[] {
  const verdict = readVast(body);
  return verdict.ok ? [] : verdict.faults.map(({ field, code }) => `${field} ${code}`);
}

const MEDIA =
  '<MediaFile delivery="progressive" type="video/mp4" width="9" height="16">https://cdn.example/a.mp4</MediaFile>';
const clip = (media = MEDIA, more = ''): string =>
  `<Creatives><Creative><Linear><Duration>00:00:10.250</Duration><MediaFiles>${media}</MediaFiles>${more}</Linear></Creative></Creatives>`;
const inline = (inside = clip()): string =>
  `<VAST version="4.2"><Ad><InLine><AdSystem>x</AdSystem><Impression>https://t.example/i</Impression><AdTitle>t</AdTitle>${inside}</InLine></Ad></VAST>`;
const wrapper = (url: string, attributes = ''): string =>
  `<VAST version="3.0"><Ad><Wrapper${attributes}><AdSystem>x</AdSystem><VASTAdTagURI><![CDATA[ ${url} ]]></VASTAdTagURI></Wrapper></Ad></VAST>`;

test('the IAB’s samples of 3.0 and 4.0 are read, those of 1 and 2 refused by their version', (t) => {
  if (!existsSync(SAMPLES)) {
    t.skip('no fixtures/vast in JHALAK_SHARED: the samples of the IAB were not read');
    return;
  }
  for (const [folder, count, expected] of FOLDERS) {
    const names = filesUnder(join(SAMPLES, folder), '.xml');
    assert.equal(names.length, count, folder);
    for (const name of names) {
      const verdict = readVast(readFileSync(join(SAMPLES, folder, name)));
      if (!verdict.ok) {
        assert.deepEqual(
          verdict.faults.map(({ code }) => code),
          [expected],
          name,
        );
        continue;
      }
      const { version, ads } = verdict.value;
      assert.equal(version, expected, name);
      const clips = ads.flatMap(({ creatives }) =>
        creatives.flatMap(({ linear }) => linear?.mediaFiles ?? []),
      );
      assert.equal(clips.length === 0, WITHOUT_CLIP.includes(`${folder}/${name}`), name);
      assert.ok(
        ads.every(({ impressions }) => impressions.length > 0),
        name,
      );
    }
  }
});

test('a clip is read with its times, files, events and clicks', () => {
  const more =
    '<TrackingEvents><Tracking event="progress" offset="00:00:03">https://t.example/p?[CACHEBUSTING]</Tracking></TrackingEvents>' +
    '<VideoClicks><ClickTracking>https://t.example/c</ClickTracking><ClickThrough>https://shop.example/?a=1&amp;b=2</ClickThrough></VideoClicks>';
  const verdict = readVast(`\n <?xml version="1.0" encoding="UTF-8"?>${inline(clip(MEDIA, more))}`);
  assert.ok(verdict.ok);
  const linear = verdict.value.ads[0]?.creatives[0]?.linear;
  assert.equal(linear?.durationMs, 10_250);
  assert.deepEqual(linear.tracking, [
    { event: 'progress', offsetMs: 3_000, url: 'https://t.example/p?[CACHEBUSTING]' },
  ]);
  assert.equal(linear.clickThrough, 'https://shop.example/?a=1&b=2');
  assert.deepEqual(linear.clickTracking, ['https://t.example/c']);
});

test('hostile documents are refused before they cost anything', () => {
  const laughs = Array.from(
    { length: 9 },
    (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
  ).join('');
  const cases: [string, string | Uint8Array, string][] = [
    [
      'a file by an entity',
      `<!DOCTYPE v [<!ENTITY x SYSTEM "file:///etc/passwd">]><VAST version="4.2">&x;</VAST>`,
      'body unsafe',
    ],
    [
      'billion laughs',
      `<!DOCTYPE v [<!ENTITY l0 "ha">${laughs}]><VAST version="4.2">&l9;</VAST>`,
      'body unsafe',
    ],
    [
      'an outside document type',
      '<!DOCTYPE v SYSTEM "http://x.example/v.dtd"><VAST version="4.2"/>',
      'body unsafe',
    ],
    ['an entity of nobody', '<VAST version="4.2">&x;</VAST>', 'body malformed'],
    ['50 MB', Buffer.alloc(50_000_000, 'a'), 'body too_large'],
    ['one byte too many', ' '.repeat(VAST_BYTES_MAX + 1), 'body too_large'],
    [
      '200 elements deep',
      `<VAST version="4.2">${'<a>'.repeat(200)}${'</a>'.repeat(200)}</VAST>`,
      'body too_large',
    ],
    ['300,000 elements deep', '<a>'.repeat(300_000), 'body too_large'],
    ['30,000 elements', `<VAST version="4.2">${'<a/>'.repeat(30_000)}</VAST>`, 'body too_large'],
    [
      'half a character in UTF-16',
      Buffer.from([0xff, 0xfe, 0x3c, 0x00, 0x00, 0xd8, 0x3c, 0x00]),
      'body malformed',
    ],
    ['UTF-16 cut in a unit', Buffer.from([0xff, 0xfe, 0x3c]), 'body malformed'],
    [
      'UTF-8 that says UTF-16',
      Buffer.from(`<?xml version="1.0" encoding="UTF-16"?>${inline()}`),
      'body malformed',
    ],
    [
      'bytes that say UTF-7',
      Buffer.from(`<?xml version="1.0" encoding="UTF-7"?>${inline()}`),
      'body malformed',
    ],
    ['no UTF-8', Buffer.from([0x3c, 0xc3, 0x28, 0x3e]), 'body malformed'],
    ['half of a character in a text', `<VAST version="4.2">\ud800</VAST>`, 'body malformed'],
    ['not closed', '<VAST version="4.2"><Ad>', 'body malformed'],
    ['a comment without end', `<VAST version="4.2"><!-- ${'<'.repeat(1_000)}`, 'body malformed'],
    ['nothing', '', 'body malformed'],
    ['something else', '<html></html>', 'body type'],
    ['VAST 5', '<VAST version="5.0"/>', 'VAST.version version'],
  ];
  for (const [what, body, expected] of cases) assert.deepEqual(faultsOf(body), [expected], what);
});

test('UTF-16 with its mark is read', () => {
  const text = `<?xml version="1.0" encoding="UTF-16"?>${inline()}`;
  assert.deepEqual(faultsOf(Buffer.from(`\ufeff${text}`, 'utf16le')), []);
});

test('an address that is not of the web is refused by its place', () => {
  const place = 'VAST.Ad[0].InLine.Creatives.Creative[0].Linear';
  for (const url of [
    'javascript:alert(1)',
    'JaVaScRiPt:x',
    'file:///etc/passwd',
    'data:text/html,x',
    '/relative',
    'ftp://x.example/',
    'https://u:p@x.example/',
  ]) {
    const media = MEDIA.replace('https://cdn.example/a.mp4', `<![CDATA[${url}]]>`);
    assert.deepEqual(
      faultsOf(inline(clip(media))),
      [`${place}.MediaFiles.MediaFile[0] unsafe`],
      url,
    );
    const click = `<VideoClicks><ClickThrough>${url}</ClickThrough></VideoClicks>`;
    assert.deepEqual(
      faultsOf(inline(clip(MEDIA, click))),
      [`${place}.VideoClicks.ClickThrough unsafe`],
      url,
    );
    assert.deepEqual(faultsOf(wrapper(url)), ['VAST.Ad[0].Wrapper.VASTAdTagURI unsafe'], url);
  }
  assert.deepEqual(
    faultsOf(
      inline(
        '<Creatives><Creative><Linear><Duration>10 s</Duration></Linear></Creative></Creatives>',
      ),
    ),
    [`${place}.Duration value`, `${place}.MediaFiles missing`],
  );
});

test('wrappers are followed five deep, never in a circle, and not where one forbids it', async () => {
  const asked: string[] = [];
  const chain = (length: number) => async (url: string) => {
    asked.push(url);
    const at = Number(url.split('/').at(-1));
    return await Promise.resolve(at >= length ? inline() : wrapper(`https://w.example/${at + 1}`));
  };
  const follow = async (length: number) =>
    await followVast(wrapper('https://w.example/1'), chain(length));
  const five = await follow(WRAPPERS_MAX);
  assert.ok(five.ok);
  assert.equal(five.value.wrappers.length, WRAPPERS_MAX);
  assert.equal(five.value.ad?.title, 't');
  asked.length = 0;
  const many = await follow(200);
  assert.equal(many.ok, false);
  assert.equal(asked.length, WRAPPERS_MAX, '200 wrappers cost five fetches');
  const circle = await followVast(
    wrapper('https://w.example/a'),
    async () => await Promise.resolve(wrapper('https://w.example/a')),
  );
  assert.deepEqual(circle.ok ? [] : circle.faults.map(({ code }) => code), ['conflict']);
  const forbidden = await followVast(
    wrapper('https://w.example/1', ' followAdditionalWrappers="false"'),
    chain(2),
  );
  assert.deepEqual(forbidden.ok ? [] : forbidden.faults.map(({ code }) => code), ['conflict']);
  const none = await followVast(
    wrapper('https://w.example/1'),
    async () =>
      await Promise.resolve('<VAST version="4.2"><Error>https://t.example/e</Error></VAST>'),
  );
  assert.ok(none.ok);
  assert.deepEqual([none.value.ad, none.value.errors], [undefined, ['https://t.example/e']]);
});
