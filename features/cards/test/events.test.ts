// What lock screens report: counted once, under a receipt or without one, learned from only where somebody allowed it.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { LockCard } from '@jhalak/contracts/lock';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import { startCardsCell, type CardsCell } from './cards-cell.fixture.ts';
import { answer, mintDevice, report, sayYes } from './device.fixture.ts';
import { openPack, openSigned } from './signed.fixture.ts';

let cell: CardsCell;
// A pack holds two cards of a creator at most.
let creators: string[];
before(async () => {
  cell = await startCardsCell();
  const others = await Promise.all([cell.account('maker_two'), cell.account('maker_three')]);
  creators = [cell.creator, ...others].map((one) => one.personId);
  for (const personId of creators) await cell.trust(personId);
});
after(async () => {
  await cell.close();
});

// Cards of the day before are old, and a pack of seen ones is empty.
beforeEach(async () => {
  for (const personId of creators) await cell.publish({ personId, caption: 'A fresh clip' });
  await cell.drain();
});

async function cards(): Promise<LockCard[]> {
  return (await openPack(cell, 'hi')).cards;
}

async function firstSlot(): Promise<string> {
  const [card] = await cards();
  assert.ok(card);
  return card.slot;
}

async function rowsOf(table: string): Promise<number> {
  const [row] = await cell.parts.database.query<{ count: number }>({
    name: `test.rows_${table}`,
    text: `SELECT count(*)::int AS count FROM ${table}`,
  });
  return row?.count ?? -1;
}

test('an event counts once a device, slot, type and number; another device’s is another', async () => {
  const slot = await firstSlot();
  const device = mintDevice();
  const { receipt } = await sayYes(cell, device);
  const before = await cell.sums();
  const twice = [
    { type: 'glance', slot },
    { type: 'glance', slot },
  ] as const;
  assert.deepEqual(await report(cell, { device, receipt }, twice), [
    { ok: true },
    { ok: true, code: 'duplicate' },
  ]);
  assert.deepEqual(await report(cell, { device, receipt }, [{ type: 'glance', slot }]), [
    { ok: true, code: 'duplicate' },
  ]);
  const other = mintDevice();
  await report(cell, { device: other, receipt: (await sayYes(cell, other)).receipt }, [
    { type: 'glance', slot },
    { type: 'open', slot },
  ]);
  const after = await cell.sums();
  assert.equal((after['shown'] ?? 0) - (before['shown'] ?? 0), 2);
  assert.equal((after['opens'] ?? 0) - (before['opens'] ?? 0), 1);
});

test('reports of one device that come at once still count once', async () => {
  const slot = await firstSlot();
  const device = mintDevice();
  const results = await Promise.all(
    Array.from({ length: 8 }, async () => await report(cell, { device }, [{ type: 'open', slot }])),
  );
  assert.equal(results.flat().filter((one) => one.code === undefined).length, 1);
});

test('of a pack without identifiers nothing reaches anybody’s memory, whoever reports', async () => {
  const viewer = await cell.viewer();
  const before = [await rowsOf('attention_counted'), await rowsOf('attention_seen')];
  const slot = await firstSlot();
  await report(cell, { device: mintDevice(), token: viewer.token }, [
    { type: 'glance', slot },
    { type: 'open', slot },
    { type: 'dismiss', slot, reason: 'not_interested' },
  ]);
  await cell.drain();
  assert.deepEqual([await rowsOf('attention_counted'), await rowsOf('attention_seen')], before);
  const taste = await cell.cell.taste.viewer(viewer.personId);
  assert.deepEqual(taste?.genres ?? {}, {});
});

test('pseudonyms reach no table in the clear', async () => {
  const device = mintDevice();
  await sayYes(cell, device);
  await report(cell, { device }, [{ type: 'glance', slot: await firstSlot() }]);
  const rows = await cell.parts.database.query<{ text: string }>({
    name: 'test.dump',
    text: `SELECT encode(device_hash, 'escape') AS text FROM lock_counted
      UNION ALL SELECT encode(device_hash, 'escape') FROM lock_receipts
      UNION ALL SELECT facts::text FROM journal WHERE stream LIKE 'cards.%'`,
  });
  assert.ok(rows.length > 3);
  const raw = Buffer.from(device, 'base64url').toString('latin1');
  for (const { text } of rows) assert.ok(!text.includes(device) && !text.includes(raw));
});

