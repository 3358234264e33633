// proves T8: people are told and may refuse: who objected or wanted to be erased is erased before anything goes, and is in no package.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { HandoverChoice, HandoverNotice } from '@jhalak/contracts/handover-notice';
import { packageParts, partRows, partShape, rowCheck, type Part } from '@jhalak/bags';
import { ALL_MANIFESTS, ALL_MIGRATIONS, packBase } from '@jhalak/jhalak';
import { DAY_MS, secureRandom } from '@jhalak/kernel';
import { startCell, type ApiReply, type TestCell, type TestPerson } from '@jhalak/testing';
import { DEAL, leadTo, TestDeal } from '../src/deal/deal.fixture.ts';

const PEOPLE = 1_000;
const OBJECTORS = 37;
/** At the deadline: those who leave, somebody without an account among them, and two who stay. */
const CHOSEN = { told: 40, stay: 1, export: 1, erase: 17, object: 21 };
const CANARY = 'canaryofwholeaves';

let cell: TestCell;
let operator: TestPerson;
let deal: TestDeal;
const leaving: TestPerson[] = [];
before(async () => {
  cell = await startCell();
  operator = await cell.account('operator_one');
  await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
});
after(async () => {
  await cell.close();
});

type Failure = { code?: string; detail?: string };

async function choose(
  { token }: TestPerson,
  choice: string,
): Promise<ApiReply<HandoverChoice & Failure>> {
  return await cell.api('PUT', '/v1/me/handover-choice', { token, body: { choice } });
}

async function chosen({ token }: TestPerson): Promise<HandoverChoice> {
  return (await cell.api<HandoverChoice>('GET', '/v1/me/handover-choice', { token })).body;
}

async function notice(): Promise<HandoverNotice | null> {
  const path = '/v1/handover/notice';
  return (await cell.api<{ notice: HandoverNotice | null }>('GET', path)).body.notice;
}

async function publish(changes: object = {}): Promise<ApiReply<HandoverNotice & Failure>> {
  const nowMs = cell.parts.clock.nowMs();
  return await cell.api('POST', `/v1/handover/deals/${DEAL}/notice`, {
    token: operator.token,
    body: {
      ...{ seat: 'Pune, India', fromMs: nowMs + 60 * DAY_MS, deadlineMs: nowMs + 31 * DAY_MS },
      ...changes,
    },
  });
}

/** Posts what was signed since. */
async function post(from: number): Promise<void> {
  for (const { file, seq } of deal.events.slice(from)) {
    const path = seq === 1 ? '/v1/handover/deals' : `/v1/handover/deals/${DEAL}/acts`;
    const reply = await cell.api<Failure>('POST', path, {
      token: operator.token,
      body: { file },
    });
    assert.equal(reply.status, 201, reply.body.detail);
  }
}

async function logged(act: string): Promise<string[]> {
  const rows = await cell.parts.database.query<{ leaf: string }>(
    {
      name: 'test.people_logged',
      text: `SELECT leaf FROM border_entries WHERE leaf LIKE '%handover.' || $1 || '%' ORDER BY entry_id`,
    },
    [act],
  );
  return rows.map(({ leaf }) => leaf);
}

/** @returns every packed row as text, by table. */
async function packed(): Promise<Map<string, string[]>> {
  const { database, blobs, clock, folder } = cell.parts;
  const at = join(folder, 'packages', '0000');
  const { cellId } = await cell.cell.border.identity();
  await cell.cell.border.publish();
  await packBase(
    {
      ...{ database, blobs, clock, region: 'in', random: secureRandom, home: folder },
      ...{ uploadFolder: join(folder, 'uploads'), logFolder: join(folder, 'log') },
      ...{ release: 'test', manifests: ALL_MANIFESTS, migrations: ALL_MIGRATIONS },
    },
    {
      folder: at,
      identity: { package: DEAL, cell: cellId, region: 'in', epoch: 2 },
      inventory: () => Promise.resolve({ v: 1, items: [] }),
      watch: { say: () => undefined, signal: new AbortController().signal },
    },
  );
  const source = { folder: at, packageId: DEAL };
  const parts: Part[] = [];
  for await (const part of packageParts(at, 1)) parts.push(part);
  const tables = new Map<string, string[]>();
  for (const part of parts) {
    if (part.kind !== 'rows') continue;
    const schema = parts.find(
      ({ kind, path }) => kind === 'schema' && path.includes(`/${part.table}/`),
    );
    assert.ok(schema, part.table);
    const rows = tables.get(part.table) ?? [];
    tables.set(part.table, rows);
    const check = rowCheck(await partShape(source, schema), 'rows');
    for await (const row of partRows(source, part, check)) rows.push(JSON.stringify(row));
  }
  return tables;
}

