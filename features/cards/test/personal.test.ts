// A viewer's own packs: only with both consents, leaning by what lock screens reported, never back in version.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LockCard, LockPack } from '@jhalak/contracts/lock';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { GENRES } from '@jhalak/contracts/languages';
import { MINUTE_MS } from '@jhalak/kernel';
import type { TestPerson } from '@jhalak/testing';
import { startCardsCell, type CardsCell } from './cards-cell.fixture.ts';
import { mintDevice, report } from './device.fixture.ts';
import { fetchPack, openPack } from './signed.fixture.ts';

let cell: CardsCell;
before(async () => {
  cell = await startCardsCell();
  for (const genre of GENRES) for (let card = 0; card < 30; card += 1) await write(genre, card);
  await cell.drain();
});
after(async () => {
  await cell.close();
});

async function write(genre: string, number: number, more: object = {}): Promise<string> {
  const reply = await cell.api<{ id: string }>('POST', '/v1/desk/cards', {
    token: cell.editor.token,
    body: {
      language: 'hi',
      headline: `${genre} ${number}`,
      summary: '',
      attribution: ['Desk'],
      genre,
      age: 'all',
      ...more,
    },
  });
  assert.equal(reply.status, 201);
  return reply.body.id;
}

async function person(consent: object = {}, more: object = {}): Promise<TestPerson> {
  return await cell.viewer({
    consent: {
      personalisation: true,
      lock: true,
      ads: false,
      ...noticeRead('en'),
      ...consent,
    },
    ...more,
  });
}

async function packOf({ token }: TestPerson, query = ''): Promise<LockPack> {
  return await openPack(cell, 'hi', { token }, query);
}

/** A pack that is made anew: what is cached is ten minutes old by then. */
async function nextPack(viewer: TestPerson): Promise<LockPack> {
  await cell.drain();
  cell.parts.clock.advance(11 * MINUTE_MS);
  return await packOf(viewer);
}

function genres(cards: readonly LockCard[]): Map<string, number> {
  return new Map(
    [...Map.groupBy(cards, (card) => card.genre)].map(([genre, all]) => [genre, all.length]),
  );
}

test('a pack is personal only for an adult who allowed both learning and the lock screen', async () => {
  const cases: [string, TestPerson][] = [
    ['personal', await person()],
    ['contextual', await person({ lock: false })],
    ['contextual', await person({ personalisation: false })],
    ['contextual', await person({}, { ageBand: '13-17' })],
    ['contextual', await cell.viewer({ consent: undefined })],
  ];
  for (const [kind, viewer] of cases) assert.equal((await packOf(viewer)).kind, kind);
  const [, first] = cases[0] ?? [];
  assert.ok(first);
  const asked = await packOf(first, '?kind=contextual');
  assert.equal(asked.kind, 'contextual');
  const own = await fetchPack(cell, 'hi', { token: first.token });
  assert.match(own.headers.get('cache-control') ?? '', /^private/);
});

test('slots of a personal pack are the viewer’s own, and how each was chosen is kept', async () => {
  const viewer = await person();
  const pack = await packOf(viewer);
  assert.equal(pack.cards.length, 20);
  for (const card of pack.cards) {
    const slot = cell.cell.attention.readSlot(card.slot);
    assert.deepEqual([slot?.personId, slot?.personal], [viewer.personId, true]);
  }
  const [kept] = await cell.parts.database.query<{
    person_id: string;
    version: number;
    places: { card: string; propensity: number }[];
  }>(
    {
      name: 'test.pack',
      text: 'SELECT person_id, version, places FROM lock_packs WHERE pack_id = $1',
    },
    [pack.pack],
  );
  assert.deepEqual([kept?.person_id, kept?.version], [viewer.personId, pack.version]);
  assert.deepEqual(
    kept?.places.map(({ card, propensity }) => [card, propensity]),
    pack.cards.map(({ id, propensity }) => [id, propensity]),
  );
});

