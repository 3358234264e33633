// Pictures of cards: made in the media role, named by digest, seen by whom may see the card.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { LockCard } from '@jhalak/contracts/lock';
import { startCardsCell, type CardsCell } from './cards-cell.fixture.ts';
import { makeClip, publishReal } from './real-clip.fixture.ts';
import { openPack } from './signed.fixture.ts';

let cell: CardsCell;
let ready = false;
before(async () => {
  cell = await startCardsCell();
  await cell.trust(cell.creator.personId);
  ready = (await cell.cell.parts.transcoder.capabilities()).ready;
});
after(async () => {
  await cell.close();
});

/** Real clips that tests share, by number: what a machine makes of one takes it seconds. */
const clips = new Map<number, Promise<string>>();

async function published(personId: string): Promise<string> {
  const videoId = await publishReal(cell, personId, makeClip());
  await cell.drain();
  return videoId;
}

async function cardWithPicture(number = 0, query = ''): Promise<LockCard> {
  const videoId = clips.get(number) ?? published(cell.creator.personId);
  clips.set(number, videoId);
  const open = `/v/${await videoId}`;
  const card = (await openPack(cell, 'hi', {}, query)).cards.find((one) => one.open === open);
  assert.ok(card, 'the clip has no card in the pack');
  return card;
}

