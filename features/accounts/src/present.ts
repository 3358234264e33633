// Rows to what callers see, and to what the journal says of them.

import type { AgeBand, Caller, OrganisationRole, Role } from '@jhalak/contracts';
import type { Account, Consent, Profile, Viewer } from '@jhalak/contracts/accounts';
import type { JournalEntry, JsonObject } from '@jhalak/ports';
import { isInForce } from './notices/check-notice.ts';
import type { PersonRow } from './tables.ts';
import type { PublicPerson } from './types.ts';

/** @returns whether the feed may learn from this person: consent to today's notice on record, 18 or more, and not leaving. */
export function isPersonal(row: PersonRow): boolean {
  return (
    row.consent_personalisation === true &&
    isInForce(row.notice_version) &&
    row.age_band === '18plus' &&
    row.deletion_due_at_ms === null
  );
}

/** @returns the consent on record; undefined when the person was never asked. */
function consentOf(row: PersonRow): Consent | undefined {
  if (row.notice_version === null) return undefined;
  return {
    personalisation: row.consent_personalisation === true,
    lock: row.consent_lock === true,
    ads: row.consent_ads === true,
    noticeVersion: row.notice_version,
    noticeLanguage: row.notice_language ?? '',
    ...(row.notice_sha256 === null ? {} : { noticeSha256: row.notice_sha256 }),
  };
}

/** Roles as the table holds them: those of the whole cell, and those within organisations. */
export interface HeldRoles {
  roles: readonly Role[];
  organisation_roles: readonly OrganisationRole[] | null;
  /** How a declared child stands; null for everybody else. */
  child: NonNullable<Caller['child']> | null;
}

export const NO_ROLES: HeldRoles = { roles: [], organisation_roles: null, child: null };

export function viewerOf(row: PersonRow, held: HeldRoles): Viewer {
  const consent = consentOf(row);
  return {
    id: row.person_id,
    languages: row.languages,
    genres: row.genres as Viewer['genres'],
    ...(row.age_band === null ? {} : { ageBand: row.age_band }),
    ...(consent === undefined ? {} : { consent }),
    ...(row.handle === null ? {} : { handle: row.handle }),
    roles: [...held.roles],
    ...(held.organisation_roles === null
      ? {}
      : { organisationRoles: [...held.organisation_roles] }),
    ...(held.child === null ? {} : { child: held.child }),
    ...(row.home_state === null ? {} : { homePlace: row.home_state }),
    personal: isPersonal(row),
    // Nothing is learned of who is no adult, whatever they answer.
    ...(row.consent_personalisation === true &&
    row.age_band === '18plus' &&
    !isInForce(row.notice_version)
      ? { noticeChanged: true as const }
      : {}),
  };
}

/** A row of somebody who signed up. */
export type AccountRow = PersonRow & { handle: string; signed_up_at_ms: number };

export function isAccount(row: PersonRow): row is AccountRow {
  return row.handle !== null && row.signed_up_at_ms !== null;
}

export function accountOf(row: AccountRow): Account {
  return {
    id: row.person_id,
    handle: row.handle,
    createdAtMs: row.signed_up_at_ms,
    ...(row.deletion_due_at_ms === null ? {} : { deletionDueAtMs: row.deletion_due_at_ms }),
  };
}

export function profileOf(row: AccountRow): Profile {
  return {
    handle: row.handle,
    ...(row.display_name === null ? {} : { displayName: row.display_name }),
    ...(row.bio === null ? {} : { bio: row.bio }),
    createdAtMs: row.signed_up_at_ms,
  };
}

export function publicPersonOf(row: AccountRow): PublicPerson {
  return { personId: row.person_id, ...profileOf(row), sample: row.sample };
}

/** What happened to a person; the stream `accounts.person`. */
export type PersonEventType =
  | 'viewer_created'
  | 'preferences_changed'
  | 'consent_changed'
  | 'signed_up'
  | 'profile_changed'
  | 'deletion_requested'
  | 'deletion_undone'
  | 'erased';

/**
 * The whole public state after the change, so that applying an event twice changes nothing. Age band and consent
 * travel sealed.
 */
export function personEvent(
  type: PersonEventType,
  row: PersonRow,
  more: JsonObject = {},
): JournalEntry {
  return {
    stream: 'accounts.person',
    key: row.person_id,
    type,
    row: { table: 'persons', key: row.person_id },
    facts: {
      languages: row.languages,
      genres: row.genres,
      personal: isPersonal(row),
      sample: row.sample,
      ...(row.handle === null ? {} : { handle: row.handle }),
      ...(row.display_name === null ? {} : { displayName: row.display_name }),
      ...(row.bio === null ? {} : { bio: row.bio }),
      ...more,
    },
    subject: row.person_id,
    ...(tellsAnswers(type) ? { personal: { keyClass: 'profile', payload: answersOf(row) } } : {}),
  };
}

function tellsAnswers(type: PersonEventType): boolean {
  return type === 'viewer_created' || type === 'consent_changed' || type === 'signed_up';
}

function answersOf(row: PersonRow): { ageBand: AgeBand | null; consent: Consent | null } {
  return { ageBand: row.age_band, consent: consentOf(row) ?? null };
}
