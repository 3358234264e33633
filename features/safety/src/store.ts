// Reports, cases and acts. A case opens with the first report, closes with an act, and opens again with the next report.

import type { ModerationAction, ReportReason } from '@jhalak/contracts/safety';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, Keys, Tx } from '@jhalak/ports';

/** `gone`: the clip was purged before anybody decided. */
export type CaseState = 'open' | 'removed' | 'dismissed' | 'gone';

export interface CaseRow {
  video_id: string;
  state: CaseState;
  reports: number;
  first_report_at_ms: number;
  last_report_at_ms: number;
}

/** Notes shown with a case; the newest help most. */
const NOTES_MAX = 20;
const NOTE_CONTEXT = 'safety_reports.note_sealed';

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

  /** @returns the ticket. One person's later reports of a clip replace nothing but count once. */
  async report(
    personId: string,
    videoId: string,
    reason: ReportReason,
    note: string,
  ): Promise<string> {
    const reportId = this.#ids.next();
    const nowMs = this.#clock.nowMs();
    const sealed =
      note === ''
        ? null
        : await this.#keys.seal(personId, 'activity', NOTE_CONTEXT, Buffer.from(note, 'utf8'));
    await this.#database.transaction(async (tx) => {
      await this.#openCase(tx, videoId, nowMs);
      const before = await tx.query(
        {
          name: 'safety.reported',
          text: 'SELECT 1 FROM safety_reports WHERE video_id = $1 AND person_id = $2 LIMIT 1',
        },
        [videoId, personId],
      );
      await tx.query(
        {
          name: 'safety.report',
          text: `INSERT INTO safety_reports (video_id, report_id, person_id, reason, note_sealed, at_ms)
            VALUES ($1, $2, $3, $4, $5, $6)`,
        },
        [videoId, reportId, personId, reason, sealed, nowMs],
      );
      if (before.length === 0) {
        await tx.query(
          {
            name: 'safety.count_report',
            text: 'UPDATE safety_cases SET reports = reports + 1 WHERE video_id = $1',
          },
          [videoId],
        );
      }
      await this.#journal.append(tx, [
        {
          stream: 'safety.report',
          key: videoId,
          type: 'reported',
          row: { table: 'safety_reports', key: `${videoId}/${reportId}` },
          facts: { reportId, reason },
        },
      ]);
    });
    return reportId;
  }

  // First in its transaction: the case's row stays locked, so that reports of one clip are counted one after another.
  async #openCase(tx: Tx, videoId: string, nowMs: number): Promise<void> {
    await tx.query(
      {
        name: 'safety.open_case',
        text: `INSERT INTO safety_cases (video_id, state, reports, first_report_at_ms, last_report_at_ms)
          VALUES ($1, 'open', 0, $2, $2)
          ON CONFLICT (video_id) DO UPDATE SET last_report_at_ms = $2,
            first_report_at_ms = CASE WHEN safety_cases.state = 'open' THEN safety_cases.first_report_at_ms ELSE $2 END,
            state = CASE WHEN safety_cases.state = 'removed' THEN 'removed' ELSE 'open' END`,
      },
      [videoId, nowMs],
    );
  }

  /** The longest waiting first. */
  async cases(
    state: CaseState,
    after: { atMs: number; videoId: string } | undefined,
    limit: number,
  ): Promise<CaseRow[]> {
    return await this.#database.query<CaseRow>(
      {
        name: 'safety.cases',
        text: `SELECT video_id, state, reports, first_report_at_ms, last_report_at_ms FROM safety_cases
          WHERE state = $1 AND (first_report_at_ms, video_id) > ($2::bigint, $3::uuid)
          ORDER BY first_report_at_ms, video_id LIMIT $4`,
      },
      [state, after?.atMs ?? -1, after?.videoId ?? '00000000-0000-0000-0000-000000000000', limit],
    );
  }

  async reasons(videoId: string): Promise<{ reason: ReportReason; count: number }[]> {
    return await this.#database.query<{ reason: ReportReason; count: number }>(
      {
        name: 'safety.reasons',
        text: `SELECT reason, count(DISTINCT person_id)::int AS count FROM safety_reports WHERE video_id = $1
          GROUP BY reason ORDER BY count DESC, reason`,
      },
      [videoId],
    );
  }

  /** What reporters wrote; notes of erased people are gone. */
  async notes(videoId: string): Promise<string[]> {
    const rows = await this.#database.query<{ person_id: string; note_sealed: Buffer }>(
      {
        name: 'safety.notes',
        text: `SELECT person_id, note_sealed FROM safety_reports WHERE video_id = $1 AND note_sealed IS NOT NULL
          ORDER BY at_ms DESC LIMIT $2`,
      },
      [videoId, NOTES_MAX],
    );
    const opened = await Promise.all(
      rows.map((row) => this.#keys.open(row.person_id, 'activity', NOTE_CONTEXT, row.note_sealed)),
    );
    return opened.flatMap((note) => (note === undefined ? [] : [note.toString('utf8')]));
  }

  /** Closes what is open of clips that exist no more. */
  async closeGone(tx: Tx, videoIds: readonly string[]): Promise<void> {
    await tx.query(
      {
        name: 'safety.close_gone',
        text: `UPDATE safety_cases SET state = 'gone' WHERE video_id = ANY($1::uuid[]) AND state = 'open'`,
      },
      [videoIds],
    );
  }

  /** Records an act in the transaction that carries it out. @returns its id. */
  async act(
    tx: Tx,
    act: {
      videoId: string;
      moderatorId: string;
      action: ModerationAction;
      reason: ReportReason;
      note: string;
    },
  ): Promise<{ id: string; atMs: number }> {
    const id = this.#ids.next();
    const atMs = this.#clock.nowMs();
    await tx.query(
      {
        name: 'safety.act',
        text: `INSERT INTO safety_acts (video_id, act_id, moderator_id, action, reason, note, at_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      },
      [act.videoId, id, act.moderatorId, act.action, act.reason, act.note, atMs],
    );
    const state = closes(act.action);
    if (state !== undefined) {
      await tx.query(
        {
          name: 'safety.close_case',
          text: 'UPDATE safety_cases SET state = $2 WHERE video_id = $1',
        },
        [act.videoId, state],
      );
    }
    await this.#journal.append(tx, [
      {
        stream: 'safety.act',
        key: act.videoId,
        type: act.action,
        row: { table: 'safety_acts', key: `${act.videoId}/${id}` },
        facts: { actId: id, reason: act.reason },
      },
    ]);
    return { id, atMs };
  }
}

// Age and legal acts leave the case as it is: a report may still be right.
function closes(action: ModerationAction): CaseState | undefined {
  if (action === 'remove') return 'removed';
  return action === 'restore' || action === 'dismiss' ? 'dismissed' : undefined;
}
