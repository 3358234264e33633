// Claims about new class keys and a new root: nothing is lost, wherever it is killed and whoever writes meanwhile.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { DAY_MS } from '@jhalak/kernel';
import { KEY_CLASSES } from '@jhalak/ports';
import { createRootKeyFile, ROTATED_CLASSES, type Keystore } from './index.ts';
import { exported, failure, keystoreTest, withClient, type Bench } from './keystore.fixture.ts';

const NEVER = { signal: new AbortController().signal };

/** People with something sealed in every class. */
async function fill(keys: Keystore, { ids }: Bench, count: number) {
  const people = Array.from({ length: count }, () => ids.next());
  await Promise.all(people.map((person) => keys.ensure(person)));
  return await Promise.all(
    people.map(async (person) => ({
      person,
      sealed: await Promise.all(
        KEY_CLASSES.map((one) => keys.seal(person, one, 'a.b', Buffer.from(one + person))),
      ),
    })),
  );
}

type Filled = Awaited<ReturnType<typeof fill>>;

async function assertOpen(keys: Keystore, filled: Filled): Promise<void> {
  await Promise.all(
    filled.flatMap(({ person, sealed }) =>
      KEY_CLASSES.map(async (one, index) => {
        const opened = await keys.open(person, one, 'a.b', sealed[index] ?? Buffer.alloc(0));
        assert.equal(opened?.toString(), one + person);
      }),
    ),
  );
}

/** @returns how many keys stand under each generation of a class; destroyed generations are undefined. */
async function generations(keys: Keystore, keyClass: string) {
  const { classes } = await keys.state();
  return classes
    .filter((row) => row.keyClass === keyClass)
    .map((row) => (row.destroyedAtMs === null ? row.keys : undefined));
}

keystoreTest(
  'every class gets a new key; what was sealed before and is sealed after opens',
  async (bench) => {
    const url = await bench.database();
    const [keys, other] = [await bench.open(url), await bench.open(url)];
    const filled = await fill(keys, bench, 1_100);
    const hold = await keys.holds.begin({
      holdClass: 'hold',
      untilMs: bench.clock.nowMs() + DAY_MS,
      reason: 'a.test',
    });
    const held = await keys.holds.seal(hold, 'a.b', Buffer.from('held'));
    const secret = keys.secret('slots');
    for (const keyClass of ROTATED_CLASSES) {
      const done = await keys.rotateClass(keyClass, NEVER);
      const expected = { hold: 1, log: 0 }[keyClass as string] ?? 1_100;
      assert.deepEqual(done, {
        ...{ keyClass, generation: 2, resumed: false, rewrapped: expected },
        ...{ unopenable: 0, destroyed: 1 },
      });
      assert.deepEqual(await generations(keys, keyClass), [undefined, expected]);
    }
    const fresh = await bench.open(url);
    for (const instance of [keys, other, fresh]) {
      await assertOpen(instance, filled);
      assert.deepEqual(await instance.holds.open(hold, 'a.b', held), Buffer.from('held'));
      assert.deepEqual(instance.secret('slots'), secret);
      // One that does not know the new generation yet makes no keys under the old one.
      await assertOpen(fresh, await fill(instance, bench, 3));
    }
    assert.deepEqual(await generations(keys, 'content'), [undefined, 1_109]);
  },
);

keystoreTest(
  'while one process rotates, others make, use and erase without noticing',
  async (bench) => {
    const url = await bench.database();
    const [keys, ...writers] = await Promise.all([1, 2, 3].map(() => bench.open(url)));
    assert.ok(keys);
    const before = await fill(keys, bench, 700);
    const erased = before.splice(0, 30);
    let running = true;
    const written: Filled = [];
    const writing = writers.map(async (writer) => {
      while (running) {
        const filled = await fill(writer, bench, 20);
        written.push(...filled);
        await assertOpen(writer, before.slice(written.length % 600).slice(0, 20));
        const { person } = erased.pop() ?? {};
        if (person !== undefined) await writer.destroy(person);
        // The cache must not answer for the store.
        bench.clock.advance(1_000);
      }
    });
    const gone = erased.map(({ person }) => person);
    for (let round = 0; round < 2; round += 1) {
      for (const keyClass of KEY_CLASSES) {
        const done = await keys.rotateClass(keyClass, NEVER);
        assert.equal(done.unopenable, 0);
        assert.equal(done.destroyed, 1, 'nothing was made under the elder one meanwhile');
      }
    }
    running = false;
    await Promise.all(writing);
    assert.ok(written.length >= 40, `${written.length} people came meanwhile`);
    const fresh = await bench.open(url);
    await assertOpen(fresh, [...before, ...written]);
    const standings = await fresh.standings(gone);
    const left = new Set(erased.map(({ person }) => person));
    for (const person of gone) {
      assert.equal(standings.get(person), left.has(person) ? 'live' : 'destroyed');
    }
  },
);

