// Pictures for the lock screen: taken, looked at in the cage, and seen by whom the reviewers let them out to.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Advertiser, Creative } from '@jhalak/contracts/ads';
import type { AdPicture } from '@jhalak/contracts/ads-pictures';
import type { KillList, LockFile, SignedJson } from '@jhalak/contracts/lock';
import { ffmpegPictures } from '@jhalak/ffmpeg';
import { drawPng } from '@jhalak/ports/conformance';
import { lockId } from '../src/lock/lock-creatives.ts';
import { openAdsHouse, type AdsHouse } from './ads.fixture.ts';

let house: AdsHouse;
let ready = false;
before(async () => {
  house = await openAdsHouse();
  ready = (await ffmpegPictures().formats()).includes('webp');
});
after(async () => {
  await house.cell.close();
});

const TEA = '/advertisers/tea-house';
const MISSING = 'ffmpeg is missing: no picture can be made here';
const SECRET = 'GPS 28.6139N 77.2090E';

const picture = (widthPx: number, heightPx: number): string =>
  drawPng(widthPx, heightPx, (x, y) => [x >> 3, y >> 4, 120], [
    { type: 'tEXt', data: Buffer.from(`Comment\0${SECRET}`, 'latin1') },
  ]).toString('base64');

async function looked(data: string): Promise<AdPicture> {
  const { call, tea, cell } = house;
  const sent = await call<AdPicture>(tea, 'POST', `${TEA}/pictures`, { data });
  assert.deepEqual([sent.status, sent.body.state], [202, 'checking']);
  await cell.drain();
  return (await call<AdPicture>(tea, 'GET', `${TEA}/pictures/${sent.body.id}`)).body;
}

/** What the kill list of lock screens names. */
async function killed(): Promise<string[]> {
  await house.cell.drain();
  house.cell.parts.clock.advance(2_000);
  const { body } = await house.cell.api<SignedJson>('GET', '/lock/v1/kill');
  const list = JSON.parse(Buffer.from(body.payload, 'base64url').toString()) as KillList;
  return list.cards;
}

/** One that is ready, of the smallest that are taken. */
let small: Promise<AdPicture> | undefined;
const readyPicture = (): Promise<AdPicture> => (small ??= looked(picture(400, 720)));

const contentWith = (id: string): object => ({
  ...{ kind: 'lock', picture: id, alternative: 'A cup of tea', title: 'Fresh tea' },
  ...{ sponsor: 'Tea House', button: 'Look', url: 'https://tea.example.in/new' },
});

async function bytesOf(file: LockFile, token?: string): Promise<Response> {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  return await fetch(`${house.cell.url}${file.url}`, { headers });
}

test('an upright picture is encoded anew in three widths of at most 1 MB, without what a camera wrote', async (t) => {
  if (!ready) return t.skip(MISSING);
  const body = await looked(picture(1440, 2560));
  assert.equal(body.state, 'ready');
  assert.deepEqual(new Set(body.files.map((file) => file.widthPx)), new Set([360, 720, 1440]));
  for (const file of body.files) {
    assert.ok(file.bytes <= 1_000_000, `${file.widthPx}: ${file.bytes} bytes`);
    const reply = await bytesOf(file, house.tea.token);
    const bytes = Buffer.from(await reply.arrayBuffer());
    assert.equal(reply.headers.get('content-type'), file.type);
    assert.equal(reply.headers.get('cache-control'), 'private, max-age=60');
    assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256);
    assert.ok(!bytes.includes(SECRET));
  }
  const kept: string[] = [];
  for await (const key of house.cell.parts.blobs.list(`ads/tea-house/${body.id}/`)) kept.push(key);
  assert.equal(kept.length, body.files.length, 'what was sent is not kept');
});

test('what is wide, larger than a phone, or no picture is refused with a word', async (t) => {
  if (!ready) return t.skip(MISSING);
  assert.equal((await looked(picture(800, 720))).refusal, 'not_upright');
  assert.equal((await looked(picture(400, 2562))).refusal, 'too_many_pixels');
  const words = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'.repeat(5));
  const refused = await looked(words.toString('base64'));
  assert.deepEqual([refused.state, refused.refusal], ['refused', 'not_a_picture']);
  const { call, tea } = house;
  const heavy = Buffer.alloc(1_000_001).toString('base64');
  const sent = await call(tea, 'POST', `${TEA}/pictures`, { data: heavy });
  assert.ok([413, 422].includes(sent.status), String(sent.status));
  const broken = await call(tea, 'POST', `${TEA}/pictures`, { data: '*'.repeat(200) });
  assert.equal(broken.body.code, 'ads.picture_invalid');
});

