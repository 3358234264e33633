// Reports, cases and acts. A case opens with the first report, closes with an act, and opens again with the next report.

import { problem } from '@jhalak/contracts';
import type { ModerationAction, ReportedKind, ReportReason } from '@jhalak/contracts/safety';
import { DAY_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Journal, Keys, Queries, Tx } from '@jhalak/ports';

/** `gone`: the clip, comment or person exists no more. `appealed`: its author answered the removal. */
export type CaseState = 'open' | 'appealed' | 'removed' | 'dismissed' | 'gone';

/** What is reported: a clip, a comment under one, or a person. */
export interface Item {
  kind: ReportedKind;
  id: string;
  /** Of a comment: the clip under which it stands. */
  clipId: string | null;
}

export interface CaseRow {
  kind: ReportedKind;
  item_id: string;
  state: CaseState;
  reports: number;
  first_report_at_ms: number;
  last_report_at_ms: number;
}

/** What suspends somebody. */
export interface Suspension {
  reason: ReportReason;
  note: string;
  atMs: number;
  /** When it ends by itself; undefined: when somebody lets them back. */
  untilMs: number | undefined;
  moderatorId: string;
}

/** Notes shown with a case; the newest help most. */
const NOTES_MAX = 20;
const NOTE_CONTEXT = 'safety_reports.note_sealed';
const APPEAL_CONTEXT = 'safety_appeals.note_sealed';
/** Suspensions that end in one run of the sweep, each in a transaction of its own. */
const LAPSES_MAX = 500;
/** As long as the words are kept: IT Rules 2021, rule 3(1)(g). */
const APPEAL_WITHIN_MS = 180 * DAY_MS;

