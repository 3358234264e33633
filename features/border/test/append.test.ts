import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BorderEntry, BorderFacts } from '@jhalak/contracts/border';
import { createBorder, type Border } from '@jhalak/border';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { openTestLog } from './log.fixture.ts';

let parts: TestParts;
let border: Border;
before(async () => {
  const folder = new URL('../migrations/', import.meta.url);
  parts = await openTestParts({ migrations: [{ owner: 'border', folder }] });
  border = open();
});
after(async () => {
  await parts.close();
});

function open(): Border {
  return createBorder({ ...parts, folder: `${parts.folder}/log` });
}

async function leaves(): Promise<string[]> {
  const rows = await parts.database.query<{ leaf: string }>({
    name: 'test.leaves',
    text: 'SELECT leaf FROM border_entries ORDER BY at_ms, entry_id',
  });
  return rows.map((row) => row.leaf);
}

const executed: BorderFacts = {
  kind: 'order',
  act: 'orders.executed',
  counts: { surfaces: 14 },
  commitment: 'ab'.repeat(32),
};

test('the id of a cell carries its region, is minted once, and another program is told the same', async () => {
  const [first, second] = await Promise.all([border.cellId(), open().cellId()]);
  assert.match(first, /^in-[a-z2-7]{10}$/);
  assert.equal(second, first);
  assert.deepEqual(await open().identity(), { cellId: first, ownerEpoch: 1 });
});

test('an entry is there exactly when the change is', async () => {
  const before = await leaves();
  await assert.rejects(
    parts.database.transaction(async (tx) => {
      await border.log.append(tx, executed);
      throw new Error('the change failed');
    }),
    /the change failed/,
  );
  assert.deepEqual(await leaves(), before);
  const id = await parts.database.transaction((tx) => border.log.append(tx, executed));
  const entry = JSON.parse((await leaves()).at(-1) ?? '') as BorderEntry;
  assert.deepEqual(entry, {
    v: 1,
    id,
    atMs: parts.clock.nowMs(),
    cell: await border.cellId(),
    facts: executed,
  });
});

test('a leaf is canonical JSON: keys sorted, no white space', async () => {
  await parts.database.transaction((tx) => border.log.append(tx, executed));
  const leaf = (await leaves()).at(-1) ?? '';
  assert.match(leaf, /^\{"atMs":\d+,"cell":"in-/);
  assert.ok(leaf.indexOf('"act"') < leaf.indexOf('"commitment"'));
  assert.doesNotMatch(leaf, /\s/);
});

test('facts that do not fit the contract are refused, never cut', async () => {
  const wrong: unknown[] = [
    { ...executed, handle: 'meera' },
    { ...executed, act: 'Meera was here' },
    { ...executed, commitment: 'ab' },
    { ...executed, counts: { 'two words': 1 } },
    { kind: 'gossip', act: 'a.b' },
  ];
  for (const facts of wrong) {
    await assert.rejects(
      parts.database.transaction((tx) => border.log.append(tx, facts as BorderFacts)),
      /does not fit its contract/,
    );
  }
});

test('an entry larger than its bound is refused', async () => {
  const counts = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `c${'abcdefghij'[Math.floor(index / 20)]}${'abcdefghijklmnopqrst'[index % 20]}`.padEnd(
        30,
        'x',
      ),
      index,
    ]),
  );
  await assert.rejects(
    parts.database.transaction((tx) => border.log.append(tx, { ...executed, counts })),
    /larger than 4096/,
  );
});

test('what the log has told is found again, word for word; what waits for its number is not, nor is a crossing', async () => {
  const here = await openTestLog();
  try {
    const { log } = here.border;
    const told = async (facts: BorderFacts): Promise<string | undefined> =>
      await here.parts.database.transaction((tx) => log.told(tx, facts));
    const id = await here.parts.database.transaction((tx) => log.append(tx, executed));
    assert.equal(await told(executed), undefined, 'it has no place in the log yet');
    await log.integrated(id);
    assert.equal(await told({ ...executed }), id);
    assert.equal(await told({ ...executed, counts: { surfaces: 1 } }), undefined);
    assert.equal(await told({ ...executed, counts: { surfaces: 14, cards: 1 } }), undefined);
    assert.equal(await told({ kind: 'staff', act: 'staff.counted' }), undefined, 'about nothing');
  } finally {
    await here.close();
  }
});
