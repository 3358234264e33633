import { defineManifest } from '@jhalak/contracts';

const record = {
  retention: {
    kind: 'days' as const,
    days: 365,
    why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
  },
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};
const contract = {
  reference: true,
  retention: {
    kind: 'forever' as const,
    why: 'what was allowed when, and by whom, must be told later',
  },
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};

/** The cell's transparency log and its name. */
export const manifest = defineManifest({
  owner: 'border',
  tables: [
    {
      name: 'border_entries',
      class: 'public',
      distribution: 'cell_id',
      retention: {
        kind: 'forever',
        why: 'a log that forgets proves nothing; entries hold nothing that a person can be found by',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'border_cell',
      class: 'public',
      reference: true,
      retention: { kind: 'forever', why: 'the id is minted once and survives a sale' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'border_witnesses',
      class: 'public',
      reference: true,
      retention: { kind: 'forever', why: 'whose co-signature counted is part of what was proven' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'border_cosignatures',
      class: 'public',
      distribution: 'cell_id',
      retention: { kind: 'forever', why: 'one row a witness, replaced by its next' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'border_policies',
      class: 'restricted',
      columns: { author: 'personal', approver: 'personal' },
      ...contract,
    },
    { name: 'border_crossings', class: 'restricted', distribution: 'cell_id', ...record },
    { name: 'border_refusals', class: 'restricted', distribution: 'cell_id', ...record },
    // Cells meet the new owner anew: the rows are signed with a key of this install.
    { name: 'border_directory', class: 'restricted', ...contract, handover: 'withhold' },
    {
      name: 'border_outbox',
      class: 'restricted',
      distribution: 'cell_id',
      ...record,
      handover: 'withhold',
    },
    {
      name: 'border_successions',
      class: 'public',
      reference: true,
      retention: {
        kind: 'forever',
        why: 'whoever knew an earlier owner learns by it who speaks now',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
    { name: 'border_inbox', class: 'public', distribution: 'cell_id', ...record },
    // Who audits is staff: that they looked is kept about those who left too.
    {
      name: 'border_looks',
      class: 'restricted',
      columns: { person_id: 'personal' },
      distribution: 'person_id',
      ...record,
      handover: 'withhold',
    },
  ],
});
