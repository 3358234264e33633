// Packs as devices get them: signed, without identifiers, versions that never go back, and dark when they must be.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LockPack, KillList } from '@jhalak/contracts/lock';
import { NOBODY } from '@jhalak/attention';
import { createCards, clipMaterials } from '@jhalak/cards';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@jhalak/kernel';
import { ffmpegPictures, ffmpegTranscoder } from '@jhalak/ffmpeg';
import { Value } from 'typebox/value';
import { startCardsCell, type CardsCell } from './cards-cell.fixture.ts';
import { fetchPack, openKills, openPack, openSigned } from './signed.fixture.ts';

let cell: CardsCell;
before(async () => {
  cell = await startCardsCell();
  await cell.trust(cell.creator.personId);
});
after(async () => {
  await cell.close();
});

/** Publishes an approved card. @returns the clip's id. */
async function approved(more: Partial<Parameters<CardsCell['publish']>[0]> = {}): Promise<string> {
  const videoId = await cell.publish({
    personId: cell.creator.personId,
    caption: 'Something to look at',
    ...more,
  });
  await cell.drain();
  return videoId;
}

test('a contextual pack is signed by a key of the set, holds approved cards only, and is the same for everybody', async () => {
  const shown = await approved({ caption: 'The first card' });
  const stranger = await cell.account('unknown_maker');
  const hidden = await cell.publish({ personId: stranger.personId, caption: 'Nobody looked yet' });
  await cell.drain();
  const pack = await openPack(cell, 'hi');
  assert.ok(Value.Check(LockPack, pack), JSON.stringify([...Value.Errors(LockPack, pack)][0]));
  const items = pack.cards.map((card) => card.open);
  assert.ok(items.includes(`/v/${shown}`));
  assert.ok(!items.includes(`/v/${hidden}`));
  assert.deepEqual(
    [pack.kind, pack.region, pack.language, pack.expiresAtMs - pack.issuedAtMs],
    ['contextual', 'in', 'hi', DAY_MS],
  );
  const viewer = await cell.viewer();
  const again = await fetchPack(cell, 'hi', { token: viewer.token });
  assert.deepEqual(again.body, (await fetchPack(cell, 'hi')).body);
  for (const card of pack.cards) {
    const slot = cell.cell.attention.readSlot(card.slot);
    assert.deepEqual([slot?.personId, slot?.personal, slot?.surface], [NOBODY, false, 'lock']);
    assert.deepEqual(slot?.card, { cardId: card.id, language: 'hi', genre: card.genre });
  }
});

test('a card of a clip that AI made or changed says so', async () => {
  const made = await approved({ caption: 'Elephants on the moon', ai: 'generated' });
  const plain = await approved({ caption: 'Elephants at the river' });
  const { cards } = await openPack(cell, 'hi');
  const markOf = (videoId: string) => cards.find(({ open }) => open === `/v/${videoId}`)?.ai;
  assert.deepEqual([markOf(made), markOf(plain)], ['generated', undefined]);
});

test('a pack that did not change is not sent twice; one that changed has a higher version', async () => {
  await approved();
  const first = await fetchPack(cell, 'hi');
  const etag = first.headers.get('etag') ?? '';
  const same = await fetchPack(cell, 'hi', { headers: { 'if-none-match': etag } });
  assert.equal(same.status, 304);
  const before = await openPack(cell, 'hi');
  await approved({ caption: 'One more' });
  const changed = await fetchPack(cell, 'hi', { headers: { 'if-none-match': etag } });
  assert.equal(changed.status, 200);
  const now = await openPack(cell, 'hi');
  assert.ok(now.version > before.version);
  assert.notEqual(now.pack, before.pack);
});

test('every variant holds the same cards under one version', async () => {
  await approved();
  const packs = await Promise.all(
    ['?width=360&format=avif', '?width=720&format=webp', '?width=720&format=avif', ''].map(
      async (query) => await openPack(cell, 'hi', {}, query),
    ),
  );
  const facts = packs.map(({ pack, version, cards }) =>
    JSON.stringify([pack, version, cards.map((card) => [card.id, card.slot])]),
  );
  assert.equal(new Set(facts).size, 1);
});

