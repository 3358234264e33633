export type { BrandGate, ShownBrand } from './brand-gate.ts';
export { createCards } from './cards.ts';
export type { Cards, CardsDeps } from './cards.ts';
export { clipMaterials } from './clip-materials.ts';
export type { PackAd, PackAdAsk, PackAdSource } from './packs/pack-ads.ts';
export type { DayRow, LockCounts } from './day-counts.ts';
export type { NewRule } from './rules.ts';
export { nextLockKey } from './signing/derive-key.ts';
export type { NamedLockKey } from './signing/key-statement.ts';
export type {
  CardLoop,
  CardMaterial,
  CardMaterials,
  CardPicture,
  CardRendition,
  CardTelling,
} from './types.ts';
