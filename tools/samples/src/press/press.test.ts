import assert from 'node:assert/strict';
import { access, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanText } from '@jhalak/kernel';
import { drawPicture } from './pictures/picture-painter.ts';
import { samplePress } from './press.ts';
import { PRESS_LANGUAGES, type PressLanguage } from './press-types.ts';
import { weekdayMover } from './weekdays.ts';
import { writeSampleSites } from './write-sites.ts';

const { papers, stories } = samplePress();
const paperOf = new Map(papers.map((paper) => [paper.key, paper]));
const SCRIPTS: Readonly<Record<PressLanguage, RegExp>> = {
  en: /^[\p{Script=Latin}\p{P}\p{N}\p{S}\s]+$/u,
  hi: /\p{Script=Devanagari}/u,
  ta: /\p{Script=Tamil}/u,
  te: /\p{Script=Telugu}/u,
  id: /^[\p{Script=Latin}\p{P}\p{N}\p{S}\s]+$/u,
};

test('forty stories have two to five reports each, every paper once a story, and each language many', () => {
  assert.equal(stories.length, 40);
  assert.equal(new Set(stories.map((story) => story.id)).size, 40);
  const counts = new Map<PressLanguage, number>();
  for (const story of stories) {
    assert.ok(story.reports.length >= 2 && story.reports.length <= 5, story.id);
    assert.equal(new Set(story.reports.map((report) => report.paper)).size, story.reports.length);
    for (const report of story.reports) {
      const language = paperOf.get(report.paper)?.language ?? 'en';
      counts.set(language, (counts.get(language) ?? 0) + 1);
    }
  }
  for (const language of PRESS_LANGUAGES) assert.ok((counts.get(language) ?? 0) >= 14, language);
});

test('texts are in the script of their paper, clean, and end as sentences do', () => {
  for (const story of stories) {
    for (const report of story.reports) {
      const { language } = paperOf.get(report.paper) ?? { language: 'en' as const };
      for (const text of [report.title, ...report.text]) {
        assert.match(text, SCRIPTS[language], `${story.id} ${report.paper}: ${text}`);
        assert.equal(text, cleanText(text), `${story.id} ${report.paper}`);
      }
      for (const text of report.text) assert.match(text, /[.।?!]$/u, `${story.id} ${report.paper}`);
    }
  }
});

test('every paper stands on a host that exists nowhere, and every picture says what it shows', () => {
  for (const paper of papers) {
    assert.match(paper.host, /^[a-z-]+\.samples\.invalid$/);
    assert.match(paper.attribution, /sample|contoh|नमूना|மாதிரி|నమూనా/);
  }
  for (const story of stories) {
    assert.equal(story.picture === undefined, story.alternative === undefined, story.id);
    const [first] = story.reports;
    const language = paperOf.get(first?.paper ?? 'wire')?.language ?? 'en';
    if (story.alternative !== undefined)
      assert.match(story.alternative, SCRIPTS[language], story.id);
  }
});

test('the days that a story names move with it, further days keep their distance', () => {
  const story = {
    id: 'x',
    hoursAgo: 1,
    category: 'x',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'On Sunday',
        text: ['It rained on Sunday; stay until Wednesday.'],
      },
      { paper: 'wave', after: 0, title: 'x', text: ['செவ்வாய் மாலை, திங்கட்கிழமை'] },
    ],
  } as const;
  const friday = Date.UTC(2026, 0, 9);
  const moved = weekdayMover(
    story,
    (report) => paperOf.get(report.paper)?.language ?? 'en',
    friday,
  );
  assert.equal(
    moved('It rained on Sunday; stay until Wednesday.', 'en'),
    'It rained on Friday; stay until Monday.',
  );
  assert.equal(moved('செவ்வாய் மாலை, திங்கட்கிழமை', 'ta'), 'ஞாயிறு மாலை, சனிக்கிழமை');
  assert.equal(moved('Setiap minggu, hari Minggu', 'id'), 'Setiap minggu, hari Jumat');
  assert.equal(moved('no day', 'hi'), 'no day');
});

test('every picture is drawn, each unlike the others, the same each time', () => {
  const seen = new Map<string, string>();
  const names = stories.flatMap((story) => (story.picture === undefined ? [] : [story.picture]));
  assert.equal(new Set(names).size, names.length, 'no picture serves two stories');
  for (const name of names.slice(0, 6)) {
    const { bytes } = drawPicture(name, 7);
    let sum = 0;
    for (let at = 0; at < bytes.length; at += 997) sum = (sum * 31 + (bytes[at] ?? 0)) >>> 0;
    assert.ok(!seen.has(String(sum)), name);
    seen.set(String(sum), name);
    assert.deepEqual(drawPicture(name, 7).bytes.subarray(0, 4_000), bytes.subarray(0, 4_000), name);
  }
});

test('sites are written whole: feeds name pages and pictures that are there; a second time paints nothing', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-press-'));
  const nowMs = Date.UTC(2026, 5, 1);
  const options = { folder, nowMs, ffmpegPath: 'ffmpeg', signal: new AbortController().signal };
  try {
    try {
      await writeSampleSites(options);
    } catch (error) {
      if (error instanceof Error && /ENOENT/.test(error.message)) {
        return t.skip('ffmpeg is not installed: the sites were not written');
      }
      throw error;
    }
    let bytes = 0;
    for (const paper of papers) {
      const site = join(folder, paper.host);
      const feed = await readFile(join(site, paper.feedFile), 'utf8');
      const named = [...feed.matchAll(/[a-z-]+\.html|pictures\/[a-z-]+\.jpg/g)].map(
        ([name]) => name,
      );
      assert.ok(named.length >= 9, paper.key);
      for (const name of named) await access(join(site, name));
      for (const name of await readdir(site, { recursive: true })) {
        assert.doesNotMatch(name, /\.part$/);
        bytes += (await stat(join(site, name))).size;
      }
    }
    assert.ok(bytes < 8_000_000, `${bytes} bytes`);
    const picture = join(folder, 'lanternfish.samples.invalid/pictures/sarani-flood.jpg');
    const before = (await stat(picture)).mtimeMs;
    await writeSampleSites(options);
    assert.equal((await stat(picture)).mtimeMs, before);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('giving up stops the painter and leaves no half picture', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-press-'));
  try {
    const signal = AbortSignal.timeout(300);
    const options = { folder, nowMs: 0, ffmpegPath: 'ffmpeg', signal };
    await assert.rejects(writeSampleSites(options), /timeout|ENOENT/i);
    const left = await readdir(folder, { recursive: true });
    assert.deepEqual(
      left.filter((name) => name.endsWith('.xml')),
      [],
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
