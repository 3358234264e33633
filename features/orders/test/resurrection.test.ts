// What is dark stays dark: the same bytes again, an older database, a replayed journal; and what must be kept is kept.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { OrderTransparency } from '@jhalak/contracts/orders';
import { createCell } from '@jhalak/jhalak';
import { DAY_MS } from '@jhalak/kernel';
import { orderCell, type OrderCell } from '@jhalak/testing';

const OPTIONS = {
  maxUploadBytes: 50_000_000,
  maxDurationMs: 180_000,
  undoDays: 7,
  encodeConcurrency: 1,
};
let cell: OrderCell;
before(async () => {
  cell = await orderCell();
});
after(async () => {
  await cell.close();
});

async function clipIn(world: OrderCell, caption: string): Promise<string> {
  const id = await world.publish({ personId: world.creator.personId, caption });
  await world.drain();
  return id;
}

const clip = async (caption: string): Promise<string> => await clipIn(cell, caption);

async function status(id: string): Promise<number> {
  return (await cell.api('GET', `/v1/videos/${id}`)).status;
}

async function sweepIn(world: OrderCell, name: string): Promise<void> {
  const found = world.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find((one) => one.name === name);
  assert.ok(found, name);
  await found.run();
}

function makeVideo(path: string): boolean {
  const made = 'testsrc=duration=2:size=360x640:rate=15';
  try {
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', made, '-pix_fmt', 'yuv420p', path]);
    return true;
  } catch {
    return false;
  }
}

test('the same bytes are refused while an order hides their clip, and taken again when it ends', async (t) => {
  const path = join(cell.parts.folder, 'again.mp4');
  if (!makeVideo(path)) {
    t.skip('ffmpeg is not here: whether the same bytes come back was NOT tried');
    return;
  }
  const ingest = async (): Promise<{ uploadId: string; videoId: string }> => {
    const { personId } = cell.creator;
    const words = { caption: 'made', language: 'hi', genre: 'music', tags: [] } as const;
    const made = await cell.cell.media.ingestFile(path, {
      ...words,
      tags: [],
      personId,
      sample: false,
    });
    await cell.drain();
    return made;
  };
  const first = await ingest();
  assert.equal(await status(first.videoId), 200);
  const { order } = await cell.release({ targets: [{ kind: 'clip', id: first.videoId }] });
  const again = await ingest();
  const upload = await cell.api<{ state: string; failure: { code: string } }>(
    'GET',
    `/v1/uploads/${again.uploadId}`,
    { token: cell.creator.token },
  );
  assert.deepEqual(
    [upload.body.state, upload.body.failure.code],
    ['refused', 'media.ordered_dark'],
  );
  await cell.double(order.id, 'revoke');
  assert.equal(await status((await ingest()).videoId), 200);
});

test('the same bytes are refused although their clip was deleted for good, by whoever sends them', async (t) => {
  const gone = await orderCell();
  const path = join(gone.parts.folder, 'gone.mp4');
  if (!makeVideo(path)) {
    t.skip('ffmpeg is not here: whether bytes of a deleted clip come back was NOT tried');
    return;
  }
  const words = {
    caption: 'made',
    language: 'hi',
    genre: 'music',
    tags: [],
    sample: false,
  } as const;
  const ingest = async (personId: string): Promise<{ uploadId: string; videoId: string }> => {
    const made = await gone.cell.media.ingestFile(path, { ...words, tags: [], personId });
    await gone.drain();
    return made;
  };
  const first = await ingest(gone.creator.personId);
  const other = await gone.account('somebody_else');
  await gone.release({ targets: [{ kind: 'clip', id: first.videoId }] });
  await gone.api('DELETE', `/v1/videos/${first.videoId}`, { token: gone.creator.token });
  gone.parts.clock.advance(8 * DAY_MS);
  await sweepIn(gone, 'videos.purge');
  await gone.drain();
  const again = await ingest(other.personId);
  assert.equal((await gone.api('GET', `/v1/videos/${again.videoId}`)).status, 404);
  const [upload] = await gone.parts.database.query<{ failure_code: string }>(
    {
      name: 'test.upload',
      text: 'SELECT failure_code FROM media_uploads WHERE upload_id = $1',
    },
    [again.uploadId],
  );
  assert.equal(upload?.failure_code, 'media.ordered_dark');
  await gone.close();
});

