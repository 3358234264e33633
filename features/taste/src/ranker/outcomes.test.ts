import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEATURE_COUNT, FEATURE_LIST } from './feature-list.ts';
import { HEADS, type Head } from './heads.ts';
import { noteDeed, noteEvent, type OpenShowing, type Outcome } from './outcomes.ts';

const features = Buffer.alloc(FEATURE_COUNT, 9).toString('base64url');
const served = { featureList: FEATURE_LIST, propensity: 0.5, features };

function told(open: OpenShowing[], slot: string, facts: object = {}): Outcome[] {
  const base = { video: `clip ${slot}`, type: 'progress', atMs: 1_000, watchMs: 0 };
  return noteEvent(open, { slot, durationMs: 10_000, served, ...base, ...facts });
}

const label = (outcome: Outcome | undefined, head: Head): number | undefined =>
  outcome?.labels[HEADS.indexOf(head)];

test('a showing is over when two later ones have begun, and says what became of it as a whole', () => {
  const open: OpenShowing[] = [];
  assert.deepEqual(told(open, 'a', { type: 'impression' }), []);
  told(open, 'a', { watchMs: 4_000 });
  told(open, 'b');
  noteDeed(open, 'like', (video) => video === 'clip a');
  told(open, 'a', { type: 'finish', watchMs: 9_000 });
  const [outcome, ...rest] = told(open, 'c');
  assert.equal(rest.length, 0);
  assert.equal(outcome?.watchMs, 10_000);
  assert.equal(outcome.propensity, 0.5);
  assert.deepEqual(
    (['finish', 'longView', 'like', 'follow', 'skip', 'notInterested', 'report'] as const).map(
      (head) => label(outcome, head),
    ),
    [1, 1, 1, 0, 0, 0, -1],
  );
});

test('passing over within two seconds is a skip, staying longer is not', () => {
  const open: OpenShowing[] = [];
  told(open, 'a', { watchMs: 1_900 });
  told(open, 'b', { watchMs: 2_100 });
  const [first] = told(open, 'c');
  const [second] = told(open, 'd');
  assert.equal(label(first, 'skip'), 1);
  assert.equal(label(second, 'skip'), 0);
  assert.equal(label(second, 'longView'), 0);
});

test('who comes back later ends what was left open, and a like after that is of no showing', () => {
  const open: OpenShowing[] = [];
  told(open, 'a');
  const ended = told(open, 'b', { atMs: 1_000 + 11 * 60_000 });
  assert.equal(ended.length, 1);
  noteDeed(open, 'like', (video) => video === 'clip a');
  assert.equal(open[0]?.did, 0);
});

test('a showing that was ranked by another list, or by none, teaches nothing', () => {
  const open: OpenShowing[] = [];
  noteEvent(open, {
    ...{ slot: 'a', video: 'a', type: 'start', atMs: 1, watchMs: 0, durationMs: 1 },
  });
  told(open, 'b', { served: { ...served, featureList: FEATURE_LIST + 1 } });
  assert.deepEqual(open, []);
  told(open, 'c', { served: { ...served, features: 'AAAA' } });
  told(open, 'd');
  assert.deepEqual(told(open, 'e'), []);
});
