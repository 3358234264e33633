export { createPartners } from './partners.ts';
export type { PartnersDeps } from './partners.ts';
export type { BrandGate, BrandNote, Partners, ShownBrand } from './types.ts';