test('a person’s erasure takes all but what an order keeps', async () => {
  const leaver = await cell.account('leaving_soon');
  const id = await cell.publish({ personId: leaver.personId, caption: 'held back' });
  const sent = Buffer.from('as it was sent, sealed under a key that goes first');
  const source = await sealedOriginal(cell, { personId: leaver.personId, id, sent });
  await cell.drain();
  await cell.release({ targets: [{ kind: 'clip', id }] });
  await cell.cell.accounts.erasePerson(leaver.personId);
  await cell.drain();
  assert.equal(await cell.parts.blobs.stat(`renditions/${id}/360.mp4`), undefined);
  const kept = await cell.cell.orders.preserved('clip', id);
  assert.equal(kept?.bytes.size, 3, 'clip, poster and original');
  assert.deepEqual(kept?.bytes.get(source), sent, 'under the hold alone');
  assert.equal(await cell.cell.media.original(id), undefined);
});

test('an original that is sealed after the order came opens under the hold, although its person is erased', async () => {
  const leaver = await cell.account('leaving_late');
  const id = await cell.publish({ personId: leaver.personId, caption: 'held back first' });
  await cell.drain();
  await cell.release({ targets: [{ kind: 'clip', id }] });
  const sent = Buffer.from('as it was sent, sealed while the order stood');
  const source = await sealedOriginal(cell, { personId: leaver.personId, id, sent });
  await cell.cell.accounts.erasePerson(leaver.personId);
  await cell.drain();
  const kept = await cell.cell.orders.preserved('clip', id);
  assert.deepEqual(kept?.bytes.get(source), sent);
});

/** As one that was kept before originals were sealed. @returns where it lies sealed. */
async function sealedOriginal(
  on: OrderCell,
  { personId, id, sent }: { personId: string; id: string; sent: Buffer },
): Promise<string> {
  await on.parts.blobs.putBytes(`sources/${id}/original`, sent);
  await on.parts.database.query(
    {
      name: 'test.original',
      text: `INSERT INTO media_originals (person_id, video_id, bytes, kept_at_ms, plain_left)
        VALUES ($1, $2, $3, $4, true)`,
    },
    [personId, id, sent.length, on.parts.clock.nowMs()],
  );
  await sweepIn(on, 'media.seal_originals');
  const [key = ''] = (await on.cell.media.keysOf(id)).filter((one) => one.startsWith('sources/'));
  assert.ok(!key.endsWith('/original') && !(await on.parts.blobs.read(key))?.includes('as it was'));
  return key;
}

test('what a confidential order says is in nothing that outsiders or creators can read', async () => {
  const canary = 'KANARIENVOGEL';
  const id = await clip('an ordinary clip');
  const { order } = await cell.release({
    targets: [
      { kind: 'clip', id },
      { kind: 'keyword', text: canary },
    ],
    authority: canary,
    reference: canary,
    text: canary,
  });
  const viewer = await cell.viewer();
  const open = cell.cell.routes.filter(
    ({ method, access, path }) =>
      method === 'GET' && (access === 'anyone' || access === 'viewer') && !path.includes(':'),
  );
  const paths = [
    ...open.map(({ path }) => path),
    `/v1/videos/${id}`,
    '/v1/people/maker_one/videos',
  ];
  for (const path of paths) {
    const { body } = await cell.api<unknown>('GET', path, { token: viewer.token });
    assert.ok(!JSON.stringify(body).includes(canary), path);
  }
  const own = await cell.api<unknown>('GET', '/v1/profile/notices', { token: cell.creator.token });
  assert.ok(!JSON.stringify(own.body).includes(canary), 'notices');
  const leaves = await cell.parts.database.query<{ leaf: string }>({
    name: 'test.leaves',
    text: 'SELECT leaf::text AS leaf FROM border_entries',
  });
  assert.ok(leaves.length > 3);
  for (const { leaf } of leaves) {
    assert.ok(!leaf.includes(canary), leaf);
    assert.ok(!leaf.includes(id) && !leaf.includes(order.id), leaf);
  }
  const rows = await cell.parts.database.query<{ row: string }>({
    name: 'test.orders_rows',
    text: `SELECT encode(words, 'escape') AS row FROM orders`,
  });
  for (const { row } of rows) assert.ok(!row.includes(canary), 'sealed at rest');
  const report = await cell.api<OrderTransparency>('GET', '/v1/transparency/orders');
  const listed = report.body.orders.find(({ commitment }) => commitment === order.commitment);
  assert.ok(listed);
  assert.equal(listed.opened, undefined);
  await cell.double(order.id, 'disclose');
  const told = await cell.api<OrderTransparency>('GET', '/v1/transparency/orders');
  const opened = told.body.orders.find(({ commitment }) => commitment === order.commitment)?.opened;
  assert.ok(opened);
  const { createHash } = await import('node:crypto');
  const salt = Buffer.from(opened.saltHex, 'hex');
  const idBytes = Buffer.from(opened.id.replaceAll('-', ''), 'hex');
  const digest = (of: Buffer): string => createHash('sha256').update(salt).update(of).digest('hex');
  assert.equal(digest(idBytes), listed.commitment);
  assert.equal(digest(Buffer.from(opened.contentJson)), listed.content);
  await cell.double(order.id, 'revoke');
});

