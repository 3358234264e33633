import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimelineStep } from '@jhalak/contracts/ad-events';
import fc from 'fast-check';
import { isViewable } from './viewable.ts';

type Step = [t: number, share: number, playing?: boolean];
const view = (format: 'display' | 'video', ...steps: Step[]) =>
  isViewable(
    steps.map(([t, share, playing = true]) => ({ t, share, playing })),
    format,
  );

test('half of the area for one second is viewable, a hundredth less of either is not', () => {
  assert.equal(view('display', [0, 0.5], [1_000, 0]), true);
  assert.equal(view('display', [0, 0.49], [5_000, 0]), false);
  assert.equal(view('display', [0, 0.499999], [5_000, 0]), false);
  assert.equal(view('display', [0, 0.5], [990, 0]), false);
  assert.equal(view('display', [0, 0.5], [999, 0]), false);
  assert.equal(view('display', [0, 1], [1_000, 1]), true);
});

test('a video needs two seconds, and only while it plays', () => {
  assert.equal(view('video', [0, 0.5], [2_000, 0]), true);
  assert.equal(view('video', [0, 0.5], [1_990, 0]), false);
  assert.equal(view('video', [0, 0.49], [9_000, 0]), false);
  assert.equal(view('video', [0, 1, false], [9_000, 0]), false);
  assert.equal(view('video', [0, 1], [1_500, 1, false], [1_600, 1], [3_500, 0]), false);
  assert.equal(view('video', [0, 1], [1_500, 1, false], [1_600, 1], [3_600, 0]), true);
});

test('what is interrupted begins again, also by a screen that went off in a pocket', () => {
  assert.equal(view('display', [0, 1], [600, 0.2], [700, 1], [1_600, 0]), false);
  assert.equal(view('display', [0, 1], [600, 0.2], [700, 1], [1_700, 0]), true);
  assert.equal(view('display', [0, 1], [900, 0], [60_000, 0]), false);
  // More than half all the time, however it moves.
  assert.equal(view('display', [0, 0.6], [400, 1], [800, 0.5], [1_000, 0]), true);
});

test('time that goes back is no timeline', () => {
  assert.equal(view('display', [0, 1], [1_200, 1], [1_100, 0]), undefined);
});

test('any timeline is viewable exactly when some millisecond ends a second of half the area', () => {
  const step = fc.record({
    gap: fc.integer({ min: 0, max: 700 }),
    share: fc.constantFrom(0, 0.49, 0.5, 1),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      let t = 0;
      const timeline: TimelineStep[] = steps.map(({ gap, share }) => ({ t: (t += gap), share }));
      let run = 0;
      let seen = false;
      for (let ms = timeline[0]?.t ?? 0; ms < t; ms += 1) {
        const { share = 0 } = timeline.findLast((one) => one.t <= ms) ?? {};
        run = share >= 0.5 ? run + 1 : 0;
        seen ||= run >= 1_000;
      }
      assert.equal(isViewable(timeline, 'display'), seen);
    }),
  );
});
