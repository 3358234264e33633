// Claims about a channel that goes from one cell to another of its region: two real cells, papers carried between them by hand.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ChannelClaimed, ChannelMoveAsked, ChannelPage } from '@jhalak/contracts/channels';
import { DAY_MS } from '@jhalak/kernel';
import {
  orderCell,
  startCell,
  type OrderCell,
  type TestCell,
  type TestPerson,
} from '@jhalak/testing';
import { packChannel, receiptOf, type Sent } from './send.ts';
import { receiptPaper, recipientPaper, takeChannel } from './receive.ts';

const WATCH = { say: () => undefined, signal: new AbortController().signal };
const NO_FFMPEG = spawnSync('ffmpeg', ['-version']).status !== 0 && 'ffmpeg is not installed';
const PASSWORD = 'correct horse battery';

let folder: string;
let from: OrderCell;
let to: TestCell;
let far: TestCell;
let maker: TestPerson;
let fan: TestPerson;
let clips: string[];
let removed: string;
let ordered: string;
let asked: ChannelMoveAsked;
let sent: Sent;
const at = (name: string): string => join(folder, name);

before(async () => {
  if (NO_FFMPEG !== false) return;
  folder = await mkdtemp(join(tmpdir(), 'jhalak-channel-'));
  [from, to, far] = await Promise.all([
    orderCell({ seed: 11 }),
    startCell({ seed: 12 }),
    startCell({ seed: 13, region: 'sg' }),
  ]);
  await fill();
});
after(async () => {
  if (NO_FFMPEG !== false) return;
  await Promise.all([from.close(), to.close(), far.close()]);
  await rm(folder, { recursive: true, force: true });
});

async function fill(): Promise<void> {
  maker = await from.account('asha.rao');
  fan = await from.account('a_fan');
  await from.api('PATCH', '/v1/account', {
    token: maker.token,
    body: { displayName: 'Asha', bio: 'Clips of the sea.' },
  });
  const made = spawnSync('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=180x320:rate=15:duration=1'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-movflags',
      '+faststart',
    ],
    at('clip.mp4'),
  ]);
  assert.equal(made.status, 0, made.stderr.toString());
  clips = [];
  for (const caption of ['The tide 🌊', 'समुद्र #लहर']) clips.push(await clip(maker, caption));
  removed = await clip(maker, 'taken down');
  ordered = await clip(maker, 'under an order');
  await clip(fan, 'somebody else’s');
  await from.drain();
  await from.api('PUT', '/v1/people/asha.rao/follow', { token: fan.token });
  await from.api('PUT', `/v1/videos/${clips[0]}/like`, { token: fan.token });
  await from.parts.database.transaction((tx) =>
    from.cell.videos.moderate(tx, removed, { kind: 'remove', reason: 'spam', note: '' }),
  );
  await from.drain();
  await from.release({ targets: [{ kind: 'clip', id: ordered }] });
}