test('without terms nobody is told anything, and there is nothing to choose', async () => {
  const { cellId, ownerEpoch } = await cell.cell.border.identity();
  deal = TestDeal.open({ cell: cellId, ownerEpoch });
  deal.nowMs = cell.parts.clock.nowMs();
  await post(0);
  assert.equal(await notice(), null);
  const viewer = await cell.viewer();
  assert.deepEqual(await chosen(viewer), { choice: null, open: false });
  assert.equal((await choose(viewer, 'stay')).status, 404);
  const early = await publish();
  assert.deepEqual([early.status, early.body.code], [409, 'handover.refused']);
  assert.match(early.body.detail ?? '', /once the terms are agreed/);
  assert.equal(await cell.cell.handover.settleObjectors(DEAL), undefined);
});

test('the notice names the buyer of the terms, and leaves people as long as the policy says', async () => {
  const kept = await cell.cell.handover.keepInventory();
  deal.do('mediator-a', { act: 'declare', interests: [] });
  deal.do('seller-a', { act: 'inventory', inventory: kept.digest, tags: kept.tags });
  leadTo(deal, 'freeze');
  await post(1);
  await assert.rejects(cell.cell.handover.settleObjectors(DEAL), /People were not told/);
  const nowMs = cell.parts.clock.nowMs();
  const short = await publish({ deadlineMs: nowMs + 29 * DAY_MS });
  assert.match(short.body.detail ?? '', /30 days/);
  const early = await publish({ fromMs: nowMs + 30 * DAY_MS });
  assert.match(early.body.detail ?? '', /when everybody has chosen/);
  const token = (await cell.account('nobody_special')).token;
  const path = `/v1/handover/deals/${DEAL}/notice`;
  const body = { seat: 'x', fromMs: nowMs, deadlineMs: nowMs };
  assert.equal((await cell.api('POST', path, { token, body })).status, 403);
  const told = await publish();
  assert.equal(told.status, 201, told.body.detail);
  assert.deepEqual(await notice(), told.body);
  assert.deepEqual(
    [told.body.owner, told.body.version],
    [{ name: 'First', seat: 'Pune, India' }, 1],
  );
  assert.equal((await logged('notice')).length, 1);
});

test('people choose and choose again, with or without an account; it is on record with its time and notice', async () => {
  const asha = await cell.account('asha_sings');
  assert.deepEqual(await chosen(asha), { choice: null, open: true });
  assert.equal((await choose(asha, 'object')).status, 200);
  cell.parts.clock.advance(1_000);
  assert.equal((await choose(asha, 'export')).status, 200);
  const atMs = cell.parts.clock.nowMs();
  assert.deepEqual(await chosen(asha), {
    choice: 'export',
    chosenAtMs: atMs,
    version: 1,
    open: true,
  });
  assert.equal((await choose(asha, 'sell')).status, 400);
  assert.equal((await choose({ ...asha, token: 'x' }, 'stay')).status, 401);
  const viewer = await cell.viewer();
  assert.equal((await choose(viewer, 'stay')).status, 200);
  await cell.drain();
  const events = await cell.parts.database.query<{ type: string }>(
    {
      name: 'test.choice_events',
      text: `SELECT type FROM journal WHERE stream = 'handover.choice' AND key = $1 ORDER BY position`,
    },
    [asha.personId],
  );
  assert.deepEqual(
    events.map(({ type }) => type),
    ['told', 'chosen', 'chosen'],
  );
  assert.equal((await publish()).body.version, 2, 'a correction is told anew');
  assert.equal((await chosen(asha)).version, 1, 'what they had read stays on record');
});