test('a clip that its creator deletes is kept sealed for 180 days, and then nothing of it opens', async () => {
  // Sign-ins do not last as long as holds: a cell of its own.
  const kept180 = await orderCell();
  const id = await clipIn(kept180, 'kept for authorities');
  const key = `renditions/${id}/360.mp4`;
  const bytes = await kept180.parts.blobs.read(key);
  await kept180.release({ targets: [{ kind: 'clip', id }] });
  await kept180.api('DELETE', `/v1/videos/${id}`, { token: kept180.creator.token });
  kept180.parts.clock.advance(8 * DAY_MS);
  await sweepIn(kept180, 'videos.purge');
  assert.equal(await kept180.parts.blobs.stat(key), undefined, 'gone where it lay');
  const kept = await kept180.cell.orders.preserved('clip', id);
  assert.deepEqual(kept?.bytes.get(key), bytes);
  assert.match(JSON.stringify(kept?.record), /kept for authorities/);
  for await (const sealed of kept180.parts.blobs.list(`preserved/${id}/`)) {
    const raw = await kept180.parts.blobs.read(sealed);
    assert.ok(raw !== undefined && !raw.includes(`clip ${id}`), 'sealed');
  }
  kept180.parts.clock.advance(171 * DAY_MS);
  await sweepIn(kept180, 'orders.preserved');
  assert.notEqual(await kept180.cell.orders.preserved('clip', id), undefined, 'day 179');
  kept180.parts.clock.advance(2 * DAY_MS);
  await sweepIn(kept180, 'orders.preserved');
  assert.equal(await kept180.cell.orders.preserved('clip', id), undefined, 'day 181');
  const left: string[] = [];
  for await (const sealed of kept180.parts.blobs.list(`preserved/${id}/`)) left.push(sealed);
  assert.deepEqual(left, []);
  await kept180.close();
});

// Last: it ends the cell's features and begins others over the same parts.
test('a database from before an order comes up dark by the register, and a replayed journal changes nothing', async () => {
  const id = await clip('restored from before');
  const other = await clip('ended before');
  await cell.release({ targets: [{ kind: 'clip', id }] });
  const ended = await cell.release({ targets: [{ kind: 'clip', id: other }] });
  await cell.double(ended.order.id, 'revoke');
  const { database } = cell.parts;
  for (const table of [
    'orders',
    'order_events',
    'order_approvals',
    'order_items',
    'order_receipts',
    'visibility_orders',
    'lock_ordered',
  ])
    await database.query({ name: `test.forget.${table}`, text: `DELETE FROM ${table}` });
  await database.query({
    name: 'test.forget.journal',
    text: `DELETE FROM journal WHERE stream = 'orders.order'`,
  });
  await cell.cell.stop();
  const restored = createCell(cell.cell.parts, OPTIONS);
  await restored.start(['api']);
  const seen = (videoId: string): string => {
    const verdict = restored.visibility.check('videos.page', videoId, { ageBand: '18plus' });
    return verdict.kind === 'visible' ? 'visible' : verdict.reason;
  };
  assert.deepEqual([seen(id), seen(other)], ['withheld', 'visible']);
  await restored.drain();
  await restored.stop();
  await database.transaction(async (tx) => {
    const consumer = restored.features
      .flatMap(({ consumers }) => consumers)
      .find(({ name }) => name === 'visibility.tables');
    assert.ok(consumer);
    await tx.query({ name: 'test.forget_standing', text: 'DELETE FROM visibility_orders' });
    await tx.query({ name: 'test.forget_position', text: 'DELETE FROM visibility_position' });
    await cell.parts.journal.rewind(tx, consumer);
  });
  const replayed = createCell(cell.cell.parts, OPTIONS);
  await replayed.drain();
  await replayed.start(['api']);
  const verdict = replayed.visibility.check('videos.page', id, {});
  assert.deepEqual(verdict, { kind: 'hidden', reason: 'withheld' });
  await replayed.stop();
});
