// Subtitles from their creator's file to the player, to search, to the archive's tables and to nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ClipSubtitles } from '@jhalak/contracts/subtitles';
import type { SearchAnswer } from '@jhalak/contracts/search';
import type { Video } from '@jhalak/contracts/videos';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { publishReal } from '@jhalak/testing';

let cell: TestCell;
let creator: TestPerson;
let stranger: TestPerson;
let videoId: string;

before(async () => {
  cell = await startCell();
  creator = await cell.account('maker_one');
  stranger = await cell.account('watcher_two');
  const { personId } = creator;
  videoId = await publishReal(cell, {
    personId,
    caption: 'A quiet lane',
    language: 'hi',
    number: 1,
  });
  await cell.drain();
});
after(async () => {
  await cell.close();
});

const HINDI = 'WEBVTT\n\n00:00.200 --> 00:01.000\n<b>कबूतर</b> उड़ गए & <script>x\n';
const ENGLISH = '1\n00:00:00,200 --> 00:00:01,000\npigeons flew away\n';

async function put(who: TestPerson, language: string, text: string) {
  const { token } = who;
  return await cell.api<ClipSubtitles & { code?: string; detail?: string }>(
    'PUT',
    `/v1/videos/${videoId}/subtitles/${language}`,
    { token, body: { text } },
  );
}

async function media(name: string): Promise<{ status: number; type: string; text: string }> {
  const reply = await fetch(`${cell.url}/media/${videoId}/${name}`);
  const type = reply.headers.get('content-type') ?? '';
  return { status: reply.status, type, text: await reply.text() };
}

async function video(): Promise<Video> {
  return (await cell.api<Video>('GET', `/v1/videos/${videoId}`)).body;
}

async function found(words: string): Promise<string[]> {
  await cell.drain();
  const path = `/v1/search?kind=clips&q=${encodeURIComponent(words)}`;
  const { token } = stranger;
  return ((await cell.api<SearchAnswer>('GET', path, { token })).body.clips ?? []).map(
    ({ id }) => id,
  );
}

test('a creator puts subtitles under a clip: players get them cleaned, by language, in HLS too', async () => {
  assert.equal((await video()).subtitles, undefined);
  const reply = await put(creator, 'hi', HINDI);
  assert.equal(reply.status, 200);
  assert.equal(reply.body.transcripts, 'not_installed');
  assert.deepEqual(reply.body.items[0]?.cues, [
    { startMs: 200, endMs: 1000, text: '<b>कबूतर</b> उड़ गए & x' },
  ]);
  await put(creator, 'en', ENGLISH);
  const url = (language: string) => `/media/${videoId}/subtitles-${language}.vtt`;
  assert.deepEqual((await video()).subtitles, [
    { language: 'en', url: url('en') },
    { language: 'hi', url: url('hi') },
  ]);
  const file = await media('subtitles-hi.vtt');
  assert.equal(file.type, 'text/vtt; charset=utf-8');
  assert.equal(file.text, 'WEBVTT\n\n00:00:00.200 --> 00:00:01.000\n<b>कबूतर</b> उड़ गए &amp; x\n');
  const master = (await media('master.m3u8')).text;
  assert.match(master, /TYPE=SUBTITLES,GROUP-ID="subtitles",LANGUAGE="hi",NAME="हिन्दी"/u);
  assert.match(master, /SUBTITLES="subtitles"\n360\.m3u8/u);
  assert.match((await media('subtitles-hi.m3u8')).text, /#EXTINF:2\.000,\nsubtitles-hi\.vtt/u);
  assert.equal((await media('subtitles-ta.vtt')).status, 404);
});

test('a mistake is told with its line, and what was there stays', async () => {
  const reply = await put(creator, 'en', `${ENGLISH}\n00:09 --> 1:00\nhm\n`);
  assert.equal(reply.status, 422);
  assert.equal(reply.body.code, 'subtitles.time');
  assert.match(reply.body.detail ?? '', /^Line 5: /u);
  assert.match((await media('subtitles-en.vtt')).text, /pigeons flew away/u);
});

test('only the creator puts, sees the times or takes away', async () => {
  assert.equal((await put(stranger, 'hi', HINDI)).status, 403);
  const { token } = stranger;
  for (const [method, path] of [
    ['GET', 'subtitles'],
    ['DELETE', 'subtitles/hi'],
  ] as const) {
    const reply = await cell.api(method, `/v1/videos/${videoId}/${path}`, { token });
    assert.equal(reply.status, 403, method);
  }
});

test('what is said in a clip is found, in each of its languages', async () => {
  assert.deepEqual(await found('कबूतर'), [videoId]);
  assert.deepEqual(await found('pigeons'), [videoId]);
  assert.deepEqual(await found('quiet lane'), [videoId]);
});

test('what was taken away is no longer sent, shown or found', async () => {
  const { token } = creator;
  const path = `/v1/videos/${videoId}/subtitles/en`;
  const reply = await cell.api<ClipSubtitles>('DELETE', path, { token });
  assert.deepEqual(
    reply.body.items.map(({ language }) => language),
    ['hi'],
  );
  assert.equal((await cell.api('DELETE', path, { token })).status, 200, 'again');
  assert.equal((await media('subtitles-en.vtt')).status, 404);
  assert.deepEqual(await found('pigeons'), []);
});

test('subtitles go dark with their clip, and for good with its creator', async () => {
  await cell.parts.database.transaction(async (tx) => {
    await cell.cell.videos.moderate(tx, videoId, { kind: 'remove', reason: 'spam', note: 'x' });
  });
  await cell.drain();
  assert.equal((await media('subtitles-hi.vtt')).status, 404);
  await cell.cell.videos.purge([videoId]);
  const rows = await cell.parts.database.query(
    { name: 'test.subtitles', text: 'SELECT language FROM video_subtitles WHERE video_id = $1' },
    [videoId],
  );
  assert.deepEqual(rows, []);
});
