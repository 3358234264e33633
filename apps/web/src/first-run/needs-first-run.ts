import type { Viewer } from '@jhalak/contracts/accounts';

/**
 * Whether this visitor has not been asked yet: no viewer, or one made in passing by a like on a shared clip.
 * Undefined (an offline page that does not know its visitor) is not asked.
 */
export function needsFirstRun(viewer: Viewer | null | undefined): boolean {
  if (viewer === undefined) return false;
  if (viewer === null) return true;
  const answered =
    viewer.languages.length > 0 ||
    viewer.genres.length > 0 ||
    viewer.ageBand !== undefined ||
    viewer.consent !== undefined;
  return !answered && viewer.handle === undefined;
}
