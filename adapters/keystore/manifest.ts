import { defineManifest } from '@jhalak/contracts';

/** Every person's keys, wrapped. They stand in a schema of their own, so that backups of the data leave them out. */
export const manifest = defineManifest({
  owner: 'keystore',
  tables: [
    {
      name: 'keystore.person_keys',
      class: 'restricted',
      subject: 'person_id',
      distribution: 'person_id',
      retention: {
        kind: 'forever',
        why: 'erasure empties the row; the id stays, so that no key is made again for an erased person',
      },
      erasure: 'destroy_key',
      // A package never holds keys: at cut-over they are wrapped anew for the buyer, in a step of their own.
      handover: 'withhold',
    },
    {
      name: 'keystore.cell',
      class: 'local',
      retention: { kind: 'forever', why: 'names the root key that the wrapped keys belong to' },
      erasure: 'keep',
      handover: 'withhold',
    },
  ],
  caches: [{ name: 'keystore.unwrapped', class: 'local', maxAgeS: 3_600 }],
});
