// Where a person is signed in, and ending it from elsewhere: a lost phone, a borrowed computer.

import type { Caller } from '@jhalak/contracts';
import type { Session, SignInHow } from '@jhalak/contracts/accounts';
import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { Callers } from './callers.ts';

/** Nobody reads a longer list; whoever has more ends all others at once. */
export const SESSIONS_LISTED_MAX = 100;

const LIST = {
  name: 'accounts.own_sessions',
  text: `SELECT session_id, created_at_ms, extended_at_ms, expires_at_ms, how, browser, system FROM sessions
    WHERE person_id = $1 AND expires_at_ms > $2 ORDER BY extended_at_ms DESC, session_id DESC LIMIT $3`,
};
const END = {
  name: 'accounts.own_session_end',
  text: 'DELETE FROM sessions WHERE person_id = $1 AND session_id = $2 RETURNING session_id',
};
const END_OTHERS = {
  name: 'accounts.own_sessions_end_others',
  text: 'DELETE FROM sessions WHERE person_id = $1 AND session_id <> $2',
};

interface SessionRow {
  session_id: string;
  created_at_ms: number;
  extended_at_ms: number;
  expires_at_ms: number;
  how: SignInHow;
  browser: string | null;
  system: string | null;
}

export interface OwnSessionsDeps {
  database: Database;
  clock: Clock;
  callers: Callers;
}

export class OwnSessions {
  readonly #deps: OwnSessionsDeps;

  constructor(deps: OwnSessionsDeps) {
    this.#deps = deps;
  }

  /** @returns the caller's living sessions, the latest used first, at most SESSIONS_LISTED_MAX. */
  async list(caller: Pick<Caller, 'personId' | 'sessionId'>): Promise<Session[]> {
    const { database, clock } = this.#deps;
    const rows = await database.query<SessionRow>(LIST, [
      caller.personId,
      clock.nowMs(),
      SESSIONS_LISTED_MAX,
    ]);
    return rows.map((row) => ({
      id: row.session_id,
      device: {
        ...(row.browser === null ? {} : { browser: row.browser }),
        ...(row.system === null ? {} : { system: row.system }),
      },
      how: row.how,
      createdAtMs: row.created_at_ms,
      lastUsedAtMs: row.extended_at_ms,
      expiresAtMs: row.expires_at_ms,
      current: row.session_id === caller.sessionId,
    }));
  }

  /** Ends one of the caller's sessions. @returns false when there is no such one. */
  async end(caller: Caller, sessionId: string): Promise<boolean> {
    const ended = await this.#deps.database.query(END, [caller.personId, sessionId]);
    this.#deps.callers.forget(caller.personId);
    return ended.length > 0;
  }

  /** Ends all but the one that asks. */
  async endOthers(caller: Caller): Promise<void> {
    await this.#deps.database.query(END_OTHERS, [caller.personId, caller.sessionId]);
    this.#deps.callers.forget(caller.personId);
  }
}
