import { defineManifest, type TableEntry } from '@jhalak/contracts';
import { NOTICE_LOG, NOTICES } from './src/exported.ts';

const register = {
  kind: 'forever' as const,
  why: 'Blocking Rules 2009, rule 15: a register of orders and what was done is kept',
};
const kept = {
  class: 'restricted' as const,
  distribution: 'order_id',
  retention: register,
  erasure: 'keep' as const,
  handover: 'transfer' as const,
} satisfies Partial<TableEntry>;

/** Orders of authorities: what each says, who released it, what it hides, and what is kept sealed because of it. */
export const manifest = defineManifest({
  owner: 'orders',
  tables: [
    { ...kept, name: 'orders', columns: { entered_by: 'personal' } },
    { ...kept, name: 'order_events', columns: { person_id: 'personal' } },
    {
      ...kept,
      name: 'order_approvals',
      columns: { asked_by: 'personal', approved_by: 'personal' },
    },
    {
      name: 'order_clock_rules',
      class: 'public',
      reference: true,
      retention: register,
      erasure: 'keep',
      handover: 'transfer',
    },
    { ...kept, name: 'order_rings' },
    { ...kept, name: 'order_items', columns: { person_id: 'personal' } },
    { ...kept, name: 'order_receipts' },
    {
      ...kept,
      name: 'order_losses',
      distribution: 'commitment',
      columns: { settled_by: 'personal' },
    },
    {
      name: 'order_notices',
      export: NOTICES,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'transfer',
    },
    { ...kept, name: 'order_digests', distribution: 'digest' },
    {
      name: 'order_preserved',
      class: 'restricted',
      distribution: 'item_id',
      retention: {
        kind: 'days',
        days: 180,
        why: 'IT Rules 2021, rule 3(1)(g): removed content and its records are kept 180 days',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  streams: [
    {
      name: 'orders.order',
      class: 'restricted',
      encrypted: false,
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year; the register itself is a table',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'orders.notice',
      export: NOTICE_LOG,
      class: 'personal',
      encrypted: false,
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  blobs: [
    {
      prefix: 'preserved',
      class: 'restricted',
      retention: {
        kind: 'days',
        days: 180,
        why: 'IT Rules 2021, rule 3(1)(g): removed content is kept 180 days, sealed',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
});