test('the same pack is given for ten minutes, then another under a higher version', async () => {
  const viewer = await person();
  const first = await packOf(viewer);
  cell.parts.clock.advance(9 * MINUTE_MS);
  assert.equal((await packOf(viewer)).pack, first.pack);
  const etag = (await fetchPack(cell, 'hi', { token: viewer.token })).headers.get('etag') ?? '';
  const same = await fetchPack(cell, 'hi', {
    token: viewer.token,
    headers: { 'if-none-match': etag },
  });
  assert.equal(same.status, 304);
  cell.parts.clock.advance(2 * MINUTE_MS);
  const second = await packOf(viewer);
  assert.ok(second.version > first.version);
  const other = await person();
  assert.equal((await packOf(other)).version, 1, 'versions are of a viewer’s own channel');
});

test('a kill makes every personal pack anew at once, without the card', async () => {
  const viewer = await person();
  const first = await packOf(viewer);
  const victim = first.cards[0]?.id ?? '';
  await cell.act(victim, { action: 'kill', note: 'wrong' });
  await cell.drain();
  const second = await packOf(viewer);
  assert.ok(second.version > first.version && second.killVersion > first.killVersion);
  assert.ok(!second.cards.some((card) => card.id === victim));
});

test('what stays and is opened on the lock screen leans the next pack, with its reason; stories and desk cards too', async () => {
  const viewer = await person();
  const caller = { device: mintDevice(), token: viewer.token };
  let pack = await packOf(viewer);
  const before = genres(pack.cards).get('travel') ?? 0;
  for (let round = 0; round < 2; round += 1) {
    const liked = pack.cards.filter((card) => card.genre === 'travel');
    cell.parts.clock.advance(MINUTE_MS);
    const events = liked.flatMap(({ slot }) => [
      { type: 'glance' as const, slot },
      { type: 'dwell' as const, slot, dwellMs: 9_000 },
      { type: 'open' as const, slot },
    ]);
    await report(cell, caller, events);
    pack = await nextPack(viewer);
  }
  const leaning = (await cell.cell.taste.viewer(viewer.personId))?.genres['travel'] ?? 0;
  assert.ok(leaning > 2, `leaning ${leaning}`);
  const after = genres(pack.cards).get('travel') ?? 0;
  assert.ok(after > before, `${before} then ${after} of 20`);
  assert.ok(after < 15, 'a taste is no cage');
  const reasons = pack.cards
    .filter((card) => card.genre === 'travel')
    .map((card) => card.reason.code);
  // A desk card is there because the desk chose it.
  assert.ok(reasons.every((code) => code === 'editor' || code === 'explore'));
});

test('what is swiped away as not interesting goes down, and the card itself stays away', async () => {
  const viewer = await person();
  const caller = { device: mintDevice(), token: viewer.token };
  const pack = await packOf(viewer);
  const refused = pack.cards.filter((card) => card.genre === 'comedy');
  assert.ok(refused.length > 0);
  await report(
    cell,
    caller,
    refused.map(({ slot }) => ({
      type: 'dismiss' as const,
      slot,
      reason: 'not_interested' as const,
    })),
  );
  const next = await nextPack(viewer);
  const taste = await cell.cell.taste.viewer(viewer.personId);
  assert.ok((taste?.genres['comedy'] ?? 0) <= -2);
  assert.ok((genres(next.cards).get('comedy') ?? 0) < refused.length);
  for (const card of refused) assert.ok(!next.cards.some((one) => one.id === card.id));
});

