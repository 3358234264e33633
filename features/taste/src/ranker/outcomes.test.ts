import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';
import { FEATURE_COUNT, FEATURE_LIST } from './feature-list.ts';
import { HEADS, type Head } from './heads.ts';
import {
  keepPast,
  noteDeed,
  noteEvent,
  type Noted,
  type Outcome,
  type Showings,
} from './outcomes.ts';

const features = Buffer.alloc(FEATURE_COUNT, 9).toString('base64url');
const served = { featureList: FEATURE_LIST, propensity: 0.5, features };
const NOW = 1_000;

const nobody = (): Showings => ({ open: [], past: [] });

/** Notes an event; what is over is kept, as the learner does. */
function noted(showings: Showings, slot: string, facts: object = {}): readonly Noted[] {
  const base = { video: `clip ${slot}`, type: 'progress', atMs: NOW, watchMs: 0 };
  const event = { slot, durationMs: 10_000, served, ...base, ...facts };
  const found = noteEvent(showings, event);
  for (const one of found)
    if (one.kind === 'over')
      keepPast(showings.past, { ...one.showing, part: 1, bins: '' }, event.atMs);
  return found;
}

/** @returns outcomes of showings that an event ended. */
function told(showings: Showings, slot: string, facts: object = {}): Outcome[] {
  return noted(showings, slot, facts).flatMap((one) => (one.kind === 'over' ? one.outcome : []));
}

const label = (outcome: Outcome | undefined, head: Head): number | undefined =>
  outcome?.labels[HEADS.indexOf(head)];

/** @returns what a correction changes: heads with what they were and are. */
function changes(found: readonly Noted[]): string[] {
  const changed: string[] = [];
  for (const one of found)
    if (one.kind === 'changed')
      for (const head of HEADS.slice(1))
        if (label(one.was, head) !== label(one.now, head))
          changed.push(`${head} ${label(one.was, head)} ${label(one.now, head)}`);
  return changed;
}

test('a showing is over when two later ones have begun, and says what became of it as a whole', () => {
  const showings = nobody();
  assert.deepEqual(told(showings, 'a', { type: 'impression' }), []);
  told(showings, 'a', { watchMs: 4_000 });
  told(showings, 'b');
  noteDeed(showings, 'like', (video) => video === 'clip a', NOW);
  told(showings, 'a', { type: 'finish', watchMs: 9_000 });
  told(showings, 'a', { type: 'share', watchMs: 9_000 });
  const [outcome, ...rest] = told(showings, 'c');
  assert.equal(rest.length, 0);
  assert.equal(outcome?.watchMs, 10_000);
  assert.equal(outcome.propensity, 0.5);
  const heads = ['finish', 'longView', 'like', 'share', 'follow', 'skip', 'report'] as const;
  assert.deepEqual(
    heads.map((head) => label(outcome, head)),
    [1, 1, 1, 1, 0, 0, 0],
  );
});

test('passing over within two seconds is a skip, staying longer is not', () => {
  const showings = nobody();
  told(showings, 'a', { watchMs: 1_900 });
  told(showings, 'b', { watchMs: 2_100 });
  const [first] = told(showings, 'c');
  const [second] = told(showings, 'd');
  assert.equal(label(first, 'skip'), 1);
  assert.equal(label(second, 'skip'), 0);
  assert.equal(label(second, 'longView'), 0);
});

test('what comes after a showing is over corrects it, once, and begins no other', () => {
  const showings = nobody();
  told(showings, 'a', { watchMs: 1_000 });
  const ended = told(showings, 'b', { atMs: NOW + 11 * MINUTE_MS });
  assert.equal(ended.length, 1);
  const atMs = NOW + 12 * MINUTE_MS;
  const like = (): readonly Noted[] =>
    noteDeed(showings, 'like', (video) => video === 'clip a', atMs);
  assert.deepEqual(changes(like()), ['like 0 1']);
  assert.deepEqual(like(), [], 'a like counts once');
  const follow = noteDeed(showings, 'follow', (video) => video === 'clip a', atMs);
  assert.deepEqual(changes(follow), ['follow 0 1']);
  for (const [type, head] of [
    ['share', 'share'],
    ['report', 'report'],
    ['not_interested', 'notInterested'],
  ] as const) {
    assert.deepEqual(changes(noted(showings, 'a', { type, atMs, watchMs: 1_000 })), [
      `${head} 0 1`,
    ]);
    assert.deepEqual(noted(showings, 'a', { type, atMs, watchMs: 1_000 }), []);
  }
  assert.equal(showings.open.length, 1, 'b alone is open');
});

test('who comes back to a clip and stays is no longer one who skipped it', () => {
  const showings = nobody();
  for (const slot of ['a', 'b', 'c']) told(showings, slot, { watchMs: 1_000 });
  const back = noted(showings, 'a', { type: 'finish', watchMs: 6_000 });
  assert.deepEqual(changes(back), ['longView 0 1', 'finish 0 1', 'skip 1 0']);
});

test('the newest showing of a clip is the one that was liked', () => {
  const showings = nobody();
  for (const slot of ['a', 'b', 'c', 'd']) told(showings, slot, { video: 'same' });
  noteDeed(showings, 'like', (video) => video === 'same', NOW);
  assert.deepEqual(
    [...showings.past, ...showings.open].map(({ slot, did }) => `${slot} ${did}`),
    ['a 0', 'b 0', 'c 0', 'd 4'],
  );
});

test('showings wait for what comes late for a day, and sixteen of a viewer at most', () => {
  const showings = nobody();
  for (let slot = 0; slot < 40; slot += 1) told(showings, `${slot}`);
  assert.deepEqual(
    showings.past.map(({ slot }) => Number(slot)),
    Array.from({ length: 16 }, (_one, at) => 22 + at),
  );
  const isLast = (video: string): boolean => video === 'clip 37';
  assert.deepEqual(noteDeed(showings, 'like', isLast, NOW + DAY_MS + 1), []);
  assert.equal(noteDeed(showings, 'like', isLast, NOW + DAY_MS).length, 1);
  told(showings, 'next day', { atMs: NOW + DAY_MS + 1 });
  assert.deepEqual(
    showings.past.map(({ slot }) => slot),
    [],
    'those of the day before are gone',
  );
});

test('a share of a showing that waits no more begins none: it would be learned as one that was skipped', () => {
  const showings = nobody();
  for (let slot = 0; slot < 40; slot += 1) told(showings, `${slot}`, { watchMs: 9_000 });
  const open = showings.open.map(({ slot }) => slot);
  for (const type of ['share', 'report', 'not_interested'])
    assert.deepEqual(noted(showings, '0', { type }), []);
  assert.deepEqual(
    showings.open.map(({ slot }) => slot),
    open,
  );
});

test('a showing that was ranked by another list, or by none, teaches nothing', () => {
  const showings = nobody();
  noteEvent(showings, {
    ...{ slot: 'a', video: 'a', type: 'start', atMs: 1, watchMs: 0, durationMs: 1 },
  });
  told(showings, 'b', { served: { ...served, featureList: FEATURE_LIST + 1 } });
  assert.deepEqual(showings.open, []);
  told(showings, 'c', { served: { ...served, features: 'AAAA' } });
  told(showings, 'd');
  assert.deepEqual(told(showings, 'e'), []);
});
