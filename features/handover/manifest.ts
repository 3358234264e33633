import { defineManifest } from '@jhalak/contracts';
import { CHOICE_LOG, CHOICES } from './src/people/exported.ts';

const record = {
  retention: { kind: 'forever', why: 'who sold what to whom, and who approved it, is told later' },
  erasure: 'keep',
  handover: 'transfer',
} as const;

/** Deals over this cell: what is for sale, who approved what, and how far it has come. */
export const manifest = defineManifest({
  owner: 'handover',
  tables: [
    { name: 'handover_deals', class: 'restricted', distribution: 'deal_id', ...record },
    {
      name: 'handover_events',
      class: 'restricted',
      // Names of the parties' people stand in what they signed.
      columns: { file: 'personal' },
      distribution: 'deal_id',
      ...record,
    },
    {
      name: 'handover_standing',
      class: 'restricted',
      reference: true,
      retention: {
        kind: 'forever',
        why: 'a cell that has ended stays ended, also after a restore',
      },
      erasure: 'keep',
      // It is about this install: the next owner's is open.
      handover: 'withhold',
    },
    { name: 'handover_inventories', class: 'restricted', distribution: 'digest', ...record },
    { name: 'handover_notices', class: 'public', distribution: 'deal_id', ...record },
    { name: 'handover_settlements', class: 'aggregate', distribution: 'deal_id', ...record },
    {
      name: 'handover_choices',
      export: CHOICES,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      // The next owner must be able to show that whoever is here was told.
      handover: 'transfer',
    },
  ],
  streams: [
    {
      name: 'handover.deal',
      class: 'restricted',
      encrypted: false,
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year; the deal itself is a table',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'handover.choice',
      export: CHOICE_LOG,
      class: 'personal',
      encrypted: true,
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year; the choice that holds is a table',
      },
      erasure: 'destroy_key',
      handover: 'transfer',
    },
  ],
});
