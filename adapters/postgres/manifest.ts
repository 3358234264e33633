import { defineManifest } from '@jhalak/contracts';

/** The journal and the state store. Third-party tables of the job queue live in their own schema, classed local. */
export const manifest = defineManifest({
  owner: 'postgres',
  tables: [
    {
      name: 'journal',
      export: { leftOut: 'its streams are told of one by one' },
      class: 'restricted',
      encrypted: ['sealed'],
      subject: 'subject',
      distribution: 'position',
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
      },
      erasure: 'destroy_key',
      handover: 'transfer',
    },
    {
      name: 'journal_windows',
      class: 'aggregate',
      distribution: 'number',
      retention: { kind: 'days', days: 365, why: 'as long as the journal they order' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'journal_epochs',
      class: 'aggregate',
      distribution: 'epoch',
      retention: { kind: 'forever', why: 'orders windows over restores' },
      erasure: 'keep',
      handover: 'transfer',
    },
    local('journal_consumers'),
    local('journal_readers'),
    local('schema_migrations'),
    {
      name: 'state_entries',
      export: {
        leftOut:
          'pages that are being shown, kept for a day; what you watched of them is in watch-history.json',
      },
      class: 'personal',
      subject: 'person_id',
      distribution: 'key',
      retention: {
        kind: 'days',
        days: 2,
        why: 'feed sessions expire after a day and are swept within another',
      },
      erasure: 'delete',
      handover: 'withhold',
    },
  ],
  caches: [{ name: 'postgres.state', class: 'personal', maxAgeS: 86_400 }],
});

function local(name: string) {
  return {
    name,
    class: 'local' as const,
    retention: { kind: 'rebuildable' as const },
    erasure: 'keep' as const,
    handover: 'rebuild' as const,
  };
}
