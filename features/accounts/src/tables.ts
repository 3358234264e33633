// The tables of this feature, as Kysely sees them. See migrations/ for what each is for.

import type { AgeBand, Role } from '@jhalak/contracts';
import type { BreakGlassBody, BreakGlassState } from '@jhalak/contracts/staff';
import type { Generated, Selectable } from 'kysely';

interface PersonsTable {
  person_id: string;
  created_at_ms: number;
  languages: string[];
  genres: string[];
  age_band: AgeBand | null;
  consent_personalisation: boolean | null;
  consent_lock: boolean | null;
  consent_ads: boolean | null;
  notice_version: string | null;
  notice_language: string | null;
  notice_sha256: string | null;
  handle: string | null;
  signed_up_at_ms: number | null;
  display_name: string | null;
  bio: string | null;
  sample: boolean;
  deletion_due_at_ms: number | null;
  home_state: string | null;
}

export interface AccountsTables {
  persons: PersonsTable;
  handles: {
    skeleton: string;
    handle: string | null;
    person_id: string | null;
    claimed_at_ms: number;
    held_until_ms: number | null;
  };
  credentials: { person_id: string; password_hash: string; changed_at_ms: number };
  recovery_codes: {
    person_id: string;
    code_hash: Buffer;
    created_at_ms: number;
    used_at_ms: number | null;
  };
  sessions: {
    token_hash: Buffer;
    session_id: string;
    person_id: string;
    created_at_ms: number;
    extended_at_ms: number;
    expires_at_ms: number;
  };
  consents: {
    person_id: string;
    consent_id: string;
    at_ms: number;
    age_band: AgeBand | null;
    personalisation: boolean | null;
    lock: boolean | null;
    ads: boolean | null;
    notice_version: string | null;
    notice_language: string | null;
    notice_sha256: string | null;
    purpose: string | null;
    receipt_id: string | null;
  };
  roles: {
    person_id: string;
    role: Role;
    organisation: string;
    granted_at_ms: number;
    granted_by: string | null;
    reason: string;
    region: Generated<string>;
  };
  role_acts: {
    person_id: string;
    act_id: string;
    action: 'granted' | 'ended' | 'dismissed';
    role: Role | '';
    organisation: string;
    by_person: string | null;
    reason: string;
    at_ms: number;
    salt: Buffer;
  };
  break_glass: {
    person_id: string;
    request_id: string;
    role: BreakGlassBody['role'];
    reason: string;
    salt: Buffer;
    digest: Buffer;
    requested_at_ms: number;
    expires_at_ms: number;
    opened_at_ms: number | null;
    ends_at_ms: number | null;
    closed_at_ms: number | null;
    closed_how: Exclude<BreakGlassState, 'waiting' | 'open'> | null;
    closed_by: string | null;
    closed_reason: string | null;
    uses: Generated<number>;
  };
  break_glass_approvals: {
    person_id: string;
    request_id: string;
    approver_id: string;
    digest: Buffer;
    at_ms: number;
  };
  break_glass_uses: {
    person_id: string;
    request_id: string;
    use_number: number;
    route: string;
    at_ms: number;
  };
  erasures: {
    person_id: string;
    reason: string;
    begun_at_ms: number;
    finished_at_ms: number | null;
    swept_at_ms: number | null;
    keys_destroyed: Generated<number | null>;
    keys_destroyed_at_ms: Generated<number | null>;
    entry_id: Generated<string | null>;
  };
  sign_in_attempts: { key: string; failures: number; last_at_ms: number; locked_until_ms: number };
}

export type PersonRow = Selectable<PersonsTable>;
