// Complaints as rows: filed with a clock that begins at once, answered, appealed against once, decided by somebody else.

import { problem } from '@jhalak/contracts';
import {
  GRIEVANCE_KINDS,
  GRIEVANCES_OPEN_MAX,
  type Grievance,
  type GrievanceKind,
  type GrievanceReport,
  type GrievanceState,
} from '@jhalak/contracts/grievances';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, Keys, Queries, Tx } from '@jhalak/ports';
import type { QueuePlace } from '../cursor.ts';
import type { ModeratedPeople } from '../types.ts';
import { claimHash, isClaimKey, newClaimKey } from './claims.ts';

interface Row {
  grievance_id: string;
  person_id: string;
  kind: GrievanceKind;
  state: GrievanceState;
  text_sealed: Buffer;
  filed_at_ms: number;
  due_ms: number;
  appeal_to: string;
  answer_sealed: Buffer | null;
  answered_at_ms: number | null;
  answered_by: string | null;
  appeal_sealed: Buffer | null;
  appealed_at_ms: number | null;
  decision_sealed: Buffer | null;
  decided_at_ms: number | null;
  claim_hash: Buffer | null;
}

interface Terms {
  answer_ms: number;
  keep_ms: number;
  appeal_to: string;
}

const TEXTS = ['text', 'answer', 'appeal', 'decision'] as const;
type Column = (typeof TEXTS)[number];

/** Before the first that is due. */
const TOP: QueuePlace = { atMs: 0, itemId: '00000000-0000-0000-0000-000000000000' };
/** One's own that are shown. */
const OWN_MAX = 50;
const COLUMNS = `grievance_id, person_id, kind, state, text_sealed, filed_at_ms, due_ms, appeal_to, answer_sealed, answered_at_ms,
  answered_by, appeal_sealed, appealed_at_ms, decision_sealed, decided_at_ms, claim_hash`;
/** Settled ones that one sweep erases; the others wait for the next. */
const FORGET_MAX = 1_000;
const TERMS = {
  name: 'safety.grievance_terms',
  text: `SELECT answer_ms, keep_ms, appeal_to FROM safety_grievance_terms WHERE kind = $1 AND from_ms <= $2 AND country IN ($3, '')
    ORDER BY (country = ''), from_ms DESC LIMIT 1`,
};

export interface GrievanceParts {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  /** The cell's country, whose terms hold. */
  region: string;
  people: Pick<ModeratedPeople, 'peopleByIds'>;
}

export class GrievanceStore {
  readonly #parts: GrievanceParts;

  constructor(parts: GrievanceParts) {
    this.#parts = parts;
  }

  /** @returns it with its ticket, durable. @throws `grievance.full` while too many of this person wait. */
  async file(personId: string, kind: GrievanceKind, text: string): Promise<Grievance> {
    const { database, clock, ids, keys } = this.#parts;
    const id = ids.next();
    const nowMs = clock.nowMs();
    await keys.ensure(personId);
    const sealed = await this.#seal(personId, 'text', text);
    await database.transaction(async (tx) => {
      // Two at once by one person are counted one after the other.
      await tx.query(
        {
          name: 'safety.grievance_lock',
          text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
        },
        [`grievances ${personId}`],
      );
      const terms = await this.#terms(tx, kind, nowMs);
      const filed = await tx.query(
        {
          name: 'safety.grievance_file',
          text: `INSERT INTO safety_grievances (grievance_id, person_id, kind, state, text_sealed, filed_at_ms, due_ms,
              answer_due_ms, appeal_to)
            SELECT $1, $2, $3, 'open', $4, $5, $6, $6, $7 WHERE (SELECT count(*) FROM safety_grievances
              WHERE person_id = $2 AND state IN ('open', 'appealed')) < ${GRIEVANCES_OPEN_MAX} RETURNING grievance_id`,
        },
        [id, personId, kind, sealed, nowMs, nowMs + terms.answer_ms, terms.appeal_to],
      );
      if (filed.length === 0)
        throw problem(
          'grievance.full',
          `${GRIEVANCES_OPEN_MAX} complaints of yours wait for an answer. More can be sent once one is answered.`,
        );
      await this.#tell(tx, id, 'filed', { kind });
    });
    return await this.own(personId, id);
  }