test('strangers see a picture while an approved ad of a verified advertiser shows it, and no longer', async (t) => {
  if (!ready) return t.skip(MISSING);
  const { call, tea, rival, reviewer, operator } = house;
  const made = await readyPicture();
  const [file] = made.files;
  assert.ok(file);
  const stranger = async (): Promise<number> => (await bytesOf(file)).status;
  const draft = await call<Creative>(tea, 'POST', `${TEA}/creatives`, {
    name: 'Lock one',
    content: contentWith(made.id),
  });
  assert.equal(draft.status, 201, JSON.stringify(draft.body));
  assert.deepEqual(
    [await stranger(), (await bytesOf(file, rival.token)).status],
    [404, 404],
    'another advertiser is a stranger',
  );
  assert.equal((await bytesOf(file, reviewer.token)).status, 200);
  const path = `${TEA}/creatives/${draft.body.id}`;
  await call(tea, 'POST', `${path}/submit`);
  const review = async (verdict: string): Promise<void> => {
    const { version } = (await call<Creative>(tea, 'GET', path)).body;
    const body = { verdict, note: 'seen', version };
    const said = await call(reviewer, 'POST', `/reviews/tea-house/${draft.body.id}`, body);
    assert.equal(said.status, 200);
  };
  await review('approved');
  assert.equal(await stranger(), 404, 'nobody verified the advertiser');
  const { version } = (await call<Advertiser>(operator, 'GET', TEA)).body;
  await call(operator, 'POST', `${TEA}/verdict`, { verdict: 'verified', note: 'seen', version });
  const shown = await bytesOf(file);
  assert.deepEqual([shown.status, shown.headers.get('cache-control')], [200, 'public, max-age=60']);
  const packed = async () =>
    (await house.cell.cell.ads.lockCreatives([{ organisation: 'tea-house', creative }])).get(
      creative,
    );
  const creative = draft.body.id;
  const shownAs = await packed();
  assert.deepEqual(
    [shownAs?.id, shownAs?.picture?.files.length],
    [lockId(creative, 1), made.files.length],
  );
  assert.deepEqual(await killed(), []);
  await review('refused');
  assert.equal(await stranger(), 404);
  assert.equal(await packed(), undefined);
  assert.deepEqual(await killed(), [lockId(creative, 1)], 'what lies on phones goes dark');
});

test('a creative shows only a picture of its own advertiser that is ready', async (t) => {
  if (!ready) return t.skip(MISSING);
  const { call, tea, rival } = house;
  const made = await readyPicture();
  const theirs = await call(rival, 'POST', '/advertisers/rival-shop/creatives', {
    name: 'Stolen',
    content: contentWith(made.id),
  });
  assert.deepEqual([theirs.status, theirs.body.code], [404, 'ads.not_found']);
  const peek = await call(rival, 'GET', `/advertisers/rival-shop/pictures/${made.id}`);
  assert.equal(peek.status, 404);
  const wide = await looked(picture(800, 720));
  const refused = await call(tea, 'POST', `${TEA}/creatives`, {
    name: 'Wide',
    content: contentWith(wide.id),
  });
  assert.deepEqual([refused.status, refused.body.code], [409, 'ads.picture_not_ready']);
});

test('a picture that no creative shows is forgotten with its bytes after a week', async (t) => {
  if (!ready) return t.skip(MISSING);
  const { call, tea, cell } = house;
  const kept = await readyPicture();
  const lost = await looked('A'.repeat(200));
  await call(tea, 'POST', `${TEA}/creatives`, { name: 'Keeps', content: contentWith(kept.id) });
  cell.parts.clock.advance(8 * 86_400_000);
  const sweep = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find((one) => one.name === 'ads.forget_pictures');
  assert.ok(sweep);
  assert.ok((await sweep.run()) >= 1);
  const status = async (id: string): Promise<number> =>
    (await call(tea, 'GET', `${TEA}/pictures/${id}`)).status;
  assert.deepEqual([await status(kept.id), await status(lost.id)], [200, 404]);
});
