// The reference client against a practice cell that lies in every way it can; and against a real one.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DAY_BYTES_MAX } from '@jhalak/contracts/lock';
import { CONFORMANCE_CHECKS } from '@jhalak/contracts/partners';
import {
  LockClient,
  lockSchemas,
  memoryStore,
  open,
  PracticeCell,
  selfTest,
  withDayBudget,
  type LockClientOptions,
  type Store,
} from '../src/index.ts';

const ROOT = join(import.meta.dirname, '../../..');
const HOUR_MS = 3_600_000;
const NOTICE = { version: '1', language: 'hi' };

interface Phone {
  cell: PracticeCell;
  store: Store;
  client: LockClient;
  clock: { nowMs: number };
  options: LockClientOptions;
}

async function phone(): Promise<Phone> {
  const clock = { nowMs: Date.UTC(2026, 0, 5, 9) };
  const nowMs = (): number => clock.nowMs;
  const cell = await PracticeCell.open(nowMs);
  const store = memoryStore();
  const { fetch } = cell;
  const options = {
    origin: 'https://cell.example',
    region: 'in',
    language: 'hi',
    store,
    fetch,
    nowMs,
  };
  return { cell, store, client: new LockClient(options), clock, options };
}

async function litPhone(): Promise<Phone> {
  const made = await phone();
  assert.equal(await made.client.yes(NOTICE), true);
  assert.deepEqual(await made.client.sync(), { kill: 'taken', pack: 'taken', files: 1, events: 0 });
  return made;
}

const idsOf = async ({ client }: Phone): Promise<string[] | string> => {
  const { cards, dark } = await client.show();
  return cards?.map((card) => card.slot) ?? dark ?? '';
};

test('before a yes nothing is shown and nobody is called', async () => {
  const made = await phone();
  await made.client.sync();
  await made.client.happened({ type: 'glance', slot: 'slot-1' });
  assert.equal(await idsOf(made), 'off');
  assert.deepEqual(made.cell.calls, []);
});

test('a yes that no cell confirmed shows nothing; a receipt for another question is none', async () => {
  const made = await phone();
  made.cell.online = false;
  assert.equal(await made.client.yes(NOTICE), false);
  made.cell.online = true;
  const wrong = await made.cell.sign('jhalak-lock-receipt+json', {
    receipt: 'r',
    cell: 'practice',
    device: 'somebody-else',
    granted: true,
    noticeVersion: '1',
    noticeLanguage: 'hi',
    counter: 1,
    issuedAtMs: made.clock.nowMs,
  });
  made.cell.tamper = (path, right) =>
    path.endsWith('/receipts') ? { status: 201, json: wrong } : right;
  await made.client.sync();
  assert.equal(await idsOf(made), 'off');
  made.cell.tamper = undefined;
  await made.client.sync();
  assert.deepEqual(await idsOf(made), ['slot-1', 'slot-2']);
});

test('a lit phone shows its pack without network, also after a restart, until the pack is a day old', async () => {
  const made = await litPhone();
  made.cell.online = false;
  const again = { ...made, client: new LockClient(made.options) };
  assert.deepEqual(await idsOf(again), ['slot-1', 'slot-2']);
  const [card] = (await again.client.show()).cards ?? [];
  assert.equal((await again.client.file(card!.picture!.file))?.length, card?.picture?.file.bytes);
  made.clock.nowMs += 24 * HOUR_MS - 1;
  assert.deepEqual(await idsOf(again), ['slot-1', 'slot-2']);
  made.clock.nowMs += 1;
  assert.equal(await idsOf(again), 'expired');
});

test('a clock that went back behind what the cell signed shows nothing', async () => {
  const made = await litPhone();
  made.clock.nowMs -= 6 * 60_000;
  assert.equal(await idsOf(made), 'clock');
});

test('what is kept and was changed on the device is dark', async () => {
  const made = await litPhone();
  const state = (await made.store.get('state')) as { pack: { signed: { payload: string } } };
  const { payload } = state.pack.signed;
  state.pack.signed.payload = `${payload.slice(0, 40)}${payload[40] === 'A' ? 'B' : 'A'}${payload.slice(41)}`;
  await made.store.put('state', state);
  assert.equal(await idsOf(made), 'unverified');
});

