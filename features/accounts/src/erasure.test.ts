import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineManifest } from '@jhalak/contracts';
import type { Account, SessionCreated } from '@jhalak/contracts/accounts';
import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';
import { manifest } from '../manifest.ts';
import {
  CONSENT,
  failsWith,
  openHouse,
  PASSWORD,
  type House,
  type HouseOptions,
} from './accounts.fixture.ts';
import { erasurePlan, personalColumns } from './erasure-plan.ts';

/** A feature that nobody here knows, but for its manifest. */
const diary = defineManifest({
  owner: 'diary',
  tables: [
    {
      name: 'diary_pages',
      class: 'personal',
      subject: 'person_id',
      distribution: 'page_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'diary_counts',
      class: 'aggregate',
      columns: { reader_id: 'personal', city: 'personal' },
      subject: 'reader_id',
      distribution: 'page_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'anonymise',
      handover: 'transfer',
    },
    {
      name: 'diary_log',
      class: 'personal',
      subject: 'person_id',
      distribution: 'page_id',
      retention: { kind: 'days', days: 365, why: 'a test' },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
});

async function withHouse(
  options: HouseOptions,
  work: (house: House) => Promise<void>,
): Promise<void> {
  const house = await openHouse({ manifests: [diary], ...options });
  try {
    const { database } = house.parts;
    for (const text of [
      'CREATE TABLE diary_pages (page_id uuid PRIMARY KEY, person_id uuid NOT NULL, words bytea)',
      'CREATE TABLE diary_counts (page_id uuid PRIMARY KEY, reader_id uuid, city text, reads int NOT NULL)',
      'CREATE TABLE diary_log (page_id uuid PRIMARY KEY, person_id uuid)',
    ]) {
      await database.query({ name: `test.${text.slice(13, 25)}`, text });
    }
    await work(house);
  } finally {
    await house.close();
  }
}

async function writesDiary({ parts }: House, personId: string): Promise<void> {
  const words = await parts.keys.seal(
    personId,
    'content',
    'diary_pages.words',
    Buffer.from('what a day'),
  );
  await parts.database.query(
    { name: 'test.pages', text: 'INSERT INTO diary_pages VALUES ($1, $2, $3)' },
    [parts.ids.next(), personId, words],
  );
  await parts.database.query(
    { name: 'test.counts', text: "INSERT INTO diary_counts VALUES ($1, $2, 'Madurai', 7)" },
    [parts.ids.next(), personId],
  );
  await parts.database.query({ name: 'test.log', text: 'INSERT INTO diary_log VALUES ($1, $2)' }, [
    parts.ids.next(),
    personId,
  ]);
  await parts.state.set('feed', {
    key: personId,
    value: Buffer.from('a page'),
    personId,
    expiresAtMs: parts.clock.nowMs() + DAY_MS,
  });
}

async function rowsOf(
  { parts }: House,
  table: string,
  column: string,
  id: string,
): Promise<number> {
  const rows = await parts.database.query(
    {
      name: `test.rows_${table}_${column}`,
      text: `SELECT 1 FROM ${table} WHERE ${column}::text = $1`,
    },
    [id],
  );
  return rows.length;
}

const OWN_TABLES = manifest.tables.filter(
  (table) => table.subject !== undefined && table.erasure !== 'keep',
);

async function assertErased(house: House, personId: string, handle: string): Promise<void> {
  const { accounts, parts } = house;
  for (const table of OWN_TABLES) {
    assert.equal(await rowsOf(house, table.name, table.subject ?? '', personId), 0, table.name);
  }
  assert.equal(await rowsOf(house, 'diary_pages', 'person_id', personId), 0);
  assert.equal(await rowsOf(house, 'diary_counts', 'reader_id', personId), 0);
  assert.equal(await rowsOf(house, 'diary_log', 'person_id', personId), 1, 'classed to be kept');
  assert.equal(await parts.state.get('feed', personId), undefined);
  await assert.rejects(
    parts.keys.seal(personId, 'content', 'x.y', Buffer.from('z')),
    'no key is left',
  );
  assert.equal(await accounts.personByHandle(handle), undefined);
  assert.equal((await accounts.peopleByIds([personId])).size, 0);
  const events = (await house.events()).filter((event) => event.subject === personId);
  assert.ok(
    events.every((event) => event.personal === undefined),
    'nothing sealed opens any more',
  );
  assert.equal(events.filter((event) => event.type === 'erased').length, 1, 'told exactly once');
  const erased = events.find((event) => event.type === 'erased');
  assert.deepEqual(erased?.facts, {});
}

async function newAccount(house: House, handle: string) {
  const viewer = await house.accounts.createViewer({
    languages: ['hi'],
    genres: [],
    ageBand: '18plus',
    consent: CONSENT,
  });
  const caller = await house.accounts.authenticate(viewer.token);
  const made = await house.accounts.signUp(
    { handle, password: PASSWORD, languages: [], genres: [] },
    caller,
  );
  await house.accounts.grantRole({ personId: made.account.id, role: 'moderator' });
  await writesDiary(house, made.account.id);
  return made;
}

test('deleting an account hides and signs out at once, can be undone for its days, and then is final', async () => {
  await withHouse({}, async (house) => {
    const { accounts, neighbour, parts } = house;
    const made = await newAccount(house, 'leaving_soon');
    const id = made.account.id;
    await accounts.peopleByIds([id]);
    await assert.rejects(
      house.call('deleteAccount', { token: made.token, body: { password: 'wrong' } }),
      failsWith('auth.wrong_credentials'),
    );
    const dueAtMs = parts.clock.nowMs() + 14 * DAY_MS;
    const reply = await house.call('deleteAccount', {
      token: made.token,
      body: { password: PASSWORD },
    });
    assert.equal((reply.json as Account).deletionDueAtMs, dueAtMs);
    assert.equal(reply.session, null);
    assert.equal(await accounts.authenticate(made.token), undefined);
    assert.equal(await accounts.personByHandle('leaving_soon'), undefined);
    const events = await house.events();
    assert.equal(events.at(-1)?.type, 'deletion_requested');
    assert.equal(events.at(-1)?.facts['personal'], false);

    parts.clock.advance(13 * DAY_MS);
    await house.sweep('accounts.erasures');
    const { token, account } = (
      await house.call('createSession', { body: { handle: 'leaving_soon', password: PASSWORD } })
    ).json as SessionCreated;
    assert.equal(account.deletionDueAtMs, dueAtMs);
    assert.equal((await accounts.authenticate(token))?.deletionDueAtMs, dueAtMs);
    await assert.rejects(
      house.call('patchProfile', { token, body: { bio: 'still here' } }),
      failsWith('account.pending_deletion'),
    );
    assert.equal(
      ((await house.call('getAccount', { token })).json as Account).deletionDueAtMs,
      dueAtMs,
    );
    await house.call('restoreAccount', { token });
    assert.equal((await accounts.authenticate(token))?.personal, true);
    assert.equal((await accounts.personByHandle('leaving_soon'))?.personId, id);
    assert.equal((await house.events()).at(-1)?.type, 'deletion_undone');
    parts.clock.advance(2 * DAY_MS);
    await house.sweep('accounts.erasures');
    assert.notEqual(await accounts.viewerById(id), undefined, 'what was undone is not done later');

    await house.call('deleteAccount', { token, body: { password: PASSWORD } });
    const again = await accounts.signIn('leaving_soon', PASSWORD);
    parts.clock.advance(14 * DAY_MS);
    await assert.rejects(
      house.call('restoreAccount', { token: again.token }),
      failsWith('account.pending_deletion'),
    );
    await house.sweep('accounts.erasures');
    await assertErased(house, id, 'leaving_soon');
    assert.equal(await neighbour.authenticate(again.token), undefined);
    await assert.rejects(
      accounts.signIn('leaving_soon', PASSWORD),
      failsWith('auth.wrong_credentials'),
    );
  });
});

test("an erased person's handle stays empty for 90 days and then is free", async () => {
  await withHouse({}, async (house) => {
    const { accounts, parts } = house;
    const made = await newAccount(house, 'well_known');
    await accounts.erasePerson(made.account.id);
    await assert.rejects(
      accounts.createPerson({ handle: 'we11_known' }),
      failsWith('account.handle_taken'),
    );
    assert.equal(
      await rowsOf(house, 'handles', 'handle', 'well_known'),
      0,
      'only what it looks like is held',
    );
    parts.clock.advance(90 * DAY_MS - 1);
    assert.equal(await house.sweep('accounts.handles'), 0);
    await assert.rejects(
      accounts.createPerson({ handle: 'well_known' }),
      failsWith('account.handle_taken'),
    );
    parts.clock.advance(1);
    const next = await accounts.createPerson({ handle: 'well_known' });
    assert.equal((await accounts.personByHandle('well_known'))?.personId, next);
    assert.equal(
      await house.sweep('accounts.handles'),
      0,
      'a handle that found a new owner is not freed',
    );
    const other = await newAccount(house, 'less_known');
    await accounts.erasePerson(other.account.id);
    parts.clock.advance(90 * DAY_MS);
    assert.equal(await house.sweep('accounts.handles'), 1);
  });
});

test('a removed sample person can be made again at once', async () => {
  await withHouse({}, async ({ accounts }) => {
    const first = await accounts.createPerson({ handle: 'sample_asha', sample: true });
    await accounts.erasePerson(first);
    const second = await accounts.createPerson({ handle: 'sample_asha', sample: true });
    assert.deepEqual(await accounts.samplePersons(10), [second]);
  });
});

test('anonymising keeps the count and loses the person', async () => {
  await withHouse({}, async (house) => {
    const made = await newAccount(house, 'counted');
    await house.accounts.erasePerson(made.account.id);
    const rows = await house.parts.database.query({
      name: 'test.anonymous',
      text: 'SELECT reader_id, city, reads FROM diary_counts',
    });
    assert.deepEqual(rows, [{ reader_id: null, city: null, reads: 7 }]);
  });
});

test('erasing one person touches nobody else', async () => {
  await withHouse({}, async (house) => {
    const { accounts, parts } = house;
    const stays = await newAccount(house, 'who_stays');
    const goes = await newAccount(house, 'who_goes');
    assert.equal(await accounts.erasePerson(goes.account.id), true);
    await assertErased(house, goes.account.id, 'who_goes');
    assert.equal((await accounts.authenticate(stays.token))?.handle, 'who_stays');
    assert.equal(await rowsOf(house, 'diary_pages', 'person_id', stays.account.id), 1);
    assert.equal(await rowsOf(house, 'diary_counts', 'reader_id', stays.account.id), 1);
    assert.notEqual(await parts.state.get('feed', stays.account.id), undefined);
    const opened = (await house.events()).filter(
      (event) => event.subject === stays.account.id && event.personal !== undefined,
    );
    assert.ok(opened.length > 0, 'what was sealed for the one who stays still opens');
    await accounts.signIn('who_stays', PASSWORD);
    assert.equal(await accounts.erasePerson(goes.account.id), false, 'nobody is erased twice');
    assert.equal(await accounts.erasePerson('00000000-0000-7000-8000-000000000000'), false);
  });
});

test('an erasure killed between any two steps is finished by the sweep, and told exactly once', async () => {
  await withHouse({}, async (house) => {
    const { parts } = house;
    for (const step of ['begin', ...house.erasure.steps.map(({ name }) => name)]) {
      const handle = `killed_${step}`;
      const made = await newAccount(house, handle);
      await eraseUntil(house, made.account.id, step);
      assert.equal(
        await house.accounts.authenticate(made.token),
        undefined,
        'hidden from the first moment',
      );
      assert.equal((await house.accounts.peopleByIds([made.account.id])).size, 0);
      await house.sweep('accounts.erasures');
      await assertErased(house, made.account.id, handle);
      parts.clock.advance(MINUTE_MS);
      await house.sweep('accounts.erasures');
      await assertErased(house, made.account.id, handle);
      assert.equal(await house.sweep('accounts.erasures'), 0, 'nothing is left to do');
    }
  });
});

test('two processes that erase one person at once tell it once', async () => {
  await withHouse({}, async (house) => {
    const made = await newAccount(house, 'by_two');
    const results = await Promise.all([
      house.accounts.erasePerson(made.account.id),
      house.neighbour.erasePerson(made.account.id),
      house.erasure.erase(made.account.id, 'operator'),
    ]);
    assert.ok(results.includes(true));
    await assertErased(house, made.account.id, 'by_two');
  });
});

test('a feature that cannot erase now keeps its person open and nobody else waiting', async () => {
  const asked: string[] = [];
  let failing = '';
  const eraser = {
    erase: async (personId: string): Promise<void> => {
      asked.push(personId);
      if (personId === failing) throw new Error('the disk does not answer');
      await Promise.resolve();
    },
  };
  await withHouse({ erasers: [eraser, {}] }, async (house) => {
    const stuck = await newAccount(house, 'stuck');
    const fine = await newAccount(house, 'fine_one');
    failing = stuck.account.id;
    await assert.rejects(house.accounts.erasePerson(failing), /disk/);
    await house.call('deleteAccount', { token: fine.token, body: { password: PASSWORD } });
    house.parts.clock.advance(14 * DAY_MS);
    assert.equal(await house.sweep('accounts.erasures'), 1);
    await assertErased(house, fine.account.id, 'fine_one');
    assert.equal(
      await rowsOf(house, 'diary_pages', 'person_id', failing),
      1,
      'rows wait for what only they can find',
    );
    failing = '';
    await house.sweep('accounts.erasures');
    await assertErased(house, stuck.account.id, 'stuck');
    assert.ok(asked.filter((id) => id === stuck.account.id).length >= 2);
  });
});

test('a hundred erasures that fail each time keep nobody waiting', async () => {
  const failing = new Set<string>();
  const eraser = {
    erase: (personId: string): Promise<void> =>
      failing.has(personId) ? Promise.reject(new Error('stuck')) : Promise.resolve(),
  };
  await withHouse({ erasers: [eraser] }, async (house) => {
    const { clock, ids } = house.parts;
    for (let person = 0; person < 100; person += 1) {
      const personId = await house.accounts.createPerson({
        handle: `stuck_${ids.next().slice(-8)}`,
      });
      failing.add(personId);
      await assert.rejects(house.accounts.erasePerson(personId), /stuck/);
    }
    clock.advance(1);
    const fine = await newAccount(house, 'fine_one');
    await house.erasure.begin(fine.account.id, 'operator');
    const due = await newAccount(house, 'due_one');
    await house.call('deleteAccount', { token: due.token, body: { password: PASSWORD } });
    clock.advance(14 * DAY_MS);
    await house.sweep('accounts.erasures');
    await house.sweep('accounts.erasures');
    await assertErased(house, fine.account.id, 'fine_one');
    await assertErased(house, due.account.id, 'due_one');
    const [stuck = ''] = failing;
    failing.clear();
    await house.sweep('accounts.erasures');
    await house.sweep('accounts.erasures');
    assert.equal(
      await house.accounts.viewerById(stuck),
      undefined,
      'the stuck ones have their turn',
    );
  });
});

test('what a request under way wrote behind the erasure goes with the second pass', async () => {
  await withHouse({}, async (house) => {
    const { accounts, parts } = house;
    const made = await newAccount(house, 'last_click');
    await accounts.erasePerson(made.account.id);
    await assert.rejects(parts.keys.ensure(made.account.id), 'no keys come back');
    await parts.database.query(
      { name: 'test.late_page', text: 'INSERT INTO diary_pages VALUES ($1, $2, NULL)' },
      [parts.ids.next(), made.account.id],
    );
    await house.sweep('accounts.erasures');
    assert.equal(await rowsOf(house, 'diary_pages', 'person_id', made.account.id), 1, 'too early');
    parts.clock.advance(MINUTE_MS);
    await house.sweep('accounts.erasures');
    assert.equal(await rowsOf(house, 'diary_pages', 'person_id', made.account.id), 0);
  });
});

test('every column that the plan empties exists and may be empty', async () => {
  await withHouse({}, async ({ parts }) => {
    const tables = [...manifest.tables, ...diary.tables].filter(
      (table) => table.erasure === 'anonymise',
    );
    for (const table of tables) {
      for (const column of personalColumns(table)) {
        const [found] = await parts.database.query<{ is_nullable: string }>(
          {
            name: 'test.nullable',
            text: 'SELECT is_nullable FROM information_schema.columns WHERE table_name = $1 AND column_name = $2',
          },
          [table.name, column],
        );
        assert.equal(found?.is_nullable, 'YES', `${table.name}.${column}`);
      }
    }
    const planned = new Set(erasurePlan([manifest, diary]).map((statement) => statement.table));
    assert.deepEqual(
      [...planned].toSorted(),
      [...OWN_TABLES.map((table) => table.name), 'diary_counts', 'diary_pages'].toSorted(),
    );
  });
});

/** Does what a process did that was killed after `lastStep`. */
async function eraseUntil(house: House, personId: string, lastStep: string): Promise<void> {
  const { erasure } = house;
  assert.equal(await erasure.begin(personId, 'operator'), true);
  const last = erasure.steps.findIndex((step) => step.name === lastStep);
  assert.ok(last >= 0 || lastStep === 'begin', `there is no step ${lastStep}`);
  for (const step of erasure.steps.slice(0, last + 1)) await step.run(personId);
}
