// The limits of this feature with their defaults.

import { HOUR_MS, SECOND_MS } from '@jhalak/kernel';
import { ORIGINAL_DAYS } from '../manifest.ts';
import type { MediaSettings } from './types.ts';

/** A minute of good phone video is some 130 MB. */
const MAX_BYTES_DEFAULT = 250 * 1000 * 1000;
/** Longer clips are no short video. */
const MAX_DURATION_MS_DEFAULT = 180 * SECOND_MS;
/** A creator who sends a week's clips at once, with some left over from a lost connection. */
const MAX_OPEN_DEFAULT = 10;
/** A night without network must not lose an upload. */
const TTL_MS_DEFAULT = 24 * HOUR_MS;
/** The database on the same disk must never be the one that runs out. */
const FREE_DISK_FLOOR_DEFAULT = 1024 * 1024 * 1024;
/** A clip takes some 15 MB of it with its original: more than a thousand of them. */
const PERSON_BYTES_MAX_DEFAULT = 20 * 1000 * 1000 * 1000;

/** @returns the settings with every default filled in. */
export function withDefaults(settings: MediaSettings): Required<MediaSettings> {
  return {
    uploadFolder: settings.uploadFolder,
    maxBytes: settings.maxBytes ?? MAX_BYTES_DEFAULT,
    maxDurationMs: settings.maxDurationMs ?? MAX_DURATION_MS_DEFAULT,
    maxOpenUploadsPerPerson: settings.maxOpenUploadsPerPerson ?? MAX_OPEN_DEFAULT,
    uploadTtlMs: settings.uploadTtlMs ?? TTL_MS_DEFAULT,
    personBytesMax: settings.personBytesMax ?? PERSON_BYTES_MAX_DEFAULT,
    originalsDays: settings.originalsDays ?? ORIGINAL_DAYS,
    freeDiskFloorBytes: settings.freeDiskFloorBytes ?? FREE_DISK_FLOOR_DEFAULT,
  };
}