test('a picture that is not as signed is left away, and one of another host is never asked for', async () => {
  const made = await phone();
  await made.client.yes(NOTICE);
  made.cell.tamper = (path, right) =>
    path.endsWith('/files/1') ? { ...right, bytes: new Uint8Array(33) } : right;
  assert.equal((await made.client.sync()).files, 0);
  made.cell.tamper = undefined;
  const [card] = made.cell.pack.cards;
  const file = { ...card!.picture!.file, url: '//evil.example/x' };
  made.cell.pack = {
    ...made.cell.pack,
    version: 2,
    cards: [{ ...card!, picture: { ...card!.picture!, file } }],
  };
  assert.deepEqual(
    [(await made.client.sync()).pack, (await made.client.sync()).files],
    ['taken', 0],
  );
  assert.ok(!made.cell.calls.some((call) => call.includes('/x')));
});

test('a pack that needs a newer kill list than the phone has is not taken', async () => {
  const made = await litPhone();
  made.cell.pack = { ...made.cell.pack, version: 2, killVersion: 2, cards: [] };
  assert.equal((await made.client.sync()).pack, 'kill_list_older');
  assert.deepEqual(await idsOf(made), ['slot-1', 'slot-2']);
});

test('a new key of the cell is fetched when something is signed with it', async () => {
  const made = await litPhone();
  const rotated = await PracticeCell.open(made.options.nowMs!, 'practice-2');
  await rotated.follow(made.cell);
  rotated.pack = { ...rotated.pack, version: 2 };
  rotated.kill = { ...rotated.kill, version: 2 };
  const client = new LockClient({ ...made.options, fetch: rotated.fetch });
  assert.deepEqual(await client.sync(), { kill: 'taken', pack: 'taken', files: 0, events: 0 });
});

test('keys that follow from none that it has are not taken, and those of a former owner never come back', async () => {
  const made = await litPhone();
  const next = (cell: PracticeCell, version: number) => {
    cell.pack = { ...cell.pack, version };
    cell.kill = { ...cell.kill, version };
  };
  const syncWith = async (cell: PracticeCell) =>
    await new LockClient({ ...made.options, fetch: cell.fetch }).sync();
  const refused = { kill: 'unverified', pack: 'unverified', files: 0, events: 0 };
  const stranger = await PracticeCell.open(made.options.nowMs!, 'practice-9');
  next(stranger, 2);
  assert.deepEqual(await syncWith(stranger), refused, 'nobody vouches for it');
  const owner = await PracticeCell.open(made.options.nowMs!, 'practice-2');
  await owner.follow(made.cell);
  next(owner, 2);
  assert.equal((await syncWith(owner)).pack, 'taken');
  // The former owner signs well with its own key, and vouches for a third one.
  next(made.cell, 3);
  assert.deepEqual(await syncWith(made.cell), refused);
  await stranger.follow(made.cell);
  next(stranger, 3);
  assert.deepEqual(await syncWith(stranger), refused);
  // Nor does it help to show the present owner's key beside it.
  const { statements } = owner;
  stranger.statements = [...statements, ...stranger.statements];
  stranger.tamper = (path, right) =>
    path === '/lock/v1/keys'
      ? { ...right, json: { ...(right.json as object), keys: [...keysOf(right), ...shown] } }
      : right;
  const shown = keysOf(await (await owner.fetch('https://x/lock/v1/keys', {})).json());
  assert.deepEqual(await syncWith(stranger), refused);
});

function keysOf(answer: unknown): unknown[] {
  const { json = answer } = answer as { json?: unknown };
  return (json as { keys: unknown[] }).keys;
}