test('what somebody asks of the feed holds on the lock screen from the next pack on: none, more, less, muted words', async () => {
  const viewer = await person();
  const choose = async (of: string, value: string, wish: string): Promise<string> => {
    const body = { of, value, wish };
    const { token } = viewer;
    const reply = await cell.api<{ id: string }>('POST', '/v1/taste/choices', { token, body });
    assert.equal(reply.status, 201, JSON.stringify(reply.body));
    return reply.body.id;
  };
  const first = await packOf(viewer);
  const of = (pack: LockPack, genre: string): number => genres(pack.cards).get(genre) ?? 0;
  assert.ok(
    of(first, 'news') > 0 && of(first, 'comedy') > 0,
    JSON.stringify([...genres(first.cards)]),
  );
  const none = await choose('genre', 'news', 'none');
  await choose('words', 'कॉमेडी', 'none');
  const more = await choose('genre', 'travel', 'more');
  await choose('genre', 'food', 'less');
  // No minute has passed: the pack of before would still be kept.
  const second = await packOf(viewer);
  assert.ok(second.version > first.version);
  assert.deepEqual([of(second, 'news'), of(second, 'comedy')], [0, 0]);
  assert.ok(of(second, 'travel') > of(first, 'travel'), `${of(second, 'travel')} of travel`);
  assert.ok(of(second, 'travel') > of(second, 'food'), `${of(second, 'food')} of food`);
  assert.equal((await packOf(viewer)).pack, second.pack, 'nothing changed');
  for (const id of [none, more]) {
    const path = `/v1/taste/choices/${id}`;
    assert.equal((await cell.api('DELETE', path, { token: viewer.token })).status, 204);
  }
  assert.ok(of(await packOf(viewer), 'news') > 0);
  const other = await packOf(await person());
  assert.ok(of(other, 'news') > 0 && of(other, 'comedy') > 0, 'choices are their maker’s');
});

test('a card that was glanced at does not come again', async () => {
  const viewer = await person();
  const pack = await packOf(viewer);
  await report(
    cell,
    { device: mintDevice(), token: viewer.token },
    pack.cards.map(({ slot }) => ({ type: 'glance' as const, slot })),
  );
  const next = await nextPack(viewer);
  const seen = new Set(pack.cards.map((card) => card.id));
  assert.ok(next.cards.length > 0);
  for (const card of next.cards) assert.ok(!seen.has(card.id));
});

test('without the device’s consent, or after the viewer’s was withdrawn, events are counted and teach nothing', async () => {
  const viewer = await person();
  const pack = await packOf(viewer);
  const caller = { device: mintDevice(), token: viewer.token };
  const open = (place: number) => [{ type: 'open' as const, slot: pack.cards[place]?.slot ?? '' }];
  assert.deepEqual(await report(cell, { ...caller, consent: false }, open(0)), [{ ok: true }]);
  await cell.api('PATCH', '/v1/viewers/me', {
    token: viewer.token,
    body: {
      consent: {
        personalisation: true,
        lock: false,
        ads: false,
        ...noticeRead('en'),
      },
    },
  });
  assert.deepEqual(await report(cell, caller, open(1)), [{ ok: true }]);
  await cell.drain();
  assert.deepEqual((await cell.cell.taste.viewer(viewer.personId))?.genres ?? {}, {});
  assert.equal((await packOf(viewer)).kind, 'contextual');
});

test('cards for adults are in packs of adults who said so, and in nobody else’s', async () => {
  const id = await write('comedy', 99, { age: '18plus' });
  await cell.drain();
  cell.parts.clock.advance(MINUTE_MS);
  const found = new Set<string>();
  for (let ask = 0; ask < 12; ask += 1) {
    const pack = await packOf(await person());
    for (const card of pack.cards) found.add(card.id);
  }
  assert.ok(found.has(id), 'an adult can meet it');
  const strangers = await openPack(cell, 'hi');
  assert.ok(!strangers.cards.some((card) => card.id === id));
});

test('erasing a viewer leaves no pack, version, receipt or taste of theirs', async () => {
  const viewer = await person();
  const pack = await packOf(viewer);
  await report(cell, { device: mintDevice(), token: viewer.token }, [
    { type: 'open', slot: pack.cards[0]?.slot ?? '' },
  ]);
  await cell.drain();
  await cell.cell.accounts.erasePerson(viewer.personId);
  for (const table of [
    'lock_packs',
    'lock_viewer_channels',
    'lock_receipts',
    'attention_counted',
  ]) {
    const rows = await cell.parts.database.query(
      { name: `test.left_${table}`, text: `SELECT 1 FROM ${table} WHERE person_id = $1` },
      [viewer.personId],
    );
    assert.equal(rows.length, 0, table);
  }
});
