// Where somebody is now: a word that one cell signs and its person carries to another, and everything that is no such word.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Person } from '@jhalak/contracts/accounts';
import type { Whereabouts, WhereaboutsPage, Word } from '@jhalak/contracts/imports';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

interface Problem {
  code: string;
}

let old: TestCell;
let now: TestCell;
let asha: TestPerson;
let there: TestPerson;
before(async () => {
  old = await startCell({ seed: 41 });
  now = await startCell({ seed: 42 });
  await old.cell.crossings.meet(await now.cell.crossings.card());
  asha = await old.account('asha_old');
  there = await now.account('asha_new');
});
after(async () => {
  await old.close();
  await now.close();
});

async function wordFor(handle: string, cell?: string): Promise<string> {
  const body = { cell: cell ?? (await old.cell.border.cellId()), handle };
  const { token } = there;
  const reply = await now.api<Word>('POST', '/v1/me/whereabouts/words', { token, body });
  assert.equal(reply.status, 201);
  return reply.body.word;
}

async function show(person: TestPerson, word: string): Promise<{ status: number; code: string }> {
  const { token } = person;
  const reply = await old.api<Problem>('PUT', '/v1/me/whereabouts', { token, body: { word } });
  return { status: reply.status, code: reply.body.code };
}

async function pageOf(handle: string): Promise<Person['movedTo']> {
  return (await old.api<Person>('GET', `/v1/people/${handle}`)).body.movedTo;
}

test('the word of a known cell is shown on the old page, with that cell’s own address, until its person takes it away', async () => {
  const word = await wordFor('asha_old');
  const { token } = asha;
  // As mail breaks it.
  const body = { word: `${word.slice(0, 60)}\n  ${word.slice(60)} ` };
  const shown = await old.api<Whereabouts>('PUT', '/v1/me/whereabouts', { token, body });
  assert.equal(shown.status, 200, JSON.stringify(shown.body));
  const { address } = await now.cell.crossings.card();
  assert.deepEqual([shown.body.url, shown.body.handle], [`${address}/@asha_new`, 'asha_new']);
  assert.deepEqual(await pageOf('asha_old'), shown.body);
  assert.equal((await old.api('DELETE', '/v1/me/whereabouts', { token })).status, 204);
  assert.equal(await pageOf('asha_old'), undefined);
  const page = await old.api<WhereaboutsPage>('GET', '/v1/me/whereabouts', { token });
  assert.deepEqual(page.body, { now: null, cell: await old.cell.border.cellId() });
});

test('no page leads to a cell that the operator parted from, until it is met again', async () => {
  const word = await wordFor('asha_old');
  const body = { word };
  const shown = await old.api<Whereabouts>('PUT', '/v1/me/whereabouts', {
    ...{ token: asha.token, body },
  });
  assert.equal(shown.status, 200, JSON.stringify(shown.body));
  assert.deepEqual(await pageOf('asha_old'), shown.body);
  const card = await now.cell.crossings.card();
  assert.equal(await old.cell.crossings.part(card.cell), true);
  old.parts.clock.advance(61_000);
  assert.equal(await pageOf('asha_old'), undefined);
  await old.cell.crossings.meet(card);
  old.parts.clock.advance(61_000);
  assert.deepEqual(await pageOf('asha_old'), shown.body);
  await old.api('DELETE', '/v1/me/whereabouts', { token: asha.token });
});

test('a word about somebody else, for another cell, changed, of an unknown cell, or an old one shows nothing', async () => {
  const other = await old.account('somebody_old');
  const word = await wordFor('asha_old');
  assert.equal((await show(other, word)).code, 'whereabouts.not_yours');
  assert.equal((await show(asha, await wordFor('nobody_there'))).code, 'whereabouts.not_yours');
  const elsewhere = await wordFor('asha_old', await now.cell.border.cellId());
  assert.equal((await show(asha, elsewhere)).code, 'whereabouts.not_yours');
  const mark = 'jhalak-1.';
  const said = JSON.parse(Buffer.from(word.slice(mark.length), 'base64url').toString()) as Record<
    string,
    unknown
  >;
  const forged = (change: object): string =>
    mark + Buffer.from(JSON.stringify({ ...said, ...change })).toString('base64url');
  for (const text of [
    forged({ handle: 'somebody_new' }),
    forged({ atMs: 1 }),
    forged({ cell: 'in-aaaaaaaaaa' }),
    forged({ extra: 1 }),
    forged({ signature: '' }),
    'https://example.com/@asha_new',
    `${mark}${'A'.repeat(100)}`,
  ])
    assert.equal((await show(asha, text)).code, 'whereabouts.unknown_cell', text);
  // Its own word is no other cell's.
  const { cell } = old;
  const own = await cell.border.cellId();
  const self = await old.api<Word>('POST', '/v1/me/whereabouts/words', {
    ...{ token: asha.token, body: { cell: own, handle: 'asha_old' } },
  });
  assert.equal((await show(asha, self.body.word)).code, 'whereabouts.unknown_cell');
  old.parts.clock.advance(31 * DAY_MS);
  assert.equal((await show(asha, word)).code, 'auth.step_up');
  const proof = { way: 'password', password: 'correct horse battery' };
  await old.api('POST', '/v1/step-up', { token: asha.token, body: proof });
  assert.equal((await show(asha, word)).code, 'whereabouts.over');
  assert.equal(await pageOf('asha_old'), undefined);
});
