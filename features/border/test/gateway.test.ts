// The gateway's rules over a real database and a real log, and two cells that speak with each other.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createBorder, createCrossings, type Crossings } from '@jhalak/border';
import type { BorderEntry } from '@jhalak/contracts/border';
import type { BorderPolicyBody, CellCard, CellEnvelope } from '@jhalak/contracts/gateway';
import type { Route } from '@jhalak/contracts';
import { DAY_MS, silentLogger } from '@jhalak/kernel';
import type { BorderLog, BorderMessage, Courier, Delivery, Gateway, Sweep } from '@jhalak/ports';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';

interface House {
  parts: TestParts;
  log: BorderLog;
  crossings: Crossings & { routes: Route[]; sweeps: Sweep[] };
  cellId: string;
  /** What the courier was given. */
  carried: Delivery[];
  call(name: string, input?: Partial<Parameters<Route['handle']>[0]>): Promise<unknown>;
  sweep(name: string): Promise<number>;
  entries(): Promise<BorderEntry[]>;
  send(message: Omit<BorderMessage, 'id'>): ReturnType<Gateway['send']>;
}

/** Cells in this process, by address: a delivery is a call of the other's route. */
const world = new Map<string, House>();
let reachable = true;
const folder = new URL('../migrations/', import.meta.url);
const houses: House[] = [];

async function open(region: string): Promise<House> {
  const parts = await openTestParts({
    region,
    migrations: [{ owner: 'border', folder }],
    seed: region.length + region.charCodeAt(0),
  });
  const border = createBorder({ ...parts, folder: `${parts.folder}/log` });
  const carried: Delivery[] = [];
  const courier: Courier = {
    async deliver(delivery) {
      const { message, to, body } = delivery;
      const declared = await house.crossings.customs.declare({
        ...{ message, host: to, bytes: body.byteLength },
        digest: 'ab'.repeat(32),
      });
      if (declared.kind !== 'pass') return declared;
      carried.push(delivery);
      if (!reachable) return { kind: 'later', detail: 'The link is cut.' };
      const other = world.get(new URL(delivery.url).origin);
      if (other === undefined) {
        return { kind: 'reply', entryId: declared.entryId, status: 200, text: '{"ok":true}' };
      }
      const envelope = JSON.parse(body.toString()) as CellEnvelope;
      const text = JSON.stringify(await other.call('receiveCellMessage', { body: envelope }));
      return { kind: 'reply', entryId: declared.entryId, status: 200, text };
    },
  };
  const gateway: Gateway = { send: (message) => crossings.sender(courier).send(message) };
  const crossings = createCrossings({
    ...parts,
    log: border.log,
    address: `https://${region}.cell.example`,
    gateway,
    counts: () =>
      Promise.resolve([
        { language: 'hi', genre: 'music', people: 120, clips: 400 },
        { language: 'hi', genre: 'comedy', people: 7, clips: 9 },
        { language: 'ta', genre: 'music', people: 300, clips: 800 },
        { language: 'ta', genre: 'comedy', people: 90, clips: 100 },
      ]),
    cellId: async () => await border.cellId(),
  });
  const house: House = {
    ...{ parts, log: border.log, crossings, carried, cellId: await border.cellId() },
    async call(name, input = {}) {
      const route = crossings.routes.find((one) => one.name === name);
      assert.ok(route, name);
      const nothing = { params: {}, query: {}, body: {}, headers: {}, caller: undefined };
      const signal = new AbortController().signal;
      return (await route.handle({ ...nothing, signal, ...input })).json;
    },
    async sweep(name) {
      const sweep = crossings.sweeps.find((one) => one.name === name);
      assert.ok(sweep, name);
      return await sweep.run();
    },
    async entries() {
      const rows = await parts.database.query<{ leaf: string }>({
        name: 'test.leaves',
        text: 'SELECT leaf FROM border_entries ORDER BY entry_id',
      });
      return rows.map(({ leaf }) => JSON.parse(leaf) as BorderEntry);
    },
    send: (message) => gateway.send({ id: parts.ids.next(), ...message }),
  };
  await crossings.seed();
  world.set(`https://${region}.cell.example`, house);
  houses.push(house);
  return house;
}

let here: House;
let there: House;
before(async () => {
  here = await open('in');
  there = await open('sg');
});
after(async () => {
  for (const { parts } of houses) await parts.close();
});

