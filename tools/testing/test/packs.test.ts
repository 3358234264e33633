// Follow packs from outside: who makes one, who is in it, who is left out without a word, and who is out for good.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Pack, PackList, PackMade } from '@jhalak/contracts/packs';
import type { SearchAnswer } from '@jhalak/contracts/search';
import {
  fetchArchive,
  makeExport,
  startCell,
  unpack,
  type ApiReply,
  type TestCell,
  type TestPerson,
} from '@jhalak/testing';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

type Problem = { code?: string };
type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';
async function call<Body>(
  who: TestPerson | undefined,
  method: Method,
  path: string,
  body?: unknown,
): Promise<ApiReply<Body & Problem>> {
  const rest = { token: who?.token, ...(body === undefined ? {} : { body }) };
  return await cell.api<Body & Problem>(method, path, rest);
}

const names = ({ people }: Pack): string[] => people.map(({ handle }) => handle);

async function packOf(maker: TestPerson, people: string[], language = 'hi'): Promise<PackMade> {
  const body = { name: 'Singers', text: 'of the coast', language, people };
  const made = await call<PackMade>(maker, 'POST', '/v1/packs', body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
}

async function listed(who: TestPerson | undefined, language: string): Promise<string[]> {
  const { body } = await call<PackList>(who, 'GET', `/v1/packs?language=${language}&limit=50`);
  return body.items.map(({ id }) => id);
}

async function setProposed(packId: string, proposed: boolean): Promise<void> {
  await cell.parts.database.query(
    { name: 'test.propose', text: 'UPDATE social_packs SET proposed = $2 WHERE pack_id = $1' },
    [packId, proposed],
  );
}

test('a pack holds public grown-ups; who is private, a child, blocked or out is left out, all alike', async () => {
  const maker = await cell.account('pack_maker');
  for (const handle of ['pack_one', 'pack_two']) await cell.account(handle);
  const shy = await cell.account('pack_shy');
  await cell.account('pack_child', { ageBand: '13-17' });
  const blocker = await cell.account('pack_blocker');
  const out = await cell.account('pack_out');
  await call(shy, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await call(blocker, 'PUT', '/v1/people/pack_maker/block');
  await call(out, 'PUT', '/v1/me/in-packs', { allowed: false });
  await cell.drain();
  const kept = ['pack_shy', 'pack_child', 'pack_blocker', 'pack_out', 'nobody_there'];
  const { pack, left } = await packOf(maker, ['pack_one', ...kept, 'pack_two', 'pack_one']);
  assert.deepEqual(names(pack), ['pack_one', 'pack_two']);
  assert.deepEqual(left.toSorted(), kept.toSorted());
  assert.deepEqual([pack.own, pack.count, pack.maker.handle], [true, 2, 'pack_maker']);
  const body = { name: 'x', text: '', language: 'hi', people: ['pack_shy'] };
  assert.equal((await call(maker, 'POST', '/v1/packs', body)).body.code, 'pack.nobody');
  const child = await cell.account('pack_young', { ageBand: '13-17' });
  const one = { ...body, people: ['pack_one'] };
  assert.equal((await call(child, 'POST', '/v1/packs', one)).body.code, 'pack.adults_only');
  assert.equal((await call(await cell.viewer(), 'POST', '/v1/packs', one)).status, 401);
  const many = { ...body, people: Array.from({ length: 51 }, (_, at) => `many_${at}`) };
  assert.equal((await call(maker, 'POST', '/v1/packs', many)).status, 400);
});

test('whoever looks sees how they stand to each; suspended, gone and blocked people are not in it, and no pack is without a maker', async () => {
  const maker = await cell.account('seen_maker');
  const [one, two, three] = [
    await cell.account('seen_one'),
    await cell.account('seen_two'),
    await cell.account('seen_three'),
  ];
  const { pack } = await packOf(maker, ['seen_one', 'seen_two', 'seen_three']);
  const path = `/v1/packs/${pack.id}`;
  const fan = await cell.account('seen_fan');
  await call(fan, 'PUT', '/v1/people/seen_one/follow');
  await call(two, 'PUT', '/v1/people/seen_fan/block');
  await call(three, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await cell.drain();
  const seen = (await call<Pack>(fan, 'GET', path)).body;
  assert.deepEqual(
    seen.people.map(({ handle, followed, private: isPrivate }) => [handle, followed, isPrivate]),
    [
      ['seen_one', true, false],
      ['seen_three', false, true],
    ],
  );
  assert.equal(seen.count, 2);
  assert.equal((await call(fan, 'PUT', '/v1/people/seen_three/follow')).status, 202);
  assert.deepEqual(names((await call<Pack>(undefined, 'GET', path)).body).length, 3);
  await cell.cell.accounts.erasePerson(one.personId);
  await cell.drain();
  assert.deepEqual(names((await call<Pack>(undefined, 'GET', path)).body), [
    'seen_two',
    'seen_three',
  ]);
  const [row] = await cell.parts.database.query<{ people: string[] }>(
    { name: 'test.people', text: 'SELECT people FROM social_packs WHERE pack_id = $1' },
    [pack.id],
  );
  assert.ok(row?.people.includes(one.personId) === false, 'no trace of who was erased');
  await call(maker, 'PUT', '/v1/people/seen_fan/block');
  assert.equal((await call(fan, 'GET', path)).body.code, 'pack.not_found');
  await cell.cell.accounts.erasePerson(maker.personId);
  assert.equal((await call(undefined, 'GET', path)).body.code, 'pack.not_found');
});

test('who takes themself out is out of every pack at once, and nobody puts them back', async () => {
  const [maker, other, self] = [
    await cell.account('out_maker'),
    await cell.account('out_other'),
    await cell.account('out_self'),
  ];
  await cell.account('out_stays');
  const packs = [
    await packOf(maker, ['out_self', 'out_stays']),
    await packOf(other, ['out_self', 'out_stays']),
  ];
  const own = await packOf(self, ['out_self', 'out_stays']);
  assert.equal((await call(self, 'PUT', '/v1/me/in-packs', { allowed: false })).status, 200);
  for (const { pack } of packs)
    assert.deepEqual(names((await call<Pack>(other, 'GET', `/v1/packs/${pack.id}`)).body), [
      'out_stays',
    ]);
  const mine = await call<Pack>(self, 'GET', `/v1/packs/${own.pack.id}`);
  assert.deepEqual(names(mine.body), ['out_self', 'out_stays']);
  const body = { name: 'Again', text: '', language: 'hi', people: ['out_self', 'out_stays'] };
  const again = await call<PackMade>(maker, 'PUT', `/v1/packs/${packs[0]?.pack.id}`, body);
  assert.deepEqual([names(again.body.pack), again.body.left], [['out_stays'], ['out_self']]);
  const allowed = await call<{ allowed: boolean }>(self, 'GET', '/v1/me/in-packs');
  assert.equal(allowed.body.allowed, false);
  await call(self, 'PUT', '/v1/me/in-packs', { allowed: true });
  const back = await call<PackMade>(maker, 'PUT', `/v1/packs/${packs[0]?.pack.id}`, body);
  assert.deepEqual(back.body.left, []);
});

test('who goes out while they are put into a pack is in none', async () => {
  const maker = await cell.account('race_maker');
  const self = await cell.account('race_self');
  await cell.account('race_stays');
  let out: Promise<unknown> | undefined;
  let made: Promise<PackMade> | undefined;
  await cell.parts.database.transaction(async (tx) => {
    const lock = 'LOCK TABLE social_packs IN SHARE MODE';
    await tx.query({ name: 'test.hold_packs', text: lock }, []);
    const waiting = async (count: number): Promise<void> => {
      const text = 'SELECT pid FROM pg_locks WHERE NOT granted';
      for (let asked = 0; asked < 50_000; asked += 1)
        if ((await tx.query({ name: 'test.waiting', text }, [])).length >= count) return;
      assert.fail(`fewer than ${count} wait`);
    };
    out = call(self, 'PUT', '/v1/me/in-packs', { allowed: false });
    await waiting(1);
    made = packOf(maker, ['race_self', 'race_stays']);
    await waiting(2);
  });
  await out;
  const { pack } = (await made) ?? assert.fail();
  assert.deepEqual(names(pack), ['race_stays']);
});

test('a block takes both out of each other’s packs', async () => {
  const [maker, other] = [await cell.account('block_maker'), await cell.account('block_other')];
  await cell.account('block_stays');
  const packs = [
    await packOf(maker, ['block_other', 'block_stays']),
    await packOf(other, ['block_maker', 'block_stays']),
  ];
  await call(other, 'PUT', '/v1/people/block_maker/block');
  for (const { pack } of packs)
    assert.deepEqual(names((await call<Pack>(undefined, 'GET', `/v1/packs/${pack.id}`)).body), [
      'block_stays',
    ]);
});

test('packs are proposed by language; what is not proposed is reached by its link alone; only their maker changes them', async () => {
  const [maker, other] = [await cell.account('list_maker'), await cell.account('list_fan')];
  await cell.account('list_member');
  const { pack } = await packOf(maker, ['list_member'], 'ta');
  // As one of a maker who was new here.
  await setProposed(pack.id, false);
  assert.deepEqual(await listed(other, 'ta'), []);
  assert.equal((await call(other, 'GET', `/v1/packs/${pack.id}`)).status, 200);
  await setProposed(pack.id, true);
  assert.deepEqual(await listed(undefined, 'ta'), [pack.id]);
  assert.deepEqual(await listed(undefined, 'te'), []);
  const second = await packOf(maker, ['list_member'], 'ta');
  await setProposed(second.pack.id, true);
  const page = await call<PackList>(other, 'GET', '/v1/packs?language=ta&limit=1');
  const next = encodeURIComponent(page.body.next ?? '');
  const rest = await call<PackList>(other, 'GET', `/v1/packs?language=ta&limit=1&cursor=${next}`);
  assert.deepEqual(
    [...page.body.items, ...rest.body.items].map(({ id }) => id).toSorted(),
    [pack.id, second.pack.id].toSorted(),
  );
  const own = await call<PackList>(maker, 'GET', '/v1/me/packs');
  assert.equal(own.body.items.length, 2);
  const body = { name: 'Stolen', text: '', language: 'ta', people: ['list_member'] };
  const path = `/v1/packs/${pack.id}`;
  assert.equal((await call(other, 'PUT', path, body)).body.code, 'pack.not_found');
  assert.equal((await call(other, 'DELETE', path)).body.code, 'pack.not_found');
  assert.equal((await call<Pack>(undefined, 'GET', path)).body.name, 'Singers');

  const job = await makeExport(cell, maker);
  const archive = await unpack((await fetchArchive(cell, maker, job.id)).bytes);
  const rows = await archive.rows('packs');
  assert.deepEqual(
    rows.map(({ peopleNames }) => peopleNames),
    [1, 2].map(() => [{ handle: 'list_member', displayName: 'list_member' }]),
  );
  await archive.close();
  assert.equal((await call(maker, 'DELETE', path)).status, 204);
  assert.deepEqual(await listed(undefined, 'ta'), [second.pack.id]);
  for (let made = 1; made < 20; made += 1) await packOf(maker, ['list_member'], 'or');
  const full = await call(maker, 'POST', '/v1/packs', body);
  assert.equal(full.body.code, 'pack.full');
});

const found = async (q: string, who?: TestPerson): Promise<string[]> => {
  const path = `/v1/search?kind=packs&q=${encodeURIComponent(q)}`;
  return (await call<SearchAnswer>(who, 'GET', path)).body.packs.map(({ name }) => name);
};

test('a proposed pack is found by its words and their sound, its text and its maker; what is reached by its link alone is not', async () => {
  const [maker, fan] = [await cell.account('found_maker'), await cell.account('found_fan')];
  const member = await cell.account('found_member');
  const body = {
    name: 'क्रिकेट के सितारे',
    text: 'Wankhede',
    language: 'hi',
    people: ['found_member'],
  };
  const { pack } = (await call<PackMade>(maker, 'POST', '/v1/packs', body)).body;
  await setProposed(pack.id, false);
  await cell.drain();
  assert.deepEqual(await found('क्रिकेट'), []);
  // A veteran's, when it is changed: as the follower of the journal sees it then.
  const path = `/v1/packs/${pack.id}`;
  const change = async (name: string): Promise<void> => {
    assert.equal((await call(maker, 'PUT', path, { ...body, name })).status, 200);
    await setProposed(pack.id, true);
    await cell.drain();
  };
  await change(body.name);
  for (const asked of ['क्रिकेट', 'kriket', 'wankhede'])
    assert.deepEqual(await found(asked, fan), [body.name], asked);
  assert.equal((await found('found_maker', fan))[0], body.name);
  await change('कबड्डी');
  assert.deepEqual(await found('kriket'), []);
  assert.deepEqual(await found('kabaddi'), ['कबड्डी']);
  await call(fan, 'PUT', '/v1/people/found_maker/block');
  assert.deepEqual(await found('kabaddi', fan), [], 'whom a block keeps apart finds nothing');
  assert.deepEqual(await found('kabaddi'), ['कबड्डी']);
  await call(member, 'PUT', '/v1/me/in-packs', { allowed: false });
  assert.deepEqual(await found('kabaddi'), [], 'nobody is proposed to follow nobody');
  await call(member, 'PUT', '/v1/me/in-packs', { allowed: true });
  await change('कबड्डी');
  assert.equal((await call(maker, 'DELETE', path)).status, 204);
  await cell.drain();
  assert.deepEqual(await found('kabaddi'), []);
});

test('words that an order names hide a pack by its name and its text, everywhere and for its maker too', async () => {
  const maker = await cell.account('word_maker');
  await cell.account('word_member');
  const body = { text: '', language: 'as', people: ['word_member'] };
  const made = async (name: string, text: string): Promise<string> => {
    const reply = await call<PackMade>(maker, 'POST', '/v1/packs', { ...body, name, text });
    await setProposed(reply.body.pack.id, true);
    return reply.body.pack.id;
  };
  const named = await made('Zubaan-Bandi now', '');
  const told = await made('Friends', 'who say ZUBAAN bandi');
  const free = await made('Zubaan alone', '');
  await cell.drain();
  const order = async (inForce: boolean): Promise<void> => {
    const facts = {
      ...{ inForce, targets: [{ kind: 'keyword', text: 'zubaan bandi' }], states: null },
      ...{ law: 'court', interim: false, sinceMs: cell.parts.clock.nowMs() },
    };
    const key = '00000000-0000-7000-8000-0000000000ab';
    await cell.parts.database.transaction(async (tx) => {
      const event = { stream: 'orders.order', key, type: 'changed', facts };
      await cell.parts.journal.append(tx, [event]);
    });
    await cell.drain();
  };
  const status = async (id: string): Promise<number> =>
    (await call(maker, 'GET', `/v1/packs/${id}`)).status;
  await order(true);
  assert.deepEqual([await status(named), await status(told), await status(free)], [404, 404, 200]);
  assert.deepEqual(await listed(undefined, 'as'), [free]);
  assert.deepEqual(await found('zubaan'), ['Zubaan alone']);
  const refused = { ...body, name: 'Zubaan-Bandi again' };
  assert.equal((await call(maker, 'POST', '/v1/packs', refused)).body.code, 'pack.words');
  assert.equal((await call(maker, 'PUT', `/v1/packs/${free}`, refused)).body.code, 'pack.words');
  await order(false);
  assert.deepEqual(await listed(undefined, 'as'), [free, told, named]);
});

test('who becomes a child is out of every pack, and their own packs are gone', async () => {
  const maker = await cell.account('age_maker');
  const young = await cell.account('age_young');
  await cell.account('age_other');
  const { pack } = await packOf(maker, ['age_young', 'age_other'], 'ml');
  const theirs = (await packOf(young, ['age_other'], 'ml')).pack;
  const body = { ageBand: '13-17' };
  assert.equal(
    (await cell.api('PATCH', '/v1/viewers/me', { token: young.token, body })).status,
    200,
  );
  assert.deepEqual(names((await call<Pack>(maker, 'GET', `/v1/packs/${pack.id}`)).body), [
    'age_other',
  ]);
  assert.equal((await call(maker, 'GET', `/v1/packs/${theirs.id}`)).status, 404);
});

const OUT_LOCK = 7_302_116;

/** Asks again and again; the runner's own limit ends a test that waits in vain. */
async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const waiting = await cell.parts.database.query({
      name: 'test.waiting',
      text: `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ${OUT_LOCK} AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    });
    if (waiting.length >= count) return;
  }
}

test('who becomes a child while a pack of others is written is not put back, nor is a pack of theirs', async () => {
  const maker = await cell.account('writes_slowly');
  const young = await cell.account('grows_down');
  await cell.account('stays_grown');
  const body = { ageBand: '13-17' };
  const { wrote, own } = await cell.parts.database.transaction(async (tx) => {
    await tx.query({ name: 'test.lock', text: `SELECT pg_advisory_xact_lock(${OUT_LOCK})` });
    const aged = cell.api('PATCH', '/v1/viewers/me', { token: young.token, body });
    await untilWaiting(1);
    // Both were looked at while the correction was on its way, and wait for it.
    const pack = {
      name: 'Racers',
      text: '',
      language: 'ml',
      people: ['grows_down', 'stays_grown'],
    };
    const first = call<PackMade>(maker, 'POST', '/v1/packs', pack);
    const second = call<PackMade>(young, 'POST', '/v1/packs', { ...pack, people: ['stays_grown'] });
    await untilWaiting(3);
    return { wrote: [aged, first] as const, own: second };
  });
  const [aged, written] = await Promise.all(wrote);
  assert.equal(aged.status, 200);
  assert.deepEqual(await stored(written.body.pack.id), ['stays_grown']);
  assert.equal((await own).body.code, 'pack.adults_only');
});

/** @returns handles of the people in a pack's row. */
async function stored(packId: string): Promise<string[]> {
  const rows = await cell.parts.database.query<{ handle: string }>(
    {
      name: 'test.people_of_pack',
      text: `SELECT handle FROM social_packs JOIN persons p ON p.person_id = ANY(people) WHERE pack_id = $1 ORDER BY 1`,
    },
    [packId],
  );
  return rows.map(({ handle }) => handle);
}

test('children who are in packs, or made some, are taken out by a sweep', async () => {
  const maker = await cell.account('sweep_maker');
  const young = await cell.account('sweep_young');
  await cell.account('sweep_other');
  const { pack } = await packOf(maker, ['sweep_young', 'sweep_other'], 'ml');
  const theirs = (await packOf(young, ['sweep_other'], 'ml')).pack;
  // As a version left them that did not ask again.
  await cell.parts.database.query(
    { name: 'test.age', text: `UPDATE persons SET age_band = '13-17' WHERE person_id = $1` },
    [young.personId],
  );
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  const sweep = sweeps.find(({ name }) => name === 'social.packs_without_children');
  assert.equal(await sweep?.run(), 1);
  assert.deepEqual(await stored(pack.id), ['sweep_other']);
  assert.deepEqual(await stored(theirs.id), []);
  assert.equal((await call(maker, 'GET', `/v1/packs/${theirs.id}`)).status, 404);
  assert.equal(await sweep?.run(), 0);
});
