import { defineManifest } from '@jhalak/contracts';
import { AD_REPORTS } from './src/exported.ts';

const contract = {
  kind: 'forever' as const,
  why: 'what was advertised, by whom and after which review must be told later; money itself is in the ledger',
};
const logYear = {
  kind: 'days' as const,
  days: 365,
  why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
};
/** Nobody is in them: a request is kept as it may leave the cell about anybody. */
const receipts = {
  kind: 'days' as const,
  days: 180,
  why: 'whoever doubts a quarter’s bill can have its auctions run again; their digests stay in the public log',
};
/** Exactly what is needed so that nothing counts twice; a token of a lock pack lives longest, a click may convert for 30 days. */
const whileTokensLive = {
  kind: 'days' as const,
  days: 31,
  why: 'afterwards no token or click id is taken that could count it again',
};
const billYears = {
  kind: 'days' as const,
  days: 730,
  why: 'what a bill is made of can be asked for until its financial year is closed; the ledger keeps the transfers longer',
};
const books = {
  kind: 'forever' as const,
  why: 'tax law asks for documents for years (CGST Act 2017, s. 36: 72 months), and their numbers have no gaps',
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
    { name: 'ad_pictures', ...owned },
    { name: 'ad_acts', ...owned, columns: { person_id: 'personal' }, retention: logYear },
    { name: 'ad_leases', ...owned, retention: logYear },
    { name: 'ad_budgets', ...owned },
    { name: 'ad_seat_days', ...owned, retention: billYears },
    { name: 'ad_seats', ...owned },
    { name: 'ad_seat_counts', ...owned, retention: billYears },
    { name: 'ad_seat_wins', ...owned, retention: whileTokensLive },
    { name: 'ad_selling', ...owned },
    { name: 'ad_counted', ...owned, retention: whileTokensLive },
    { name: 'ad_billed', ...owned, retention: billYears },
    {
      name: 'ad_share_carries',
      ...owned,
      distribution: 'owner',
      columns: { owner: 'personal', person_id: 'personal' },
      subject: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      export: { leftOut: 'less than a smallest unit of money, which goes with the next payment' },
    },
    { name: 'ad_facts', ...owned, retention: billYears },
    { name: 'ad_filtered', ...owned, retention: billYears },
    { name: 'ad_keys', ...owned, columns: { made_by: 'personal' } },
    {
      name: 'ad_ranges',
      class: 'public',
      reference: true,
      retention: { kind: 'forever', why: 'by which list traffic was filtered must be told later' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'ad_policies',
      ...owned,
      distribution: 'book',
      columns: { set_by: 'personal' },
    },
    {
      name: 'ad_traffic',
      class: 'aggregate',
      distribution: 'book',
      retention: { kind: 'days', days: 56, why: 'twice what pacing learns from' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'ad_reports',
      export: AD_REPORTS,
      class: 'personal',
      encrypted: ['note_sealed'],
      subject: 'person_id',
      distribution: 'organisation',
      retention: {
        kind: 'days',
        days: 180,
        why: 'IT Rules 2021, rule 3(1)(g): records of removed content are kept 180 days',
      },
      erasure: 'delete',
      handover: 'transfer',
    },
    { name: 'ad_library', ...owned },
    { name: 'ad_payments', ...owned, columns: { created_by: 'personal' }, retention: books },
    { name: 'ad_refunds', ...owned, columns: { created_by: 'personal' }, retention: books },
    { name: 'ad_references', ...owned, distribution: 'reference', retention: books },
    { name: 'ad_billing', ...owned },
    {
      name: 'ad_sellers',
      ...owned,
      distribution: 'seller',
      columns: { changed_by: 'personal' },
      retention: books,
    },
    { name: 'ad_document_numbers', ...owned, distribution: 'series', retention: books },
    { name: 'ad_documents', ...owned, retention: books },
    { name: 'ad_document_files', ...owned, retention: books },
    { name: 'ad_reversals', ...owned, columns: { person_id: 'personal' }, retention: books },
    { name: 'ad_receipt_rows', ...owned, distribution: 'row_id', retention: receipts },
    { name: 'ad_receipt_batches', ...owned, distribution: 'batch_id', retention: receipts },
  ],
  blobs: [
    {
      prefix: 'ads',
      class: 'restricted',
      retention: contract,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  surfaces: [
    { name: 'ads.picture', shownBy: ['getAdPictureFile'] },
    { name: 'ads.library', shownBy: ['getAdLibrary'] },
    { name: 'ads.slot', shownBy: ['askAdSlot'] },
    { name: 'ads.exchange', shownBy: ['postBidRequest'] },
    // What lies on phones already goes dark at their next look at the kill list.
    { name: 'ads.pack', shownBy: ['getLockPack'] },
  ],
  streams: [
    {
      name: 'ads.receipts',
      class: 'restricted',
      encrypted: false,
      retention: receipts,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'ads.policy',
      class: 'restricted',
      encrypted: false,
      retention: logYear,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'ads.report',
      class: 'restricted',
      encrypted: false,
      retention: logYear,
      erasure: 'keep',
      handover: 'transfer',
    },
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
