import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PROGRESS_EVERY_MS, Showing, type Deed, type ShownEvent } from './showing.ts';

function watch(durationMs: number): {
  showing: Showing;
  told: ShownEvent[];
  play: (ms: number) => void;
} {
  const told: ShownEvent[] = [];
  const showing = new Showing('slot', (event) => told.push(event));
  let atMs = 0;
  return {
    showing,
    told,
    play(ms) {
      for (let done = 0; done < ms; done += 50) {
        showing.tick(atMs % durationMs, durationMs);
        atMs += 50;
      }
    },
  };
}
const DEEDS = ['not_interested', 'share', 'report'] as const satisfies readonly Deed[];
const isDeed = (kind: string): kind is Deed => DEEDS.some((deed) => deed === kind);
const types = (told: readonly ShownEvent[]) => told.map((event) => event.type);

test('seq counts up from 0 without a gap, and watched time never falls', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('tick' as const), at: fc.integer({ min: -5, max: 9_000 }) }),
    fc.record({
      kind: fc.constantFrom('pause', 'impression', 'ended', 'next', 'away'),
    }),
    fc.record({ kind: fc.constantFrom(...DEEDS) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { showing, told } = watch(8_000);
      for (const one of steps) {
        if ('at' in one) showing.tick(one.at, 8_000);
        else if (one.kind === 'next' || one.kind === 'away') showing.leave(one.kind);
        else if (isDeed(one.kind)) showing.did(one.kind);
        else showing[one.kind]();
      }
      assert.deepEqual(
        told.map((event) => event.seq),
        told.map((_, index) => index),
      );
      told.reduce((before, event) => {
        assert(event.watchMs >= before);
        return event.watchMs;
      }, 0);
      for (const once of ['impression', 'start', 'finish', 'skip', ...DEEDS]) {
        assert(types(told).filter((type) => type === once).length <= 1, once);
      }
    }),
  );
});

test('a clip that is watched twice over finishes once and counts both rounds', () => {
  const { showing, told, play } = watch(4_000);
  play(8_000);
  showing.leave('next');
  assert.equal(types(told).filter((type) => type === 'finish').length, 1);
  assert(Math.abs(showing.watchedMs - 8_000) < 100, String(showing.watchedMs));
});

test('progress is told every three seconds of watching', () => {
  const { told, play } = watch(60_000);
  play(10_000);
  const progress = told.filter((event) => event.type === 'progress');
  assert.equal(progress.length, 3);
  assert(progress.every((event, index) => event.watchMs >= (index + 1) * PROGRESS_EVERY_MS));
});

test('leaving early is a skip; leaving after three seconds or a third of the clip is not', () => {
  const early = watch(20_000);
  early.play(1_500);
  early.showing.leave('next');
  assert.equal(types(early.told).at(-1), 'skip');

  const late = watch(60_000);
  late.play(3_400);
  late.showing.leave('next');
  assert(!types(late.told).includes('skip'));

  const short = watch(4_000);
  short.play(1_800);
  short.showing.leave('next');
  assert(!types(short.told).includes('skip'));
});

test('leaving for another screen is no skip, however early', () => {
  const { showing, told, play } = watch(20_000);
  play(1_000);
  showing.leave('away');
  assert.deepEqual(types(told), ['impression', 'start', 'progress']);
});

test('what is said of a clip after it was left is told of its own showing, once', () => {
  const { showing, told, play } = watch(8_000);
  play(2_000);
  showing.leave('next');
  showing.did('share');
  showing.did('share');
  assert.deepEqual(types(told).slice(-1), ['share']);
  assert.equal(told.at(-1)?.slot, 'slot');
});

test('a clip that was flung past without being seen tells nothing', () => {
  const { showing, told } = watch(8_000);
  showing.leave('next');
  assert.deepEqual(told, []);
});

test('a jump of the position is not watching', () => {
  const { showing } = watch(60_000);
  showing.tick(0, 60_000);
  showing.tick(40_000, 60_000);
  assert.equal(showing.watchedMs, 0);
});

test('who goes to the end and lets it begin again has not finished it; who then watches it has', () => {
  const { showing, told, play } = watch(8_000);
  showing.tick(0, 8_000);
  showing.pause();
  for (const at of [7_600, 7_900, 100]) showing.tick(at, 8_000);
  assert(!types(told).includes('finish'));
  showing.pause();
  play(16_500);
  assert.equal(types(told).filter((type) => type === 'finish').length, 1);
});
