// Claims about what is left of an erasure: an entry that names nobody, and a receipt for one.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { ErasureReceipt } from '@jhalak/contracts/accounts';
import { DAY_MS, uuidBytes } from '@jhalak/kernel';
import { KEY_CLASSES } from '@jhalak/ports';
import { CONSENT, failsWith, openHouse, PASSWORD, type House } from './accounts.fixture.ts';

async function withHouse(
  body: (house: House) => Promise<void>,
  erasers: { erase(personId: string): Promise<void> }[] = [],
): Promise<void> {
  const house = await openHouse({ erasers });
  try {
    await body(house);
  } finally {
    await house.close();
  }
}

async function newAccount({ accounts }: House, handle: string) {
  const viewer = { languages: ['hi'], genres: [], ageBand: '18plus' as const, consent: CONSENT };
  const { token } = await accounts.createViewer(viewer);
  const caller = await accounts.authenticate(token);
  const account = { handle, password: PASSWORD, languages: [], genres: [] };
  return await accounts.signUp(account, caller);
}

async function receiptOf(house: House, code: string): Promise<ErasureReceipt> {
  return (await house.call('getErasureReceipt', { params: { code } })).json;
}

test('who leaves keeps a code, and finds under it how far it is and at last the proof', async () => {
  await withHouse(async (house) => {
    const { token, account } = await newAccount(house, 'leaving_soon');
    const { code } = (await house.call('getErasureCode', { token })).json as { code: string };
    await assert.rejects(receiptOf(house, code), failsWith('erasure.not_found'));

    await house.call('deleteAccount', { token, body: { password: PASSWORD } });
    const dueAtMs = house.parts.clock.nowMs() + 14 * DAY_MS;
    assert.deepEqual(await receiptOf(house, code), {
      ...{ state: 'waiting', personId: account.id, dueAtMs },
    });
    house.parts.clock.advance(14 * DAY_MS);
    const nowMs = house.parts.clock.nowMs();
    await house.sweep('accounts.erasures');
    const { proof, ...receipt } = await receiptOf(house, code);
    assert.deepEqual(receipt, { state: 'erased', personId: account.id, erasedAtMs: nowMs });
    assert.ok(proof);
    assert.equal(proof.keysDestroyed, KEY_CLASSES.length);
    assert.equal(proof.keysDestroyedAtMs, nowMs);
    assert.equal(proof.keyBackupsUntilMs, nowMs + 7 * DAY_MS);

    const [entry, ...more] = house.said.filter(({ kind }) => kind === 'erasure');
    assert.deepEqual(more, []);
    const opened = createHash('sha256')
      .update(Buffer.from(proof.salt, 'hex'))
      .update(uuidBytes(account.id));
    assert.equal(proof.commitment, opened.digest('hex'));
    assert.deepEqual(entry, {
      kind: 'erasure',
      act: 'accounts.erased',
      commitment: proof.commitment,
      counts: { keys: KEY_CLASSES.length },
      ...{ fromMs: nowMs, untilMs: nowMs + 7 * DAY_MS },
    });
    assert.ok(!JSON.stringify(house.said).includes(account.id), 'the log names nobody');
    assert.equal(house.accounts.erasureCommitment(account.id), proof.commitment);
  });
});

test('a code opens one receipt, and no other code opens any', async () => {
  await withHouse(async (house) => {
    const { token, account } = await newAccount(house, 'erased_one');
    const other = await newAccount(house, 'who_stays');
    const { code } = (await house.call('getErasureCode', { token })).json as { code: string };
    await house.accounts.erasePerson(account.id);
    assert.equal((await receiptOf(house, code)).personId, account.id);
    const theirs = (await house.call('getErasureCode', { token: other.token })).json as {
      code: string;
    };
    const forged = Buffer.concat([
      uuidBytes(account.id),
      Buffer.from(theirs.code, 'base64url').subarray(16),
    ]);
    const wrong = [
      theirs.code,
      forged.toString('base64url'),
      `${code.slice(0, -2)}${code.at(-2) === 'A' ? 'B' : 'A'}${code.at(-1)}`,
      'A'.repeat(43),
      '',
    ];
    for (const one of wrong) {
      await assert.rejects(receiptOf(house, one), failsWith('erasure.not_found'), one);
    }
  });
});

test('keys go before anything else, and are counted also when the erasure was killed after that', async () => {
  const readable: unknown[] = [];
  let sealed: Uint8Array = Buffer.alloc(0);
  let failing = true;
  let house: House | undefined;
  const eraser = {
    erase: async (personId: string): Promise<void> => {
      readable.push(await house?.parts.keys.open(personId, 'content', 'a.b', sealed));
      if (failing) throw new Error('killed here');
    },
  };
  await withHouse(
    async (opened) => {
      house = opened;
      const { token, account } = await newAccount(opened, 'killed_once');
      const { code } = (await opened.call('getErasureCode', { token })).json as { code: string };
      sealed = await opened.parts.keys.seal(account.id, 'content', 'a.b', Buffer.from('mine'));
      await assert.rejects(opened.accounts.erasePerson(account.id), /killed here/);
      const atMs = opened.parts.clock.nowMs();
      assert.equal((await receiptOf(opened, code)).state, 'under_way');
      assert.deepEqual(opened.said, [], 'nothing is said before it is whole');
      failing = false;
      opened.parts.clock.advance(1_000);
      await opened.sweep('accounts.erasures');
      assert.deepEqual(readable, [undefined, undefined]);
      const { proof } = await receiptOf(opened, code);
      assert.equal(proof?.keysDestroyed, KEY_CLASSES.length);
      assert.equal(proof.keysDestroyedAtMs, atMs);
      assert.equal(opened.said.length, 1);
    },
    [eraser],
  );
});
