import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isView, STEPS_MAX, VIDEO_VIEW_MS, VIEW_MS, VisibleShare } from './visible-share.ts';

/** What somebody saw: [from when in ms, share]; and until when. */
type Sight = readonly (readonly [number, number])[];

function seen(sight: Sight, untilMs: number, video = false): boolean {
  const share = new VisibleShare(video);
  for (const [atMs, part] of sight) share.set(part, 5_000 + atMs);
  return isView(share.timeline(5_000 + untilMs), video ? VIDEO_VIEW_MS : VIEW_MS);
}

test('half of an ad for one second is a view; 49 % or 0.99 s is none', () => {
  assert.equal(seen([[0, 0.5]], 1_000), true);
  assert.equal(seen([[0, 0.49]], 60_000), false);
  assert.equal(seen([[0, 0.4999]], 60_000), false);
  assert.equal(seen([[0, 1]], 990), false);
  assert.equal(seen([[0, 1]], 999), false);
  assert.equal(seen([[0, 1]], 1_000), true);
});

test('half of a video for two seconds is a view; 1.99 s is none', () => {
  assert.equal(seen([[0, 0.5]], 1_990, true), false);
  assert.equal(seen([[0, 0.5]], 2_000, true), true);
});

test('an interruption begins the count anew: halves are not added up', () => {
  const flicker: Sight = [
    [0, 1],
    [700, 0.2],
    [720, 1],
  ];
  assert.equal(seen(flicker, 1_500), false);
  assert.equal(seen(flicker, 1_720), true);
  const many: Sight = Array.from({ length: 40 }, (_, at) => [at * 500, at % 2] as const);
  assert.equal(seen(many, 20_000), false);
});

test('more and less than all of it, but never below half, is one stretch', () => {
  const sight: Sight = [
    [0, 0.2],
    [300, 0.6],
    [600, 1],
    [900, 0.5],
  ];
  assert.equal(seen(sight, 1_299), false);
  assert.equal(seen(sight, 1_300), true);
});

test('a pocket is no view: while the screen is off nothing is seen, however long it lies there', () => {
  const pocket: Sight = [
    [0, 1],
    [400, 0],
    [1_200_000, 0],
  ];
  assert.equal(seen(pocket, 1_200_000), false);
  assert.equal(seen([...pocket, [1_200_001, 1]], 1_200_999), false);
  assert.equal(seen([...pocket, [1_200_001, 1]], 1_201_001), true);
});

test('a view that was one stays one after the ad is gone', () => {
  const sight: Sight = [
    [0, 1],
    [1_000, 0],
  ];
  assert.equal(seen(sight, 9_000), true);
  assert.equal(
    seen(
      [
        [0, 1],
        [999, 0],
      ] as const,
      9_000,
    ),
    false,
  );
});

test('it tells when a view will be one, and nothing while too little is seen', () => {
  const share = new VisibleShare(false);
  assert.equal(share.viewInMs(0), undefined);
  share.set(0.3, 0);
  assert.equal(share.viewInMs(100), undefined);
  share.set(0.8, 200);
  assert.equal(share.viewInMs(200), 1_000);
  assert.equal(share.viewInMs(700), 500);
  share.set(0.1, 800);
  assert.equal(share.viewInMs(900), undefined);
  share.set(0.9, 1_000);
  assert.equal(share.viewInMs(1_999), 1);
  assert.equal(share.viewInMs(2_000), 0);
});

test('what never came into sight has no line; nonsense counts as nothing; a line has an end', () => {
  const share = new VisibleShare(false);
  share.set(0, 0);
  share.set(Number.NaN, 10);
  assert.deepEqual([share.began, share.timeline(50)], [false, []]);
  for (let at = 0; at < 500; at += 1) share.set(at % 2, at * 10);
  assert.ok(share.timeline(6_000).length <= STEPS_MAX);
});
