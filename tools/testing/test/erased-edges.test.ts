import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

async function follow(who: TestPerson, whom: TestPerson): Promise<void> {
  const path = `/v1/people/${whom.handle}/follow`;
  assert.equal((await cell.api('PUT', path, { token: who.token })).status, 204);
}

async function edges(): Promise<string[]> {
  const rows = await cell.parts.database.query<{ edge: string }>({
    name: 'test.edges',
    text: `SELECT person_id || ' > ' || followee_id AS edge FROM social_following
      UNION ALL SELECT follower_id || ' < ' || person_id FROM social_followers ORDER BY edge`,
  });
  return rows.map((row) => row.edge);
}

test('an erased person leaves no half of an edge, and others keep both halves of theirs', async () => {
  const [gone, one, two] = [
    await cell.account('erased_one'),
    await cell.account('stays_one'),
    await cell.account('stays_two'),
  ];
  await follow(gone, one);
  await follow(two, gone);
  await follow(one, two);
  assert.equal((await edges()).length, 6);
  await cell.cell.accounts.erasePerson(gone.personId);
  assert.deepEqual(
    await edges(),
    [`${one.personId} > ${two.personId}`, `${one.personId} < ${two.personId}`].toSorted(),
  );
  const page = await cell.api<{ counts: object }>('GET', `/v1/people/${two.handle}`);
  assert.deepEqual(page.body.counts, { followers: 1, following: 0, videos: 0 });
});
