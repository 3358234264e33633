// Under an order over the whole app one's own data stays one's own; what an order over a clip hides is in no archive.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { orderCell, type OrderCell, fetchArchive, makeExport, unpack } from '@jhalak/testing';

let cell: OrderCell;
before(async () => {
  cell = await orderCell();
});
after(async () => await cell.close());

test('a clip under an order is in no archive: not in one made later, not in one that lay ready, and back when it is lifted', async () => {
  const { creator } = cell;
  const dark = await cell.publish({ personId: creator.personId, caption: 'soon dark' });
  const light = await cell.publish({ personId: creator.personId, caption: 'stays' });
  await cell.drain();
  const before = await makeExport(cell, creator);
  assert.equal((await fetchArchive(cell, creator, before.id)).status, 200);
  const text = 'Canary of a confidential order';
  const { order } = await cell.release({ targets: [{ kind: 'clip', id: dark }], text });
  const old = await fetchArchive(cell, creator, before.id);
  assert.equal(old.status, 410);
  assert.ok(old.bytes.includes('export.gone'));

  const made = await makeExport(cell, creator);
  const archive = await unpack((await fetchArchive(cell, creator, made.id)).bytes);
  assert.ok(!archive.paths.includes(`clips/${dark}/360.mp4`));
  assert.ok(!archive.paths.includes(`clips/${dark}/picture.webp`));
  assert.ok(archive.paths.includes(`clips/${light}/360.mp4`));
  assert.match(
    await archive.text('clip-files.json'),
    new RegExp(`${dark}","notIncluded":"withheld`),
  );
  assert.match(await archive.text('index.html'), /withheld by a legal order/);
  const [notice] = await archive.rows('order-notices');
  assert.equal(notice?.['videoId'], dark);
  for (const path of archive.paths) {
    const file = await archive.text(path);
    for (const secret of [text, order.id, 'Ministry of Tests', 'T/1'])
      assert.ok(!file.includes(secret), `${path} tells of the order`);
  }
  await archive.close();

  await cell.double(order.id, 'revoke');
  const after = await makeExport(cell, creator);
  const again = await unpack((await fetchArchive(cell, creator, after.id)).bytes);
  assert.ok(again.paths.includes(`clips/${dark}/360.mp4`));
  await again.close();
});

test('clips whose sound an order silences are in no archive: their files have it', async () => {
  const [friend, user] = [await cell.account('silent_friend'), await cell.account('silent_user')];
  const first = await cell.publish({ personId: friend.personId, remix: true });
  const uses = await cell.publish({ personId: user.personId, sound: first });
  await cell.drain();
  const before = await makeExport(cell, user);
  assert.equal((await fetchArchive(cell, user, before.id)).status, 200);
  const { order } = await cell.release({ targets: [{ kind: 'silent_sound', id: first }] });
  await cell.drain();
  assert.equal((await fetchArchive(cell, user, before.id)).status, 410);
  for (const [who, id] of [
    [user, uses],
    [friend, first],
  ] as const) {
    const made = await makeExport(cell, who);
    const archive = await unpack((await fetchArchive(cell, who, made.id)).bytes);
    assert.ok(!archive.paths.includes(`clips/${id}/360.mp4`));
    await archive.close();
  }
  await cell.double(order.id, 'revoke');
  await cell.drain();
});

test('while an order closes the region people still take their data with them, clips too', async () => {
  const person = await cell.account('closed_out');
  const clip = await cell.publish({ personId: person.personId });
  await cell.drain();
  await cell.release({ targets: [{ kind: 'app' }] });
  const { token } = person;
  assert.equal((await cell.api('GET', '/v1/feeds/for-you', { token })).status, 451);
  const made = await makeExport(cell, person, 'hi');
  assert.equal(made.state, 'ready');
  const list = await cell.api<{ items: unknown[] }>('GET', '/v1/me/exports', { token });
  assert.deepEqual([list.status, list.body.items.length], [200, 1]);
  const fetched = await fetchArchive(cell, person, made.id);
  assert.equal(fetched.status, 200);
  const archive = await unpack(fetched.bytes);
  assert.equal(await archive.text(`clips/${clip}/360.mp4`), `clip ${clip}`);
  await archive.checkSums();
  await archive.close();
});
