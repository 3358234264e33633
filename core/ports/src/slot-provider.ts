// What fills a surface with slots: the feed, lock packs, ads. One contract, so that seen-memory, receipts and
// exploration mean the same thing everywhere; the app wires who is asked where.

import type { Caller } from '@jhalak/contracts';

/** One question for slots. */
export interface SlotRequest {
  /** Absent for a stranger: then nothing is personal. */
  caller: Caller | undefined;
  /** Content language of the surface, BCP 47; absent where the caller's own languages decide. */
  language?: string;
  /** 1 to 100. */
  limit: number;
  signal: AbortSignal;
}

/** One showing on offer. */
export interface OfferedSlot {
  /** Signed for this surface, by attention or (ads) by billing; events name it. */
  token: string;
  /** Clip or story: what seen-memory remembers, whatever the surface. Of an ad: its creative. */
  itemId: string;
  /** Probability with which it was chosen for its place, given the earlier ones; (0, 1]. */
  propensity: number;
  /** One of the surface's reason codes. */
  reason: string;
}

/** Slots with what is needed to choose them again. */
export interface SlotOffer {
  /** In order; no item twice. May be fewer than asked for, or none. */
  slots: readonly OfferedSlot[];
  /** The learner's journal window that the choice was made with. */
  learnedWindow: number;
  /** Of the choice's random numbers. */
  seed: number;
  madeAtMs: number;
}

/** A surface's choice. Without consent of the caller it does not depend on what they did. */
export interface SlotProvider {
  /** As attention and the manifests name it. */
  readonly surface: 'feed' | 'lock' | 'ads';
  /** Chooses and signs; nothing is shown or stored by it. Cost: a few milliseconds, mostly memory. */
  offer(request: SlotRequest): Promise<SlotOffer>;
}
