import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY_MS } from '@jhalak/kernel';
import { Collapse } from './collapse.ts';
import { ACTORS_MAX, NOBODY, type Group, type PlacedNotice } from './types.ts';

const idOf = (kind: number, n: number): string =>
  `00000000-0000-7000-8000-${kind}${String(n).padStart(11, '0')}`;

/** Few people and clips, so that they meet; each event has a place of its own, in order. */
const noticesOf = (length: number): fc.Arbitrary<PlacedNotice[]> =>
  fc
    .array(
      fc.record({
        actor: fc.integer({ min: 0, max: 60 }),
        item: fc.integer({ min: 0, max: 1 }),
        isUndone: fc.boolean(),
        stepMs: fc.integer({ min: 0, max: DAY_MS / 8 }),
      }),
      { maxLength: length },
    )
    .map((drawn) => {
      let atMs = 0;
      return drawn.map(({ actor, item, isUndone, stepMs }, index): PlacedNotice => {
        atMs += stepMs;
        return {
          ...{ personId: idOf(1, 1), kind: 'like', itemId: idOf(2, item), actor: idOf(3, actor) },
          ...{ at: { window: 1 + Math.floor(index / 7), position: index }, atMs },
          ...(isUndone ? { undone: true } : {}),
        };
      });
    });

function run(notices: readonly PlacedNotice[], cuts: readonly number[]): Map<string, Group> {
  const rows = new Map<string, Group>();
  let from = 0;
  for (const to of [...cuts, notices.length]) {
    const collapse = new Collapse(structuredClone([...rows.values()]));
    for (const notice of notices.slice(from, to)) collapse.apply(notice);
    for (const group of collapse.changed())
      rows.set(`${group.itemId}/${group.day}`, structuredClone(group));
    from = to;
  }
  return rows;
}

const cutsOf = fc
  .array(fc.integer({ min: 0, max: 400 }), { maxLength: 6 })
  .map((cuts) => cuts.toSorted((a, b) => a - b));

test('groups are the same however the journal is cut into batches, and a replay changes nothing', () => {
  fc.assert(
    fc.property(noticesOf(400), cutsOf, (notices, cuts) => {
      const whole = run(notices, []);
      assert.deepEqual(run(notices, cuts), whole);
      const again = new Collapse(structuredClone([...whole.values()]));
      for (const notice of notices) again.apply(notice);
      const after = new Map(whole);
      for (const group of again.changed()) after.set(`${group.itemId}/${group.day}`, group);
      // A notice of somebody who is in already moves only the mark of what was applied, and that is where it was.
      assert.deepEqual(after, whole);
    }),
    { numRuns: 200 },
  );
});

test('a group counts each person once, those who no longer fit among them, and never below none', () => {
  fc.assert(
    fc.property(noticesOf(300), (notices) => {
      for (const { entries, beyond } of run(notices, []).values()) {
        assert.ok(entries.length <= ACTORS_MAX && beyond >= 0);
        assert.equal(new Set(entries.map(({ actor }) => actor)).size, entries.length);
      }
    }),
    { numRuns: 200 },
  );
});

test('ten thousand likes within one window are one group of ten thousand', () => {
  const collapse = new Collapse([]);
  for (let n = 0; n < 10_000; n += 1)
    collapse.apply({
      ...{ personId: idOf(1, 1), kind: 'like', itemId: idOf(2, 1), actor: idOf(3, n) },
      ...{ at: { window: 1, position: n }, atMs: 5 },
    });
  const [group, ...others] = collapse.changed();
  assert.equal(others.length, 0);
  assert.equal((group?.entries.length ?? 0) + (group?.beyond ?? 0), 10_000);
  assert.equal(group?.entries.at(-1)?.actor, idOf(3, 9_999));
});

test('what nobody did is told by itself, and of a comment only that comment is taken back', () => {
  const collapse = new Collapse([]);
  const base = { personId: idOf(1, 1), itemId: idOf(2, 1), atMs: 5 };
  const comment = { ...base, kind: 'comment', actor: idOf(3, 1) } as const;
  collapse.apply({ ...base, kind: 'clip_published', at: { window: 1, position: 1 } });
  collapse.apply({ ...comment, ref: idOf(4, 1), at: { window: 1, position: 2 } });
  collapse.apply({ ...comment, ref: idOf(4, 2), at: { window: 1, position: 3 } });
  collapse.apply({ ...comment, ref: idOf(4, 1), at: { window: 2, position: 4 }, undone: true });
  const [clip, comments] = collapse.changed();
  assert.deepEqual(clip?.entries, [{ actor: NOBODY, ref: NOBODY }]);
  assert.deepEqual(comments?.entries, [{ actor: idOf(3, 1), ref: idOf(4, 2) }]);
});
