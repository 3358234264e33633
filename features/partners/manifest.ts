import { defineManifest } from '@jhalak/contracts';

const contract = {
  kind: 'forever' as const,
  why: 'a brand stays on record as long as the cell: what was out under its name must be told later',
};
const logYear = {
  kind: 'days' as const,
  days: 365,
  why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
};
const kept = {
  class: 'restricted' as const,
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};

/** Phone brands: their keys, their switch, what reached their phones. */
export const manifest = defineManifest({
  owner: 'partners',
  tables: [
    { name: 'brands', ...kept, reference: true, retention: contract },
    // New ones are given out after a hand-over: hashes of secrets are the old operator's.
    {
      name: 'brand_keys',
      ...kept,
      columns: { made_by: 'personal' },
      reference: true,
      retention: contract,
      handover: 'withhold',
    },
    {
      name: 'brand_hours',
      class: 'aggregate',
      distribution: 'brand_id',
      retention: {
        kind: 'days',
        days: 400,
        why: 'a year beside the same days of the year before, for the brand and the operator',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
    { name: 'brand_reports', ...kept, distribution: 'brand_id', retention: contract },
    {
      name: 'brand_acts',
      ...kept,
      columns: { person_id: 'personal' },
      distribution: 'brand_id',
      retention: logYear,
    },
  ],
  streams: [
    {
      name: 'partners.brand',
      class: 'restricted',
      encrypted: false,
      retention: logYear,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  caches: [{ name: 'partners.keys', class: 'restricted', maxAgeS: 1 }],
});
