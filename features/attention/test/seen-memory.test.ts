import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { EXACT_MAX, expireSketches, SEEN_KEEP_MS, SeenMemory } from '../src/seen-memory.ts';

let parts: TestParts;
before(async () => {
  const folder = new URL('../migrations/', import.meta.url);
  parts = await openTestParts({ migrations: [{ owner: 'attention', folder }] });
});
after(async () => {
  await parts.close();
});

async function write(personId: string, ids: readonly string[], firstMs: number): Promise<void> {
  await parts.database.query(
    {
      name: 'test.see',
      text: `INSERT INTO attention_seen (person_id, video_id, seen_at_ms)
        SELECT $1, id, $3 + place FROM unnest($2::uuid[]) WITH ORDINALITY AS s(id, place)
        ON CONFLICT (person_id, video_id) DO UPDATE SET seen_at_ms = excluded.seen_at_ms`,
    },
    [personId, ids, firstMs],
  );
}

async function count(table: string, personId: string): Promise<number> {
  const [row] = await parts.database.query<{ count: number }>(
    {
      name: `test.${table}`,
      text: `SELECT count(*)::int AS count FROM ${table} WHERE person_id = $1`,
    },
    [personId],
  );
  return row?.count ?? 0;
}

function someIds(many: number): string[] {
  return Array.from({ length: many }, () => parts.ids.next());
}

test('of a viewer who saw thousands the newest are known exactly, the others too, and memory is bounded', async () => {
  const personId = parts.ids.next();
  const ids = someIds(3_000);
  const nowMs = parts.clock.nowMs();
  await write(personId, ids, nowMs);
  const seen = await new SeenMemory(parts.database, parts.clock).of(personId);
  assert.equal(seen.size, EXACT_MAX);
  assert.equal(await count('attention_seen', personId), EXACT_MAX);
  for (const [place, id] of ids.entries()) {
    assert.ok(seen.has(id), `item ${place}`);
    if (place >= 2_500) assert.equal(seen.get(id), nowMs + place + 1);
  }
  assert.equal(seen.total, 3_000);
  const wrong = someIds(5_000).filter((id) => seen.has(id)).length;
  assert.ok(wrong < 50, `${wrong} of 5,000 unseen ones`);
  // After a restart, and in another process, it is the same.
  const again = await new SeenMemory(parts.database, parts.clock).of(personId);
  assert.deepEqual([...again], [...seen]);
  assert.ok(ids.every((id) => again.has(id)));
});

test('what is seen while a viewer is active is put away in steps, and nothing is lost between', async () => {
  const personId = parts.ids.next();
  const memory = new SeenMemory(parts.database, parts.clock);
  const seen = await memory.of(personId);
  const ids = someIds(1_500);
  for (const id of ids) {
    parts.clock.advance(1_000);
    await write(personId, [id], parts.clock.nowMs() - 1);
    await memory.note(personId, id, parts.clock.nowMs());
    await memory.settled();
    assert.ok(seen.has(id));
  }
  assert.ok(seen.size <= EXACT_MAX + 150, `${seen.size} exact`);
  assert.ok(ids.every((id) => seen.has(id)));
  // Seen again: it is among the newest once more.
  const first = ids[0] ?? '';
  parts.clock.advance(1_000);
  await write(personId, [first], parts.clock.nowMs() - 1);
  await memory.note(personId, first, parts.clock.nowMs());
  assert.equal(seen.get(first), parts.clock.nowMs());
});

test('after half a year nothing is left of it', async () => {
  const personId = parts.ids.next();
  const ids = someIds(900);
  await write(personId, ids, parts.clock.nowMs());
  await new SeenMemory(parts.database, parts.clock).of(personId);
  assert.equal(await count('attention_seen_sketch', personId), 1);
  parts.clock.advance(SEEN_KEEP_MS + DAY_MS);
  const seen = await new SeenMemory(parts.database, parts.clock).of(personId);
  assert.equal(seen.sketch?.size, 0);
  assert.ok((await expireSketches(parts.database, parts.clock.nowMs(), 1_000)) >= 1);
  assert.equal(await count('attention_seen_sketch', personId), 0);
});
