// What partners gives to the rest of the house.

import type { BrandCounts } from '@jhalak/contracts/partners';

/** Whose phone asks. */
export interface ShownBrand {
  brandId: string;
  organisation: string;
  /** Whether it gets packs now. */
  allowed: boolean;
  /** Whether its kill list says that everything is dark. */
  allDark: boolean;
  /** How often its switch was turned. Added to the kill list's version, so that the brand's list grows with each turn. */
  switchCount: number;
}

/** What happened on behalf of a brand; what is absent did not happen. */
export type BrandNote = Readonly<Partial<BrandCounts>>;

/** The door between the lock screen's routes and the brands. */
export interface BrandGate {
  /**
   * Tells whose key a `Jhalak-Brand` header carries.
   *
   * @param header `<key id>.<secret>`, or absent.
   * @returns `none` without a header; `unknown` for anything that is no key in force.
   * Cost: one SHA-256 from memory (1 s old at most, at once after a change by this process), else one point read.
   */
  brandOf(
    header: string | undefined,
  ): Promise<{ kind: 'none' } | { kind: 'unknown' } | { kind: 'brand'; brand: ShownBrand }>;
  /** Counts for the current hour. Cost: memory; written every second or so, so that a kill loses what came since. */
  note(brandId: string, counts: BrandNote): void;
}

/** What the program and its commands use. */
export interface Partners {
  gate: BrandGate;
}
