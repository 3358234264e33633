import { defineManifest } from '@jhalak/contracts';

const contract = {
  kind: 'forever' as const,
  why: 'what was advertised, by whom and after which review must be told later; money itself is in the ledger',
};
const logYear = {
  kind: 'days' as const,
  days: 365,
  why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
};
const owned = {
  class: 'restricted' as const,
  distribution: 'organisation',
  retention: contract,
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};

/** Advertisers, their campaigns and creatives, and what reviewers said. */
export const manifest = defineManifest({
  owner: 'ads',
  tables: [
    {
      name: 'ad_advertisers',
      ...owned,
      columns: { created_by: 'personal', verified_by: 'personal' },
    },
    { name: 'ad_campaigns', ...owned },
    { name: 'ad_line_items', ...owned },
    { name: 'ad_creatives', ...owned, columns: { reviewed_by: 'personal' } },
    { name: 'ad_line_creatives', ...owned },
    { name: 'ad_acts', ...owned, columns: { person_id: 'personal' }, retention: logYear },
  ],
  streams: [
    {
      name: 'ads.act',
      class: 'restricted',
      encrypted: false,
      retention: logYear,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
});
