// Rows of parental consents and the ledger of answers. Writers demand a transaction and return the journal entries that tell of it.

import type { ParentalState, ParentProof } from '@jhalak/contracts/family';
import type { JournalEntry, Queries, Tx } from '@jhalak/ports';

export interface ConsentRow {
  person_id: string;
  state: ParentalState;
  born_month: string | null;
  code_hash: Buffer | null;
  expires_at_ms: number | null;
  asked_day: number;
  asked_times: number;
  parent_id: string | null;
  answered_at_ms: number | null;
  notice_version: string | null;
  proofs: ParentProof[];
  may_be_public: boolean;
}

/** A row of the ledger. */
export interface ParentAnswer {
  answerId: string;
  answer: 'given' | 'refused' | 'withdrawn';
  /** Absent when the parent's account was erased. */
  parentId: string | null;
  noticeVersion: string | null;
  noticeLanguage: string | null;
  proofs: readonly ParentProof[];
}

const OF_CHILD = {
  name: 'accounts.parental_consent',
  text: 'SELECT * FROM parental_consents WHERE person_id = $1',
};
const OF_PARENT = {
  name: 'accounts.parental_consents_of_parent',
  text: `SELECT * FROM parental_consents WHERE parent_id = $1 AND state = 'given' ORDER BY answered_at_ms, person_id`,
};
const BY_CODE = {
  name: 'accounts.parental_consent_by_code',
  text: `SELECT * FROM parental_consents WHERE code_hash = $1 AND state = 'asked' AND expires_at_ms > $2`,
};
const PUT = {
  name: 'accounts.parental_consent_put',
  text: `INSERT INTO parental_consents (person_id, state, born_month, code_hash, expires_at_ms, asked_day, asked_times,
      parent_id, answered_at_ms, notice_version, proofs, may_be_public)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (person_id) DO UPDATE SET state = excluded.state, born_month = excluded.born_month,
      code_hash = excluded.code_hash, expires_at_ms = excluded.expires_at_ms, asked_day = excluded.asked_day,
      asked_times = excluded.asked_times, parent_id = excluded.parent_id, answered_at_ms = excluded.answered_at_ms,
      notice_version = excluded.notice_version, proofs = excluded.proofs, may_be_public = excluded.may_be_public`,
};
const ANSWER = {
  name: 'accounts.parental_answer',
  text: `INSERT INTO parental_answers (person_id, answer_id, at_ms, answer, parent_id, notice_version, notice_language, proofs)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};
const FORGET_PARENT = {
  name: 'accounts.parental_answers_forget_parent',
  text: 'UPDATE parental_answers SET parent_id = NULL WHERE parent_id = $1',
};
const OVERDUE = {
  name: 'accounts.parental_overdue',
  text: `SELECT person_id FROM parental_consents WHERE state = 'asked' AND expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2`,
};
const OLDER = {
  name: 'accounts.parental_older',
  text: `SELECT c.person_id FROM parental_consents c JOIN persons p ON p.person_id = c.person_id
    WHERE (p.age_band IN ('under13', '13-17') AND c.born_month <= $1) OR (p.age_band = 'under13' AND c.born_month <= $2)
    ORDER BY c.born_month LIMIT $3`,
};

// Those who said it before there were families, and whoever a program that died left half way.
const UNSEEN = {
  name: 'accounts.children_unseen',
  text: `SELECT person_id FROM persons p WHERE handle IS NOT NULL AND age_band IN ('under13', '13-17')
      AND NOT EXISTS (SELECT 1 FROM parental_consents c WHERE c.person_id = p.person_id)
    ORDER BY person_id LIMIT $1`,
};

/** @returns declared children with an account of whom nothing is on record. Cost: reads every child's key once. */
export async function unseenChildren(on: Queries, max: number): Promise<string[]> {
  return idsOf(await on.query(UNSEEN, [max]));
}

export async function consentOf(on: Queries, childId: string): Promise<ConsentRow | undefined> {
  return (await on.query<ConsentRow>(OF_CHILD, [childId]))[0];
}

/** @returns children for whom this person said yes, the first first: ten at most. */
export async function consentsOfParent(on: Queries, parentId: string): Promise<ConsentRow[]> {
  return await on.query<ConsentRow>(OF_PARENT, [parentId]);
}

export async function consentByCode(
  on: Queries,
  codeHash: Buffer,
  nowMs: number,
): Promise<ConsentRow | undefined> {
  return (await on.query<ConsentRow>(BY_CODE, [codeHash, nowMs]))[0];
}

/** A child of whom nothing is known yet. */
export function unasked(childId: string): ConsentRow {
  return {
    ...{ person_id: childId, state: 'not_asked', born_month: null },
    ...{ asked_day: 0, asked_times: 0, answered_at_ms: null, notice_version: null },
    ...NOBODY,
  };
}

/** No code is open and no parent stands for the child. */
export const NOBODY = {
  code_hash: null,
  expires_at_ms: null,
  parent_id: null,
  proofs: [] as ParentProof[],
  may_be_public: false,
};

export async function putConsent(tx: Tx, row: ConsentRow): Promise<JournalEntry> {
  await tx.query(PUT, [
    ...[row.person_id, row.state, row.born_month, row.code_hash, row.expires_at_ms],
    ...[row.asked_day, row.asked_times, row.parent_id, row.answered_at_ms, row.notice_version],
    ...[row.proofs, row.may_be_public],
  ]);
  return rowEvent('parental', 'parental_consents', row.person_id, row.person_id);
}

/** Adds to the ledger. */
export async function recordAnswer(
  tx: Tx,
  childId: string,
  answer: ParentAnswer,
  nowMs: number,
): Promise<JournalEntry> {
  await tx.query(ANSWER, [
    ...[childId, answer.answerId, nowMs, answer.answer, answer.parentId],
    ...[answer.noticeVersion, answer.noticeLanguage, answer.proofs],
  ]);
  return rowEvent('parental_answer', 'parental_answers', childId, `${childId}/${answer.answerId}`);
}

/** The answers of a parent who is erased stay, without saying whose they were. */
export async function forgetParent(on: Queries, parentId: string): Promise<void> {
  await on.query(FORGET_PARENT, [parentId]);
}

/** @returns children whose code is over. */
export async function overdueAsks(on: Queries, nowMs: number, max: number): Promise<string[]> {
  return idsOf(await on.query(OVERDUE, [nowMs, max]));
}

/** @returns children born by these months, who have left the band of all children, or of those under 13. */
export async function olderChildren(
  on: Queries,
  { adults, teens }: { adults: string; teens: string },
  max: number,
): Promise<string[]> {
  return idsOf(await on.query(OLDER, [adults, teens, max]));
}

function idsOf(rows: readonly { person_id?: string }[]): string[] {
  return rows.flatMap(({ person_id: id }) => id ?? []);
}

function rowEvent(type: string, table: string, childId: string, key: string): JournalEntry {
  return {
    stream: 'accounts.consent',
    key: childId,
    type,
    row: { table, key },
    facts: {},
    subject: childId,
  };
}
