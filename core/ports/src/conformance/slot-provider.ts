// What every surface that fills slots must do. The surface's own test calls this with a factory.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '@jhalak/contracts';
import type { SlotOffer, SlotProvider } from '../slot-provider.ts';

/** What a slot's token says. */
export interface ReadSlot {
  personId: string;
  itemId: string;
  surface: string;
  /** Whether what happens with it may be learned from. */
  personal: boolean;
}

/** A surface with at least ITEMS items that anybody may see, of one language. */
export interface SlotProviderUnderTest {
  provider: SlotProvider;
  language: string;
  /** Somebody new, of 18 or more, who allowed everything. */
  personal(): Promise<Caller>;
  /** Somebody new who allowed nothing. */
  cautious(): Promise<Caller>;
  read(token: string): ReadSlot | undefined;
  /** Lets a caller see what a slot holds, on this surface; in force when it resolves. */
  see(caller: Caller, token: string): Promise<void>;
}

/** Items that the factory provides. */
export const SLOT_ITEMS = 12;

/** Declares the tests. @param open called once a test. */
export function slotProviderConformance(
  name: string,
  open: () => Promise<SlotProviderUnderTest>,
): void {
  const claim = (title: string, check: (subject: SlotProviderUnderTest) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => await check(await open()));
  };

  claim(
    'slots are signed for their person and surface, in number and probability',
    async (subject) => {
      const caller = await subject.personal();
      for (const limit of [1, 5, SLOT_ITEMS]) {
        const offer = await ask(subject, caller, limit);
        assert.ok(offer.slots.length >= 1 && offer.slots.length <= limit);
        for (const slot of offer.slots) {
          const read = subject.read(slot.token);
          assert.ok(read, 'the token is signed by this cell');
          assert.deepEqual(
            [read.personId, read.itemId, read.personal],
            [caller.personId, slot.itemId, true],
          );
          assert.equal(read.surface, subject.provider.surface);
          assert.ok(slot.propensity > 0 && slot.propensity <= 1);
          assert.notEqual(slot.reason, '');
        }
        assert.equal(distinct(offer), offer.slots.length, 'no item stands twice');
        assert.ok(Number.isInteger(offer.seed) && offer.madeAtMs > 0);
      }
    },
  );

  claim('a stranger, and whoever allowed nothing, is not learned from', async (subject) => {
    for (const caller of [undefined, await subject.cautious()]) {
      const { slots } = await ask(subject, caller, 5);
      assert.ok(slots.length > 0, 'there is something to show without consent too');
      for (const { token } of slots) {
        const read = subject.read(token);
        assert.equal(read?.personal, false);
        if (caller === undefined) assert.match(read?.personId ?? '', /^[0-]+$/);
      }
    }
  });

  claim('what was seen is not offered while there is something else', async (subject) => {
    const caller = await subject.personal();
    const seen = new Set<string>();
    for (let look = 0; look < SLOT_ITEMS - 1; look += 1) {
      const [slot] = (await ask(subject, caller, 1)).slots;
      assert.ok(slot, `look ${look}`);
      assert.ok(!seen.has(slot.itemId), `look ${look} repeats`);
      seen.add(slot.itemId);
      await subject.see(caller, slot.token);
    }
    const others = await ask(subject, await subject.personal(), 1);
    assert.equal(others.slots.length, 1, 'what one saw is new to another');
  });

  claim('an offer shows nothing: the same items may be offered again', async (subject) => {
    const caller = await subject.personal();
    for (let times = 0; times < 3; times += 1)
      assert.equal((await ask(subject, caller, 4)).slots.length, 4);
  });

  claim('an aborted question is no offer', async (subject) => {
    const asked = subject.provider.offer({
      caller: undefined,
      language: subject.language,
      limit: 3,
      signal: AbortSignal.abort(new Error('the client went away')),
    });
    await assert.rejects(asked, /went away/);
  });
}

async function ask(
  { provider, language }: SlotProviderUnderTest,
  caller: Caller | undefined,
  limit: number,
): Promise<SlotOffer> {
  return await provider.offer({ caller, language, limit, signal: new AbortController().signal });
}

function distinct({ slots }: SlotOffer): number {
  return new Set(slots.map((slot) => slot.itemId)).size;
}
