// A sound that is silenced: clips that carry it stay, and what is sent of them has no sound in any byte, until it is undone.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Sound } from '@jhalak/contracts/sounds';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import { orderCell, type OrderCell } from '@jhalak/testing';

let cell: OrderCell;
let folder: string;
let clip: Buffer;
before(async () => {
  cell = await orderCell();
  folder = mkdtempSync(join(tmpdir(), 'silent-sound-'));
  const path = join(folder, 'clip.mp4');
  const picture = 'testsrc=size=360x640:rate=15:duration=2';
  execFileSync('ffmpeg', [
    ...[
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      picture,
      '-f',
      'lavfi',
      '-i',
      'sine=frequency=440:duration=2',
    ],
    ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', '+faststart', path],
  ]);
  clip = readFileSync(path);
});
after(async () => {
  rmSync(folder, { recursive: true });
  await cell.close();
});

interface Packet {
  pos: string;
  size: string;
}

/** Where a file's sound lies, as ffprobe reads it. */
function soundIn(bytes: Buffer): Packet[] {
  const path = join(folder, 'read.mp4');
  writeFileSync(path, bytes);
  const ask = [
    '-v',
    'error',
    '-select_streams',
    'a',
    '-show_entries',
    'packet=pos,size',
    '-of',
    'json',
  ];
  const told = execFileSync('ffprobe', [...ask, path], { encoding: 'utf8' });
  return (JSON.parse(told) as { packets?: Packet[] }).packets ?? [];
}

/** Plays the picture to its end. @throws where anything of it is broken. */
function playsToTheEnd(bytes: Buffer): void {
  const path = join(folder, 'play.mp4');
  writeFileSync(path, bytes);
  const said = execFileSync('ffmpeg', ['-v', 'warning', '-i', path, '-f', 'null', '-'], {
    encoding: 'utf8',
  });
  assert.equal(said, '');
}

const video = async (id: string, token?: string): Promise<Video> => {
  const reply = await cell.api<Video>('GET', `/v1/videos/${id}`, { token });
  assert.equal(reply.status, 200, 'the clip stays');
  return reply.body;
};
const page = async (id: string, token?: string): Promise<Sound> =>
  (await cell.api<Sound>('GET', `/v1/sounds/${id}`, { token })).body;

async function bytesOf(id: string, headers: Record<string, string> = {}): Promise<Response> {
  const { renditions } = await video(id);
  return await fetch(`${cell.url}${renditions[0]?.url}`, { headers });
}
const whole = async (id: string): Promise<Buffer> =>
  Buffer.from(await (await bytesOf(id)).arrayBuffer());

async function threeClips(): Promise<[first: string, user: string, other: string]> {
  const { personId } = cell.creator;
  const bytes = clip;
  const first = await cell.publish({ personId, bytes, caption: 'where it was first', remix: true });
  const user = await cell.publish({
    personId: cell.first.personId,
    bytes,
    caption: 'uses it',
    sound: first,
  });
  const other = await cell.publish({ personId, bytes, caption: 'has its own' });
  await cell.drain();
  return [first, user, other];
}

test('a clip whose sound is silenced by order stays and plays, with every byte of its sound zero, until the order ends', async () => {
  const [first, user, other] = await threeClips();
  assert.ok(soundIn(clip).length > 0, 'there is something to be heard');
  const before = await bytesOf(user);
  const { order } = await cell.release({ targets: [{ kind: 'silent_sound', id: first }] });
  await cell.drain();
  for (const id of [first, user]) {
    assert.deepEqual((await video(id)).sound?.silence, { by: 'order', law: order.law });
    const silent = await whole(id);
    assert.equal(silent.length, clip.length);
    assert.deepEqual(soundIn(silent), []);
    for (const { pos, size } of soundIn(clip)) {
      const part = silent.subarray(Number(pos), Number(pos) + Number(size));
      assert.ok(
        part.every((byte) => byte === 0),
        'no byte of the sound is sent',
      );
    }
    playsToTheEnd(silent);
  }
  const silent = await whole(user);
  for (const [start, end] of [
    [0, 9],
    [40, 5_000],
    [clip.length - 3_000, clip.length - 1],
  ] as const) {
    const part = await bytesOf(user, { range: `bytes=${start}-${end}` });
    assert.equal(part.status, 206);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), silent.subarray(start, end + 1));
  }
  const known = await bytesOf(user, { 'if-none-match': before.headers.get('etag') ?? '' });
  assert.equal(known.status, 200, 'who holds the bytes with sound is sent those without');
  assert.deepEqual(await whole(other), clip, 'nothing else falls silent');
  const sound = await page(first, cell.creator.token);
  assert.deepEqual([sound.uses, sound.mayUse], [1, false]);
  assert.deepEqual((await page(first)).silence, { by: 'order', law: order.law });
  const list = await cell.api<VideoPage>('GET', `/v1/sounds/${first}/clips`);
  assert.deepEqual(
    list.body.items.map(({ id }) => id),
    [user],
  );
  const later = await cell.publish({ personId: cell.creator.personId, bytes: clip, sound: first });
  await cell.drain();
  assert.deepEqual(soundIn(await whole(later)), [], 'a clip that comes later is silent too');
  await cell.double(order.id, 'revoke');
  await cell.drain();
  for (const id of [first, user, later]) {
    assert.equal((await video(id)).sound?.silence, undefined);
    assert.deepEqual(await whole(id), clip, 'it is heard again as it was');
  }
});

