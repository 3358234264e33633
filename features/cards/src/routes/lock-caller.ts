// What every route of phones begins with: is it this region, which brand asks, is the surface lit.

import { problem } from '@jhalak/contracts';
import { BRAND_HEADER, type BrandGate, type ShownBrand } from '../brand-gate.ts';
import type { DayCounts } from '../day-counts.ts';

/** @throws `lock.region_unknown` for another cell's region. */
export function checkRegion(asked: string, region: string): void {
  if (asked !== region)
    throw problem('lock.region_unknown', `This cell serves the region ${region}.`);
}

/**
 * @returns the brand that asks; undefined for an unbranded caller.
 * @throws `lock.brand_unknown` for a header that names no key in force.
 */
export async function brandOf(
  gate: BrandGate | undefined,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<ShownBrand | undefined> {
  const header = headers[BRAND_HEADER];
  const found = gate === undefined ? UNKNOWN : await gate.brandOf(header);
  if (header === undefined || found.kind === 'none') return undefined;
  if (found.kind === 'unknown')
    throw problem('lock.brand_unknown', 'The Jhalak-Brand header names no key in force.');
  return found.brand;
}

const UNKNOWN = { kind: 'unknown' as const };

/** What was handed out to whom, counted in both books: the operator's and the brand's. */
export class Deliveries {
  readonly #days: DayCounts;
  readonly #gate: BrandGate | undefined;

  constructor(days: DayCounts, gate: BrandGate | undefined) {
    this.#days = days;
    this.#gate = gate;
  }

  pack(
    brand: ShownBrand | undefined,
    language: string,
    pack: { body: string; cards: number },
  ): void {
    const bytes = Buffer.byteLength(pack.body);
    this.#days.delivered(brand?.brandId ?? '', language, { packs: 1, packBytes: bytes });
    if (brand !== undefined)
      this.#gate?.note(brand.brandId, { packs: 1, cards: pack.cards, bytes });
  }

  notModified(brand: ShownBrand | undefined, language: string): void {
    this.#days.delivered(brand?.brandId ?? '', language, { notModified: 1 });
    if (brand !== undefined) this.#gate?.note(brand.brandId, { unchanged: 1 });
  }

  file(brand: ShownBrand | undefined, bytes: number): void {
    this.#days.delivered(brand?.brandId ?? '', '', { files: 1, fileBytes: bytes });
    if (brand !== undefined) this.#gate?.note(brand.brandId, { bytes });
  }
}
