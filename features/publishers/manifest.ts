import { defineManifest } from '@jhalak/contracts';

/** Publishers, their feeds, and the reports that were fetched from them or written at the desk. */
export const manifest = defineManifest({
  owner: 'publishers',
  streams: [
    {
      name: 'publishers.report',
      class: 'public',
      encrypted: false,
      retention: { kind: 'forever', why: 'stories are rebuilt from it; it holds no text' },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
});