test('the receipt of such an order says what was read, and that nothing of it was heard', async () => {
  const [first] = await threeClips();
  const { order } = await cell.release({ targets: [{ kind: 'silent_sound', id: first }] });
  await cell.drain();
  const { body } = await cell.api<{
    receipts: { surfaces: { surface: string; items: number; shown: number }[] }[];
  }>('GET', `/v1/orders/${order.id}`, { token: cell.first.token });
  const lines = body.receipts?.flatMap(({ surfaces }) => surfaces) ?? [];
  const heard = lines.filter(({ surface }) => surface.endsWith('(heard)'));
  assert.deepEqual(
    heard.map(({ surface, shown }) => [surface, shown]),
    [
      ['videos.sound (heard)', 0],
      ['videos.media (heard)', 0],
    ],
    JSON.stringify(body).slice(0, 600),
  );
  assert.ok(heard.every(({ items }) => items > 0));
  await cell.double(order.id, 'revoke');
});

test('whose sound it is takes it out of others’ clips, a moderator out of all, and each can undo it', async () => {
  const [first, user] = await threeClips();
  const path = `/v1/sounds/${first}/silence`;
  const put = async (token: string, reason = 'mine') =>
    (await cell.api('PUT', path, { token, body: { reason } })).status;
  const stranger = await cell.account(`stranger_${first.slice(-6)}`);
  assert.equal(await put(stranger.token), 403);
  assert.equal(await put(cell.creator.token), 204);
  assert.deepEqual((await video(user)).sound?.silence, { by: 'creator' });
  assert.deepEqual(
    [soundIn(await whole(user)).length, (await video(first)).sound?.silence],
    [0, undefined],
  );
  assert.deepEqual(await whole(first), clip, 'one’s own stays as it is');
  const own = await page(first, cell.creator.token);
  assert.deepEqual([own.maySilence, own.silencedByCaller, own.mayUse], ['creator', true, false]);
  assert.equal((await cell.api('DELETE', path, { token: cell.creator.token })).status, 204);
  assert.deepEqual(await whole(user), clip);

  const moderator = await cell.account(`moderator_${first.slice(-6)}`);
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  assert.equal(await put(moderator.token, 'claimed by its rights holder, notice 12'), 204);
  for (const id of [first, user])
    assert.deepEqual((await video(id)).sound?.silence, { by: 'moderator' });
  assert.equal((await cell.api('DELETE', path, { token: cell.creator.token })).status, 204);
  assert.deepEqual(
    soundIn(await whole(first)),
    [],
    'a moderator’s word is not its creator’s to undo',
  );
  assert.equal((await cell.api('DELETE', path, { token: moderator.token })).status, 204);
  assert.deepEqual(await whole(first), clip);
});

test('a moderator silences a sound whose first clip is gone, and can undo that', async () => {
  const [first, user] = await threeClips();
  await cell.cell.videos.purge([first]);
  await cell.drain();
  const moderator = await cell.account(`late_${first.slice(-6)}`);
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  const { token } = moderator;
  assert.equal((await page(first, token)).maySilence, 'moderator');
  const path = `/v1/sounds/${first}/silence`;
  const body = { reason: 'claimed by its rights holder' };
  assert.equal((await cell.api('PUT', path, { token, body })).status, 204);
  assert.deepEqual(soundIn(await whole(user)), []);
  assert.equal((await page(first, token)).silencedByCaller, true);
  const stranger = await cell.account(`other_${first.slice(-6)}`);
  const asStranger = { token: stranger.token, body };
  assert.equal((await cell.api('PUT', path, asStranger)).status, 403);
  assert.equal((await cell.api('DELETE', path, { token })).status, 204);
  assert.deepEqual(await whole(user), clip);
});