test('slots take events until a week after their pack’s end, and not longer', async () => {
  const slot = await firstSlot();
  cell.parts.clock.advance(8 * DAY_MS);
  assert.deepEqual(await report(cell, { device: mintDevice() }, [{ type: 'glance', slot }]), [
    { ok: true },
  ]);
  const [sweep] = cell.cell.features
    .flatMap((feature) => feature.sweeps)
    .filter((one) => one.name === 'cards.counted');
  const device = mintDevice();
  await report(cell, { device }, [{ type: 'open', slot }]);
  await sweep?.run();
  assert.equal((await report(cell, { device }, [{ type: 'open', slot }]))[0]?.code, 'duplicate');
  cell.parts.clock.advance(1);
  const late = await report(cell, { device }, [{ type: 'share', slot }]);
  assert.deepEqual(late, [{ ok: false, code: 'slot_expired' }]);
});

test('impossible reports are refused one by one, the rest counts', async () => {
  const slot = await firstSlot();
  const nowMs = cell.parts.clock.nowMs();
  const results = await report(cell, { device: mintDevice() }, [
    { type: 'glance', slot: 'x'.repeat(40) },
    { type: 'glance', slot, at: nowMs + 2 * DAY_MS },
    { type: 'glance', slot, at: nowMs - 2 * DAY_MS },
    { type: 'dwell', slot, dwellMs: 8 * HOUR_MS },
    { type: 'save', slot },
  ]);
  assert.deepEqual(results, [
    { ok: false, code: 'slot_invalid' },
    { ok: false, code: 'time_impossible' },
    { ok: false, code: 'time_impossible' },
    { ok: false, code: 'watch_impossible' },
    { ok: true },
  ]);
});

test('a slot of one surface is none on the other, and nobody reports another viewer’s', async () => {
  const owner = await lockViewer();
  const other = await lockViewer();
  const own = await openPack(cell, 'hi', { token: owner.token });
  const slot = own.cards[0]?.slot ?? '';
  const at = cell.parts.clock.nowMs();
  const asPlayer = await cell.api<{ results: object[] }>('POST', '/v1/events', {
    token: owner.token,
    body: { events: [{ type: 'impression', slot, seq: 0, at }] },
  });
  assert.deepEqual(asPlayer.body.results, [{ ok: false, code: 'slot_invalid' }]);
  const page = await cell.api<{ items: { slot: string }[] }>('GET', '/v1/feeds/for-you', {
    token: owner.token,
  });
  const feedSlot = page.body.items[0]?.slot ?? '';
  assert.equal(
    (
      await report(cell, { device: mintDevice(), token: owner.token }, [
        { type: 'glance', slot: feedSlot },
      ])
    )[0]?.code,
    'slot_invalid',
  );
  for (const token of [other.token, undefined]) {
    const refused = await report(cell, { device: mintDevice(), token }, [{ type: 'glance', slot }]);
    assert.deepEqual(refused, [{ ok: false, code: 'not_your_slot' }]);
  }
});

/** A viewer of 18 or more who allowed learning and the lock screen. */
async function lockViewer(): Promise<{ personId: string; token: string }> {
  return await cell.viewer({
    consent: {
      personalisation: true,
      lock: true,
      ads: false,
      ...noticeRead('en'),
    },
  });
}

test('a receipt says what was answered, signed; the same answer again is the same receipt', async () => {
  const device = mintDevice();
  const receipt = await sayYes(cell, device);
  assert.deepEqual(
    [receipt.device, receipt.granted, receipt.counter, receipt.noticeVersion, receipt.issuedAtMs],
    [device, true, 1, '2026-11', cell.parts.clock.nowMs()],
  );
  cell.parts.clock.advance(HOUR_MS);
  assert.deepEqual(await sayYes(cell, device), receipt);
});

test('an answer that does not count on from the last one is refused, and changes nothing', async () => {
  const device = mintDevice();
  await sayYes(cell, device, 3);
  assert.equal((await answer(cell, device, false, 4)).status, 201);
  for (const [granted, counter] of [
    [true, 4],
    [true, 3],
    [true, 1],
    [false, 2],
  ] as const) {
    const { status, body } = await answer(cell, device, granted, counter);
    assert.deepEqual([status, body.code], [409, 'lock.receipt_outdated'], `${counter}`);
  }
  assert.equal((await answer(cell, device, true, 5)).status, 201);
});

test('two answers under one counter that come at once: one is kept', async () => {
  const device = mintDevice();
  const replies = await Promise.all([
    answer(cell, device, true, 1),
    answer(cell, device, false, 1),
  ]);
  assert.deepEqual(new Set(replies.map((reply) => reply.status)), new Set([201, 409]));
});