/** Time passes everywhere. */
function pass(ms: number): void {
  for (const { parts } of houses) parts.clock.advance(ms);
}

const caller = (personId: string): NonNullable<Parameters<Route['handle']>[0]['caller']> => ({
  personId,
  roles: ['operator'],
  languages: [],
  genres: [],
  personal: false,
  sessionId: 's',
});
const ANNA = caller('00000000-0000-7000-8000-00000000000a');
const BALU = caller('00000000-0000-7000-8000-00000000000b');

function smsPolicy(house: House, over: Partial<BorderPolicyBody> = {}): BorderPolicyBody {
  const nowMs = house.parts.clock.nowMs();
  return {
    id: 'sms',
    message: 'sms.code',
    party: 'sms.provider.in',
    partyRegion: 'in',
    url: 'https://sms.provider.in/send',
    fields: ['phone', 'code'],
    classLimit: 'personal',
    k: 50,
    basis: 'Contract 12, sign-in codes',
    fromMs: nowMs,
    untilMs: nowMs + DAY_MS,
    ...over,
  };
}

const SMS = {
  message: 'sms.code',
  to: 'sms.provider.in',
  fields: { phone: '+919876543210', code: '4711', language: 'hi' },
};

async function inForce(house: House, body: BorderPolicyBody): Promise<void> {
  const proposed = (await house.call('proposeBorderPolicy', { body, caller: ANNA })) as {
    version: number;
    digest: string;
  };
  await house.call('approveBorderPolicy', {
    params: { policy: body.id, version: proposed.version },
    body: { digest: proposed.digest },
    caller: BALU,
  });
}

test('without a policy in force nothing goes to a processor; with one exactly its fields, under an entry', async () => {
  const before = await here.send(SMS);
  assert.equal(before.kind === 'refused' && before.reason, 'no_policy');
  await inForce(here, smsPolicy(here));
  const sent = await here.send(SMS);
  assert.equal(sent.kind, 'delivered');
  const body = here.carried.at(-1)?.body.toString();
  assert.deepEqual(JSON.parse(body ?? ''), { phone: SMS.fields.phone, code: SMS.fields.code });
  const entry = (await here.entries()).find(
    ({ id }) => sent.kind === 'delivered' && id === sent.entryId,
  );
  assert.ok(entry?.facts.kind === 'crossing');
  assert.deepEqual(
    [entry.facts.message, entry.facts.host, entry.facts.dataClass, entry.facts.policy],
    ['sms.code', 'sms.provider.in', 'personal', 'sms/1'],
  );
  assert.ok(!JSON.stringify(await here.entries()).includes('9876543210'));
  pass(DAY_MS);
  assert.equal((await here.send(SMS)).kind, 'refused', 'its day is over');
});

test('who wrote a policy does not approve it, and nobody approves what has changed', async () => {
  const body = smsPolicy(here, { id: 'second' });
  const proposed = (await here.call('proposeBorderPolicy', { body, caller: ANNA })) as {
    version: number;
    digest: string;
  };
  const params = { policy: 'second', version: proposed.version };
  const approve = (digest: string, by: typeof ANNA): Promise<unknown> =>
    here.call('approveBorderPolicy', { params, body: { digest }, caller: by });
  await assert.rejects(approve(proposed.digest, ANNA), { code: 'policy.own' });
  await assert.rejects(approve('00'.repeat(32), BALU), { code: 'policy.digest' });
  assert.equal((await here.send(SMS)).kind, 'refused');
  await approve(proposed.digest, BALU);
  await assert.rejects(approve(proposed.digest, BALU), { code: 'policy.state' });
  assert.equal((await here.send(SMS)).kind, 'delivered');
  await here.call('endBorderPolicy', { params, caller: ANNA });
  assert.equal((await here.send(SMS)).kind, 'refused');
  const acts = (await here.entries()).map(({ facts }) => ('act' in facts ? facts.act : facts.kind));
  assert.ok(acts.includes('policies.approved') && acts.includes('policies.ended'));
});