keystoreTest(
  'a rotation that was killed goes on where it stood, and both generations open meanwhile',
  async (bench) => {
    const url = await bench.database();
    const keys = await bench.open(url);
    const filled = await fill(keys, bench, 1_700);
    for (const batches of [1, 2]) {
      await killedRotation(bench, url, batches);
      const standing = (await generations(keys, 'profile')).filter((count) => count !== undefined);
      assert.equal(standing.length, 2, 'both generations are there');
      await assertOpen(await bench.open(url), filled);
      await assertOpen(keys, filled);
      await fill(keys, bench, 1);
      const done = await keys.rotateClass('profile', NEVER);
      assert.equal(done.resumed, true);
      assert.ok(
        done.rewrapped > 0 && done.rewrapped <= 1_701 - batches * 500,
        String(done.rewrapped),
      );
      assert.equal(done.destroyed, 1);
      await assertOpen(await bench.open(url), filled);
    }
    assert.equal((await keys.rotateClass('profile', NEVER)).generation, 4);
  },
);

/** Kills a process of its own within a rotation, after some batches. */
async function killedRotation(bench: Bench, url: string, batches: number): Promise<void> {
  const script = new URL('rotate.fixture.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, url, bench.rootKeyFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('batch ')) continue;
    seen += 1;
    if (seen === batches) child.kill('SIGKILL');
    else child.stdin.write('go on\n');
  }
  await ended;
  assert.equal(child.signalCode, 'SIGKILL');
}

keystoreTest(
  'a signal stops a rotation between batches; a second one at a time is refused',
  async (bench) => {
    const url = await bench.database();
    const [keys, other] = [await bench.open(url), await bench.open(url)];
    const filled = await fill(keys, bench, 1_200);
    const stop = new AbortController();
    const progress = async (): Promise<void> => {
      for (const second of [other.rotateClass('content', NEVER), other.rotateRoot()]) {
        await assert.rejects(second, failure('keystore.busy', /Another process/));
      }
      stop.abort(new Error('stopped'));
    };
    await assert.rejects(keys.rotateClass('profile', { signal: stop.signal, progress }), /stopped/);
    assert.deepEqual(await generations(keys, 'profile'), [700, 500]);
    await assertOpen(other, filled);
    assert.equal((await other.rotateClass('profile', NEVER)).rewrapped, 700);
  },
);

keystoreTest(
  'keys that were changed are counted and keep their generation; everybody else goes on',
  async (bench) => {
    const url = await bench.database();
    const keys = await bench.open(url);
    const filled = await fill(keys, bench, 3);
    await withClient(url, async (client) => {
      await client.query(
        `UPDATE keystore.person_keys SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)
       WHERE person_id = $1 AND key_class = 'profile'`,
        [filled[0]?.person],
      );
    });
    const done = await keys.rotateClass('profile', NEVER);
    assert.deepEqual([done.rewrapped, done.unopenable, done.destroyed], [2, 1, 0]);
    await assertOpen(await bench.open(url), filled.slice(1));
    // Mended, it opens under the generation that was kept.
    await withClient(url, async (client) => {
      await client.query(
        `UPDATE keystore.person_keys SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)
       WHERE person_id = $1 AND key_class = 'profile'`,
        [filled[0]?.person],
      );
    });
    await assertOpen(await bench.open(url), filled);
    assert.equal((await keys.rotateClass('profile', NEVER)).destroyed, 2);
  },
);

