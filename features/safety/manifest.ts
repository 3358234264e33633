import { defineManifest } from '@jhalak/contracts';
import { APPEALS, GRIEVANCES, REPORTS } from './src/exported.ts';

const days180 = {
  kind: 'days' as const,
  days: 180,
  why: 'IT Rules 2021, rule 3(1)(g): records of removed content are kept 180 days',
};

const sinceSettled = {
  kind: 'days' as const,
  days: 180,
  why: 'after its case was settled: nothing waits, and nothing decided has effect; the dated terms of the country say it (safety_case_terms.keep_ms). A case goes with its reports, acts and appeal.',
};

/** Reports, the moderators' queue, and their acts. */
export const manifest = defineManifest({
  owner: 'safety',
  tables: [
    {
      name: 'safety_reports',
      export: REPORTS,
      class: 'personal',
      encrypted: ['note_sealed'],
      subject: 'person_id',
      distribution: 'item_id',
      retention: sinceSettled,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'safety_cases',
      class: 'restricted',
      distribution: 'item_id',
      retention: sinceSettled,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'safety_acts',
      class: 'restricted',
      columns: { moderator_id: 'personal' },
      distribution: 'item_id',
      retention: sinceSettled,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'safety_appeals',
      export: APPEALS,
      class: 'personal',
      encrypted: ['note_sealed'],
      subject: 'person_id',
      distribution: 'item_id',
      retention: sinceSettled,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'safety_case_terms',
      class: 'public',
      reference: true,
      retention: { kind: 'forever', why: 'says how long what was decided is kept' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'safety_grievances',
      export: GRIEVANCES,
      class: 'personal',
      columns: { answered_by: 'personal', claim_hash: 'restricted' },
      encrypted: ['text_sealed', 'answer_sealed', 'appeal_sealed', 'decision_sealed'],
      subject: 'person_id',
      distribution: 'grievance_id',
      retention: {
        kind: 'days',
        days: 180,
        why: 'after the last word; the dated terms of the country say it (safety_grievance_terms.keep_ms). What waits stays.',
      },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'safety_grievance_terms',
      class: 'public',
      reference: true,
      retention: { kind: 'forever', why: 'says by which clock a complaint was answered' },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  streams: [
    {
      name: 'safety.report',
      class: 'restricted',
      encrypted: false,
      retention: days180,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'safety.appeal',
      class: 'restricted',
      encrypted: false,
      retention: days180,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'safety.grievance',
      class: 'restricted',
      encrypted: false,
      retention: days180,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'safety.act',
      class: 'restricted',
      encrypted: false,
      retention: days180,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  surfaces: [
    { name: 'safety.queue', shownBy: ['listCases'] },
    { name: 'safety.report', shownBy: ['reportVideo', 'reportComment'] },
  ],
});
