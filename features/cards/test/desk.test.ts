// The desk: what is proposed, decided, corrected and killed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import type { DeskCard } from '@jhalak/contracts/cards';
import { startCardsCell, type CardsCell } from './cards-cell.fixture.ts';

let cell: CardsCell;
before(async () => {
  cell = await startCardsCell();
});
after(async () => {
  await cell.close();
});

async function proposed(caption: string): Promise<DeskCard> {
  const videoId = await cell.publish({ personId: cell.creator.personId, caption });
  await cell.drain();
  const card = (await cell.queue()).find((one) => one.itemId === videoId);
  assert.ok(card, 'the clip was not proposed');
  return card;
}

async function seen(cardId: string): Promise<string> {
  await cell.drain();
  const verdict = cell.cell.visibility.checkCard('cards.desk', cardId, { ageBand: '18plus' });
  return verdict.kind === 'visible' ? 'visible' : verdict.reason;
}

async function kills(): Promise<{ version: number; cards: string[] }> {
  const rows = await cell.parts.database.query<{ card_id: string }>({
    name: 'test.kills',
    text: 'SELECT card_id FROM lock_kills ORDER BY killed_at_ms',
  });
  const [row] = await cell.parts.database.query<{ version: number }>({
    name: 'test.kill',
    text: 'SELECT version FROM lock_kill',
  });
  return { version: row?.version ?? 0, cards: rows.map((one) => one.card_id) };
}

test('a published clip is proposed with its caption as headline and its creator as attribution, and nobody sees it', async () => {
  const card = await proposed('Kolam at dawn in Madurai #kolam #madurai');
  assert.equal(card.headline, 'Kolam at dawn in Madurai');
  assert.deepEqual(card.attribution, ['@clip_maker']);
  assert.deepEqual(
    [card.kind, card.state, card.version, card.open],
    ['clip', 'proposed', 1, `/v/${card.itemId}`],
  );
  assert.equal(await seen(card.id), 'unreviewed');
});

