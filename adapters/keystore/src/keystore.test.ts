import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { holdsConformance, keysConformance } from '@jhalak/ports/conformance';
import pg from 'pg';
import { createRootKeyFile } from './index.ts';
import { bench, exported, failure, keystoreTest, withClient } from './keystore.fixture.ts';

keysConformance('keystore', async () => {
  const { clock, database, open, close } = await bench();
  const url = await database();
  return {
    keys: await open(url),
    clock,
    erasureNoticedMs: 1_000,
    openAgain: () => open(url),
    openElsewhere: async () => await open(await database(), { region: 'id' }),
    close,
  };
});

holdsConformance('keystore', async () => {
  const { clock, database, open, close } = await bench();
  const url = await database();
  return {
    holds: (await open(url)).holds,
    clock,
    openAgain: async () => (await open(url)).holds,
    openElsewhere: async () => (await open(await database(), { region: 'id' })).holds,
    close,
  };
});

keystoreTest(
  'another root key and another region are refused with a sentence',
  async ({ database, open, folder }) => {
    const url = await database();
    await open(url);
    const root = join(folder, 'other.key');
    await createRootKeyFile(root);
    await assert.rejects(
      open(url, { root }),
      failure('keystore.root_wrong', /right root key file/),
    );
    await assert.rejects(
      open(url, { region: 'id' }),
      failure('keystore.region_wrong', /JHALAK_REGION is "id"/),
    );
  },
);

keystoreTest(
  'people stand as live, destroyed or unknown, also right after a change elsewhere',
  async ({ database, open, ids }) => {
    const url = await database();
    const [here, elsewhere] = [await open(url), await open(url)];
    const [live, erased, never] = [ids.next(), ids.next(), ids.next()];
    for (const personId of [live, erased]) await here.ensure(personId);
    await elsewhere.destroy(erased);
    assert.deepEqual(
      new Map(await here.standings([live, erased, never])),
      new Map([
        [live, 'live'],
        [erased, 'destroyed'],
      ]),
    );
  },
);

keystoreTest('the database itself refuses a key of another region', async ({ database, open }) => {
  const url = await database();
  await open(url);
  await withClient(url, async (client) => {
    await assert.rejects(
      client.query(
        `INSERT INTO keystore.person_keys (person_id, key_class, region, wrapped) VALUES (gen_random_uuid(), 'profile', 'id', 'x')`,
      ),
      /violates check constraint/,
    );
  });
});

keystoreTest(
  'processes that open an empty store at once make it together',
  async ({ database, open }) => {
    const url = await database();
    const stores = await Promise.all(Array.from({ length: 5 }, () => open(url)));
    assert.equal(new Set(stores.map((store) => store.secret('x').toString('hex'))).size, 1);
  },
);

keystoreTest(
  'a new viewer costs one round trip, and a thousand at once cost a few',
  async ({ database, open, ids, clock }) => {
    const keys = await open(await database());
    clock.advance(60_000);
    const counted = countQueries();
    try {
      const viewer = ids.next();
      await keys.ensure(viewer);
      const sealed = await keys.seal(viewer, 'activity', 'a.b', Buffer.from('x'));
      await keys.open(viewer, 'activity', 'a.b', sealed);
      assert.equal(counted.queries, 1);
      const people = Array.from({ length: 1_000 }, () => ids.next());
      await Promise.all(people.map((person) => keys.ensure(person)));
      await Promise.all(
        people.map((person) => keys.seal(person, 'activity', 'a.b', Buffer.from('x'))),
      );
      assert.ok(counted.queries <= 4, `${counted.queries} round trips`);
    } finally {
      counted.stop();
    }
  },
);

keystoreTest(
  'a thousand known people are loaded in a few round trips',
  async ({ database, open, ids }) => {
    const url = await database();
    const people = Array.from({ length: 1_000 }, () => ids.next());
    const first = await open(url);
    await Promise.all(people.map((person) => first.ensure(person)));
    const second = await open(url);
    const counted = countQueries();
    await Promise.all(
      people.map((person) => second.seal(person, 'profile', 'a.b', Buffer.from('x'))),
    );
    counted.stop();
    assert.ok(counted.queries <= 4, `${counted.queries} round trips`);
  },
);

keystoreTest(
  'without an answer from the store about erasures, kept keys are not used',
  async ({ database, open, ids, clock }) => {
    const url = await database();
    const keys = await open(url);
    const person = ids.next();
    await keys.ensure(person);
    const sealed = await keys.seal(person, 'profile', 'a.b', Buffer.from('x'));
    await withClient(url, async (client) => {
      await client.query('ALTER TABLE keystore.cell RENAME TO hidden');
      assert.deepEqual(await keys.open(person, 'profile', 'a.b', sealed), Buffer.from('x'));
      clock.advance(1_000);
      await assert.rejects(
        keys.open(person, 'profile', 'a.b', sealed),
        failure('unavailable', /./),
      );
      await client.query('ALTER TABLE keystore.hidden RENAME TO cell');
      assert.deepEqual(await keys.open(person, 'profile', 'a.b', sealed), Buffer.from('x'));
    });
  },
);