test('events wait without network, count up per slot and type, and are sent once', async () => {
  const made = await litPhone();
  made.cell.online = false;
  await made.client.happened({ type: 'glance', slot: 'slot-1' });
  await made.client.happened({ type: 'glance', slot: 'slot-1' });
  await made.client.happened({ type: 'open', slot: 'slot-1' });
  assert.equal((await made.client.sync()).events, 0);
  made.cell.online = true;
  assert.equal((await made.client.sync()).events, 3);
  assert.equal((await made.client.sync()).events, 0);
  assert.deepEqual(
    made.cell.events.map((event) => [
      (event as { type: string }).type,
      (event as { seq: number }).seq,
    ]),
    [
      ['glance', 0],
      ['glance', 1],
      ['open', 0],
    ],
  );
});

test('the pseudonym changes after a week, and the old one’s events go first', async () => {
  const made = await litPhone();
  const nameOf = async () =>
    ((await made.store.get('state')) as { consent: { device: string } }).consent.device;
  const first = await nameOf();
  await made.client.happened({ type: 'open', slot: 'slot-1' });
  made.clock.nowMs += 7 * 24 * HOUR_MS;
  assert.equal((await made.client.sync()).events, 1);
  assert.notEqual(await nameOf(), first);
  assert.match(await nameOf(), /^[A-Za-z0-9_-]{22}$/);
});

test('off forgets everything, tells the cell once and is silent; an older pack stays refused after on', async () => {
  const made = await phone();
  await made.client.yes(NOTICE);
  made.cell.pack = { ...made.cell.pack, version: 7 };
  await made.client.sync();
  const before = made.cell.calls.length;
  await made.client.off();
  assert.deepEqual(made.cell.calls.slice(before), ['POST /lock/v1/receipts']);
  await made.client.sync();
  assert.equal(made.cell.calls.length, before + 1);
  assert.deepEqual(await made.store.names(), ['state']);
  await made.client.yes(NOTICE);
  made.cell.pack = { ...made.cell.pack, version: 6 };
  assert.equal((await made.client.sync()).pack, 'older');
  assert.equal(await idsOf(made), 'no_pack');
});

test('off and yes, in any order and over restarts, never show a card without a receipt', async () => {
  const made = await phone();
  // o: off, y: yes, n: network gone or back, r: restart, c: an hour passes, s: a look at the cell.
  const steps = 'oysryorsynsroysycsoynyrscsoysyosnyrsyocsryso'.repeat(3);
  for (const step of steps) {
    if (step === 'o') await made.client.off({ tell: made.cell.online });
    if (step === 'y') await made.client.yes(NOTICE);
    if (step === 'n') made.cell.online = !made.cell.online;
    if (step === 'r') made.client = new LockClient(made.options);
    if (step === 'c') made.clock.nowMs += HOUR_MS;
    if (step === 's') await made.client.sync();
    const { consent } = ((await made.store.get('state')) ?? {}) as {
      consent?: { receipt?: string };
    };
    const shown = (await made.client.show()).cards !== undefined;
    assert.ok(!shown || consent?.receipt !== undefined, step);
    if (step === 'o') assert.ok(!shown);
  }
});

test('nothing but its own type opens: a receipt is no pack', async () => {
  const made = await phone();
  const { keys } = (await (
    await made.cell.fetch('https://x.example/lock/v1/keys', {})
  ).json()) as never;
  const signed = await made.cell.sign('jhalak-lock-receipt+json', made.cell.pack);
  assert.equal(await open(signed, 'jhalak-lock-pack+json', keys), undefined);
  assert.notEqual(await open(signed, 'jhalak-lock-receipt+json', keys), undefined);
  for (const junk of [undefined, null, 1, {}, { protected: '%', payload: '', signature: '' }])
    assert.equal(await open(junk, 'jhalak-lock-pack+json', keys), undefined);
});

test('the self-test passes on the reference client, and names what a careless one does wrong', async () => {
  const clock = Date.now();
  const cell = await PracticeCell.open(() => clock);
  const options = {
    origin: 'https://cell.example',
    region: 'in',
    language: 'hi',
    fetch: cell.fetch,
  };
  const good = await selfTest({ ...options, client: 'reference' });
  assert.deepEqual(
    good.checks.filter(({ passed }) => !passed),
    [],
  );
  assert.deepEqual(
    good.checks.map(({ check }) => check).toSorted(),
    [...CONFORMANCE_CHECKS].toSorted(),
  );
  class Careless extends LockClient {
    override async off(): Promise<void> {
      // Stays on: the very thing that people complain of.
    }
  }
  const bad = await selfTest({
    ...options,
    client: 'careless',
    make: (parts) => new Careless(parts),
  });
  assert.deepEqual(
    bad.checks.filter(({ passed }) => !passed).map(({ check }) => check),
    ['off_is_silent'],
  );
});