test('what is shown under a receipt, after its withdrawal and without one is counted apart, also for its brand', async () => {
  const brand = await cell.brand('testphone');
  const [first, second, third] = await cards();
  assert.ok(first && second && third);
  const device = mintDevice();
  const { receipt } = await sayYes(cell, device, 1, { brand });
  const caller = { device, receipt, brand };
  await report(cell, caller, [{ type: 'glance', slot: first.slot }]);
  await answer(cell, device, false, 2);
  await report(cell, caller, [{ type: 'glance', slot: second.slot }]);
  await report(cell, { device: mintDevice(), receipt, brand }, [
    { type: 'glance', slot: first.slot },
  ]);
  await report(cell, { device, brand }, [{ type: 'glance', slot: third.slot }]);
  await cell.drain();
  const all = await cell.api<{ days: { brand: string }[] }>('GET', '/v1/desk/lock/report', {
    token: cell.operator.token,
  });
  const brandId = all.body.days.find((row) => row.brand !== '')?.brand ?? '';
  const sums = await cell.sums(brandId);
  assert.deepEqual(
    [sums['shown'], sums['shownAfterWithdrawal'], sums['shownWithoutReceipt']],
    [1, 1, 2],
  );
  const fill = await cell.api<{ lastDay: { glances: number; withoutReceipt: number } }>(
    'GET',
    '/v1/partner/brands/testphone/fill',
    { token: cell.operator.token },
  );
  assert.deepEqual([fill.body.lastDay.glances, fill.body.lastDay.withoutReceipt], [4, 3]);
});

test('a viewer’s answer stands in the ledger under its own notice, with its receipt, and leaves other purposes alone', async () => {
  const viewer = await cell.viewer();
  const device = mintDevice();
  const receipt = await sayYes(cell, device, 1, { token: viewer.token });
  const me = async () =>
    (
      await cell.api<{ consent: Record<string, unknown> }>('GET', '/v1/viewers/me', {
        token: viewer.token,
      })
    ).body.consent;
  assert.deepEqual(
    [(await me())['lock'], (await me())['personalisation'], (await me())['noticeVersion']],
    [true, true, noticeRead('en').noticeVersion],
  );
  await answer(cell, device, false, 2, { token: viewer.token });
  assert.equal((await me())['lock'], false);
  const ledger = await cell.parts.database.query<Record<string, unknown>>(
    {
      name: 'test.ledger',
      text: `SELECT lock, personalisation, purpose, notice_version, receipt_id FROM consents
        WHERE person_id = $1 ORDER BY consent_id`,
    },
    [viewer.personId],
  );
  assert.deepEqual(
    ledger.map((row) => [
      row['lock'],
      row['personalisation'],
      row['purpose'],
      row['notice_version'],
    ]),
    [
      [false, true, null, noticeRead('en').noticeVersion],
      [true, true, 'lock', '2026-11'],
      [false, true, 'lock', '2026-11'],
    ],
  );
  assert.equal(ledger[1]?.['receipt_id'], receipt.receipt);
});

test('a receipt is signed by a key of the set like everything else', async () => {
  const reply = await answer(cell, mintDevice(), true, 1);
  const { protected: head, payload, signature } = reply.body;
  const flipped = `${payload.slice(0, -2)}${payload.endsWith('AA') ? 'BB' : 'AA'}`;
  await assert.rejects(openSigned(cell, { protected: head, payload: flipped, signature }));
});

test('counts that are computed again from the journal are the same', async () => {
  await report(cell, { device: mintDevice() }, [
    { type: 'glance', slot: await firstSlot() },
    { type: 'dwell', slot: await firstSlot(), dwellMs: 10 },
    { type: 'dwell', slot: await firstSlot(), dwellMs: 20, seq: 1 },
  ]);
  await cell.drain();
  const read = async () =>
    await cell.parts.database.query({
      name: 'test.card_days',
      text: 'SELECT * FROM lock_card_days ORDER BY card_id, day',
    });
  const living = await read();
  assert.ok(living.length > 0);
  const consumer = cell.cell.features
    .flatMap((feature) => feature.consumers)
    .find((one) => one.name === 'cards.counts');
  assert.ok(consumer);
  await cell.parts.database.transaction(async (tx) => {
    await cell.parts.journal.rewind(tx, consumer);
    await tx.query({ name: 'test.forget_days', text: 'DELETE FROM lock_card_days' });
  });
  await cell.cell.stop();
  const again = await cell.parts.journal.consume(consumer);
  await again.catchUp();
  await again.stop();
  assert.deepEqual(await read(), living);
});