/** A clip with bytes that play. */
async function clip({ personId }: TestPerson, caption: string): Promise<string> {
  const { ids, blobs, database, clock } = from.parts;
  const videoId = ids.next();
  const bytes = await readFile(at('clip.mp4'));
  const poster = await blobs.putBytes(`posters/${videoId}/r-poster.webp`, Buffer.from('RIFF'));
  const rendition = await blobs.putBytes(`renditions/${videoId}/r-360.mp4`, bytes);
  await database.transaction((tx) =>
    from.cell.videos.publish(tx, {
      ...{ videoId, personId, caption, language: 'hi', genre: 'nature', tags: ['sea'] },
      ...{ durationMs: 1_000, widthPx: 180, heightPx: 320, sample: false, posterKey: poster.key },
      ...{ ai: 'altered' as const, thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI' },
      renditions: [
        {
          ...{ key: rendition.key, codec: 'avc1.64001f', widthPx: 180, heightPx: 320 },
          ...{ bitrateBps: 100_000, bytes: rendition.bytes, sha256: rendition.sha256 },
        },
      ],
    }),
  );
  clock.advance(60_000);
  return videoId;
}

async function entries(cell: TestCell, act: string): Promise<number> {
  const { rows } = await cell.parts.database.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM border_entries WHERE leaf LIKE $1`,
    [`%"act":"${act}"%`],
  );
  return rows[0]?.count ?? 0;
}

test(
  'a creator can ask for cells that both operators know, of the same region only, and once',
  { skip: NO_FFMPEG },
  async () => {
    const { token } = maker;
    const [here, there, abroad] = await Promise.all(
      [from, to, far].map(async ({ cell }) => await cell.crossings.card()),
    );
    const ask = async (cell: string | undefined) =>
      await from.api<{ code: string }>('POST', '/v1/me/channel-moves', {
        token,
        body: { to: cell },
      });
    assert.equal((await ask(there?.cell)).body.code, 'channel.unknown_cell');
    await from.cell.crossings.meet(there);
    await from.cell.crossings.meet(abroad);
    await to.cell.crossings.meet(here);
    await far.cell.crossings.meet(here);
    assert.equal((await ask(abroad?.cell)).body.code, 'channel.other_region');
    const page = await from.api<ChannelPage>('GET', '/v1/me/channel-moves', { token });
    assert.deepEqual(
      page.body.places.map(({ cell }) => cell),
      [there?.cell],
    );
    const nameless = await from.viewer();
    const refused = await from.api<{ code: string }>('POST', '/v1/me/channel-moves', {
      token: nameless.token,
      body: { to: there?.cell },
    });
    assert.equal(refused.body.code, 'channel.no_account');
    const first = await from.api<ChannelMoveAsked>('POST', '/v1/me/channel-moves', {
      token,
      body: { to: there?.cell },
    });
    assert.equal(first.status, 201);
    assert.equal((await ask(there?.cell)).body.code, 'channel.running');
    // Taken back, and asked for again.
    const path = `/v1/me/channel-moves/${first.body.move.id}`;
    assert.equal((await from.api('DELETE', path, { token: fan.token })).status, 404);
    assert.equal((await from.api('DELETE', path, { token })).status, 204);
    const again = await from.api<ChannelMoveAsked>('POST', '/v1/me/channel-moves', {
      token,
      body: { to: there?.cell },
    });
    asked = again.body;
    assert.match(asked.code, /^[a-z2-9]{4}(-[a-z2-9]{4}){4}$/);
  },
);

test(
  'what is packed is the creator’s own, sealed, and without what an order or a moderator took down',
  { skip: NO_FFMPEG },
  async () => {
    await writeFile(at('to.json'), JSON.stringify(await recipientPaper(to.cell, at('to-home'))));
    await writeFile(at('far.json'), JSON.stringify(await recipientPaper(far.cell, at('far-home'))));
    const pack = async (recipient: string, out: string, moveId = asked.move.id) =>
      await packChannel(from.cell, { moveId, recipientFile: at(recipient), out: at(out) }, WATCH);
    await assert.rejects(pack('far.json', 'a'), /stays in its region/);
    const forged = JSON.parse(await readFile(at('to.json'), 'utf8')) as Record<string, unknown>;
    await writeFile(at('forged.json'), JSON.stringify({ ...forged, recipient: 'a'.repeat(64) }));
    await assert.rejects(pack('forged.json', 'a'), /did not sign/);
    sent = await pack('to.json', 'carried');
    assert.deepEqual([sent.clips, sent.files], [2, 4]);
    assert.deepEqual(sent.left, { underOrder: 1, removed: 1 });
    assert.equal(await entries(from, 'channel.packed'), 1);
    // Nothing of anybody can be read in what is carried.
    const needles = ['asha', 'Clips of the sea', 'tide', 'a_fan', asked.code.replaceAll('-', '')];
    for (const name of await readdir(at('carried'), { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const text = (await readFile(join(name.parentPath, name.name))).toString('latin1');
      for (const needle of needles) assert.ok(!text.includes(needle), `${needle} in ${name.name}`);
    }
  },
);

test(
  'the other cell takes it only whole, from a cell that it knows, and for itself',
  { skip: NO_FFMPEG },
  async () => {
    const home = at('to-home');
    await cp(at('carried'), at('flipped'), { recursive: true });
    const names = await readdir(at('flipped/package'), { recursive: true });
    const sealed = names.filter((name) => name.endsWith('.sealed'));
    const file = join(at('flipped/package'), sealed[0] ?? '');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(file, bytes);
    await assert.rejects(takeChannel(to.cell, home, at('flipped'), WATCH), /refused/);
    await cp(at('carried'), at('relabelled'), { recursive: true });
    const paper = JSON.parse(await readFile(at('carried/channel.json'), 'utf8')) as object;
    const other = { ...paper, codeDigest: 'b'.repeat(64) };
    await writeFile(at('relabelled/channel.json'), JSON.stringify(other));
    await assert.rejects(takeChannel(to.cell, home, at('relabelled'), WATCH), /did not sign/);
    await assert.rejects(takeChannel(far.cell, at('far-home'), at('carried'), WATCH), /goes to/);
    await to.cell.crossings.part(await from.cell.border.cellId());
    await assert.rejects(takeChannel(to.cell, home, at('carried'), WATCH), /not known here/);
    await to.cell.crossings.meet(await from.cell.crossings.card());
    assert.equal(await entries(to, 'channel.arrived'), 0);

    const came = await takeChannel(to.cell, home, at('carried'), WATCH);
    assert.deepEqual([came.clips, came.files, came.refused, came.isNew], [2, 4, 0, true]);
    assert.equal((await takeChannel(to.cell, home, at('carried'), WATCH)).isNew, false);
    assert.equal(await entries(to, 'channel.arrived'), 1);
    await assert.rejects(receiptPaper(to.cell, asked.move.id, at('receipt.json')), /has not said/);
  },
);

test(
  'who says the code in the other cell gets the clips with their dates; nothing of others came along',
  { skip: NO_FFMPEG },
  async () => {
    // The name is taken there: they choose another.
    await to.account('asha.rao');
    const taken = await to.api<{ code: string }>('POST', '/v1/accounts', {
      body: { handle: 'asha.rao', password: PASSWORD },
    });
    assert.notEqual(taken.status, 201);
    const arrived = await to.account('asha.of.the.sea');
    const claim = async (token: string, code: string) =>
      await to.api<ChannelClaimed & { code: string }>('POST', '/v1/me/channel-arrivals', {
        token,
        body: { code },
      });
    assert.equal(
      (await claim(arrived.token, 'aaaa-bbbb-cccc-dddd-eeee')).body.code,
      'channel.wrong_code',
    );
    const nameless = await to.viewer();
    assert.equal((await claim(nameless.token, asked.code)).body.code, 'channel.no_account');
    const got = await claim(arrived.token, asked.code.toUpperCase().replaceAll('-', ' '));
    assert.equal(got.status, 200, JSON.stringify(got.body));
    assert.equal(got.body.formerHandle, 'asha.rao');
    assert.deepEqual(got.body.clips.toSorted(), clips.toSorted());
    assert.equal((await claim(arrived.token, asked.code)).body.code, 'channel.wrong_code');
    await to.drain();
    const before = await from.cell.videos.stored(clips);
    const now = await to.cell.videos.stored(clips);
    for (const id of clips) {
      const [there, here] = [before.get(id), now.get(id)];
      assert.equal(here?.personId, arrived.personId);
      assert.equal(here?.publishedAtMs, there?.publishedAtMs, 'the date stays');
      assert.deepEqual(
        [here?.caption, here?.tags, here?.genre, here?.language],
        [there?.caption, there?.tags, there?.genre, there?.language],
      );
      assert.equal(here?.ai, 'altered', 'what AI changed stays marked');
      const [rendition] = here?.renditions ?? [];
      const bytes = await to.parts.blobs.read(rendition?.key ?? '');
      assert.equal(
        createHash('sha256')
          .update(bytes ?? '')
          .digest('hex'),
        rendition?.sha256,
      );
      assert.equal((await to.api('GET', `/v1/videos/${id}`)).status, 200);
    }
    for (const table of ['social_followers', 'social_likes', 'safety_reports']) {
      const { rows } = await to.parts.database.pool.query(`SELECT 1 FROM ${table}`);
      assert.equal(rows.length, 0, table);
    }
    const waiting: string[] = [];
    for await (const key of to.parts.blobs.list('arrivals/')) waiting.push(key);
    assert.deepEqual(waiting, []);
  },
);

test(
  'with the other cell’s receipt old links lead there, and the clips that went are gone here; others stay',
  { skip: NO_FFMPEG },
  async () => {
    const receipt = await receiptPaper(to.cell, asked.move.id, at('receipt.json'));
    assert.equal(receipt.clips.length, 2);
    await writeFile(at('wrong.json'), JSON.stringify({ ...receipt, handle: 'somebody' }));
    await assert.rejects(receiptOf(from.cell, at('wrong.json')), /did not sign/);
    assert.equal((await receiptOf(from.cell, at('receipt.json'))).clips, 2);
    assert.equal((await receiptOf(from.cell, at('receipt.json'))).clips, 0, 'again: nothing more');
    assert.equal(await entries(from, 'channel.moved'), 1);
    await from.drain();
    const address = (await to.cell.crossings.card()).address;
    assert.equal(await from.cell.channels.linkOf(`/v/${clips[0]}`), `${address}/v/${clips[0]}`);
    assert.equal(await from.cell.channels.linkOf('/@asha.rao'), `${address}/@asha.of.the.sea`);
    assert.equal(await from.cell.channels.linkOf(`/v/${ordered}`), undefined);
    assert.equal((await from.api('GET', `/v1/videos/${clips[0]}`)).status, 404);
    assert.equal((await from.cell.videos.stored([ordered])).size, 1);
    // Who follows is not moved: the edge stays where it was.
    const { rows } = await from.parts.database.pool.query('SELECT 1 FROM social_followers');
    assert.equal(rows.length, 1);
    const page = await from.api<ChannelPage>('GET', '/v1/me/channel-moves', { token: maker.token });
    assert.deepEqual(
      page.body.moves.map(({ state, clipCount }) => [state, clipCount]),
      [
        ['moved', 2],
        ['withdrawn', null],
      ],
    );
  },
);

test(
  'what nobody asks for is not kept; an account that is erased takes its links with it',
  { skip: NO_FFMPEG },
  async () => {
    const { database, clock, blobs } = to.parts;
    const digest = 'c'.repeat(64);
    const channel = { handle: 'late', displayName: '', bio: '', clips: [] };
    const moveId = to.parts.ids.next();
    await to.cell.channels.arrive(
      { moveId, fromCell: 'in-aaaaaaaaaa', codeDigest: digest, channel },
      digest,
    );
    await blobs.putBytes(`arrivals/${moveId}/posters/x/y`, Buffer.from('x'));
    clock.advance(31 * DAY_MS);
    for (const { sweeps } of to.cell.features)
      for (const sweep of sweeps)
        if (sweep.name === 'exports.arrivals') assert.equal(await sweep.run(), 1);
    assert.equal(
      (await database.pool.query('SELECT 1 FROM channel_arrivals WHERE move_id = $1', [moveId]))
        .rowCount,
      0,
    );
    assert.equal(await blobs.stat(`arrivals/${moveId}/posters/x/y`), undefined);
    await from.cell.accounts.erasePerson(maker.personId);
    assert.equal(await from.cell.channels.linkOf('/@asha.rao'), undefined);
    assert.ok(existsSync(at('carried')));
  },
);

test(
  'a private account arrives private: nobody else sees its clips before its owner opens it there',
  { skip: NO_FFMPEG },
  async () => {
    const gone = await from.account('shy.sea');
    const { token } = gone;
    const id = await clip(gone, 'for my friends');
    const privacy = { token, body: { private: true } };
    assert.equal((await from.api('PUT', '/v1/accounts/me/privacy', privacy)).status, 200);
    await from.drain();
    const { cell: there } = await to.cell.crossings.card();
    const move = await from.api<ChannelMoveAsked>('POST', '/v1/me/channel-moves', {
      token,
      body: { to: there },
    });
    assert.equal(move.status, 201, JSON.stringify(move.body));
    const given = { moveId: move.body.move.id, recipientFile: at('to.json'), out: at('shy') };
    await packChannel(from.cell, given, WATCH);
    await takeChannel(to.cell, at('to-home'), at('shy'), WATCH);
    const [shy, other] = [await to.account('shy.there'), await to.account('other.there')];
    const got = await to.api<ChannelClaimed>('POST', '/v1/me/channel-arrivals', {
      token: shy.token,
      body: { code: move.body.code },
    });
    assert.deepEqual(got.body, { clips: [id], formerHandle: 'shy.sea', private: true });
    const path = `/v1/videos/${id}`;
    for (const who of [undefined, other.token])
      assert.equal((await to.api('GET', path, { token: who })).status, 404);
    assert.equal((await to.api('GET', path, { token: shy.token })).status, 200);
    const kept = await to.api('GET', '/v1/accounts/me/privacy', { token: shy.token });
    assert.deepEqual(kept.body, { private: true });
  },
);