test('a day’s bytes are bounded: packs and pictures wait for tomorrow, the kill list does not', async () => {
  const { cell, store, clock, options } = await phone();
  const line = async (url: string, init: RequestInit): Promise<Response> => {
    const reply = await cell.fetch(url, init);
    const bytes = new Uint8Array(await reply.arrayBuffer());
    const headers = new Headers(reply.headers);
    headers.set('content-length', String(bytes.length));
    return new Response(bytes.length === 0 ? null : bytes, { status: reply.status, headers });
  };
  const own = memoryStore();
  const usedBytes = async (): Promise<number> =>
    ((await own.get('day-bytes')) as { bytes: number }).bytes;
  const budgeted = (dayBytesMax: number): LockClient => {
    const nowMs = (): number => clock.nowMs;
    const fetch = withDayBudget(line, { store: own, nowMs, dayBytesMax });
    return new LockClient({ ...options, store, fetch });
  };
  await budgeted(100_000).yes(NOTICE);
  assert.equal((await budgeted(100_000).sync()).pack, 'taken');
  const used = await usedBytes();
  assert.ok(used > 2_000 && used < 20_000, `${used} bytes`);
  // There is room for a request's head, and none for the pack.
  const bound = used + 2_000;
  cell.pack = { ...cell.pack, version: 2 };
  cell.kill = { ...cell.kill, version: 2, cards: [cell.pack.cards[0]?.id ?? ''] };
  const poor = budgeted(bound);
  assert.deepEqual(await poor.sync(), { kill: 'taken', pack: 'none', files: 0, events: 0 });
  assert.equal((await poor.show()).cards?.length, 1, 'the old pack, without the killed card');
  for (let times = 0; times < 20; times += 1) await poor.sync();
  const packs = cell.calls.filter((call) => call.includes('/packs/')).length;
  assert.ok(packs <= 6, `${packs} times asked`);
  clock.nowMs += 24 * HOUR_MS - 1;
  cell.pack = { ...cell.pack, issuedAtMs: clock.nowMs, expiresAtMs: clock.nowMs + HOUR_MS };
  cell.kill = { ...cell.kill, issuedAtMs: clock.nowMs, expiresAtMs: clock.nowMs + HOUR_MS };
  assert.equal((await budgeted(100_000).sync()).pack, 'taken');
});

test('the budget without a word is the contract’s', async () => {
  const { cell, clock, options } = await phone();
  const own = memoryStore();
  const fetch = withDayBudget(cell.fetch, { store: own, nowMs: () => clock.nowMs });
  const day = Math.floor(clock.nowMs / (24 * HOUR_MS));
  await own.put('day-bytes', { day, bytes: DAY_BYTES_MAX - 401 });
  const ask = async (): Promise<Response> =>
    await fetch(`${options.origin}/lock/v1/cards/1/files/1`, { method: 'GET' });
  assert.equal((await ask()).status, 200);
  await assert.rejects(ask);
});

test('the client is under 320 lines and imports nothing', async () => {
  const text = await readFile(join(ROOT, 'tools/lock-client/src/lock-client.mjs'), 'utf8');
  assert.ok(text.split('\n').length - 1 < 320);
  assert.doesNotMatch(text, /^import|require\(|node:/mu);
});

test('the JSON Schemas in docs/lock are the contract’s', async () => {
  const folder = join(ROOT, 'docs/lock/schemas');
  const schemas = lockSchemas();
  assert.deepEqual((await readdir(folder)).toSorted(), [...schemas.keys()].toSorted());
  for (const [name, text] of schemas)
    assert.equal(await readFile(join(folder, name), 'utf8'), text, `${name}: run write-schemas.ts`);
});