export class SafetyStore {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #keys: Keys;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(deps: { database: Database; journal: Journal; keys: Keys; clock: Clock; ids: Ids }) {
    this.#database = deps.database;
    this.#journal = deps.journal;
    this.#keys = deps.keys;
    this.#clock = deps.clock;
    this.#ids = deps.ids;
  }

  /** @returns the ticket. One person's later reports of a thing replace nothing but count once. */
  async report(personId: string, item: Item, reason: ReportReason, note: string): Promise<string> {
    const reportId = this.#ids.next();
    const nowMs = this.#clock.nowMs();
    const sealed =
      note === ''
        ? null
        : await this.#keys.seal(personId, 'activity', NOTE_CONTEXT, Buffer.from(note, 'utf8'));
    await this.#database.transaction(async (tx) => {
      await this.#openCase(tx, item, nowMs);
      const before = await tx.query(
        {
          name: 'safety.reported',
          text: 'SELECT 1 FROM safety_reports WHERE item_id = $1 AND person_id = $2 LIMIT 1',
        },
        [item.id, personId],
      );
      await tx.query(
        {
          name: 'safety.report',
          text: `INSERT INTO safety_reports (item_id, report_id, person_id, reason, note_sealed, at_ms, kind)
            VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        },
        [item.id, reportId, personId, reason, sealed, nowMs, item.kind],
      );
      if (before.length === 0) {
        await tx.query(
          {
            name: 'safety.count_report',
            text: 'UPDATE safety_cases SET reports = reports + 1 WHERE item_id = $1',
          },
          [item.id],
        );
      }
      await this.#journal.append(tx, [
        {
          stream: 'safety.report',
          key: item.id,
          type: 'reported',
          row: { table: 'safety_reports', key: `${item.id}/${reportId}` },
          facts: { reportId, reason, kind: item.kind },
        },
      ]);
    });
    return reportId;
  }

  // First in its transaction: the case's row stays locked, so that reports of one thing are counted one after another.
  async #openCase(tx: Tx, { kind, id, clipId }: Item, nowMs: number): Promise<void> {
    await tx.query(
      {
        name: 'safety.open_case',
        text: `INSERT INTO safety_cases (item_id, state, reports, first_report_at_ms, last_report_at_ms, kind, clip_id)
          VALUES ($1, 'open', 0, $2, $2, $3, $4)
          ON CONFLICT (item_id) DO UPDATE SET last_report_at_ms = $2, settled_at_ms = NULL,
            first_report_at_ms = CASE WHEN safety_cases.state IN ('open', 'appealed')
              THEN safety_cases.first_report_at_ms ELSE $2 END,
            state = CASE WHEN safety_cases.state IN ('removed', 'appealed') THEN safety_cases.state ELSE 'open' END`,
      },
      [id, nowMs, kind, clipId],
    );
  }

  /** The longest waiting first. */
  async cases(
    state: CaseState,
    after: { atMs: number; itemId: string } | undefined,
    limit: number,
  ): Promise<CaseRow[]> {
    return await this.#database.query<CaseRow>(
      {
        name: 'safety.cases',
        text: `SELECT kind, item_id, state, reports, first_report_at_ms, last_report_at_ms FROM safety_cases
          WHERE state = $1 AND (first_report_at_ms, item_id) > ($2::bigint, $3::uuid)
          ORDER BY first_report_at_ms, item_id LIMIT $4`,
      },
      [state, after?.atMs ?? -1, after?.itemId ?? '00000000-0000-0000-0000-000000000000', limit],
    );
  }

  async reasons(itemId: string): Promise<{ reason: ReportReason; count: number }[]> {
    return await this.#database.query<{ reason: ReportReason; count: number }>(
      {
        name: 'safety.reasons',
        text: `SELECT reason, count(DISTINCT person_id)::int AS count FROM safety_reports WHERE item_id = $1
          GROUP BY reason ORDER BY count DESC, reason`,
      },
      [itemId],
    );
  }

  /** What reporters wrote; notes of erased people are gone. */
  async notes(itemId: string): Promise<string[]> {
    const rows = await this.#database.query<{ person_id: string; note_sealed: Buffer }>(
      {
        name: 'safety.notes',
        text: `SELECT person_id, note_sealed FROM safety_reports WHERE item_id = $1 AND note_sealed IS NOT NULL
          ORDER BY at_ms DESC LIMIT $2`,
      },
      [itemId, NOTES_MAX],
    );
    const opened = await Promise.all(
      rows.map((row) => this.#keys.open(row.person_id, 'activity', NOTE_CONTEXT, row.note_sealed)),
    );
    return opened.flatMap((note) => (note === undefined ? [] : [note.toString('utf8')]));
  }

  /** Settles the cases of what exists no more, and of comments whose clip does not: nothing waits, and nothing has effect. */
  async closeGone(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query(
      {
        name: 'safety.close_gone',
        text: `UPDATE safety_cases SET state = 'gone', settled_at_ms = $2
          WHERE (item_id = ANY($1::uuid[]) OR clip_id = ANY($1::uuid[])) AND settled_at_ms IS NULL`,
      },
      [ids, this.#clock.nowMs()],
    );
  }

  /** Records an act in the transaction that carries it out. @returns its id. */
  async act(
    tx: Tx,
    act: {
      item: Item;
      moderatorId: string;
      action: ModerationAction | 'lapse';
      reason: ReportReason;
      note: string;
      /** When a suspension ends by itself. */
      untilMs?: number | undefined;
    },
  ): Promise<{ id: string; atMs: number }> {
    const id = this.#ids.next();
    const atMs = this.#clock.nowMs();
    const { item } = act;
    // A comment that nobody reported gets its case with the act, so that its author can answer.
    // A suspended person stays on the desk's list, so that they can be let back.
    if (item.kind === 'clip') await this.#holdCase(tx, item.id, atMs);
    else await this.#decideAppeal(tx, act, atMs);
    await tx.query(
      {
        name: 'safety.act',
        text: `INSERT INTO safety_acts (item_id, act_id, moderator_id, action, reason, note, at_ms, kind, until_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      },
      [
        ...[item.id, id, act.moderatorId, act.action, act.reason, act.note, atMs, item.kind],
        act.untilMs ?? null,
      ],
    );
    const state = closes(act.action);
    if (state !== undefined) {
      await tx.query(
        {
          name: 'safety.close_case',
          // That reports are wrong lets nothing back: what is removed stays on the list from which it is restored.
          text: `UPDATE safety_cases SET state = CASE WHEN $3 AND state IN ('removed', 'appealed') THEN state ELSE $2 END WHERE item_id = $1`,
        },
        [item.id, state, act.action === 'dismiss'],
      );
    }
    await this.#settle(tx, item.id, atMs);
    await this.#journal.append(tx, [
      {
        stream: 'safety.act',
        key: item.id,
        type: act.action,
        row: { table: 'safety_acts', key: `${item.id}/${id}` },
        facts: { actId: id, reason: act.reason, kind: item.kind },
      },
    ]);
    return { id, atMs };
  }

  // A clip that nobody reported gets a case too, in which nothing waits: no act outlives its case.
  async #holdCase(tx: Tx, clipId: string, atMs: number): Promise<void> {
    await tx.query(
      {
        name: 'safety.hold_clip_case',
        text: `INSERT INTO safety_cases (item_id, state, reports, first_report_at_ms, last_report_at_ms, kind)
          VALUES ($1, 'dismissed', 0, $2, $2, 'clip') ON CONFLICT (item_id) DO UPDATE SET settled_at_ms = NULL`,
      },
      [clipId, atMs],
    );
  }

  // What waits is not settled, nor what has effect: removed, suspended, or restricted by age.
  async #settle(tx: Tx, itemId: string, atMs: number): Promise<void> {
    await tx.query(
      {
        name: 'safety.settle_case',
        text: `UPDATE safety_cases SET settled_at_ms = $2 WHERE item_id = $1 AND state = 'dismissed'
          AND (SELECT action FROM safety_acts WHERE item_id = $1 AND action IN ('restrict_age', 'unrestrict_age')
            ORDER BY at_ms DESC, act_id DESC LIMIT 1) IS DISTINCT FROM 'restrict_age'`,
      },
      [itemId, atMs],
    );
  }

  // Whoever removed something does not hear the appeal against it.
  async #decideAppeal(
    tx: Tx,
    {
      item,
      moderatorId,
      action,
    }: { item: Item; moderatorId: string; action: ModerationAction | 'lapse' },
    atMs: number,
  ): Promise<void> {
    await this.#openCase(tx, item, atMs);
    // That reports are wrong says nothing of an appeal, nor the other way round.
    if (action === 'dismiss') return;
    const [open] = await tx.query(
      {
        name: 'safety.open_appeal',
        text: `SELECT 1 FROM safety_cases WHERE item_id = $1 AND state = 'appealed'`,
      },
      [item.id],
    );
    if (open === undefined) {
      if (action === 'uphold') throw stateProblem();
      return;
    }
    const [last] = await tx.query<{ moderator_id: string }>(
      {
        name: 'safety.last_removal',
        text: `SELECT moderator_id FROM safety_acts WHERE item_id = $1 AND action = 'remove' ORDER BY at_ms DESC LIMIT 1`,
      },
      [item.id],
    );
    // That its time is over hears no appeal: there is nothing to appeal against any more.
    if (action !== 'lapse' && last?.moderator_id === moderatorId)
      throw problem(
        'appeal.second_person',
        'An appeal is heard by somebody else than who decided.',
      );
    await tx.query(
      {
        name: 'safety.decide_appeal',
        text: 'UPDATE safety_appeals SET decided_at_ms = $2 WHERE item_id = $1',
      },
      [item.id, atMs],
    );
  }

  /** One appeal a removal of a comment, or a suspension. @throws `appeal.over`. */
  async appeal(
    personId: string,
    { id: itemId, kind }: Pick<Item, 'id' | 'kind'>,
    removedAtMs: number,
    note: string,
  ): Promise<void> {
    const nowMs = this.#clock.nowMs();
    if (nowMs - removedAtMs > APPEAL_WITHIN_MS) throw overProblem();
    const words = Buffer.from(note, 'utf8');
    const sealed = await this.#keys.seal(personId, 'activity', APPEAL_CONTEXT, words);
    await this.#database.transaction(async (tx) => {
      const [waits] = await tx.query(
        {
          name: 'safety.appeal_case',
          text: `UPDATE safety_cases SET state = 'appealed', first_report_at_ms = $2
            WHERE item_id = $1 AND state = 'removed' RETURNING item_id`,
        },
        [itemId, nowMs],
      );
      const [made] = await tx.query(
        {
          name: 'safety.appeal',
          // A removal that came after an earlier appeal was decided is answered by itself.
          text: `INSERT INTO safety_appeals (item_id, person_id, note_sealed, at_ms, kind) VALUES ($1, $2, $3, $4, $6)
            ON CONFLICT (item_id) DO UPDATE SET note_sealed = excluded.note_sealed, at_ms = excluded.at_ms, decided_at_ms = NULL
              WHERE safety_appeals.decided_at_ms <= $5
            RETURNING item_id`,
        },
        [itemId, personId, sealed, nowMs, removedAtMs, kind],
      );
      if (waits === undefined || made === undefined) throw overProblem();
      const row = { table: 'safety_appeals', key: itemId };
      const facts = { kind };
      await this.#journal.append(tx, [
        { stream: 'safety.appeal', key: itemId, type: 'appealed', row, facts },
      ]);
    });
  }

  /** @returns the act that suspends a person now; undefined where none does. Cost: one query. */
  async suspension(
    personId: string,
    on: Queries = this.#database,
  ): Promise<Suspension | undefined> {
    const [last] = await on.query<{
      action: ModerationAction | 'lapse';
      moderator_id: string;
      reason: ReportReason;
      note: string;
      at_ms: number;
      until_ms: number | null;
    }>(
      {
        name: 'safety.suspension',
        text: `SELECT action, moderator_id, reason, note, at_ms, until_ms FROM safety_acts
          WHERE item_id = $1 AND kind = 'person' AND action IN ('remove', 'restore', 'lapse')
          ORDER BY at_ms DESC, act_id DESC LIMIT 1`,
      },
      [personId],
    );
    if (last?.action !== 'remove') return undefined;
    const { reason, note, at_ms: atMs, until_ms: untilMs, moderator_id: moderatorId } = last;
    return { reason, note, atMs, untilMs: untilMs ?? undefined, moderatorId };
  }

  /** @returns how an answer to a suspension, or to a removal, of that moment stands. */
  async appealOf(itemId: string, removedAtMs: number): Promise<'open' | 'waits' | 'over'> {
    const [row] = await this.#database.query<{ at_ms: number; decided_at_ms: number | null }>(
      {
        name: 'safety.appeal_of',
        text: 'SELECT at_ms, decided_at_ms FROM safety_appeals WHERE item_id = $1',
      },
      [itemId],
    );
    if (row !== undefined && row.at_ms >= removedAtMs)
      return row.decided_at_ms === null ? 'waits' : 'over';
    return this.#clock.nowMs() - removedAtMs > APPEAL_WITHIN_MS ? 'over' : 'open';
  }

  /** Ends suspensions whose time is over: an act of its own each, on record for who suspended. @returns how many ended. */
  async lapse(): Promise<number> {
    const nowMs = this.#clock.nowMs();
    const due = await this.#database.query<{ item_id: string }>(
      {
        name: 'safety.due_lapses',
        text: `SELECT a.item_id FROM safety_acts a WHERE a.until_ms <= $1 AND a.kind = 'person' AND a.action = 'remove'
            AND NOT EXISTS (SELECT 1 FROM safety_acts b WHERE b.item_id = a.item_id AND (b.at_ms, b.act_id) > (a.at_ms, a.act_id)
              AND b.action IN ('remove', 'restore', 'lapse'))
          ORDER BY a.until_ms LIMIT $2`,
      },
      [nowMs, LAPSES_MAX],
    );
    for (const { item_id: id } of due)
      await this.#database.transaction(async (tx) => {
        const item = { kind: 'person', id, clipId: null } as const;
        // Whoever decides anew holds the case meanwhile; then there is nothing to end, and the case stays as they left it.
        await tx.query(
          {
            name: 'safety.hold_case',
            text: 'SELECT 1 FROM safety_cases WHERE item_id = $1 FOR UPDATE',
          },
          [id],
        );
        const now = await this.suspension(id, tx);
        if (now?.untilMs === undefined || now.untilMs > nowMs) return;
        const { moderatorId, reason } = now;
        await this.act(tx, { item, moderatorId, reason, action: 'lapse', note: '' });
      });
    return due.length;
  }

  /** @returns what the author answered, while it waits; undefined for nothing, or once they are erased. */
  async openAppeal(itemId: string): Promise<{ note: string; atMs: number } | undefined> {
    const [row] = await this.#database.query<{
      person_id: string;
      note_sealed: Buffer;
      at_ms: number;
    }>(
      {
        name: 'safety.read_appeal',
        text: 'SELECT person_id, note_sealed, at_ms FROM safety_appeals WHERE item_id = $1 AND decided_at_ms IS NULL',
      },
      [itemId],
    );
    if (row === undefined) return undefined;
    const note = await this.#keys.open(row.person_id, 'activity', APPEAL_CONTEXT, row.note_sealed);
    return note === undefined ? undefined : { note: note.toString('utf8'), atMs: row.at_ms };
  }
}

export function stateProblem(): Error {
  return problem(
    'comment.state',
    'What this is about, or its appeal, stands in another state by now.',
  );
}

function overProblem(): Error {
  return problem('appeal.over', 'There is nothing to appeal against, or it was appealed before.');
}

// Age and legal acts leave the case as it is: a report may still be right.
function closes(action: ModerationAction | 'lapse'): CaseState | undefined {
  if (action === 'remove' || action === 'uphold') return 'removed';
  return action === 'restore' || action === 'lapse' || action === 'dismiss'
    ? 'dismissed'
    : undefined;
}
