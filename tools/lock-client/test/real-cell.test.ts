// The reference client against a whole cell: what the practice cell only claims.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type {
  Brand,
  BrandFill,
  BrandKeyCreated,
  ConformanceReport,
} from '@jhalak/contracts/partners';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { LockClient, memoryStore, selfTest } from '../src/index.ts';

const NOTICE = { version: '1', language: 'hi' };

let cell: TestCell;
let operator: TestPerson;
let editor: TestPerson;
before(async () => {
  // Phones and the cell agree on the time: lives are judged by both.
  cell = await startCell({ startMs: Date.now() });
  operator = await cell.account('client_operator');
  editor = await cell.account('client_editor');
  await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
  await cell.cell.accounts.grantRole({ personId: editor.personId, role: 'editor' });
  for (const headline of ['एक', 'दो', 'तीन']) await write(headline);
  await cell.drain();
});
after(async () => {
  await cell.close();
});

async function write(headline: string): Promise<string> {
  const card = await cell.api<{ id: string }>('POST', '/v1/desk/cards', {
    token: editor.token,
    body: {
      language: 'hi',
      genre: 'news',
      age: 'all',
      headline,
      summary: '',
      attribution: ['desk'],
    },
  });
  assert.equal(card.status, 201);
  return card.body.id;
}

async function asOperator<Body>(method: string, path: string, body?: object): Promise<Body> {
  const reply = await cell.api<Body>(method, `/v1/partner/brands${path}`, {
    token: operator.token,
    ...(body === undefined ? {} : { body }),
  });
  assert.ok(reply.status < 300, `${path}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

async function newBrand(organisation: string): Promise<BrandKeyCreated> {
  await asOperator<Brand>('POST', '', { organisation, name: organisation, languages: ['hi'] });
  return await asOperator('POST', `/${organisation}/keys`, { label: 'phones' });
}

const phone = (brand?: string): LockClient =>
  new LockClient({
    origin: cell.url,
    region: 'in',
    language: 'hi',
    width: 360,
    format: 'webp',
    store: memoryStore(),
    nowMs: () => cell.parts.clock.nowMs(),
    ...(brand === undefined ? {} : { brand }),
  });

test('the self-test passes against a whole cell, and its report stands on the brand’s page', async () => {
  const { secret } = await newBrand('tested');
  const where = { origin: cell.url, region: 'in', language: 'hi', brand: secret };
  const report = await selfTest({ ...where, client: 'reference', model: 'T1' });
  assert.deepEqual(
    report.checks.filter(({ passed }) => !passed),
    [],
  );
  const kept = await cell.api<ConformanceReport>('POST', '/lock/v1/conformance', {
    headers: { 'jhalak-brand': secret },
    body: report,
  });
  assert.deepEqual([kept.status, kept.body.passed], [201, true]);
  assert.equal((await asOperator<Brand>('GET', '/tested')).conformance?.passed, true);
});

test('what a branded phone gets and does is in its brand’s fill, and nothing of an unbranded one', async () => {
  const { secret } = await newBrand('counted-phones');
  const client = phone(secret);
  assert.equal(await client.yes(NOTICE), true);
  assert.equal((await client.sync()).pack, 'taken');
  const { cards = [] } = await client.show();
  assert.equal(cards.length, 3);
  await client.happened({ type: 'glance', slot: cards[0]!.slot });
  await client.happened({ type: 'open', slot: cards[0]!.slot });
  assert.equal((await client.sync()).events, 2);
  const stranger = phone();
  await stranger.yes(NOTICE);
  await stranger.sync();
  await cell.drain();
  const { lastDay, fill } = await asOperator<BrandFill>('GET', '/counted-phones/fill');
  const { packs, unchanged, glances, opens, withoutReceipt } = lastDay;
  assert.deepEqual(
    { packs, unchanged, glances, opens, withoutReceipt },
    {
      packs: 1,
      unchanged: 1,
      glances: 1,
      opens: 1,
      withoutReceipt: 0,
    },
  );
  assert.ok(lastDay.bytes > 500);
  assert.equal(fill, 3 / 20);
});

test('the brand’s switch darkens its phones within one poll and no others, and lights them again', async () => {
  const { secret } = await newBrand('switched');
  const client = phone(secret);
  const other = phone();
  for (const one of [client, other]) {
    await one.yes(NOTICE);
    await one.sync();
    assert.equal((await one.show()).cards?.length, 3);
  }
  await asOperator('POST', '/switched/switch', { dark: true, note: 'a test' });
  cell.parts.clock.advance(45_000);
  assert.equal((await client.sync()).kill, 'taken');
  assert.equal((await client.show()).dark, 'all_dark');
  await other.sync();
  assert.equal((await other.show()).cards?.length, 3);
  await asOperator('POST', '/switched/switch', { dark: false });
  cell.parts.clock.advance(45_000);
  await client.sync();
  assert.equal((await client.show()).cards?.length, 3);
});

test('a card that the desk kills is gone from a phone within one poll', async () => {
  const id = await write('चार');
  await cell.drain();
  const client = phone();
  await client.yes(NOTICE);
  await client.sync();
  const has = async (): Promise<boolean> =>
    (await client.show()).cards?.some((card) => card.id === id) ?? false;
  assert.equal(await has(), true);
  const killed = await cell.api('POST', `/v1/desk/cards/${id}/acts`, {
    token: editor.token,
    body: { action: 'kill', note: 'not true' },
  });
  assert.equal(killed.status, 200);
  cell.parts.clock.advance(45_000);
  await client.sync();
  assert.equal(await has(), false);
});

test('a key that ended is told so: the phone keeps what it has until that is old', async () => {
  const { secret, key } = await newBrand('ended-key');
  const client = phone(secret);
  await client.yes(NOTICE);
  await client.sync();
  const ended = await cell.api('DELETE', `/v1/partner/brands/ended-key/keys/${key.id}`, {
    token: operator.token,
  });
  assert.equal(ended.status, 204);
  cell.parts.clock.advance(60_000);
  assert.deepEqual(await client.sync(), { kill: 'none', pack: 'none', files: 0, events: 0 });
  assert.ok((await client.show()).cards !== undefined);
});
