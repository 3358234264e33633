// Held clips: why each is held, what its uploader answered, who decided what.

import { problem } from '@jhalak/contracts';
import type { HashKind, HoldCause, HoldState } from '@jhalak/contracts/matching';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal, Keys, Queries, Tx } from '@jhalak/ports';

/** As long as the records of removed content are kept: IT Rules 2021, rule 3(1)(g). */
const HOLD_DAYS = 180;
/** The bytes of a held clip wait for so long for an answer. */
export const APPEAL_WITHIN_MS = 30 * DAY_MS;
const PICTURE = 'matching_holds.picture_sealed';
const APPEAL = 'matching_holds.appeal_sealed';

export interface HoldRow {
  video_id: string;
  upload_id: string;
  person_id: string;
  state: HoldState;
  cause: HoldCause;
  matched: string;
  exempt: string[];
  list_id: string | null;
  original_id: string | null;
  kind: HashKind;
  reason: string;
  at_clip_ms: number;
  distance: number;
  hash: Buffer | null;
  known_hash: Buffer | null;
  width_px: number;
  height_px: number;
  picture_sealed: Buffer | null;
  appeal_sealed: Buffer | null;
  appealed_at_ms: number | null;
  decided_by: string | null;
  decided_note: string | null;
  decided_at_ms: number | null;
  at_ms: number;
}

export type NewHold = Pick<
  HoldRow,
  | 'video_id'
  | 'upload_id'
  | 'person_id'
  | 'cause'
  | 'matched'
  | 'list_id'
  | 'original_id'
  | 'kind'
  | 'reason'
  | 'at_clip_ms'
  | 'distance'
  | 'width_px'
  | 'height_px'
> & { hash: Uint8Array | null; known_hash: Uint8Array | null; picture: Buffer | undefined };

const COLUMNS = `video_id, upload_id, person_id, state, cause, matched, exempt, list_id, original_id, kind, reason, at_clip_ms,
  distance, hash, known_hash, width_px, height_px, picture_sealed, appeal_sealed, appealed_at_ms, decided_by, decided_note,
  decided_at_ms, at_ms`;

/** In the order in which holds wait. */
export interface HoldPlace {
  atMs: number;
  videoId: string;
}

const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** How a hold stands once somebody decided, or time did. */
export type Decided = Exclude<HoldState, 'open'>;

/** Waiting for a decision. */
export const WAITING: readonly HoldState[] = ['open', 'appealed'];

export class HoldStore {
  readonly #deps: { database: Database; journal: Journal; keys: Keys; clock: Clock };

  constructor(deps: { database: Database; journal: Journal; keys: Keys; clock: Clock }) {
    this.#deps = deps;
  }

  /** Held anew, what was decided before is over; what was found to be something else stays so. */
  async hold(tx: Tx, hold: NewHold): Promise<void> {
    const { keys, clock } = this.#deps;
    const picture =
      hold.picture === undefined
        ? null
        : await keys.seal(hold.person_id, 'content', PICTURE, hold.picture);
    await tx.query(
      {
        name: 'matching.hold',
        text: `INSERT INTO matching_holds (video_id, upload_id, person_id, state, cause, matched, exempt, list_id, original_id,
            kind, reason, at_clip_ms, distance, hash, known_hash, width_px, height_px, picture_sealed, at_ms)
          VALUES ($1, $2, $3, 'open', $4, $5, '{}', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
          ON CONFLICT (video_id) DO UPDATE SET state = 'open', cause = $4, matched = $5, list_id = $6, original_id = $7,
            kind = $8, reason = $9, at_clip_ms = $10, distance = $11, hash = $12, known_hash = $13, width_px = $14,
            height_px = $15, picture_sealed = $16, at_ms = $17, appeal_sealed = NULL, appealed_at_ms = NULL,
            decided_by = NULL, decided_note = NULL, decided_at_ms = NULL`,
      },
      [
        hold.video_id,
        hold.upload_id,
        hold.person_id,
        hold.cause,
        hold.matched,
        hold.list_id,
        hold.original_id,
        hold.kind,
        hold.reason,
        hold.at_clip_ms,
        hold.distance,
        hold.hash,
        hold.known_hash,
        hold.width_px,
        hold.height_px,
        picture,
        clock.nowMs(),
      ],
    );
    await this.#tell(tx, hold.video_id, 'held', { cause: hold.cause, kind: hold.kind });
  }

  async get(on: Queries, videoId: string): Promise<HoldRow | undefined> {
    const text = `SELECT ${COLUMNS} FROM matching_holds WHERE video_id = $1`;
    const [row] = await on.query<HoldRow>({ name: 'matching.one_hold', text }, [videoId]);
    return row;
  }

  async lock(tx: Tx, videoId: string): Promise<HoldRow | undefined> {
    const text = `SELECT ${COLUMNS} FROM matching_holds WHERE video_id = $1 FOR UPDATE`;
    const [row] = await tx.query<HoldRow>({ name: 'matching.lock_hold', text }, [videoId]);
    return row;
  }

  /** The hold of somebody's upload. */
  async ofUpload(personId: string, uploadId: string): Promise<HoldRow | undefined> {
    const text = `SELECT ${COLUMNS} FROM matching_holds WHERE person_id = $1 AND upload_id = $2`;
    const name = 'matching.hold_of_upload';
    const [row] = await this.#deps.database.query<HoldRow>({ name, text }, [personId, uploadId]);
    return row;
  }