  /** @returns the key by which whoever made it without an account takes it into one. It is shown once; its hash is kept. */
  async allowClaim(id: string): Promise<string> {
    const key = newClaimKey();
    await this.#parts.database.query(
      {
        name: 'safety.grievance_allow_claim',
        text: 'UPDATE safety_grievances SET claim_hash = $2 WHERE grievance_id = $1',
      },
      [id, claimHash(key)],
    );
    return key;
  }

  /**
   * Makes a stranger's complaint one of this person's, its texts sealed anew under their key. Once; it may be more than
   * GRIEVANCES_OPEN_MAX then, for none of it is new.
   *
   * @throws `grievance.not_found` without its key, and of who has an account by now: it is theirs.
   */
  async claim(personId: string, id: string, key: string): Promise<Grievance> {
    const { database, keys, people } = this.#parts;
    await keys.ensure(personId);
    await database.transaction(async (tx) => {
      const row = await this.#byId(tx, id, 'FOR UPDATE');
      if (row === undefined || !isClaimKey(key, row.claim_hash)) throw unknown();
      if ((await people.peopleByIds([row.person_id])).size > 0) throw unknown();
      const texts = TEXTS.map(async (column) =>
        row[`${column}_sealed`] === null
          ? null
          : await this.#seal(personId, column, await this.#open(row, column)),
      );
      await tx.query(
        {
          name: 'safety.grievance_claim',
          text: `UPDATE safety_grievances SET person_id = $2, text_sealed = $3, answer_sealed = $4, appeal_sealed = $5,
            decision_sealed = $6, claim_hash = NULL WHERE grievance_id = $1`,
        },
        [id, personId, ...(await Promise.all(texts))],
      );
      await this.#tell(tx, id, 'claimed', { kind: row.kind });
    });
    return await this.own(personId, id);
  }

  /** @returns whose complaints these are now; those that are gone are missing. Cost: one query. */
  async complainants(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#parts.database.query<{ grievance_id: string; person_id: string }>(
      {
        name: 'safety.grievance_people',
        text: 'SELECT grievance_id, person_id FROM safety_grievances WHERE grievance_id = ANY($1)',
      },
      [ids],
    );
    return new Map(rows.map((row) => [row.grievance_id, row.person_id]));
  }

  /**
   * Erases what was settled longer ago than the terms of now keep it: answered and not appealed against, or decided.
   *
   * @returns how many; FORGET_MAX at most.
   */
  async forget(): Promise<number> {
    const { database, clock } = this.#parts;
    const nowMs = clock.nowMs();
    let gone = 0;
    for (const kind of GRIEVANCE_KINDS) {
      const { keep_ms } = await this.#terms(database, kind, nowMs);
      const rows = await database.query(
        {
          name: 'safety.grievance_forget',
          text: `DELETE FROM safety_grievances WHERE grievance_id IN (SELECT grievance_id FROM safety_grievances
            WHERE state IN ('answered', 'closed') AND kind = $1 AND coalesce(decided_at_ms, answered_at_ms) < $2
            ORDER BY coalesce(decided_at_ms, answered_at_ms) LIMIT $3) RETURNING 1`,
        },
        [kind, nowMs - keep_ms, FORGET_MAX - gone],
      );
      gone += rows.length;
    }
    return gone;
  }

  /** @throws `grievance.not_found`, also for somebody else's. */
  async own(personId: string, id: string): Promise<Grievance> {
    const row = await this.#byId(this.#parts.database, id);
    if (row?.person_id !== personId) throw unknown();
    return await this.#shown(row);
  }

  async of(personId: string): Promise<Grievance[]> {
    const rows = await this.#parts.database.query<Row>(
      {
        name: 'safety.grievances_of',
        text: `SELECT ${COLUMNS} FROM safety_grievances WHERE person_id = $1 ORDER BY filed_at_ms DESC, grievance_id LIMIT $2`,
      },
      [personId, OWN_MAX],
    );
    return await Promise.all(rows.map(async (row) => await this.#shown(row)));
  }

  /** @returns a page of what waits for an officer, the soonest due first. Cost: `limit` rows of an index. */
  async queue(after: QueuePlace | undefined, limit: number): Promise<Grievance[]> {
    const from = after ?? TOP;
    const rows = await this.#parts.database.query<Row>(
      {
        name: 'safety.grievance_queue',
        text: `SELECT ${COLUMNS} FROM safety_grievances WHERE state IN ('open', 'appealed') AND (due_ms, grievance_id) > ($1, $2)
          ORDER BY due_ms, grievance_id LIMIT $3`,
      },
      [from.atMs, from.itemId, limit],
    );
    return await Promise.all(rows.map(async (row) => await this.#shown(row)));
  }

  /** Answers it, or decides the appeal. @throws `grievance.not_found`, `grievance.state`, `appeal.second_person`. */
  async answer(id: string, officerId: string, text: string): Promise<Grievance> {
    const { database, clock } = this.#parts;
    await database.transaction(async (tx) => {
      const row = await this.#byId(tx, id, 'FOR UPDATE');
      if (row === undefined) throw unknown();
      if (row.person_id === officerId)
        throw problem('person.self', 'Nobody decides on themselves.');
      if (row.state !== 'open' && row.state !== 'appealed') throw wrongState();
      const isAppeal = row.state === 'appealed';
      if (isAppeal && row.answered_by === officerId)
        throw problem(
          'appeal.second_person',
          'An appeal is heard by somebody else than who decided.',
        );
      const sealed = await this.#seal(row.person_id, isAppeal ? 'decision' : 'answer', text);
      const set = isAppeal
        ? `state = 'closed', decision_sealed = $2, decided_at_ms = $3`
        : `state = 'answered', answer_sealed = $2, answered_at_ms = $3, answered_by = $4`;
      await tx.query(
        {
          name: `safety.grievance_${isAppeal ? 'decide' : 'answer'}`,
          text: `UPDATE safety_grievances SET ${set} WHERE grievance_id = $1`,
        },
        [id, sealed, clock.nowMs(), ...(isAppeal ? [] : [officerId])],
      );
      await this.#tell(tx, id, isAppeal ? 'decided' : 'answered', { kind: row.kind });
    });
    const row = await this.#byId(database, id);
    if (row === undefined) throw unknown();
    return await this.#shown(row);
  }

  /** Once; its clock begins anew by the terms of now. @throws `grievance.not_found`, `grievance.state`. */
  async appeal(personId: string, id: string, text: string): Promise<Grievance> {
    const { database, clock } = this.#parts;
    const sealed = await this.#seal(personId, 'appeal', text);
    await database.transaction(async (tx) => {
      const row = await this.#byId(tx, id, 'FOR UPDATE');
      if (row?.person_id !== personId) throw unknown();
      if (row.state !== 'answered') throw wrongState();
      const nowMs = clock.nowMs();
      const terms = await this.#terms(tx, row.kind, nowMs);
      await tx.query(
        {
          name: 'safety.grievance_appeal',
          text: `UPDATE safety_grievances SET state = 'appealed', appeal_sealed = $2, appealed_at_ms = $3, due_ms = $4
            WHERE grievance_id = $1`,
        },
        [id, sealed, nowMs, nowMs + terms.answer_ms],
      );
      await this.#tell(tx, id, 'appealed', { kind: row.kind });
    });
    return await this.own(personId, id);
  }

  /** Counts what was filed within a time, as of now. */
  async report(fromMs: number, untilMs: number): Promise<GrievanceReport> {
    const nowMs = this.#parts.clock.nowMs();
    const [row] = await this.#parts.database.query<Omit<GrievanceReport, 'fromMs' | 'untilMs'>>(
      {
        name: 'safety.grievance_report',
        text: `SELECT count(*)::int AS filed, count(answered_at_ms)::int AS answered,
            (count(*) FILTER (WHERE answered_at_ms > answer_due_ms OR decided_at_ms > due_ms))::int AS late,
            (count(*) FILTER (WHERE state IN ('open', 'appealed')))::int AS waiting,
            (count(*) FILTER (WHERE state IN ('open', 'appealed') AND due_ms < $3))::int AS overdue
          FROM safety_grievances WHERE filed_at_ms >= $1 AND filed_at_ms < $2`,
      },
      [fromMs, untilMs, nowMs],
    );
    const none = { filed: 0, answered: 0, late: 0, waiting: 0, overdue: 0 };
    return { fromMs, untilMs, ...(row ?? none) };
  }

  async #byId(on: Queries, id: string, lock: 'FOR UPDATE' | '' = ''): Promise<Row | undefined> {
    const [row] = await on.query<Row>(
      {
        name: `safety.grievance${lock === '' ? '' : '_held'}`,
        text: `SELECT ${COLUMNS} FROM safety_grievances WHERE grievance_id = $1 ${lock}`,
      },
      [id],
    );
    return row;
  }

  async #terms(on: Queries, kind: GrievanceKind, atMs: number): Promise<Terms> {
    const [terms] = await on.query<Terms>(TERMS, [kind, atMs, this.#parts.region]);
    if (terms === undefined)
      throw new Error(`safety_grievance_terms has no row for ${kind}: the release brings one`);
    return terms;
  }

  async #seal(personId: string, column: Column, text: string): Promise<Buffer> {
    const context = `safety_grievances.${column}_sealed`;
    return await this.#parts.keys.seal(personId, 'activity', context, Buffer.from(text, 'utf8'));
  }

  async #open(row: Row, column: Column): Promise<string> {
    const sealed = row[`${column}_sealed`];
    if (sealed === null) return '';
    const context = `safety_grievances.${column}_sealed`;
    const plain = await this.#parts.keys.open(row.person_id, 'activity', context, sealed);
    // Without the key its person was erased, and the row is on its way out.
    return plain?.toString('utf8') ?? '';
  }

  async #shown(row: Row): Promise<Grievance> {
    const part = async (column: Column, atMs: number | null) =>
      atMs === null ? null : { text: await this.#open(row, column), atMs };
    return {
      ...{ id: row.grievance_id, kind: row.kind, state: row.state },
      text: await this.#open(row, 'text'),
      ...{ filedAtMs: row.filed_at_ms, acknowledgedAtMs: row.filed_at_ms, dueMs: row.due_ms },
      answer: await part('answer', row.answered_at_ms),
      appeal: await part('appeal', row.appealed_at_ms),
      decision: await part('decision', row.decided_at_ms),
      appealTo: row.appeal_to,
    };
  }

  async #tell(tx: Tx, id: string, type: string, facts: { kind: string }): Promise<void> {
    const row = { table: 'safety_grievances', key: id };
    await this.#parts.journal.append(tx, [
      { stream: 'safety.grievance', key: id, type, row, facts },
    ]);
  }
}

function unknown(): Error {
  return problem('grievance.not_found', 'There is no such complaint of yours here.');
}

function wrongState(): Error {
  return problem(
    'grievance.state',
    'This complaint stands in another state by now. Read it again.',
  );
}
