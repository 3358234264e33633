// From how an engine run ended to the reason that a person is told.

import { MediaError, type MediaErrorCode } from '@jhalak/ports';
import type { Ran } from './run-process.ts';

/** What the engine says when the machine, not the file, is the cause; and the causes in the file that it names plainly. */
const COMPLAINTS: readonly (readonly [RegExp, MediaErrorCode])[] = [
  [/No space left on device|Disk quota exceeded/, 'media.disk_full'],
  [
    /File too large|Cannot allocate memory|std::bad_alloc|malloc of size \d+ failed|received signal 24\b/,
    'media.resource_limit',
  ],
  [
    /not on whitelist|Decoder \(codec \w+\) not found|Unsupported codec|no decoder found/i,
    'media.unsupported_codec',
  ],
  [/Cannot determine format of input stream|Output file is empty/, 'media.no_picture'],
  [/^bwrap:|error while loading shared libraries/m, 'media.engine_failed'],
  // Last: what a broken stream makes the decoders and filters say.
  [
    /Invalid data found when processing input|Error while decoding|Error while processing the decoded|Failed to inject frame/,
    'media.damaged',
  ],
];

/** 128 + SIGXCPU, SIGXFSZ. ffmpeg itself takes the first, tells of it (signal 24) and ends by its own. */
const LIMIT_EXIT_CODES = [152, 153];
/** 128 + SIGKILL: somebody's hand, or a machine without memory left. The same file may well pass next time. */
const KILLED_EXIT_CODE = 137;

/**
 * Names the failure of a run.
 *
 * @param otherwise the code where nothing points at the machine: what a failure of this step means.
 */
export function failureOf(ran: Ran, otherwise: MediaErrorCode): MediaError {
  return new MediaError(codeOf(ran, otherwise), {
    cause: `${ran.ending}, exit ${ran.exitCode}: ${ran.stderr.trim()}`,
  });
}

/** What the AV1 encoder may have caused: it failed, or took more than it was given. A killed engine is the machine's. */
const OF_AN_ENCODER: readonly MediaErrorCode[] = ['media.engine_failed', 'media.resource_limit'];

/** @returns whether the same pass may well succeed with fewer encoders in it. Pure. */
export function isOfAnEncoder(ran: Ran, failure: MediaError): boolean {
  return ran.exitCode !== KILLED_EXIT_CODE && OF_AN_ENCODER.includes(failure.code);
}

function codeOf(ran: Ran, otherwise: MediaErrorCode): MediaErrorCode {
  if (ran.ending === 'aborted') return 'media.aborted';
  if (ran.ending === 'timeout') return 'media.timed_out';
  if (ran.ending === 'stdout_overflow') return 'media.too_many_frames';
  if (ran.ending === 'not_started') return 'media.engine_missing';
  if (LIMIT_EXIT_CODES.includes(ran.exitCode)) return 'media.resource_limit';
  if (ran.exitCode === KILLED_EXIT_CODE) return 'media.engine_failed';
  return COMPLAINTS.find(([pattern]) => pattern.test(ran.stderr))?.[1] ?? otherwise;
}