  /** The longest waiting first. @param list only what this list held. */
  async page(
    { states, list }: { states: readonly HoldState[]; list?: string },
    after: HoldPlace | undefined,
    limit: number,
  ): Promise<HoldRow[]> {
    return await this.#deps.database.query<HoldRow>(
      {
        name: 'matching.holds',
        text: `SELECT ${COLUMNS} FROM matching_holds
          WHERE state = ANY($1) AND (at_ms, video_id) > ($2::bigint, $3::uuid) AND ($5::uuid IS NULL OR list_id = $5)
          ORDER BY at_ms, video_id LIMIT $4`,
      },
      [states, after?.atMs ?? -1, after?.videoId ?? NIL_ID, limit, list ?? null],
    );
  }

  /** @returns holds that wait for orders to end, after a place. */
  async ordered(after: HoldPlace | undefined, limit: number): Promise<HoldRow[]> {
    const text = `SELECT ${COLUMNS} FROM matching_holds
      WHERE cause = 'order' AND state IN ('open', 'upheld', 'appealed') AND (at_ms, video_id) > ($1::bigint, $2::uuid)
      ORDER BY at_ms, video_id LIMIT $3`;
    return await this.#deps.database.query<HoldRow>({ name: 'matching.ordered_holds', text }, [
      after?.atMs ?? -1,
      after?.videoId ?? NIL_ID,
      limit,
    ]);
  }

  /** @returns holds of lists that were upheld so long ago that nobody answers any more. */
  async unanswered(beforeMs: number, limit: number): Promise<HoldRow[]> {
    const text = `SELECT ${COLUMNS} FROM matching_holds
      WHERE state = 'upheld' AND cause = 'list' AND decided_at_ms < $1 ORDER BY decided_at_ms LIMIT $2`;
    return await this.#deps.database.query<HoldRow>({ name: 'matching.unanswered', text }, [
      beforeMs,
      limit,
    ]);
  }

  /** Deletes what was decided for good and need not be kept any longer. @returns how many. */
  async forget(limit: number): Promise<number> {
    const { database, clock } = this.#deps;
    const rows = await database.query(
      {
        name: 'matching.forget_holds',
        text: `DELETE FROM matching_holds WHERE video_id IN (SELECT video_id FROM matching_holds
          WHERE state IN ('final', 'released') AND decided_at_ms < $1 LIMIT $2) RETURNING video_id`,
      },
      [clock.nowMs() - HOLD_DAYS * DAY_MS, limit],
    );
    return rows.length;
  }

  /** Sets a row that this transaction has locked. @param by who decided; undefined: time, or an order's end. */
  async decide(
    tx: Tx,
    { video_id, exempt, matched }: HoldRow,
    decision: { state: Decided; by: string | undefined; note: string },
  ): Promise<void> {
    const { state, by, note } = decision;
    const wrong = state === 'released' && by !== undefined;
    await tx.query(
      {
        name: 'matching.decide',
        text: `UPDATE matching_holds SET state = $2, decided_by = coalesce($3, decided_by), decided_note = $4, decided_at_ms = $5,
          exempt = $6 WHERE video_id = $1`,
      },
      [
        video_id,
        state,
        by ?? null,
        note,
        this.#deps.clock.nowMs(),
        wrong ? [...exempt, matched] : exempt,
      ],
    );
    await this.#tell(tx, video_id, state, { byPerson: by !== undefined });
  }

  /** One answer a hold, while it waits or within APPEAL_WITHIN_MS of the decision. @throws `appeal.over`. */
  async appeal(tx: Tx, hold: HoldRow, note: string): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    if (appealUntil(hold, nowMs) === null)
      throw problem('appeal.over', 'There is nothing to answer here, or it was answered before.');
    const words = Buffer.from(note, 'utf8');
    const sealed = await this.#deps.keys.seal(hold.person_id, 'content', APPEAL, words);
    await tx.query(
      {
        name: 'matching.appeal',
        text: `UPDATE matching_holds SET appeal_sealed = $2, appealed_at_ms = $3,
          state = CASE WHEN state = 'upheld' THEN 'appealed' ELSE state END WHERE video_id = $1`,
      },
      [hold.video_id, sealed, nowMs],
    );
    await this.#tell(tx, hold.video_id, 'appealed', {});
  }

  /** @returns the picture as PNG; undefined where there is none, or its person was erased. */
  async picture(hold: HoldRow): Promise<Buffer | undefined> {
    if (hold.picture_sealed === null) return undefined;
    return await this.#deps.keys.open(hold.person_id, 'content', PICTURE, hold.picture_sealed);
  }

  async answer(hold: HoldRow): Promise<{ note: string; atMs: number } | undefined> {
    if (hold.appeal_sealed === null || hold.appealed_at_ms === null) return undefined;
    const note = await this.#deps.keys.open(hold.person_id, 'content', APPEAL, hold.appeal_sealed);
    return note === undefined
      ? undefined
      : { note: note.toString('utf8'), atMs: hold.appealed_at_ms };
  }

  async #tell(
    tx: Tx,
    videoId: string,
    type: string,
    facts: Record<string, string | boolean>,
  ): Promise<void> {
    const row = { table: 'matching_holds', key: videoId };
    await this.#deps.journal.append(tx, [
      { stream: 'matching.hold', key: videoId, type, row, facts },
    ]);
  }
}

/** @returns until when a hold can be answered; null: it cannot. Pure. */
export function appealUntil(hold: HoldRow, nowMs: number): number | null {
  if (hold.appealed_at_ms !== null) return null;
  if (hold.state === 'open') return nowMs + APPEAL_WITHIN_MS;
  const untilMs = (hold.decided_at_ms ?? 0) + APPEAL_WITHIN_MS;
  return hold.state === 'upheld' && nowMs <= untilMs ? untilMs : null;
}
