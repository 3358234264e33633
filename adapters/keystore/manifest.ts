import { defineManifest } from '@jhalak/contracts';

// A package never holds keys: at cut-over they are wrapped anew for the buyer, in a step of their own.
const withheld = { class: 'restricted', handover: 'withhold' } as const;

/** Every key but the root, wrapped. They stand in a schema of their own, so that backups of the data leave them out. */
export const manifest = defineManifest({
  owner: 'keystore',
  tables: [
    {
      name: 'keystore.person_keys',
      export: { leftOut: 'secrets: the keys under which what is yours is sealed' },
      subject: 'person_id',
      distribution: 'person_id',
      retention: {
        kind: 'forever',
        why: 'erasure empties the row; the id stays, so that no key is made again for an erased person',
      },
      erasure: 'destroy_key',
      ...withheld,
    },
    {
      name: 'keystore.class_keys',
      reference: true,
      retention: {
        kind: 'forever',
        why: 'a rotation empties the row; its fingerprint tells a restore which key it was',
      },
      erasure: 'keep',
      ...withheld,
    },
    {
      name: 'keystore.hold_keys',
      distribution: 'hold_id',
      retention: {
        kind: 'forever',
        why: 'the end of a hold empties the row; the id stays, to tell what has ended from what was lost',
      },
      // They outlive an erasure on purpose, and end on the day that they were made with.
      erasure: 'keep',
      ...withheld,
    },
    {
      name: 'keystore.cell',
      class: 'local',
      retention: { kind: 'forever', why: 'names the root key that the class keys belong to' },
      erasure: 'keep',
      handover: 'withhold',
    },
  ],
  caches: [{ name: 'keystore.unwrapped', class: 'local', maxAgeS: 3_600 }],
});
