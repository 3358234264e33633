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
  ],
});