test('a pack is made anew after half an hour, and when a card’s own time begins or ends', async () => {
  await approved();
  const first = await openPack(cell, 'hi');
  cell.parts.clock.advance(29 * MINUTE_MS);
  assert.equal((await openPack(cell, 'hi')).version, first.version);
  cell.parts.clock.advance(2 * MINUTE_MS);
  const second = await openPack(cell, 'hi');
  assert.ok(second.version > first.version);
  assert.equal(second.issuedAtMs, cell.parts.clock.nowMs());
  const write = await cell.api<{ id: string }>('POST', '/v1/desk/cards', {
    token: cell.editor.token,
    body: {
      language: 'hi',
      headline: 'Polls close at five',
      summary: '',
      attribution: ['Election office'],
      genre: 'news',
      age: 'all',
      untilMs: cell.parts.clock.nowMs() + 5 * MINUTE_MS,
    },
  });
  await cell.drain();
  const names = (pack: LockPack): string[] => pack.cards.map((card) => card.id);
  assert.ok(names(await openPack(cell, 'hi')).includes(write.body.id));
  cell.parts.clock.advance(5 * MINUTE_MS);
  assert.ok(!names(await openPack(cell, 'hi')).includes(write.body.id));
});

/** Another process on the same database, that knows nothing of the first: as after kill -9. */
async function another(
  more: Partial<Parameters<typeof createCards>[0]> = {},
): Promise<{ ask(): Promise<LockPack>; stop(): Promise<void> }> {
  const { cell: house, parts } = cell;
  const other = createCards({
    ...parts,
    ...house,
    pictures: ffmpegPictures(),
    loops: ffmpegTranscoder(),
    workFolder: parts.folder,
    followed: house.social,
    ledger: house.accounts,
    sources: [clipMaterials(house.videos, house.accounts, house.social)],
    ...more,
  });
  await other.start?.();
  const route = other.routes.find((one) => one.name === 'getLockPack');
  return {
    async ask() {
      const reply = await route?.handle({
        params: { region: 'in', language: 'hi' },
        query: {},
        body: undefined,
        caller: undefined,
        headers: {},
        signal: new AbortController().signal,
      });
      return (await openSigned<LockPack>(cell, JSON.parse(String(reply?.rawJson)))).payload;
    },
    stop: async () => await other.stop?.(),
  };
}

test('a process that was killed goes on with a higher version, never with a lower one', async () => {
  await approved();
  let last = (await openPack(cell, 'hi')).version;
  for (let restart = 0; restart < 3; restart += 1) {
    const { ask, stop } = await another();
    assert.equal((await ask()).version, last, 'what is fresh is served as it is');
    cell.parts.clock.advance(31 * MINUTE_MS);
    const next = (await ask()).version;
    assert.ok(next > last);
    assert.equal((await openPack(cell, 'hi')).version, next, 'the first process follows');
    last = next;
    await stop();
  }
});

test('a pack without ads that may have some soon is made again after a minute, then after two and four', async () => {
  // Of one maker a pack has two cards, and ads stand in packs of three.
  const { personId } = await cell.account('second_maker');
  await cell.trust(personId);
  for (const caption of ['One', 'Two']) {
    await approved({ caption });
    await approved({ caption, personId });
  }
  const { clock } = cell.parts;
  let isShort = true;
  const { ask, stop } = await another({
    packAds: { forPack: async () => await Promise.resolve({ ads: [], isShort }) },
  });
  clock.advance(31 * MINUTE_MS);
  // Each pack is asked for just before it is old, and again when it is.
  for (const minutes of [1, 2, 4]) {
    const { version } = await ask();
    clock.advance(minutes * MINUTE_MS - 1);
    assert.equal((await ask()).version, version, `before ${minutes} minutes`);
    clock.advance(1);
  }
  isShort = false;
  const { version } = await ask();
  clock.advance(29 * MINUTE_MS);
  assert.equal((await ask()).version, version, 'with nothing to wait for, half an hour');
  isShort = true;
  clock.advance(MINUTE_MS);
  assert.equal((await ask()).version, version + 1);
  clock.advance(MINUTE_MS);
  assert.equal((await ask()).version, version + 2, 'and a minute again');
  await stop();
});

