// Feed and lock screen choose under one contract, and remember together what a viewer has seen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Caller } from '@jhalak/contracts';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { SlotProvider } from '@jhalak/ports';
import {
  SLOT_ITEMS,
  slotProviderConformance,
  type SlotProviderUnderTest,
} from '@jhalak/ports/conformance';
import { startCell, type TestCell } from '@jhalak/testing';

const GENRES = ['music', 'sports', 'news', 'food', 'travel', 'comedy'];

let cell: TestCell;
before(async () => {
  cell = await startCell();
  for (let item = 0; item < SLOT_ITEMS; item += 1) {
    const handle = `maker_of_${'abcdefghkmno'[item]}x`;
    const personId = await cell.cell.accounts.createPerson({ handle });
    await cell.cell.cards.addRule({
      kind: 'creator',
      subject: personId,
      note: 'test',
      author: 'test',
      untilMs: cell.parts.clock.nowMs() + 86_400_000,
    });
    await cell.publish({
      personId,
      caption: `Clip ${item} of its maker`,
      language: 'hi',
      genre: GENRES[item % GENRES.length] ?? 'music',
    });
  }
  await cell.drain();
});
after(async () => {
  await cell.close();
});

async function callerWith(consent: boolean): Promise<Caller & { token: string }> {
  const { token } = await cell.viewer({
    consent: {
      personalisation: consent,
      lock: consent,
      ads: false,
      ...noticeRead('en'),
    },
  });
  const caller = await cell.cell.accounts.authenticate(token);
  assert.ok(caller);
  return { ...caller, token };
}

async function see(provider: SlotProvider, caller: Caller, slot: string): Promise<void> {
  const at = cell.parts.clock.nowMs();
  const token = 'token' in caller && typeof caller.token === 'string' ? caller.token : undefined;
  const reply =
    provider.surface === 'feed'
      ? await cell.api<{ results: { ok: boolean }[] }>('POST', '/v1/events', {
          token,
          body: { events: [{ type: 'impression', slot, seq: 0, at }] },
        })
      : await cell.api<{ results: { ok: boolean }[] }>('POST', '/lock/v1/events', {
          token,
          body: {
            device: 'AAAAAAAAAAAAAAAAAAAAAA',
            consent: true,
            events: [{ type: 'glance', slot, seq: 0, at }],
          },
        });
  assert.deepEqual(reply.body.results, [{ ok: true }]);
}

function subject(provider: SlotProvider): SlotProviderUnderTest {
  return {
    provider,
    language: 'hi',
    personal: async () => await callerWith(true),
    cautious: async () => await callerWith(false),
    read: (token) => {
      const slot = cell.cell.attention.readSlot(token);
      return slot === undefined ? undefined : { ...slot, itemId: slot.videoId };
    },
    see: async (caller, token) => await see(provider, caller, token),
  };
}

slotProviderConformance('feed', () => Promise.resolve(subject(cell.cell.feed)));
slotProviderConformance('lock', () => Promise.resolve(subject(cell.cell.cards)));

test('a clip that was seen on one surface is not offered on the other, both ways', async () => {
  const surfaces = [cell.cell.feed, cell.cell.cards] as const;
  for (const [first, second] of [surfaces, surfaces.toReversed()]) {
    assert.ok(first && second);
    const caller = await callerWith(true);
    const signal = new AbortController().signal;
    const ask = async (provider: SlotProvider) =>
      await provider.offer({ caller, language: 'hi', limit: SLOT_ITEMS, signal });
    const seen = (await ask(first)).slots.slice(0, 5);
    assert.equal(seen.length, 5);
    for (const slot of seen) await see(first, caller, slot.token);
    const offered = (await ask(second)).slots.slice(0, SLOT_ITEMS - 5).map((slot) => slot.itemId);
    assert.ok(offered.length > 0);
    for (const { itemId } of seen)
      assert.ok(!offered.includes(itemId), `${first.surface} then ${second.surface}`);
  }
});
