// Rows of persons, and the ledger of what they answered about age and consent. Writers demand a transaction and return
// the journal entries that tell of the change.

import type { AgeBand } from '@jhalak/contracts';
import type { Consent } from '@jhalak/contracts/accounts';
import type { Ids } from '@jhalak/kernel';
import type { JournalEntry, Queries, Tx } from '@jhalak/ports';
import type { Insertable, Updateable } from 'kysely';
import type { AccountsTables, PersonRow } from './tables.ts';

const BY_ID = { name: 'accounts.person', text: 'SELECT * FROM persons WHERE person_id = $1' };
const BY_IDS = {
  name: 'accounts.persons',
  short: true,
  text: 'SELECT * FROM persons WHERE person_id = ANY($1::uuid[])',
};
const LOCK = {
  name: 'accounts.person_lock',
  text: 'SELECT * FROM persons WHERE person_id = $1 FOR UPDATE',
};

export async function personById(on: Queries, personId: string): Promise<PersonRow | undefined> {
  return (await on.query<PersonRow>(BY_ID, [personId]))[0];
}

/** See Accounts.childrenAmong. */
export async function childrenAmong(
  on: Queries,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await on.query<{ person_id: string }>(
    {
      name: 'accounts.children_among',
      text: `SELECT person_id FROM persons WHERE person_id = ANY($1::uuid[]) AND age_band IN ('under13', '13-17')`,
    },
    [personIds],
  );
  return new Set(rows.map((row) => row.person_id));
}

export async function personsByIds(
  on: Queries,
  personIds: readonly string[],
): Promise<PersonRow[]> {
  return await on.query<PersonRow>(BY_IDS, [[...personIds]]);
}

/** Reads the row and holds it until the transaction ends, so that events of one person come in their order. */
export async function lockPerson(tx: Tx, personId: string): Promise<PersonRow | undefined> {
  return (await tx.query<PersonRow>(LOCK, [personId]))[0];
}

export async function insertPerson(
  tx: Tx,
  row: Insertable<AccountsTables['persons']>,
): Promise<PersonRow> {
  return await tx
    .tables<AccountsTables>()
    .insertInto('persons')
    .values(row)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** @returns the row after the change. @throws when there is no such person: lock it first. */
export async function updatePerson(
  tx: Tx,
  personId: string,
  changes: Updateable<AccountsTables['persons']>,
): Promise<PersonRow> {
  return await tx
    .tables<AccountsTables>()
    .updateTable('persons')
    .set(changes)
    .where('person_id', '=', personId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What a person says about themselves when asked; absent parts stay as they are. */
export interface Answers {
  ageBand?: AgeBand | undefined;
  consent?: Consent | undefined;
}

type AnswerColumn =
  | 'age_band'
  | 'consent_personalisation'
  | 'consent_lock'
  | 'consent_ads'
  | 'notice_version'
  | 'notice_language'
  | 'notice_sha256';

/** @returns the columns that an answer sets. */
export function answerColumns(answers: Answers): Partial<Pick<PersonRow, AnswerColumn>> {
  const { ageBand, consent } = answers;
  return {
    ...(ageBand === undefined ? {} : { age_band: ageBand }),
    ...(consent === undefined
      ? {}
      : {
          consent_personalisation: consent.personalisation,
          consent_lock: consent.lock,
          consent_ads: consent.ads,
          notice_version: consent.noticeVersion,
          notice_language: consent.noticeLanguage,
          notice_sha256: consent.noticeSha256 ?? null,
        }),
  };
}

/** An answer about one purpose, given with a notice of its own. */
export interface PurposeAnswer {
  purpose: 'lock';
  noticeVersion: string;
  noticeLanguage: string;
  /** The signed receipt that the device keeps. */
  receiptId: string;
}

/** Adds what now holds to the ledger. Rows of the ledger are never changed. @param answer when one purpose alone was asked about. */
export async function recordAnswers(
  tx: Tx,
  ids: Ids,
  row: PersonRow,
  nowMs: number,
  answer?: PurposeAnswer,
): Promise<JournalEntry> {
  const consentId = ids.next();
  await tx
    .tables<AccountsTables>()
    .insertInto('consents')
    .values({
      person_id: row.person_id,
      consent_id: consentId,
      at_ms: nowMs,
      age_band: row.age_band,
      personalisation: row.consent_personalisation,
      lock: row.consent_lock,
      ads: row.consent_ads,
      notice_version: answer?.noticeVersion ?? row.notice_version,
      notice_language: answer?.noticeLanguage ?? row.notice_language,
      // A purpose with a notice of its own was not answered by the text of the others.
      notice_sha256: answer === undefined ? row.notice_sha256 : null,
      purpose: answer?.purpose ?? null,
      receipt_id: answer?.receiptId ?? null,
    })
    .execute();
  return {
    stream: 'accounts.consent',
    key: row.person_id,
    type: 'recorded',
    row: { table: 'consents', key: `${row.person_id}/${consentId}` },
    facts: {},
    subject: row.person_id,
  };
}

const SAMPLES = {
  name: 'accounts.samples',
  text: 'SELECT person_id FROM persons WHERE sample ORDER BY person_id LIMIT $1',
};

/** @returns ids of sample persons in the order of their making. */
export async function samplePersonIds(on: Queries, max: number): Promise<string[]> {
  return (await on.query<{ person_id: string }>(SAMPLES, [max])).map((row) => row.person_id);
}

const ACCOUNTS_AFTER = {
  name: 'accounts.ids_after',
  text: `SELECT person_id FROM persons WHERE person_id > $1 AND handle IS NOT NULL AND deletion_due_at_ms IS NULL
    ORDER BY person_id LIMIT $2`,
};

/** @returns ids of signed-up persons who do not leave, in their order, after one of them. */
export async function accountIdsAfter(on: Queries, after: string, max: number): Promise<string[]> {
  const rows = await on.query<{ person_id: string }>(ACCOUNTS_AFTER, [after, max]);
  return rows.map((row) => row.person_id);
}
