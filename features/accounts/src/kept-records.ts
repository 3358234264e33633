// What the law keeps of somebody for a time although they are erased: who they were here and what they answered about age
// and consent. Sealed under the key of a log's day, which ends; nobody reads it without leaving an entry in the public log.
// The answers on consent stand apart, for longer and without anything else about the person.
// What they did stands in the journal, for a year too, under their id only.

import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { BorderLog, Database, Holds } from '@jhalak/ports';
import type { ErasureProofs } from './erasure-proof.ts';

const CONTEXT = 'kept_records.sealed';
/** Each kind has keys of its own: they end at different times. */
const LOGS = { person: 'accounts.kept', consent: 'accounts.kept_consent' } as const;
type Kind = keyof typeof LOGS;
/** Of a person; somebody who answers more often is still told of as one who did. */
const ROWS_MAX = 1_000;
/** Records deleted in one run. */
const FORGOTTEN_MAX = 1_000;

const TERMS = {
  name: 'accounts.kept_terms',
  text: 'SELECT days FROM kept_terms WHERE kind = $1 AND from_ms <= $2 ORDER BY from_ms DESC LIMIT 1',
};
const ANSWERS = `ARRAY(SELECT json_build_object('atMs', at_ms, 'ageBand', age_band, 'personalisation', personalisation,
    'lock', lock, 'ads', ads, 'purpose', purpose, 'noticeVersion', notice_version, 'noticeLanguage', notice_language,
    'noticeSha256', notice_sha256, 'receiptId', receipt_id)
  FROM consents WHERE consents.person_id = persons.person_id ORDER BY at_ms DESC LIMIT $2)`;
const GATHER: Readonly<Record<Kind, { name: string; text: string }>> = {
  person: {
    name: 'accounts.kept_gather',
    text: `SELECT json_build_object(
        'personId', person_id, 'handle', handle, 'displayName', display_name, 'bio', bio,
        'createdAtMs', created_at_ms, 'signedUpAtMs', signed_up_at_ms, 'ageBand', age_band, 'answers', ${ANSWERS}
      ) AS record FROM persons WHERE person_id = $1 AND NOT sample`,
  },
  consent: {
    name: 'accounts.kept_gather_consent',
    text: `SELECT json_build_object('personId', person_id, 'answers', ${ANSWERS}) AS record
      FROM persons WHERE person_id = $1 AND NOT sample AND EXISTS (SELECT 1 FROM consents c WHERE c.person_id = $1)`,
  },
};
const KEEP = {
  name: 'accounts.kept_keep',
  text: `INSERT INTO kept_records (commitment, kind, hold_id, at_ms, until_ms, sealed) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (commitment, kind) DO NOTHING`,
};
const FIND = {
  name: 'accounts.kept_find',
  // What tells more first, while it is there.
  text: "SELECT hold_id, sealed FROM kept_records WHERE commitment = $1 ORDER BY kind = 'consent'",
};
const FORGET = {
  name: 'accounts.kept_forget',
  text: `DELETE FROM kept_records WHERE (commitment, kind) IN
    (SELECT commitment, kind FROM kept_records WHERE until_ms <= $1 ORDER BY until_ms LIMIT $2) RETURNING 1`,
};

export interface KeptRecordsDeps {
  database: Database;
  holds: Holds;
  border: BorderLog;
  proofs: ErasureProofs;
  clock: Clock;
}

export class KeptRecords {
  readonly #deps: KeptRecordsDeps;

  constructor(deps: KeptRecordsDeps) {
    this.#deps = deps;
  }

  /** Seals what there is of a person, before it goes. Idempotent; sample people are nobody. Cost: six round trips. */
  async keep(personId: string): Promise<void> {
    for (const kind of ['person', 'consent'] as const) await this.#keep(kind, personId);
  }

  async #keep(kind: Kind, personId: string): Promise<void> {
    const { database, holds, proofs, clock } = this.#deps;
    const nowMs = clock.nowMs();
    const [terms] = await database.query<{ days: number }>(TERMS, [kind, nowMs]);
    const days = terms?.days ?? 0;
    if (days === 0) return;
    const [found] = await database.query<{ record: object }>(GATHER[kind], [personId, ROWS_MAX]);
    if (found === undefined) return;
    // A change of the terms begins with the next day's key: a key has one end.
    const holdId = await holds.daily({ reason: LOGS[kind], atMs: nowMs, days });
    const sealed = await holds.seal(holdId, CONTEXT, Buffer.from(JSON.stringify(found.record)));
    const untilMs = (Math.floor(nowMs / DAY_MS) + 1 + days) * DAY_MS;
    const commitment = proofs.commitmentOf(personId);
    await database.query(KEEP, [commitment, kind, holdId, nowMs, untilMs, sealed]);
  }

  /**
   * Opens what is kept of an erased person, for an authority that may ask. That it was opened stands in the public log.
   *
   * @returns the whole record while it is kept, then the answers on consent alone; undefined when nothing is kept any longer.
   */
  async read(personId: string): Promise<unknown> {
    const { database, holds, border, proofs } = this.#deps;
    const commitment = proofs.commitmentOf(personId);
    const rows = await database.query<{ hold_id: string; sealed: Buffer }>(FIND, [commitment]);
    let opened: Buffer | undefined;
    for (const row of rows) opened ??= await holds.open(row.hold_id, CONTEXT, row.sealed);
    if (opened === undefined) return undefined;
    const entryId = await database.transaction(
      async (tx) =>
        await border.append(tx, { kind: 'hold', act: 'accounts.kept_read', commitment }),
    );
    await border.integrated(entryId);
    return JSON.parse(opened.toString('utf8')) as unknown;
  }

  /** Deletes what opens no longer. @returns how many. */
  async sweep(): Promise<number> {
    const { database, clock } = this.#deps;
    return (await database.query(FORGET, [clock.nowMs(), FORGOTTEN_MAX])).length;
  }
}