test('a killed card leaves the next pack, and stands on a kill list that verifies and whose version grew', async () => {
  const videoId = await approved({ caption: 'Soon to be killed' });
  const before = await openKills(cell);
  assert.ok(Value.Check(KillList, before));
  const pack = await openPack(cell, 'hi');
  const card = pack.cards.find((one) => one.open === `/v/${videoId}`);
  assert.ok(card);
  assert.equal(pack.killVersion, before.version);
  const etag = (await cell.api('GET', '/lock/v1/kill')).headers.get('etag') ?? '';
  const known = { headers: { 'if-none-match': etag } };
  assert.equal((await cell.api('GET', '/lock/v1/kill', known)).status, 304);
  await cell.act(card.id, { action: 'kill', note: 'wrong' });
  await cell.drain();
  assert.equal((await cell.api('GET', '/lock/v1/kill', known)).status, 200);
  const after = await openKills(cell);
  assert.ok(after.version > before.version);
  assert.ok(after.cards.includes(card.id));
  assert.equal(after.expiresAtMs - after.issuedAtMs, DAY_MS);
  const next = await openPack(cell, 'hi');
  assert.ok(!next.cards.some((one) => one.id === card.id));
  assert.equal(next.killVersion, after.version);
});

test('a kill by another process is heard of within a second, and a list is signed anew every ten minutes', async () => {
  const before = await openKills(cell);
  await cell.parts.database.query({
    name: 'test.other_kill',
    text: 'UPDATE lock_kill SET version = version + 1',
  });
  cell.parts.clock.advance(SECOND_MS);
  assert.equal((await openKills(cell)).version, before.version + 1);
  const first = await openKills(cell);
  cell.parts.clock.advance(10 * MINUTE_MS);
  const second = await openKills(cell);
  assert.deepEqual(
    [second.version, second.issuedAtMs],
    [first.version, cell.parts.clock.nowMs()],
    'the same list lives on',
  );
});

test('a card that no living pack can hold leaves the list; the version stays', async () => {
  const videoId = await approved({ caption: 'Killed long ago', genre: 'travel' });
  const card = (await openPack(cell, 'hi')).cards.find((one) => one.open === `/v/${videoId}`);
  assert.ok(card);
  await cell.act(card.id, { action: 'kill', note: 'wrong' });
  await cell.drain();
  const listed = await openKills(cell);
  assert.ok(listed.cards.includes(card.id));
  cell.parts.clock.advance(DAY_MS + 20 * MINUTE_MS);
  const later = await openKills(cell);
  assert.ok(!later.cards.includes(card.id));
  assert.equal(later.version, listed.version);
});

test('the operator turns the whole surface dark within one poll, and lit again; the version grows each time', async () => {
  await approved();
  const before = await openKills(cell);
  const turn = async (dark: boolean) =>
    await cell.api('POST', '/v1/desk/lock/dark', {
      token: cell.operator.token,
      body: { dark, note: 'drill' },
    });
  assert.equal((await turn(true)).status, 200);
  const dark = await openKills(cell);
  assert.deepEqual([dark.allDark, dark.version], [true, before.version + 1]);
  const refused = await fetchPack(cell, 'hi');
  assert.deepEqual([refused.status, refused.body.code], [403, 'lock.dark']);
  await turn(false);
  const lit = await openKills(cell);
  assert.deepEqual([lit.allDark, lit.version], [false, before.version + 2]);
  assert.equal((await fetchPack(cell, 'hi')).status, 200);
});

test('a new key is known before it signs; what the old one signed counts until everything of it is over', async () => {
  await approved();
  const first = await fetchPack(cell, 'hi');
  const { kid: oldKid } = await openSigned(cell, first.body);
  const rotate = await cell.api<{ kid: string; activeFromMs: number }>(
    'POST',
    '/v1/desk/lock/keys',
    { token: cell.operator.token, body: {} },
  );
  assert.equal(rotate.status, 201);
  const kids = async (): Promise<string[]> =>
    (await cell.api<{ keys: { kid: string }[] }>('GET', '/lock/v1/keys')).body.keys.map(
      (key) => key.kid,
    );
  assert.deepEqual(await kids(), [rotate.body.kid, oldKid]);
  await approved();
  assert.equal((await openSigned(cell, (await fetchPack(cell, 'hi')).body)).kid, oldKid);
  cell.parts.clock.advance(10 * MINUTE_MS);
  await approved();
  assert.equal((await openSigned(cell, (await fetchPack(cell, 'hi')).body)).kid, rotate.body.kid);
  await openSigned(cell, first.body);
  cell.parts.clock.advance(31 * DAY_MS);
  assert.deepEqual(await kids(), [rotate.body.kid]);
  await assert.rejects(openSigned(cell, first.body));
});