keystoreTest(
  'a key row that was changed or copied to another person fails for that person only',
  async ({ database, open, ids }) => {
    const url = await database();
    const keys = await open(url);
    const [good, changed, copied] = [ids.next(), ids.next(), ids.next()];
    await Promise.all([good, changed, copied].map((person) => keys.ensure(person)));
    await withClient(url, async (client) => {
      await client.query(
        `UPDATE keystore.person_keys SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) WHERE person_id = $1`,
        [changed],
      );
      await client.query(
        `UPDATE keystore.person_keys AS k SET wrapped = g.wrapped FROM keystore.person_keys AS g
       WHERE k.person_id = $1 AND g.person_id = $2 AND g.key_class = k.key_class`,
        [copied, good],
      );
    });
    const again = await open(url);
    const [first, second, third] = await Promise.allSettled(
      [good, changed, copied].map((person) =>
        again.seal(person, 'profile', 'a.b', Buffer.from('x')),
      ),
    );
    assert.deepEqual(
      [first?.status, second?.status, third?.status],
      ['fulfilled', 'rejected', 'rejected'],
    );
  },
);

keystoreTest(
  'a backup brings back every key and every erasure',
  async ({ database, open, ids }) => {
    const [from, to] = [await open(await database()), await open(await database())];
    const people = Array.from({ length: 2_100 }, () => ids.next());
    await Promise.all(people.map((person) => from.ensure(person)));
    const [erased = '', kept = ''] = people;
    const sealed = await from.seal(kept, 'content', 'a.b', Buffer.from('kept'));
    const lost = await from.seal(erased, 'content', 'a.b', Buffer.from('lost'));
    await from.destroy(erased);
    const { lines, counts } = await exported(from);
    assert.deepEqual(counts, { keys: 3 * 2_099, erasures: 3, holds: 0 });
    assert.deepEqual(await to.importKeys(Readable.from(lines.join('\n'))), counts);
    assert.deepEqual(await to.open(kept, 'content', 'a.b', sealed), Buffer.from('kept'));
    assert.equal(await to.open(erased, 'content', 'a.b', lost), undefined);
    // Again, over what is there: nothing changes.
    assert.deepEqual(await to.importKeys(Readable.from(lines.join('\n'))), counts);
  },
);

keystoreTest(
  'a backup never brings back who was erased after it was made',
  async ({ database, open, ids, clock }) => {
    const url = await database();
    const keys = await open(url);
    const person = ids.next();
    await keys.ensure(person);
    const sealed = await keys.seal(person, 'content', 'a.b', Buffer.from('x'));
    const { lines } = await exported(keys);
    await keys.destroy(person);
    await keys.importKeys(Readable.from(lines.join('\n')));
    assert.equal(await keys.open(person, 'content', 'a.b', sealed), undefined);
    // And an erasure that comes by a backup reaches processes that hold the key.
    const elsewhereUrl = await database();
    const [one, two] = [await open(elsewhereUrl), await open(elsewhereUrl)];
    await one.importKeys(Readable.from(lines.join('\n')));
    assert.deepEqual(await two.open(person, 'content', 'a.b', sealed), Buffer.from('x'));
    await one.importKeys(Readable.from((await exported(keys)).lines.join('\n')));
    clock.advance(1_000);
    assert.equal(await one.open(person, 'content', 'a.b', sealed), undefined);
    assert.equal(await two.open(person, 'content', 'a.b', sealed), undefined);
  },
);

keystoreTest(
  'a backup that was cut, changed or made elsewhere is refused whole',
  async ({ database, open, ids, folder }) => {
    const from = await open(await database());
    const people = Array.from({ length: 5 }, () => ids.next());
    await Promise.all(people.map((person) => from.ensure(person)));
    await from.destroy(people[4] ?? '');
    const { lines } = await exported(from);
    const url = await database();
    const to = await open(url);
    const refuse = async (text: string): Promise<void> => {
      await assert.rejects(
        to.importKeys(Readable.from(text)),
        failure('keystore.backup_refused', /Nothing was changed/),
      );
    };
    for (let count = 0; count < lines.length - 1; count += 1) {
      await refuse(lines.slice(0, count).join('\n'));
      // A line left out, a line twice.
      await refuse(lines.toSpliced(count, 1).join('\n'));
      await refuse(lines.toSpliced(count, 0, lines[count] ?? '').join('\n'));
    }
    for (const [index, line] of lines.entries()) {
      for (let at = 0; at < line.length; at += 7) {
        const changed = `${line.slice(0, at)}${line[at] === 'A' ? 'B' : 'A'}${line.slice(at + 1)}`;
        await refuse(lines.toSpliced(index, 1, changed).join('\n'));
      }
    }
    const root = join(folder, 'other.key');
    await createRootKeyFile(root);
    const strangers = await open(await database(), { root });
    await assert.rejects(
      strangers.importKeys(Readable.from(lines.join('\n'))),
      failure('keystore.backup_refused', /root key/),
    );
    const abroad = await open(await database(), { region: 'id' });
    await assert.rejects(
      abroad.importKeys(Readable.from(lines.join('\n'))),
      failure('keystore.backup_refused', /region "in"/),
    );
    const fork = await open(await database());
    await fork.ensure(people[0] ?? '');
    await assert.rejects(
      fork.importKeys(Readable.from(lines.join('\n'))),
      failure('keystore.backup_refused', /other keys/),
    );
    await withClient(url, async (client) => {
      const { rows } = await client.query(
        'SELECT count(*)::int AS count FROM keystore.person_keys',
      );
      assert.deepEqual(rows, [{ count: 0 }]);
    });
  },
);

// Every statement of this process passes here, whichever pool sends it.
function countQueries(): { queries: number; stop(): void } {
  const original = pg.Client.prototype.query;
  const counted = {
    queries: 0,
    stop: () => {
      pg.Client.prototype.query = original;
    },
  };
  pg.Client.prototype.query = function query(this: pg.Client, ...args: unknown[]) {
    counted.queries += 1;
    return Reflect.apply(original, this, args) as never;
  };
  return counted;
}
