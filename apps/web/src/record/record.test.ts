import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseMimeType, recordingName } from './mime.ts';
import { clampTrim, formatTime, TRIM_MIN_MS, trimToSend } from './trim.ts';

test('wherever the marks are dragged, they keep a part of the clip that is long enough', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: -70_000, max: 70_000 }),
      fc.integer({ min: -70_000, max: 70_000 }),
      fc.constantFrom('start' as const, 'end' as const),
      (durationMs, startMs, endMs, moved) => {
        const trim = clampTrim({ startMs, endMs }, durationMs, moved);
        assert(trim.startMs >= 0 && trim.endMs <= durationMs);
        assert(trim.endMs - trim.startMs >= Math.min(TRIM_MIN_MS, durationMs));
      },
    ),
  );
});

test('the mark that is not dragged stays where it is', () => {
  assert.deepEqual(clampTrim({ startMs: 9_900, endMs: 6_000 }, 10_000, 'start'), {
    startMs: 5_000,
    endMs: 6_000,
  });
  assert.deepEqual(clampTrim({ startMs: 4_000, endMs: 100 }, 10_000, 'end'), {
    startMs: 4_000,
    endMs: 5_000,
  });
});

test('marks at the ends cut nothing', () => {
  assert.equal(trimToSend({ startMs: 0, endMs: 9_960 }, 10_000), null);
  assert.deepEqual(trimToSend({ startMs: 500, endMs: 10_000 }, 10_000), {
    startMs: 500,
    endMs: 10_000,
  });
});

test('times read as minutes, seconds and tenths', () => {
  assert.equal(formatTime(7_449), '0:07.4');
  assert.equal(formatTime(60_000), '1:00.0');
  assert.equal(formatTime(-1), '0:00.0');
});

test('H.264 in MP4 is recorded where the browser can, else WebM, else nothing', () => {
  assert.equal(
    chooseMimeType(() => true),
    'video/mp4;codecs=avc1.42E01E,mp4a.40.2',
  );
  assert.equal(
    chooseMimeType((type) => type.startsWith('video/webm')),
    'video/webm;codecs=vp8,opus',
  );
  assert.equal(
    chooseMimeType(() => false),
    undefined,
  );
});

test('a recording is named after its time and container', () => {
  assert.equal(
    recordingName('video/webm;codecs=vp8', new Date(0)),
    'jhalak-1970-01-01-00-00-00.webm',
  );
});