keystoreTest('an old copy of the rows opens nothing once its class key is gone', async (bench) => {
  const url = await bench.database();
  const keys = await bench.open(url);
  const [first] = await fill(keys, bench, 1);
  assert.ok(first);
  await withClient(url, async (client) => {
    const { rows } = await client.query('SELECT * FROM keystore.person_keys');
    await keys.rotateClass('profile', NEVER);
    const old = (rows as { key_class: string; wrapped: Buffer }[]).find(
      (row) => row.key_class === 'profile',
    );
    await client.query(
      `UPDATE keystore.person_keys SET wrapped = $1, generation = 1 WHERE key_class = 'profile'`,
      [old?.wrapped],
    );
  });
  const fresh = await bench.open(url);
  await assert.rejects(
    fresh.seal(first.person, 'profile', 'a.b', Buffer.from('x')),
    /class is missing/,
  );
});

keystoreTest(
  'a new root opens everything, in every process; the former one goes after seven days',
  async (bench) => {
    const url = await bench.database();
    const [keys, other] = [await bench.open(url), await bench.open(url)];
    const filled = await fill(keys, bench, 5);
    const secret = keys.secret('slots');
    const former = await readFile(bench.rootKeyFile);
    const backup = await exported(keys);
    assert.equal(await keys.rotateRoot(), 6);
    assert.notDeepEqual(await readFile(bench.rootKeyFile), former);
    await keys.rotateClass('profile', NEVER);
    const fresh = await bench.open(url);
    for (const instance of [keys, other, fresh]) {
      await assertOpen(instance, filled);
      await assertOpen(fresh, await fill(instance, bench, 2));
      assert.deepEqual(instance.secret('slots'), secret);
    }
    await other.rotateClass('content', NEVER);
    await assertOpen(keys, filled);
    const old = join(bench.folder, 'former.key');
    const [name = ''] = (await readdir(bench.folder)).filter((one) => one.includes('.was-'));
    await copyFile(join(bench.folder, name), old);
    assert.deepEqual(await readFile(old), former);
    await assert.rejects(
      bench.open(url, { root: old }),
      failure('keystore.root_wrong', /last wrapped/),
    );
    // A backup of that time is opened by the root of that time.
    await assert.rejects(
      (await bench.open(await bench.database())).importKeys(Readable.from(backup.lines.join('\n'))),
      failure('keystore.backup_refused', /made under the root key [0-9a-f]{8}/),
    );
    const then = await bench.open(await bench.database(), { root: old });
    await then.importKeys(Readable.from(backup.lines.join('\n')));
    await assertOpen(then, filled);
    assert.deepEqual(then.secret('slots'), secret);

    bench.clock.advance(7 * DAY_MS - 1);
    assert.equal(await other.sweep(), 0);
    bench.clock.advance(1);
    assert.equal(await other.sweep(), 1);
    assert.deepEqual((await readdir(bench.folder)).toSorted(), ['former.key', 'root.key']);
  },
);

keystoreTest(
  'killed at any step, a change of the root leaves a cell that opens and can change again',
  async (bench) => {
    const url = await bench.database();
    const keys = await bench.open(url);
    const filled = await fill(keys, bench, 3);
    const path = bench.rootKeyFile;
    const check = async (): Promise<void> => {
      await Promise.all([1, 2, 3].map(async () => await assertOpen(await bench.open(url), filled)));
      await assertOpen(keys, filled);
    };
    // The file was made, and the store has not heard of it.
    await createRootKeyFile(`${path}.next`);
    const made = await readFile(`${path}.next`);
    await check();
    await keys.rotateRoot();
    assert.deepEqual(await readFile(path), made, 'a file that was made already is used');

    // The store has it, and no name was changed; or one of the two was.
    for (const links of [0, 1]) {
      const before = await readFile(path);
      await copyFile(path, `${path}.before`);
      await keys.rotateRoot();
      const after = await readFile(path);
      await rename(path, `${path}.next`);
      if (links === 0) await removeFormer(bench, before);
      await rename(`${path}.before`, path);
      await check();
      assert.deepEqual(await readFile(path), after, 'whoever opens first finishes it');
      assert.ok(!(await readdir(bench.folder)).includes('root.key.next'));
      assert.ok(await formerOf(bench, before), 'the former root is kept for a while');
    }
    await check();
  },
);

async function formerOf(bench: Bench, bytes: Buffer): Promise<string | undefined> {
  for (const name of await readdir(bench.folder)) {
    const path = join(bench.folder, name);
    if (name.includes('.was-') && (await readFile(path)).equals(bytes)) return path;
  }
  return undefined;
}

async function removeFormer(bench: Bench, bytes: Buffer): Promise<void> {
  const path = await formerOf(bench, bytes);
  assert.ok(path);
  await rm(path);
}
