import { defineManifest } from '@jhalak/contracts';

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
  ],
});
