import { defineManifest, type PersonalExport, type StreamEntry } from '@jhalak/contracts';
import {
  ACCOUNT_HISTORY,
  ACTIVITY,
  CONSENTS,
  CREDENTIALS,
  ERASURES,
  HANDLES,
  PARENTAL_ANSWERS,
  PARENTAL_CONSENT,
  PASSKEYS,
  PERSONS,
  PHONE_NUMBERS,
  RECOVERY_CODES,
  ROLES,
  SCREEN_LIMITS,
  SESSIONS,
  SIGN_INS,
  STAFF_LOG,
  UNDER_WAY,
} from './src/exported.ts';

const whilePersonExists = { kind: 'while_subject_exists' } as const;
const transferred = { retention: whilePersonExists, handover: 'transfer' } as const;

// Journal entries are kept as long as the journal keeps them; the limit stands on the journal's own manifest.
const journalYear = {
  kind: 'days',
  days: 365,
  why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
} as const;

// What staff did with roles: kept about those who left too, and the old owner's when a region is handed over.
const staffRecord = {
  class: 'restricted',
  columns: { person_id: 'personal' },
  distribution: 'person_id',
  retention: journalYear,
  erasure: 'keep',
  handover: 'withhold',
} as const;

// Steps of signing in: over after minutes, and nobody else's business.
const underWay = {
  export: UNDER_WAY,
  class: 'restricted',
  subject: 'person_id',
  retention: { kind: 'days', days: 1, why: 'each is over after minutes; a sweep takes it' },
  erasure: 'delete',
  handover: 'withhold',
} as const;

/** Dated data without anybody in it. */
function termsOf(why: string) {
  return {
    class: 'public',
    reference: true,
    retention: { kind: 'forever', why },
    erasure: 'keep',
    handover: 'transfer',
  } as const;
}

function stream(
  name: string,
  encrypted: boolean,
  told: PersonalExport = ACCOUNT_HISTORY,
): StreamEntry {
  return {
    name,
    class: 'personal',
    encrypted,
    export: told,
    retention: journalYear,
    erasure: encrypted ? 'destroy_key' : 'keep',
    handover: 'transfer',
  };
}

/**
 * Persons, their names, passwords, sessions, consent and roles. Nothing here is sealed at rest: age band and consent
 * decide every request, names are public text, secrets are stored as hashes only. In the journal, age band and consent
 * are sealed.
 */
export const manifest = defineManifest({
  owner: 'accounts',
  tables: [
    {
      name: 'persons',
      export: PERSONS,
      class: 'personal',
      columns: {
        region: 'public',
        created_at_ms: 'public',
        handle: 'public',
        display_name: 'public',
        bio: 'public',
        sample: 'public',
      },
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    {
      name: 'handles',
      export: HANDLES,
      class: 'public',
      columns: { person_id: 'personal', handle: 'personal' },
      subject: 'person_id',
      distribution: 'skeleton',
      erasure: 'anonymise',
      ...transferred,
    },
    {
      name: 'credentials',
      export: CREDENTIALS,
      class: 'restricted',
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    {
      name: 'recovery_codes',
      export: RECOVERY_CODES,
      class: 'restricted',
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    {
      name: 'sessions',
      export: SESSIONS,
      class: 'restricted',
      subject: 'person_id',
      distribution: 'token_hash',
      retention: { kind: 'days', days: 180, why: 'a session ends after 180 days without use' },
      erasure: 'delete',
      handover: 'withhold',
    },
    {
      // The number opens with its person's key; it is found by a hash keyed with the cell's secret, which goes along.
      name: 'phone_numbers',
      export: PHONE_NUMBERS,
      class: 'restricted',
      encrypted: ['number_sealed'],
      subject: 'person_id',
      distribution: 'number_hash',
      erasure: 'delete',
      ...transferred,
    },
    {
      // Public keys; they go on working where the domain goes along.
      name: 'passkeys',
      export: PASSKEYS,
      class: 'restricted',
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    { name: 'phone_codes', distribution: 'attempt_hash', ...underWay },
    { name: 'sign_in_tickets', distribution: 'ticket_hash', ...underWay },
    { name: 'phone_plans', ...termsOf('says which numbers were taken') },
    { name: 'phone_budgets', ...termsOf('says how many codes might be sent') },
    { name: 'code_terms', ...termsOf('says under which terms a code was good') },
    { name: 'code_templates', ...termsOf('says what people were sent') },
    {
      name: 'code_sends',
      class: 'local',
      retention: { kind: 'days', days: 1, why: 'limits count hours and a day' },
      erasure: 'keep',
      handover: 'rebuild',
    },
    {
      name: 'consents',
      export: CONSENTS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    {
      name: 'parental_consents',
      export: PARENTAL_CONSENT,
      class: 'personal',
      columns: { code_hash: 'restricted' },
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    {
      name: 'parental_answers',
      export: PARENTAL_ANSWERS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    {
      name: 'screen_limits',
      export: SCREEN_LIMITS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    { name: 'home_places', ...termsOf('says which states and provinces there were') },
    { name: 'age_rules', ...termsOf('says who counted as a child, and whose parent was asked') },
    {
      name: 'roles',
      export: ROLES,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    { name: 'role_acts', ...staffRecord },
    { name: 'break_glass', ...staffRecord },
    {
      name: 'break_glass_approvals',
      ...staffRecord,
      columns: { person_id: 'personal', approver_id: 'personal' },
    },
    { name: 'break_glass_uses', ...staffRecord },
    {
      name: 'erasures',
      export: ERASURES,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: {
        kind: 'forever',
        why: 'proof of erasure, and the list that a restored backup must apply again',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'person_activity',
      export: ACTIVITY,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      erasure: 'delete',
      ...transferred,
    },
    {
      name: 'inactivity_terms',
      class: 'public',
      reference: true,
      retention: { kind: 'forever', why: 'says under which terms an account was erased' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'kept_records',
      class: 'restricted',
      distribution: 'commitment',
      retention: {
        kind: 'days',
        days: 2_557,
        why: 'answers on consent for seven years (DPDP Rules 2025, First Schedule, Part B), all else for one (rule 8(3)): see kept_terms',
      },
      // On purpose: that is what it is for. Its key ends, and with it whatever copy there is.
      erasure: 'keep',
      handover: 'withhold',
    },
    {
      name: 'kept_terms',
      class: 'public',
      reference: true,
      retention: { kind: 'forever', why: 'says under which terms a record was kept' },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'sign_in_attempts',
      class: 'local',
      retention: { kind: 'days', days: 1, why: 'a day without a failure forgives' },
      erasure: 'keep',
      handover: 'rebuild',
    },
  ],
  streams: [
    stream('accounts.person', true),
    stream('accounts.handle', false),
    stream('accounts.credential', false),
    stream('accounts.sign_in', false, SIGN_INS),
    stream('accounts.consent', false),
    stream('accounts.role', false),
    stream('accounts.break_glass', false, STAFF_LOG),
    stream('accounts.erasure', false, ERASURES),
  ],
  caches: [
    { name: 'accounts.callers', class: 'personal', maxAgeS: 10 },
    { name: 'accounts.people', class: 'public', maxAgeS: 60 },
  ],
});