async function fetchFile(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${cell.url}${url}`, { headers });
}

test('a clip’s card has its cover as picture: the bytes are those of the digest in the signed pack', async (t) => {
  if (!ready) return t.skip('ffmpeg is missing: no picture can be made here');
  for (const format of ['webp', 'avif'] as const) {
    const { picture } = await cardWithPicture(0, `?format=${format}`);
    assert.ok(picture);
    const formats = await cell.cell.parts.pictures.formats();
    assert.equal(picture.file.type, `image/${formats.includes(format) ? format : 'webp'}`);
    assert.deepEqual([picture.file.widthPx, picture.file.heightPx], [360, 640]);
    assert.equal(picture.alternative, 'A clip with real bytes');
    const reply = await fetchFile(picture.file.url);
    const bytes = Buffer.from(await reply.arrayBuffer());
    assert.equal(reply.headers.get('content-type'), picture.file.type);
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=60');
    assert.equal(bytes.length, picture.file.bytes);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), picture.file.sha256);
    const etag = reply.headers.get('etag') ?? '';
    assert.equal((await fetchFile(picture.file.url, { 'if-none-match': etag })).status, 304);
  }
});

test('a clip’s card has a silent loop, small enough, named like its picture', async (t) => {
  if (!ready) return t.skip('ffmpeg is missing: no loop can be made here');
  const { loop } = await cardWithPicture();
  assert.ok(loop);
  assert.deepEqual([loop.type, loop.widthPx, loop.heightPx], ['video/mp4', 360, 640]);
  assert.ok(loop.bytes <= 150_000, `${loop.bytes} bytes`);
  const reply = await fetchFile(loop.url);
  const bytes = Buffer.from(await reply.arrayBuffer());
  assert.equal(reply.headers.get('content-type'), 'video/mp4');
  assert.equal(createHash('sha256').update(bytes).digest('hex'), loop.sha256);
});

test('the desk gives its own card a picture, with words for those who don’t see it', async (t) => {
  if (!ready) return t.skip('ffmpeg is missing: no picture can be made here');
  const own = { token: cell.editor.token };
  const written = await cell.api<{ id: string }>('POST', '/v1/desk/cards', {
    ...own,
    body: {
      language: 'id',
      headline: 'A card of the desk',
      summary: '',
      attribution: ['Desk'],
      genre: 'news',
      age: 'all',
    },
  });
  const give = async (data: string) =>
    await cell.api<{ code?: string }>('POST', `/v1/desk/cards/${written.body.id}/picture`, {
      ...own,
      body: { data, alternative: 'A test picture', credit: 'Photo: nobody' },
    });
  assert.equal((await give('*'.repeat(120))).body.code, 'card.picture_invalid');
  assert.equal((await give(makeClip().poster.toString('base64'))).status, 202);
  await cell.drain();
  const [card] = (await openPack(cell, 'id')).cards;
  assert.equal(card?.picture?.alternative, 'A test picture');
  assert.equal(card.picture.credit, 'Photo: nobody');
  assert.equal((await fetchFile(card.picture.file.url)).status, 200);
  assert.deepEqual(
    (await cell.record(written.body.id)).record.map((line) => line.action),
    ['write', 'picture'],
  );
});

test('a pack’s bytes are the sum of the files that it names', async (t) => {
  if (!ready) return t.skip('ffmpeg is missing: no picture can be made here');
  for (const number of [0, 1]) await cardWithPicture(number);
  const pack = await openPack(cell, 'hi');
  assert.equal(pack.cards.length, 2);
  const sum = pack.cards.reduce(
    (all, card) => all + (card.picture?.file.bytes ?? 0) + (card.loop?.bytes ?? 0),
    0,
  );
  assert.equal(pack.bytes, sum);
  assert.ok(sum > 0);
});

test('the picture of a killed card is gone, and so is one of a card that nobody approved', async (t) => {
  if (!ready) return t.skip('ffmpeg is missing: no picture can be made here');
  const { id, picture } = await cardWithPicture(1);
  assert.ok(picture);
  assert.equal((await fetchFile(picture.file.url)).status, 200);
  const other = picture.file.url.replace(/[0-9a-f]$/, (last) => (last === '0' ? '1' : '0'));
  assert.equal((await fetchFile(other)).status, 404, 'another digest names nothing');
  await cell.act(id, { action: 'kill', note: 'wrong' });
  await cell.drain();
  assert.equal((await fetchFile(picture.file.url)).status, 404);
  const editor = { authorization: `Bearer ${cell.editor.token}` };
  const seen = await fetchFile(picture.file.url, editor);
  assert.equal(seen.status, 200, 'the desk still sees what it decided on');
  assert.match(seen.headers.get('cache-control') ?? '', /^private/);
});

test('a brand that is dark gets no file, nor does anybody while the whole surface is dark; the desk does', async (t) => {
  if (!ready) return t.skip('ffmpeg is missing: no picture can be made here');
  const { picture } = await cardWithPicture();
  const url = picture?.file.url ?? '';
  const key = await cell.brand('dark-files');
  const turn = async (path: string, dark: boolean): Promise<void> => {
    const body = { dark, note: 'drill' };
    const reply = await cell.api('POST', path, { token: cell.operator.token, body });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
  };
  const lit = await fetchFile(url, { 'jhalak-brand': key });
  assert.deepEqual(
    [lit.status, lit.headers.get('vary')?.includes('jhalak-brand')],
    [200, true],
    'a cache may not give one brand what another got',
  );
  assert.equal((await fetchFile(url, { 'jhalak-brand': 'abcd.efgh' })).status, 401);
  await turn('/v1/partner/brands/dark-files/switch', true);
  const etag = lit.headers.get('etag') ?? '';
  for (const known of ['', etag]) {
    const headers = { 'jhalak-brand': key, 'if-none-match': known };
    assert.equal((await fetchFile(url, headers)).status, 403);
  }
  assert.equal((await fetchFile(url)).status, 200);
  await turn('/v1/desk/lock/dark', true);
  assert.equal((await fetchFile(url)).status, 403);
  const editor = { authorization: `Bearer ${cell.editor.token}` };
  assert.equal((await fetchFile(url, editor)).status, 200);
  await turn('/v1/desk/lock/dark', false);
  assert.equal((await fetchFile(url)).status, 200);
});

test('a clip whose cover cannot be read becomes a card without a picture', async () => {
  const { personId } = await cell.account('cover_maker');
  await cell.trust(personId);
  const videoId = await cell.publish({ personId, caption: 'A cover of four letters' });
  await cell.drain();
  const card = (await openPack(cell, 'hi')).cards.find((one) => one.open === `/v/${videoId}`);
  assert.ok(card);
  assert.equal(card.picture, undefined);
});

test('erasing a creator takes their cards’ words and pictures, and the kill list still names the cards', async (t) => {
  if (!ready) return t.skip('ffmpeg is missing: no picture can be made here');
  const leaver = await cell.account('erased_maker');
  await cell.trust(leaver.personId);
  const videoId = await published(leaver.personId);
  const pack = await openPack(cell, 'hi');
  const card = pack.cards.find((one) => one.open === `/v/${videoId}`);
  assert.ok(card?.picture);
  await cell.cell.accounts.erasePerson(leaver.personId);
  await cell.drain();
  assert.equal((await fetchFile(card.picture.file.url)).status, 404);
  const rows = await cell.parts.database.query(
    { name: 'test.erased', text: 'SELECT 1 FROM cards WHERE card_id = $1' },
    [card.id],
  );
  assert.equal(rows.length, 0);
  const kills = await cell.parts.database.query(
    { name: 'test.killed', text: 'SELECT 1 FROM lock_kills WHERE card_id = $1' },
    [card.id],
  );
  assert.equal(kills.length, 1);
  for await (const key of cell.parts.blobs.list(`cards/${card.id}/`)) assert.fail(key);
});
