// A cell that closes for good: nothing is changed any more, and people take their data along until the deadline.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';

const PASSWORD = 'a long enough password';

async function stands(cell: TestCell, table: string): Promise<number> {
  const [row] = await cell.parts.database.query<{ rows: number }>({
    name: `test.count_${table}`,
    text: `SELECT count(*)::int AS rows FROM ${table}`,
  });
  return row?.rows ?? 0;
}

/** A minute and more: the archive takes a second where nothing else runs. */
const TRIES_MAX = 1_200;

async function untilReady(cell: TestCell, token: string, id: string): Promise<string> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const { body } = await cell.api<{ state: string }>('GET', `/v1/me/exports/${id}`, { token });
    if (body.state === 'ready' || body.state === 'failed') return body.state;
    // @waits: the archive is made by the cell, beside this
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 'never';
}

test('people sign in and take their archive while it closes, and nothing else of it changes', async () => {
  const cell = await startCell();
  try {
    const person = await cell.account('leaves_last', { password: PASSWORD });
    const deadlineMs = cell.parts.clock.nowMs() + 30 * DAY_MS;
    await cell.cell.standing.close(deadlineMs);
    assert.deepEqual(
      [cell.cell.standing.now().state, cell.cell.standing.now().deadlineMs],
      ['frozen', deadlineMs],
    );
    const refused = await cell.api<{ code: string }>('PATCH', '/v1/viewers/me', {
      token: person.token,
      body: { languages: ['hi'] },
    });
    assert.deepEqual([refused.status, refused.body.code], [503, 'cell.closing']);
    assert.equal((await cell.api('GET', '/v1/viewers/me', { token: person.token })).status, 200);
    const people = await stands(cell, 'persons');
    // Somebody who was away signs in again.
    const signedIn = await cell.api<{ token: string }>('POST', '/v1/sessions', {
      body: { handle: 'leaves_last', password: PASSWORD },
    });
    assert.equal(signedIn.status, 201, JSON.stringify(signedIn.body));
    const { token } = signedIn.body;
    const asked = await cell.api<{ id: string }>('POST', '/v1/me/exports', {
      token,
      body: { language: 'en' },
    });
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    assert.equal(await untilReady(cell, token, asked.body.id), 'ready');
    const file = await fetch(`${cell.url}/v1/me/exports/${asked.body.id}/file`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const bytes = Buffer.from(await file.arrayBuffer());
    assert.deepEqual([file.status, bytes.subarray(0, 2).toString()], [200, 'PK']);
    assert.equal(await stands(cell, 'persons'), people);
    // With psql, or by a path that somebody forgot, nothing is written.
    await assert.rejects(
      cell.parts.database.query({ name: 'test.write', text: 'DELETE FROM persons' }),
      { code: 'cell.frozen' },
    );

    // Behind the deadline nothing is taken any more, although nobody has ended it yet.
    cell.parts.clock.advance(30 * DAY_MS);
    const late = await cell.api<{ code: string }>('POST', '/v1/me/exports', {
      token,
      body: { language: 'en' },
    });
    assert.ok([401, 503].includes(late.status), JSON.stringify(late.body));
    assert.equal((await cell.cell.standing.look()).state, 'frozen', 'no time thaws it');

    // Until the end it can be taken back.
    assert.equal(await cell.cell.standing.thaw(), true);
    assert.equal(cell.cell.standing.now().state, 'open');
  } finally {
    await cell.close();
  }
});

test('once it has ended, or while it is held, nothing is shown but that', async () => {
  const cell = await startCell();
  try {
    const { standing } = cell.cell;
    await standing.seize(cell.parts.clock.nowMs() + 60_000);
    const dark = async (): Promise<[number, string]> => {
      const { status, body } = await cell.api<{ code: string }>('GET', '/lock/v1/keys');
      return [status, body.code];
    };
    assert.deepEqual(await dark(), [503, 'cell.held']);
    assert.equal((await cell.api('GET', '/v1/health')).status, 200);
    await cell.parts.database.transaction(async (tx) => await standing.keep(tx), {
      evenFrozen: true,
    });
    await assert.rejects(standing.thaw(), /stays/);
    await assert.rejects(standing.freeze(cell.parts.clock.nowMs() + 60_000), /holds this cell/);
    cell.parts.clock.advance(400 * DAY_MS);
    assert.equal((await standing.look()).state, 'frozen');
    await cell.parts.database.transaction(async (tx) => await standing.release(tx, true), {
      evenFrozen: true,
    });
    await standing.look();
    assert.equal(standing.now().state, 'open');
    await standing.close(cell.parts.clock.nowMs() + DAY_MS);
    await cell.parts.database.transaction(async (tx) => await standing.end(tx), {
      evenFrozen: true,
    });
    await standing.look();
    assert.deepEqual(await dark(), [503, 'cell.closing']);
  } finally {
    await cell.close();
  }
});
