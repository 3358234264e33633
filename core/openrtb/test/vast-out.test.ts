import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { VASTParser } from '@dailymotion/vast-client';
import { readVast, writeNoAd, writeVast, type LinearAd } from '@jhalak/openrtb';
import { DOMParser } from '@xmldom/xmldom';
import { FIXTURES } from './fixtures.fixture.ts';

const XSD = join(FIXTURES, 'vast/xsd/vast_4.2.xsd');

const AD: LinearAd = {
  id: 'ad-1',
  adServingId: 'serving-1',
  system: 'Jhalak',
  title: 'मेला & "Söhne" <b>\'s',
  advertiser: 'Chai & Co',
  impressions: ['https://cell.example/t/i?a=1&b=2', 'https://dsp.example/i?c=1%7C2'],
  errors: ['https://cell.example/t/e?c=1'],
  viewable: {
    viewable: ['https://cell.example/t/v'],
    notViewable: ['https://cell.example/t/n'],
    undetermined: ['https://cell.example/t/u'],
  },
  creativeId: 'c-1',
  universalAdId: { registry: 'unknown', value: 'c-1' },
  durationMs: 15_040,
  skipOffsetMs: 5_000,
  mediaFiles: [
    {
      url: 'https://cell.example/media/360.mp4',
      type: 'video/mp4',
      delivery: 'progressive',
      widthPx: 360,
      heightPx: 640,
      bitrateBps: 600_000,
      codec: 'avc1.64001e',
    },
    {
      url: 'https://cell.example/media/master.m3u8',
      type: 'application/vnd.apple.mpegurl',
      delivery: 'streaming',
      widthPx: 1080,
      heightPx: 1920,
      bitrateBps: undefined,
      codec: undefined,
    },
  ],
  tracking: [
    { event: 'start', url: 'https://cell.example/t/start' },
    { event: 'firstQuartile', url: 'https://cell.example/t/q1' },
    { event: 'midpoint', url: 'https://cell.example/t/q2' },
    { event: 'thirdQuartile', url: 'https://cell.example/t/q3' },
    { event: 'complete', url: 'https://cell.example/t/end' },
    { event: 'progress', offsetMs: 2_000, url: 'https://cell.example/t/two' },
    { event: 'skip', url: 'https://cell.example/t/skip' },
  ],
  clickThrough: 'https://shop.example/?q=चाय&lang=hi',
  clickTracking: ['https://cell.example/t/click'],
};
/** As little as may be, and with what XML cannot carry. */
const LEAST: LinearAd = {
  ...{
    id: '1',
    adServingId: '1',
    system: 's',
    title: 'a\u0000b\u0008c\ud800d]]>e',
    creativeId: '1',
  },
  ...{ impressions: ['https://x.example/'], errors: [], clickTracking: [], tracking: [] },
  viewable: { viewable: [], notViewable: [], undetermined: [] },
  universalAdId: { registry: 'unknown', value: '1' },
  durationMs: 6_000,
  mediaFiles: AD.mediaFiles.slice(0, 1),
  clickThrough: 'https://x.example/',
};
const DOCUMENTS = {
  whole: writeVast(AD),
  least: writeVast(LEAST),
  none: writeNoAd(['https://x.example/e']),
};

function outsideMissing(): string | undefined {
  if (spawnSync('xmllint', ['--version']).error !== undefined)
    return 'xmllint is not installed (Debian: libxml2-utils): nobody but us has validated our VAST';
  return existsSync(XSD)
    ? undefined
    : 'no fixtures/vast in JHALAK_SHARED: our VAST met no schema of the IAB';
}

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-vast-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('xmllint finds our VAST valid by the IAB’s schema of 4.2, and notices when it is not', (t) => {
  const missing = outsideMissing();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const folder = scratch(t);
  const valid = (text: string): number | null => {
    const file = join(folder, 'ad.xml');
    writeFileSync(file, text);
    return spawnSync('xmllint', ['--noout', '--nonet', '--schema', XSD, file]).status;
  };
  for (const [name, text] of Object.entries(DOCUMENTS)) assert.equal(valid(text), 0, name);
  assert.equal(
    valid(DOCUMENTS.whole.replace(/<AdTitle>.*<\/AdTitle>/, '')),
    3,
    'the schema judges',
  );
});

test('Dailymotion’s client reads our VAST as we meant it', async () => {
  const parsed: unknown = await new VASTParser().parseVAST(
    new DOMParser().parseFromString(DOCUMENTS.whole, 'text/xml'),
  );
  const { ads } = parsed as {
    ads: {
      title: string;
      impressionURLTemplates: { url: string }[];
      creatives: {
        duration: number;
        skipDelay: number;
        mediaFiles: { fileURL: string; width: number; bitrate: number }[];
        trackingEvents: Record<string, string[]>;
        videoClickThroughURLTemplate: { url: string };
      }[];
    }[];
  };
  const [ad] = ads;
  assert.equal(ad?.title, AD.title);
  assert.deepEqual(
    ad.impressionURLTemplates.map(({ url }) => url),
    AD.impressions,
  );
  const [creative] = ad.creatives;
  assert.equal(creative?.duration, 15.04);
  assert.equal(creative.skipDelay, 5);
  assert.deepEqual(
    creative.mediaFiles.map(({ fileURL, width }) => [fileURL, width]),
    AD.mediaFiles.map(({ url, widthPx }) => [url, widthPx]),
  );
  assert.equal(creative.mediaFiles[0]?.bitrate, 600);
  assert.deepEqual(creative.trackingEvents['progress-2'], ['https://cell.example/t/two']);
  assert.equal(creative.videoClickThroughURLTemplate.url, AD.clickThrough);
});

test('what we write we read again', () => {
  const verdict = readVast(DOCUMENTS.whole);
  assert.ok(verdict.ok, JSON.stringify(verdict));
  const [ad] = verdict.value.ads;
  assert.ok(ad?.kind === 'inline');
  assert.equal(ad.title, AD.title);
  assert.deepEqual(ad.viewable, AD.viewable);
  const linear = ad.creatives[0]?.linear;
  assert.deepEqual(
    linear?.mediaFiles.map(({ apiFramework: _none, ...file }) => file),
    AD.mediaFiles,
  );
  assert.equal(linear?.clickThrough, AD.clickThrough);
  assert.equal(linear?.skipOffsetMs, 5_000);
  const least = readVast(DOCUMENTS.least);
  assert.ok(least.ok);
  assert.equal(
    least.value.ads[0]?.kind === 'inline' && least.value.ads[0].title,
    'a\ufffdb\ufffdc\ufffdd]]>e',
  );
  const none = readVast(DOCUMENTS.none);
  assert.deepEqual(none.ok && [none.value.ads, none.value.errors], [[], ['https://x.example/e']]);
});

test('an ad that would be ours to mend is thrown', () => {
  assert.throws(() => writeVast({ ...AD, clickThrough: 'javascript:x' }), RangeError);
  assert.throws(() => writeVast({ ...AD, mediaFiles: [] }), RangeError);
  assert.throws(() => writeVast({ ...AD, impressions: [] }), RangeError);
  assert.throws(() => writeVast({ ...AD, durationMs: 86_400_000 }), RangeError);
});
