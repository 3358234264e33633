// Who audits is on record too: what somebody with the auditor's role read is counted by day, before they get it.

import type { Caller, Route } from '@jhalak/contracts';
import type { AuditLook } from '@jhalak/contracts/audit';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';

/** A page; a year of them is in the database and, whole, in an export's own list. */
const SHOWN_MAX = 500;

export interface LooksDeps {
  database: Database;
  clock: Clock;
}

export class Looks {
  readonly #deps: LooksDeps;

  constructor(deps: LooksDeps) {
    this.#deps = deps;
  }

  /**
   * Writes down that an auditor calls a route that their role opens; everybody else passes. Cost: nothing, or one row.
   */
  async note(caller: Caller | undefined, route: Pick<Route, 'access' | 'name'>): Promise<void> {
    if (typeof route.access === 'string' || caller?.roles.includes('auditor') !== true) return;
    if (!route.access.includes('auditor')) return;
    const { database, clock } = this.#deps;
    const nowMs = clock.nowMs();
    await database.query(
      {
        name: 'border.look',
        text: `INSERT INTO border_looks (person_id, day, route, count, first_at_ms, last_at_ms)
          VALUES ($1, $2, $3, 1, $4, $4)
          ON CONFLICT (person_id, day, route)
          DO UPDATE SET count = border_looks.count + 1, last_at_ms = excluded.last_at_ms`,
      },
      [caller.personId, Math.floor(nowMs / DAY_MS), route.name, nowMs],
    );
  }

  /** @returns how many days of routes went. */
  async forget(beforeMs: number): Promise<number> {
    const gone = await this.#deps.database.query(
      {
        name: 'border.forget_looks',
        text: 'DELETE FROM border_looks WHERE day < $1 RETURNING day',
      },
      [Math.floor(beforeMs / DAY_MS)],
    );
    return gone.length;
  }

  /** @returns the newest first. */
  async list(): Promise<AuditLook[]> {
    const rows = await this.#deps.database.query<{
      person_id: string;
      day: number;
      route: string;
      count: number;
      first_at_ms: number;
      last_at_ms: number;
    }>(
      {
        name: 'border.looks',
        text: 'SELECT * FROM border_looks ORDER BY last_at_ms DESC, person_id, route LIMIT $1',
      },
      [SHOWN_MAX],
    );
    return rows.map((row) => ({
      personId: row.person_id,
      route: row.route,
      dayMs: row.day * DAY_MS,
      count: row.count,
      firstAtMs: row.first_at_ms,
      lastAtMs: row.last_at_ms,
    }));
  }
}
