import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { unwrapPackageKey, wrapPackageKey } from '@jhalak/bags';
import {
  makeLogKey,
  makeRecipientKey,
  ownSecretFile,
  readOwnSecret,
  readRecipientKey,
  recipientKeyFile,
  recipientOf,
  recipientText,
} from './recipient-key.ts';

test('a buyer’s key is made once, for its owner only, and opens what is sealed to its public half', async () => {
  const home = await mkdtemp(join(tmpdir(), 'jhalak-recipient-'));
  try {
    await assert.rejects(readRecipientKey(home), /handover recipient makes it/);
    const all = await Promise.all(Array.from({ length: 5 }, () => makeRecipientKey(home)));
    assert.equal(new Set([...all, await makeRecipientKey(home)]).size, 1);
    assert.deepEqual(await readdir(join(home, 'keys')), ['handover.x25519']);
    assert.equal((await stat(recipientKeyFile(home))).mode & 0o777, 0o600);
    const text = all[0] ?? '';
    assert.equal(recipientText(recipientOf(text)), text);
    const secret = Buffer.alloc(32, 9);
    const sealed = await wrapPackageKey(secret, 'p', recipientOf(text));
    assert.deepEqual(await unwrapPackageKey(sealed, 'p', await readRecipientKey(home)), secret);
    assert.throws(() => recipientOf(`${text}0`), /64 hexadecimal/);
    await chmod(recipientKeyFile(home), 0o644);
    await assert.rejects(readRecipientKey(home), /open to other users/);
    await chmod(recipientKeyFile(home), 0o600);
    await writeFile(recipientKeyFile(home), 'half');
    await assert.rejects(makeRecipientKey(home), /is no key/);

    assert.equal(await readOwnSecret(home), undefined);
    const keys = await Promise.all(
      Array.from({ length: 5 }, () => makeLogKey(home, 'in', 'in-abcdefghij')),
    );
    assert.equal(new Set(keys).size, 1);
    assert.match(keys[0] ?? '', /^jhalak\/in-abcdefghij\+[0-9a-f]{8}\+/);
    assert.equal((await readOwnSecret(home))?.length, 32);
    assert.equal((await stat(ownSecretFile(home))).mode & 0o777, 0o600);
    await assert.rejects(makeLogKey(home, 'id', 'in-abcdefghij'), /no cell of region id/);
  } finally {
    await rm(home, { recursive: true });
  }
});
