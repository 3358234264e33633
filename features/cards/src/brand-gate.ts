// The phone brands that ask, as the feature above tells of them.

import type { BrandCounts } from '@jhalak/contracts/partners';

/** One brand as it stands now. */
export interface ShownBrand {
  brandId: string;
  /** In which its people are; ads are paid to it. */
  organisation: string;
  /** Whether it gets packs now. */
  allowed: boolean;
  /** Whether its kill list says that everything is dark. */
  allDark: boolean;
  /** How often its switch was turned: its kill list's version counts it. Never falls. */
  switchCount: number;
}

/** Tells brands apart and hears what they got; given by partners. Without it every caller is unbranded. */
export interface BrandGate {
  /** @param header the `Jhalak-Brand` header, `KEY_ID.SECRET`, or absent. Asked at every request: memory mostly. */
  brandOf(
    header: string | undefined,
  ): Promise<{ kind: 'none' } | { kind: 'unknown' } | { kind: 'brand'; brand: ShownBrand }>;
  /** Counts for the brand. Cost: memory. */
  note(brandId: string, counts: Readonly<Partial<BrandCounts>>): void;
}

/** The header by which a brand says who it is. */
export const BRAND_HEADER = 'jhalak-brand';
