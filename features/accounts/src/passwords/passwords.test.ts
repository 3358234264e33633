import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { passwordWeakness } from './check-password.ts';
import { PasswordHasher } from './password-hasher.ts';
import { hashRecoveryCode, newRecoveryCodes, RECOVERY_CODE_COUNT } from './recovery-codes.ts';

test('passwords that a stranger would try first are refused', async () => {
  const weak = [
    'short',
    'nine char',
    'password123',
    'Password123!',
    'qwertyuiop',
    '1234567890',
    '9876543210',
    'abcdefghijk',
    'aaaaaaaaaaaa',
    '1212121212',
    'India@1947',
    'Welcome@2026',
    'jhalak123456',
    '1q2w3e4r5t',
    'my-ravi_07-pass',
    'x'.repeat(201),
  ];
  for (const password of weak)
    assert.notEqual(await passwordWeakness(password, 'ravi_07'), undefined, password);
});

test('long words in any script are welcome, and a short handle is found by chance', async () => {
  const good = [
    'correct horse battery',
    'नीला घोड़ा चुप',
    'Tr0ub4dor&3x',
    'programmer-blue',
    'மழை பெய்த இரவு',
  ];
  for (const password of good)
    assert.equal(await passwordWeakness(password, 'ram'), undefined, password);
});

test('a password opens its own hash only, however its accents were typed', async () => {
  const hasher = new PasswordHasher();
  const stored = await hasher.hash('caf\u00e9 au lait');
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.ok(await hasher.verify(stored, 'cafe\u0301 au lait'));
  assert.ok(!(await hasher.verify(stored, 'cafe au lait')));
  assert.notEqual(await hasher.hash('caf\u00e9 au lait'), stored, 'a salt of its own');
  assert.ok(!hasher.isOutdated(stored));
  assert.ok(hasher.isOutdated(stored.replace('t=2', 't=1')));
});

test("an unknown account costs the same work, and nobody's password opens nothing", async () => {
  const hasher = new PasswordHasher();
  assert.ok(!(await hasher.verify(undefined, 'a password that nobody has')));
});

test('more waiting sign-ins than the bound are told to come back', async () => {
  const hasher = new PasswordHasher();
  const all = await Promise.allSettled(
    Array.from({ length: 104 }, () => hasher.hash('one of very many')),
  );
  const refused = all.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 2);
  assert.deepEqual(
    refused.map(({ reason }) => (reason as { code: string }).code),
    ['unavailable', 'unavailable'],
  );
  assert.ok(await hasher.verify(await hasher.hash('still working'), 'still working'));
});

test('recovery codes are different, readable, and forgiving of how they are typed', () => {
  const codes = newRecoveryCodes(seededRandom(7));
  assert.equal(new Set(codes).size, RECOVERY_CODE_COUNT);
  for (const code of codes)
    assert.match(code, /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
  const [code = ''] = codes;
  const stored = hashRecoveryCode('one', code);
  assert.deepEqual(
    hashRecoveryCode(
      'one',
      ` ${code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')}`,
    ),
    stored,
  );
  assert.notDeepEqual(hashRecoveryCode('other', code), stored);
});