test('a compromised key goes at once, with everything that it signed', async () => {
  await approved();
  const before = await fetchPack(cell, 'hi');
  const { kid } = await openSigned(cell, before.body);
  const made = await cell.api<{ kid: string }>('POST', '/v1/desk/lock/keys', {
    token: cell.operator.token,
    body: { compromised: true },
  });
  assert.notEqual(made.body.kid, kid);
  await assert.rejects(openSigned(cell, before.body));
  await openKills(cell);
  assert.equal((await openSigned(cell, (await fetchPack(cell, 'hi')).body)).kid, made.body.kid);
});

test('one changed character anywhere in a pack is refused', async () => {
  await approved();
  const { body } = await fetchPack(cell, 'hi');
  for (const part of ['protected', 'payload', 'signature'] as const) {
    const text = body[part];
    for (const at of [0, Math.floor(text.length / 2), text.length - 2]) {
      const flipped = text[at] === 'A' ? 'B' : 'A';
      const changed = { ...body, [part]: `${text.slice(0, at)}${flipped}${text.slice(at + 1)}` };
      await assert.rejects(openSigned(cell, changed), `${part} ${at}`);
    }
  }
});

test('another region, an unknown language and an unknown brand are told so', async () => {
  const region = await cell.api<{ code: string }>('GET', '/lock/v1/packs/us/hi/current');
  assert.deepEqual([region.status, region.body.code], [404, 'lock.region_unknown']);
  assert.equal((await cell.api('GET', '/lock/v1/packs/in/xx/current')).status, 400);
  const brand = await fetchPack(cell, 'hi', { headers: { 'jhalak-brand': 'abcd.efgh' } });
  assert.deepEqual([brand.status, brand.body.code], [401, 'lock.brand_unknown']);
});

test('cards for adults, cards under embargo and cards whose time is far stand in no contextual pack', async () => {
  const ids: string[] = [];
  const write = async (more: object): Promise<void> => {
    const reply = await cell.api<{ id: string }>('POST', '/v1/desk/cards', {
      token: cell.editor.token,
      body: {
        language: 'ta',
        headline: 'A headline',
        summary: '',
        attribution: ['Desk'],
        genre: 'news',
        age: 'all',
        ...more,
      },
    });
    assert.equal(reply.status, 201);
    ids.push(reply.body.id);
  };
  const nowMs = cell.parts.clock.nowMs();
  await write({ age: '18plus' });
  await write({ embargoUntilMs: nowMs + HOUR_MS });
  await write({ fromMs: nowMs + DAY_MS, untilMs: nowMs + 2 * DAY_MS });
  await write({ fromMs: nowMs + HOUR_MS });
  await write({});
  await cell.drain();
  const pack = await openPack(cell, 'ta');
  assert.deepEqual(new Set(pack.cards.map((card) => card.id)), new Set(ids.slice(3)));
});

test('what was delivered is counted by day, language and answer', async () => {
  await approved({ language: 'te' });
  const etag = (await fetchPack(cell, 'te')).headers.get('etag') ?? '';
  await fetchPack(cell, 'te', { headers: { 'if-none-match': etag } });
  const report = await cell.api<{
    days: { language: string; packs: number; notModified: number; packBytes: number }[];
  }>('GET', '/v1/desk/lock/report?days=1', { token: cell.operator.token });
  const row = report.body.days.find((one) => one.language === 'te');
  assert.deepEqual([row?.packs, row?.notModified], [1, 1]);
  assert.ok((row?.packBytes ?? 0) > 500);
  const today = await cell.cell.cards.today();
  const sum = (name: 'packs' | 'packBytes'): number =>
    report.body.days.reduce((all, one) => all + one[name], 0);
  assert.deepEqual([today.packs, today.packBytes], [sum('packs'), sum('packBytes')]);
});
