import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRootKeyFile, readRootKeyFile } from './root-key.ts';

async function inFolder(body: (path: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-root-'));
  try {
    await body(join(folder, 'root.key'), folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a new root key is random, closed to others, readable again, and alone in its folder', () =>
  inFolder(async (path, folder) => {
    await createRootKeyFile(path);
    await createRootKeyFile(`${path}.2`);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await readRootKeyFile(path)).length, 32);
    assert.notDeepEqual(await readRootKeyFile(path), await readRootKeyFile(`${path}.2`));
    assert.deepEqual(await readdir(folder), ['root.key', 'root.key.2']);
  }));

test('a root key is never overwritten, also when two processes make it at once', () =>
  inFolder(async (path) => {
    const made = await Promise.allSettled(Array.from({ length: 8 }, () => createRootKeyFile(path)));
    assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 1);
    const before = await readFile(path);
    await assert.rejects(createRootKeyFile(path), { code: 'keystore.root_exists' });
    assert.deepEqual(await readFile(path), before);
  }));

test('a root key that others may read, use or write is refused', () =>
  inFolder(async (path) => {
    await createRootKeyFile(path);
    for (const mode of [0o640, 0o604, 0o620, 0o644, 0o601]) {
      await chmod(path, mode);
      await assert.rejects(readRootKeyFile(path), { code: 'keystore.root_exposed' });
    }
    await chmod(path, 0o400);
    assert.equal((await readRootKeyFile(path)).length, 32);
  }));

test('a missing, cut, longer or changed file is no root key', () =>
  inFolder(async (path) => {
    await assert.rejects(readRootKeyFile(path), { code: 'keystore.root_missing' });
    await createRootKeyFile(path);
    const whole = await readFile(path, 'utf8');
    const wrong = [
      '',
      whole.slice(0, -1),
      whole.slice(0, -10),
      `${whole}x`,
      whole.replace('v1', 'v2'),
      `x${whole}`,
    ];
    for (const text of [...wrong, whole.repeat(100)]) {
      await writeFile(path, text);
      await assert.rejects(readRootKeyFile(path), { code: 'keystore.root_malformed' });
    }
  }));