test('after the deadline nobody chooses, those who leave are erased with their proof, and only they are missing from what goes', async () => {
  for (let i = 0; i < OBJECTORS; i += 1) {
    const displayName = `${CANARY}${i}`;
    const person = await cell.account(`leaves_${i}`, { displayName });
    leaving.push(person);
    assert.equal((await choose(person, i < 20 ? 'object' : 'erase')).status, 200);
  }
  const nameless = await cell.viewer();
  assert.equal((await choose(nameless, 'object')).status, 200);
  leaving.push(nameless);
  const { accounts } = cell.cell;
  const [{ count: there } = { count: 0 }] = await cell.parts.database.query<{ count: number }>({
    name: 'test.people_there',
    text: 'SELECT count(*)::int AS count FROM persons',
  });
  for (let i = there; i < PEOPLE; i += 1)
    await accounts.createPerson({ handle: `stays_${i}`, displayName: `Stays ${i}` });
  const everybody = await cell.parts.database.query<{ person_id: string }>({
    name: 'test.everybody',
    text: 'SELECT person_id FROM persons',
  });
  assert.equal(everybody.length, PEOPLE);
  const { handover } = cell.cell;
  await assert.rejects(handover.settleObjectors(DEAL), { code: 'handover.refused' });
  const sweep = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find(({ name }) => name === 'handover.people');
  assert.equal(await sweep?.run(), 0, 'nobody is erased before the deadline');

  cell.parts.clock.advance(32 * DAY_MS);
  const [first] = leaving;
  assert.ok(first);
  const late = await choose(first, 'stay');
  assert.deepEqual([late.status, late.body.code], [409, 'handover.refused']);
  assert.match(late.body.detail ?? '', /time to choose was over on \d{4}-/);
  assert.deepEqual(await handover.choices(DEAL), CHOSEN);
  assert.equal(await sweep?.run(), OBJECTORS + 1);
  const ofViewer = await cell.api('GET', '/v1/me/handover-choice', { token: nameless.token });
  assert.equal(ofViewer.status, 401, 'somebody without an account is gone too');
  const counts = { ...CHOSEN, erased: OBJECTORS + 1 };
  const settled = await handover.settleObjectors(DEAL);
  assert.deepEqual(settled, {
    ...counts,
    ...{ version: 2, settledAtMs: cell.parts.clock.nowMs() },
  });
  assert.deepEqual(await handover.settleObjectors(DEAL), settled, 'asked again, nothing changes');
  assert.match((await publish()).body.detail ?? '', /were counted/);
  const [entry, ...more] = await logged('people_settled');
  assert.deepEqual((JSON.parse(entry ?? '') as { facts: { counts: object } }).facts.counts, counts);
  assert.equal(more.length, 0);
  const gone = new Set(leaving.map(({ personId }) => personId));
  for (const leaf of [...(await logged('notice')), entry ?? ''])
    assert.ok([...gone].every((id) => !leaf.includes(id)));
  assert.equal((await logged('')).filter((leaf) => leaf.includes('choice')).length, 0);
  const proofs = await cell.parts.database.query<{ entry_id: string | null }>(
    {
      name: 'test.proofs',
      text: 'SELECT entry_id FROM erasures WHERE person_id = ANY($1::uuid[]) AND finished_at_ms IS NOT NULL',
    },
    [[...gone]],
  );
  assert.equal(proofs.filter(({ entry_id: id }) => id !== null).length, OBJECTORS + 1);

  await cell.drain();
  const tables = await packed();
  const persons = new Set(
    tables.get('persons')?.map((row) => (JSON.parse(row) as { person_id: string }).person_id),
  );
  assert.deepEqual(
    persons,
    new Set(everybody.map(({ person_id: id }) => id).filter((id) => !gone.has(id))),
  );
  const keptOfErased = new Set(
    ALL_MANIFESTS.flatMap((manifest) => manifest.tables)
      .filter(({ erasure }) => erasure === 'keep' || erasure === 'rebuild')
      .map(({ name }) => name),
  );
  for (const [table, rows] of tables) {
    const found = rows.filter((row) => row.toLowerCase().includes(CANARY));
    assert.deepEqual(found, [], `${table} holds what somebody who left wrote`);
    // What stays of everybody who was erased, by the manifests, and in the year's log: ids that lead nowhere.
    if (keptOfErased.has(table) || table === 'journal') continue;
    const ids = [...gone].filter((id) => rows.some((row) => row.includes(id)));
    assert.deepEqual(ids, [], `${table} names somebody who left`);
  }
});

test('a notice that names another buyer, or of a deal that was aborted, says nothing and erases nobody', async () => {
  deal.nowMs = cell.parts.clock.nowMs();
  const from = deal.events.length;
  deal.do('seller-a', { act: 'drop_bidder', bidder: 'first', reason: 'withdrew' });
  await post(from);
  assert.equal(await notice(), null);
  await assert.rejects(cell.cell.handover.settleObjectors(DEAL), { code: 'handover.refused' });
});