test('the desk sees a proposed clip’s own cover before anybody approved it', async () => {
  const card = await proposed('A cover before the picture');
  const { picture } = (await cell.record(card.id)).card;
  assert.deepEqual(picture, card.picture);
  assert.match(picture?.url ?? '', new RegExp(`^/media/${card.itemId}/poster[.]`));
  assert.ok((picture?.thumbhash ?? '').length > 0);
  const headers = { authorization: `Bearer ${cell.editor.token}` };
  const reply = await fetch(`${cell.url}${picture?.url ?? ''}`, { headers });
  assert.equal(reply.status, 200);
  assert.match(reply.headers.get('content-type') ?? '', /^image\//);
});

test('a clip without words of its own is not proposed', async () => {
  for (const caption of ['', '#dance #fyp', '  ']) {
    const videoId = await cell.publish({ personId: cell.creator.personId, caption });
    await cell.drain();
    assert.ok(!(await cell.queue()).some((card) => card.itemId === videoId), caption);
  }
});

test('an approved card is seen until its time is over, and the record says who decided', async () => {
  const card = await proposed('A boat race in Kerala');
  const { status, body } = await cell.act(card.id, { action: 'approve', note: 'fine' });
  assert.deepEqual([status, body.state, body.approval?.by], [200, 'approved', 'editor']);
  assert.equal(await seen(card.id), 'visible');
  const { record } = await cell.record(card.id);
  assert.deepEqual(
    record.map(({ action, note, editor }) => [action, note, editor]),
    [['approve', 'fine', cell.editor.personId]],
  );
  cell.parts.clock.advance(body.untilMs - cell.parts.clock.nowMs());
  assert.equal(await seen(card.id), 'expired');
  const sweep = cell.cell.features
    .flatMap((feature) => feature.sweeps)
    .find((one) => one.name === 'cards.expire');
  await sweep?.run();
  await cell.drain();
  assert.equal((await cell.record(card.id)).card.state, 'expired');
  assert.ok(!(await kills()).cards.includes(card.id), 'time that is over needs no kill');
});

test('a killed card is dark at once and on the kill list, whose version grows; it never comes back', async () => {
  const card = await proposed('A rumour about a temple');
  await cell.act(card.id, { action: 'approve' });
  assert.equal(await seen(card.id), 'visible');
  const before = await kills();
  assert.equal((await cell.act(card.id, { action: 'kill' })).body.code, 'card.note_required');
  assert.equal((await cell.act(card.id, { action: 'kill', note: 'untrue' })).status, 200);
  assert.equal(await seen(card.id), 'removed');
  const after = await kills();
  assert.ok(after.version > before.version);
  assert.ok(after.cards.includes(card.id));
  await cell.api('PATCH', `/v1/videos/${card.itemId}`, {
    token: cell.creator.token,
    body: { caption: 'The same rumour, told again' },
  });
  await cell.drain();
  assert.ok(!(await cell.queue()).some((one) => one.itemId === card.itemId));
});

test('acts that do not fit the state of a card are refused', async () => {
  const card = await proposed('A dance from Bihu');
  const misfits = ['kill', 'schedule', 'accept_correction', 'refuse_correction'];
  for (const action of misfits) {
    const { status, body } = await cell.act(card.id, { action, note: 'why' });
    assert.deepEqual([status, body.code], [409, 'card.state'], action);
  }
  assert.equal((await cell.act(card.id, { action: 'refuse', note: 'blurred' })).status, 200);
  assert.equal((await cell.act(card.id, { action: 'approve' })).body.code, 'card.state');
});

test('what is embargoed is seen by nobody before its time', async () => {
  const card = await proposed('Results of the board exams');
  const embargoUntilMs = cell.parts.clock.nowMs() + 2 * HOUR_MS;
  await cell.act(card.id, { action: 'approve', embargoUntilMs });
  assert.equal(await seen(card.id), 'not_yet');
  cell.parts.clock.advance(2 * HOUR_MS);
  assert.equal(await seen(card.id), 'visible');
});

test('impossible times are refused', async () => {
  const card = await proposed('A song from Assam');
  const nowMs = cell.parts.clock.nowMs();
  const wrong = [
    { untilMs: nowMs },
    { fromMs: nowMs + DAY_MS, untilMs: nowMs + HOUR_MS },
    { untilMs: nowMs + 200 * DAY_MS },
    { untilMs: nowMs + HOUR_MS, embargoUntilMs: nowMs + 2 * HOUR_MS },
  ];
  for (const times of wrong) {
    const { status, body } = await cell.act(card.id, { action: 'approve', ...times });
    assert.deepEqual([status, body.code], [422, 'card.times_invalid'], JSON.stringify(times));
  }
});

test('new words of an approved card wait as a correction; taken, they raise the version and keep the id', async () => {
  const card = await proposed('Rain in Mumbai');
  await cell.act(card.id, { action: 'approve' });
  await cell.api('PATCH', `/v1/videos/${card.itemId}`, {
    token: cell.creator.token,
    body: { caption: 'Rain in Mumbai, trains late' },
  });
  await cell.drain();
  const waiting = (await cell.record(card.id)).card;
  assert.deepEqual(
    [waiting.headline, waiting.correction?.headline, waiting.version],
    ['Rain in Mumbai', 'Rain in Mumbai, trains late', 1],
  );
  const { body } = await cell.act(card.id, { action: 'accept_correction' });
  assert.deepEqual(
    [body.id, body.headline, body.version, body.correction],
    [card.id, 'Rain in Mumbai, trains late', 2, undefined],
  );
  const own = await cell.act(card.id, {
    action: 'correct',
    note: 'a typing error',
    text: { headline: 'Rain in Mumbai: trains are late' },
  });
  assert.deepEqual([own.body.headline, own.body.version], ['Rain in Mumbai: trains are late', 3]);
});

test('a clip that goes dark takes its card with it: removed, deleted, withheld, or its creator leaves', async () => {
  const moderator = await cell.account('card_moderator');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  const leaver = await cell.account('leaving_maker');
  const darken: Record<string, (card: DeskCard) => Promise<unknown>> = {
    removed: (card) =>
      cell.api('POST', `/v1/moderation/videos/${card.itemId}/acts`, {
        token: moderator.token,
        body: { action: 'remove', reason: 'hate', note: 'not here' },
      }),
    deleted: (card) =>
      cell.api('DELETE', `/v1/videos/${card.itemId}`, { token: cell.creator.token }),
    leaving: () =>
      cell.api('DELETE', '/v1/accounts/me', {
        token: leaver.token,
        body: { password: 'correct horse battery' },
      }),
  };
  for (const [how, go] of Object.entries(darken)) {
    const personId = how === 'leaving' ? leaver.personId : cell.creator.personId;
    const videoId = await cell.publish({ personId, caption: `Something ${how}` });
    await cell.drain();
    const card = (await cell.queue()).find((one) => one.itemId === videoId);
    assert.ok(card, how);
    await cell.act(card.id, { action: 'approve' });
    assert.equal(await seen(card.id), 'visible', how);
    await go(card);
    assert.equal(await seen(card.id), 'removed', how);
    assert.equal((await cell.record(card.id)).card.state, 'killed', how);
    assert.ok((await kills()).cards.includes(card.id), how);
  }
});

test('a clip that comes back is proposed anew, under another id', async () => {
  const card = await proposed('Deleted by mistake');
  await cell.act(card.id, { action: 'approve' });
  const own = { token: cell.creator.token };
  await cell.api('DELETE', `/v1/videos/${card.itemId}`, own);
  await cell.drain();
  await cell.api('POST', `/v1/videos/${card.itemId}/restore`, own);
  await cell.drain();
  const again = (await cell.queue()).find((one) => one.itemId === card.itemId);
  assert.ok(again);
  assert.notEqual(again.id, card.id);
});

test('a rule approves a creator’s cards until its end, the card’s record names it, and adults-only cards are looked at', async () => {
  const trusted = await cell.account('trusted_maker');
  await cell.trust(trusted.personId);
  const publish = async (caption: string): Promise<DeskCard> => {
    const videoId = await cell.publish({ personId: trusted.personId, caption });
    await cell.drain();
    const all = [...(await cell.queue()), ...(await cell.queue('approved'))];
    const card = all.find((one) => one.itemId === videoId);
    assert.ok(card);
    return card;
  };
  const card = await publish('From a known creator');
  assert.equal(card.state, 'approved');
  const { approval } = card;
  assert.ok(approval?.by === 'rule');
  assert.equal(approval.author, 'house_operator');
  await cell.api('PATCH', `/v1/videos/${card.itemId}`, {
    token: trusted.token,
    body: { caption: 'From a known creator, again' },
  });
  await cell.drain();
  assert.deepEqual(
    [(await cell.record(card.id)).card.headline, (await cell.record(card.id)).card.version],
    ['From a known creator, again', 2],
  );
  const rules = await cell.api<{ items: { id: string; subject?: string }[] }>(
    'GET',
    '/v1/desk/card-rules',
    { token: cell.operator.token },
  );
  const rule = rules.body.items.find((one) => one.subject === trusted.personId);
  const end = await cell.api('DELETE', `/v1/desk/card-rules/${rule?.id}`, {
    token: cell.operator.token,
  });
  assert.equal(end.status, 204);
  assert.equal((await publish('After the rule has ended')).state, 'proposed');
});

test('a card of the desk’s own is approved by whoever writes it, and leads nowhere outside', async () => {
  const body = {
    language: 'hi',
    headline: 'मतदान कल है',
    summary: '',
    attribution: ['निर्वाचन कार्यालय'],
    genre: 'news',
    age: 'all',
  };
  const write = async (more: object) =>
    await cell.api<DeskCard & { code?: string }>('POST', '/v1/desk/cards', {
      token: cell.editor.token,
      body: { ...body, ...more },
    });
  const { status, body: card } = await write({ open: '/stories/x' });
  assert.deepEqual([status, card.kind, card.state, card.prepared], [201, 'desk', 'approved', true]);
  assert.equal(await seen(card.id), 'visible');
  for (const open of ['//elsewhere.example', 'https://elsewhere.example', 'x'])
    assert.equal((await write({ open })).status, 400, open);
  assert.equal((await write({ headline: '\u200b' })).status, 400);
});
