// The one row that says whether this cell may be written.

import type { Queries, Tx } from '@jhalak/ports';

/** How this cell stands. */
export interface StandingRow {
  /** `frozen` ends by itself at `untilMs`, unless the keys were given; `ended` does not: another owner goes on. */
  state: 'open' | 'frozen' | 'ended';
  /** UTC milliseconds; undefined where no time ends it. */
  untilMs: number | undefined;
  /**
   * Why it is not open. `wind_down`: it closes for good, and people take their data along until `deadlineMs`. `hold`: an
   * authority holds it. `released`: that is over, and another deal goes on with it as it stands.
   */
  why: 'handover' | 'wind_down' | 'hold' | 'released';
  deadlineMs: number | undefined;
  /** Since when it stands like this. */
  sinceMs: number;
  /** When nothing could write any more; undefined while sessions of before may. */
  settledAtMs: number | undefined;
  /** Whether sessions that begin now only read. */
  readOnly: boolean;
  /** Where the next owner serves it. */
  movedTo: string | undefined;
  version: number;
}

/** A cell that was never frozen. */
export const OPEN: StandingRow = Object.freeze({
  state: 'open',
  untilMs: undefined,
  why: 'handover',
  deadlineMs: undefined,
  sinceMs: 0,
  settledAtMs: undefined,
  readOnly: false,
  movedTo: undefined,
  version: 0,
});

interface Row {
  state: StandingRow['state'];
  until_ms: number | null;
  why: StandingRow['why'];
  deadline_ms: number | null;
  since_ms: number;
  settled_at_ms: number | null;
  read_only: boolean;
  moved_to: string | null;
  version: number;
}

const COLUMNS =
  'state, until_ms, why, deadline_ms, since_ms, settled_at_ms, read_only, moved_to, version';
const READ = {
  name: 'handover.standing',
  text: `SELECT ${COLUMNS} FROM handover_standing WHERE one`,
};
const LOCK = {
  name: 'handover.standing_lock',
  text: `SELECT ${COLUMNS} FROM handover_standing WHERE one FOR UPDATE`,
};
const MAKE = {
  name: 'handover.standing_make',
  text: `INSERT INTO handover_standing (state, since_ms, version) VALUES ('open', 0, 0) ON CONFLICT (one) DO NOTHING`,
};
const WRITE = {
  name: 'handover.standing_write',
  text: `UPDATE handover_standing SET state = $1, until_ms = $2, since_ms = $3, settled_at_ms = $4, read_only = $5,
    moved_to = $6, why = $7, deadline_ms = $8, version = version + 1 WHERE one`,
};

/** @returns how the cell stands. Cost: one short query. */
export async function readStanding(on: Queries): Promise<StandingRow> {
  const [row] = await on.query<Row>(READ);
  return row === undefined ? OPEN : told(row);
}

/** Reads it and holds it until the transaction ends; the transaction must be one that writes even when frozen. */
export async function lockStanding(tx: Tx): Promise<StandingRow> {
  await tx.query(MAKE);
  const [row] = await tx.query<Row>(LOCK);
  return row === undefined ? OPEN : told(row);
}

export async function writeStanding(tx: Tx, row: Omit<StandingRow, 'version'>): Promise<void> {
  const { state, untilMs, sinceMs, settledAtMs, readOnly, movedTo, why, deadlineMs } = row;
  const values = [
    ...[state, untilMs ?? null, sinceMs, settledAtMs ?? null, readOnly, movedTo ?? null],
    ...[why, deadlineMs ?? null],
  ];
  await tx.query(WRITE, values);
}

function told(row: Row): StandingRow {
  return {
    state: row.state,
    untilMs: row.until_ms ?? undefined,
    why: row.why,
    deadlineMs: row.deadline_ms ?? undefined,
    sinceMs: row.since_ms,
    settledAtMs: row.settled_at_ms ?? undefined,
    readOnly: row.read_only,
    movedTo: row.moved_to ?? undefined,
    version: row.version,
  };
}
