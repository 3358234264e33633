// Wrappers: an ad may lie behind others. The caller brings what fetches (in a cell only the gateway dials out); here is what bounds it.

import { accept, bodyFault, refuse, type Verdict } from '../faults.ts';
import { readVast } from './read-vast.ts';
import type { VastDocument, VastInline, VastWrapper } from './types.ts';

/** VAST 4.2, section 2.4.3.4: players should follow five. */
export const WRAPPERS_MAX = 5;

/** What was found behind the wrappers. */
export interface FollowedVast {
  /** Undefined: there is no ad, which is no fault. */
  readonly ad: VastInline | undefined;
  /** Outermost first; their trackers are told as well. */
  readonly wrappers: readonly VastWrapper[];
  /** Who is told when there is no ad. */
  readonly errors: readonly string[];
}

/**
 * Follows wrappers to the ad.
 *
 * Of an answer with several ads the first of the pod is followed. @param fetch gets an address that is http or https; it bounds
 * bytes and time itself, and what it throws is thrown on. @returns the ad, or a fault: a circle, more than WRAPPERS_MAX wrappers, a
 * wrapper where the one before forbids it, a document that is not in order.
 */
export async function followVast(
  first: Uint8Array | string,
  get: (url: string) => Promise<Uint8Array | string>,
): Promise<Verdict<FollowedVast>> {
  const wrappers: VastWrapper[] = [];
  const seen = new Set<string>();
  let body = first;
  while (wrappers.length <= WRAPPERS_MAX) {
    const read = readVast(body);
    if (!read.ok) return read;
    const ad = firstOf(read.value);
    if (ad?.kind !== 'wrapper') return accept({ ad, wrappers, errors: read.value.errors });
    if (wrappers.at(-1)?.followAdditionalWrappers === false)
      return refuse(bodyFault('conflict', 'A wrapper forbids more wrappers, and there is one.'));
    if (seen.has(ad.tagUrl)) return refuse(bodyFault('conflict', 'The wrappers go in a circle.'));
    seen.add(ad.tagUrl);
    wrappers.push(ad);
    if (wrappers.length <= WRAPPERS_MAX) body = await get(ad.tagUrl);
  }
  return refuse(bodyFault('too_large', `More than ${WRAPPERS_MAX} wrappers.`));
}

/** The first of a pod, else the first of the document. */
function firstOf({ ads }: VastDocument): VastInline | VastWrapper | undefined {
  return ads.toSorted((one, other) => (one.sequence ?? 0) - (other.sequence ?? 0))[0];
}