test('a policy for what can never leave is refused when it is written', async () => {
  const wrong: Partial<BorderPolicyBody>[] = [
    { partyRegion: 'sg' },
    { url: 'https://elsewhere.example/' },
    { fields: ['phone', 'email'] },
    { message: 'people.dump' },
    { untilMs: 0 },
    { untilMs: 9e14 },
    { id: 'x1', message: 'report.daily', party: '*', fields: ['counts'], classLimit: 'personal' },
    { id: 'x2', message: 'feeds.fetch', party: '*', fields: ['url'], classLimit: 'aggregate' },
  ];
  for (const over of wrong) {
    await assert.rejects(
      here.call('proposeBorderPolicy', { body: smsPolicy(here, over), caller: ANNA }),
      { code: 'policy.invalid' },
      JSON.stringify(over),
    );
  }
});

test('without a log that can be written nothing leaves', async () => {
  await inForce(here, smsPolicy(here, { id: 'third' }));
  const shut: BorderLog = {
    append: (tx, facts) => here.log.append(tx, facts),
    told: (tx, facts) => here.log.told(tx, facts),
    integrated: () => Promise.reject(new Error('no space left on device')),
  };
  const broken = createCrossings({
    ...here.parts,
    ...{ log: shut, address: 'https://in.cell.example', gateway: undefined, counts: undefined },
    logger: silentLogger,
    cellId: () => Promise.resolve(here.cellId),
  });
  const told = await broken.customs.declare({
    ...{ message: 'sms.code', host: 'sms.provider.in', digest: 'ab'.repeat(32), bytes: 1 },
  });
  assert.equal(told.kind, 'later');
});

test('refusals are counted and shown, and tell the public nothing of whom they were meant for', async () => {
  const secret = 'meera-9876543210.example.org';
  for (let count = 0; count < 3; count += 1) await here.send({ ...SMS, to: secret });
  const { items } = (await here.call('listViolations')) as {
    items: { to: string; reason: string; count: number }[];
  };
  assert.deepEqual(
    items.filter(({ to }) => to === secret).map(({ reason, count }) => [reason, count]),
    [['no_policy', 3]],
  );
  const said = (await here.entries()).filter(({ facts }) => facts.kind === 'refusal');
  assert.ok(said.length > 0);
  assert.ok(!JSON.stringify(said).includes('meera'));
});

async function meet(one: House, other: House): Promise<void> {
  const { self } = (await other.call('listCells')) as { self: CellCard };
  await one.call('meetCell', { body: self });
}

test('cells that met tell each other their day, k-anonymous, once, with a receipt on both sides', async () => {
  await meet(here, there);
  await meet(there, here);
  assert.equal(await here.sweep('border.daily_reports'), 1);
  assert.equal(await here.sweep('border.daily_reports'), 0, 'one report a day');
  reachable = false;
  assert.equal(await here.sweep('border.deliver'), 0);
  reachable = true;
  pass(DAY_MS / 4);
  assert.equal(await here.sweep('border.deliver'), 1);
  const shown = async (house: House, direction: string): Promise<Record<string, unknown>[]> => {
    const { items } = (await house.call('listCellMessages')) as {
      items: Record<string, unknown>[];
    };
    return items.filter((item) => item['direction'] === direction);
  };
  const [sent] = await shown(here, 'sent');
  const [received] = await shown(there, 'received');
  assert.equal(sent?.['state'], 'delivered');
  assert.equal(sent['attempts'], 2);
  assert.deepEqual(sent['fields'], received?.['fields']);
  assert.deepEqual(sent['receipt'], received?.['receipt']);
  assert.ok(!JSON.stringify(received).includes('"people":7'), 'seven people are nobody to talk of');
});

async function lastEnvelope(): Promise<CellEnvelope> {
  const delivery = here.carried.findLast(({ kind }) => kind === 'cell');
  assert.ok(delivery);
  return await Promise.resolve(JSON.parse(delivery.body.toString()) as CellEnvelope);
}

test('a message counts once however often it comes, and its receipt stays the same', async () => {
  const envelope = await lastEnvelope();
  const receive = (): Promise<unknown> => there.call('receiveCellMessage', { body: envelope });
  pass(1_000);
  assert.deepEqual(await receive(), await receive());
  const { items } = (await there.call('listCellMessages')) as { items: unknown[] };
  assert.equal(items.length, 1);
});

