// proves B5: staff over two processes of one cell: who is dismissed is out of both within a second, and what is done under
// break-glass is on record whichever process it was asked of.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BreakGlass, BreakGlassUses } from '@jhalak/contracts/staff';
import { createCell, createHttpServer, createMetrics, type Cell } from '@jhalak/jhalak';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const OPTIONS = { maxUploadBytes: 1_000, maxDurationMs: 1_000, undoDays: 7, encodeConcurrency: 1 };
/** What is stated in docs/operations/staff.md. */
const BOUND_MS = 1_000;

let cell: TestCell;
let neighbour: Cell;
let elsewhere: string;
let close: () => Promise<void>;
before(async () => {
  cell = await startCell();
  neighbour = createCell(cell.cell.parts, OPTIONS);
  await neighbour.start(['api']);
  const server = await createHttpServer({
    cell: neighbour,
    logger: cell.parts.logger,
    metrics: createMetrics(),
    version: 'test',
    rateLimits: false,
  });
  elsewhere = await server.listen(0, '127.0.0.1');
  close = async () => {
    await server.close();
    await neighbour.stop();
  };
});
after(async () => {
  await close();
  await cell.close();
});

async function there(path: string, token: string): Promise<number> {
  const reply = await fetch(`${elsewhere}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await reply.arrayBuffer();
  return reply.status;
}

async function staff(handle: string, role: 'admin' | 'operator' | 'moderator' | 'editor') {
  const person = await cell.account(handle);
  await cell.cell.accounts.grantRole({ personId: person.personId, role });
  return person;
}

test('who is dismissed in one process is out of the other within a second', async () => {
  const admin = await staff('two_admin', 'admin');
  const leaver = await staff('two_leaver', 'moderator');
  const path = '/v1/moderation/cases';
  assert.equal(await there(path, leaver.token), 200);
  const dismissed = await cell.api<{ ended: Record<string, number> }>(
    'POST',
    `/v1/staff/${leaver.personId}/dismissal`,
    { token: admin.token, body: { reason: 'left the house' } },
  );
  assert.equal(dismissed.status, 200);
  assert.deepEqual([dismissed.body.ended['roles'], dismissed.body.ended['sessions']], [1, 1]);
  cell.parts.clock.advance(BOUND_MS);
  assert.equal(await there(path, leaver.token), 401);
  assert.equal((await cell.api('GET', path, { token: leaver.token })).status, 401);
});

async function opened(asker: TestPerson, approvers: readonly TestPerson[]): Promise<BreakGlass> {
  const { body } = await cell.api<BreakGlass>('POST', '/v1/break-glass', {
    token: asker.token,
    body: { role: 'moderator', reason: 'nobody else is awake' },
  });
  for (const { token } of approvers) {
    const reply = await cell.api('POST', `/v1/break-glass/${body.id}/approval`, {
      token,
      body: { digest: body.digest },
    });
    assert.equal(reply.status, 200);
  }
  return body;
}

test('what is asked under a lent role of either process is on record, and the role ends in both at once', async () => {
  const [one, two] = [await staff('glass_one', 'admin'), await staff('glass_two', 'operator')];
  const asker = await staff('glass_asker', 'editor');
  const path = '/v1/moderation/cases';
  assert.equal(await there(path, asker.token), 403);
  const { id } = await opened(asker, [one, two]);
  cell.parts.clock.advance(BOUND_MS);
  assert.equal(await there(path, asker.token), 200);
  assert.equal((await cell.api('GET', path, { token: asker.token })).status, 200);
  assert.equal((await cell.api('GET', '/v1/viewers/me', { token: asker.token })).status, 200);
  const uses = await cell.api<BreakGlassUses>('GET', `/v1/break-glass/${id}/uses`, {
    token: one.token,
  });
  assert.deepEqual(
    uses.body.items.map(({ route }) => route),
    ['getViewer', 'listCases', 'listCases'],
  );
  const ended = await cell.api('POST', `/v1/break-glass/${id}/end`, { token: two.token });
  assert.equal(ended.status, 200);
  // Without any time going by: each request under a lent role asks the database.
  assert.equal(await there(path, asker.token), 403);
  assert.equal((await cell.api('GET', path, { token: asker.token })).status, 403);
});

test('the cell’s own log tells of opening and end', async () => {
  const entries = await cell.parts.database.query<{ facts: string }>({
    name: 'test.border_entries',
    text: `SELECT e::text AS facts FROM border_entries e`,
  });
  const text = entries.map(({ facts }) => facts).join('\n');
  for (const act of ['staff.break_glass_opened', 'staff.break_glass_closed', 'staff.dismissed'])
    assert.match(text, new RegExp(act.replace('.', '\\.')));
  assert.doesNotMatch(text, /glass_asker|nobody else is awake/);
});
