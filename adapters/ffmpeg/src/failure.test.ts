import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from './failure.ts';
import type { Ran } from './run-process.ts';

const ran = (more: Partial<Ran>): Ran => ({
  ...{ ending: 'exit', exitCode: 1, stdout: '', stderr: '', wallMs: 1 },
  ...more,
});

test('how a run ended names who must act', () => {
  const cases: readonly [Partial<Ran>, string, boolean][] = [
    [{ ending: 'aborted' }, 'media.aborted', true],
    [{ ending: 'timeout' }, 'media.timed_out', true],
    [{ ending: 'not_started' }, 'media.engine_missing', true],
    [{ exitCode: 137 }, 'media.engine_failed', true],
    [{ exitCode: 152 }, 'media.resource_limit', false],
    [
      { exitCode: 255, stderr: 'Exiting normally, received signal 24.' },
      'media.resource_limit',
      false,
    ],
    [{ stderr: 'x264 [error]: malloc of size 1154624 failed' }, 'media.resource_limit', false],
    [{ stderr: 'av_interleaved_write_frame(): No space left on device' }, 'media.disk_full', true],
    [{ stderr: "[wmv3] Codec (wmv3) not on whitelist 'h264'" }, 'media.unsupported_codec', false],
    [{ stderr: 'bwrap: No permissions to create new namespace' }, 'media.engine_failed', true],
    [{ stderr: 'Invalid data found when processing input' }, 'media.damaged', false],
  ];
  for (const [more, code, retryable] of cases) {
    const error = failureOf(ran(more), 'media.damaged');
    assert.deepEqual([error.code, error.retryable], [code, retryable], JSON.stringify(more));
  }
});

test('what the engine said stays in the cause and out of the sentence', () => {
  const error = failureOf(ran({ stderr: '/srv/uploads/asha.mp4: broken' }), 'media.damaged');
  assert.doesNotMatch(error.message, /asha/);
  assert.match(String(error.cause), /asha/);
});