test('what nobody signed, what is changed, for others or from strangers is not taken', async () => {
  const envelope = await lastEnvelope();
  const forged: CellEnvelope[] = [
    { ...envelope, signature: `${'A'.repeat(86)}==` },
    { ...envelope, fields: { ...envelope.fields, dayMs: 0 } },
    { ...envelope, id: here.parts.ids.next() },
    { ...envelope, to: here.cellId },
    { ...envelope, from: 'us-aaaaaaaaaa' },
  ];
  for (const body of forged) {
    await assert.rejects(there.call('receiveCellMessage', { body }), {
      code: 'cell.message_refused',
    });
  }
});

test('a cell that a changed row names is a stranger', async () => {
  const change = async (text: string, name: string): Promise<void> =>
    void (await here.parts.database.query({ name, text }));
  await change(
    `UPDATE border_directory SET card = replace(card, 'sg.cell', 'evil.cell')`,
    'test.tamper',
  );
  const counts: unknown[] = [];
  const to = there.cellId;
  const sent = await here.send({ message: 'report.daily', to, fields: { dayMs: 0, counts } });
  assert.equal(sent.kind === 'refused' && sent.reason, 'unknown_party');
  await change(
    `UPDATE border_directory SET card = replace(card, 'evil.cell', 'sg.cell')`,
    'test.mend',
  );
  const again = await here.send({ message: 'report.daily', to, fields: { dayMs: 0, counts } });
  assert.equal(again.kind, 'delivered');
});

test('cards that are not whole, not signed, over or our own are not met', async () => {
  const { self } = (await there.call('listCells')) as { self: CellCard };
  const own = ((await here.call('listCells')) as { self: CellCard }).self;
  const wrong = [{ ...self, address: 'https://evil.example' }, { ...self, untilMs: 1 }, own];
  for (const body of wrong) {
    await assert.rejects(here.call('meetCell', { body }), { code: 'cell.card_invalid' });
  }
});

test('a queue for a cell that never answers is bounded', async () => {
  reachable = false;
  for (let day = 0; day < 405; day += 1) {
    pass(DAY_MS);
    await here.sweep('border.daily_reports');
  }
  reachable = true;
  const { items } = (await here.call('listCells')) as { items: { waiting: number }[] };
  assert.equal(items[0]?.waiting, 400);
  const violations = (await here.call('listViolations')) as { items: { reason: string }[] };
  assert.ok(violations.items.some(({ reason }) => reason === 'queue_full'));
});

test('a window is on record before anything leaves through it, and what left stands in the log when it ends', async () => {
  const windows = here.crossings.windows();
  const none = await windows.enter('seat.bid', 'seat.in');
  assert.ok('kind' in none && none.reason === 'no_policy');
  await inForce(here, {
    ...smsPolicy(here, { id: 'seat', message: 'seat.bid', party: 'seat.in' }),
    ...{ url: 'https://seat.in/bid', fields: ['id', 'imp', 'device'] },
  });
  pass(1_001);
  const window = await windows.enter('seat.bid', 'seat.in');
  assert.ok('count' in window);
  const facts = async (act: string) =>
    (await here.entries()).map((one) => one.facts).filter((one) => 'act' in one && one.act === act);
  const [opened] = await facts('policies.window_opened');
  assert.ok(opened && 'codes' in opened);
  assert.deepEqual(opened.codes, ['seat/1', 'seat.bid', 'seat.in', 'personal']);
  assert.equal(windows.enter('seat.bid', 'seat.in'), window, 'the next one waits for nothing');
  const digests = ['ff', '00', '7a'].map((byte) => byte.repeat(32));
  for (const digest of digests) assert.ok(window.count({ digest, bytes: 100 }));
  assert.ok(!window.count({ digest: digests[0] ?? '', bytes: 2_000_000_000 }), 'past its bound');
  const user = window.pass({ id: '1', imp: [{}], user: { keywords: 'cricket' } });
  assert.deepEqual(user.kind === 'pass' && user.fields, { id: '1', imp: [{}] });
  await windows.close();
  const closed = (await here.entries()).map((one) => one.facts).at(-1);
  assert.ok(closed?.kind === 'crossing');
  const all = createHash('sha256');
  for (const digest of digests.toSorted()) all.update(Buffer.from(digest, 'hex'));
  assert.deepEqual([closed.messages, closed.bytes, closed.digest], [3, 300, all.digest('hex')]);
});
