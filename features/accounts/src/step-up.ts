// Sensitive acts ask for a proof that is minutes old. It belongs to the session that gave it, and every process asks the
// database, so that no cache lets an old one pass.

import { problem, type Caller } from '@jhalak/contracts';
import type { StepUpState, StepUpWay } from '@jhalak/contracts/sign-in';
import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Queries } from '@jhalak/ports';

/** Long enough to do what one came for; a phone that is left lying is not open for long. */
const FRESH_MS = 10 * MINUTE_MS;

const PROVEN_AT = {
  name: 'accounts.session_proven_at',
  short: true,
  text: 'SELECT proven_at_ms, created_at_ms, how FROM sessions WHERE person_id = $1 AND session_id = $2 AND expires_at_ms > $3',
};
const PROVEN = {
  name: 'accounts.session_proven',
  text: 'UPDATE sessions SET proven_at_ms = $3 WHERE person_id = $1 AND session_id = $2 RETURNING session_id',
};

export class StepUp {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(deps: { database: Database; clock: Clock }) {
    this.#database = deps.database;
    this.#clock = deps.clock;
  }

  /** See Accounts.isFresh. */
  async isFresh(caller: Caller): Promise<boolean> {
    return (await this.#untilMs(caller)) > this.#clock.nowMs();
  }

  /** @param ways that this person has. */
  async state(caller: Caller, ways: readonly StepUpWay[]): Promise<StepUpState> {
    const untilMs = await this.#untilMs(caller);
    return {
      fresh: untilMs > this.#clock.nowMs(),
      ...(untilMs > 0 ? { untilMs } : {}),
      ways: [...ways],
    };
  }

  /** Call once the proof was checked. @throws `auth.required` when the session has ended meanwhile. */
  async proven(on: Queries, caller: Caller): Promise<void> {
    const values = [caller.personId, caller.sessionId, this.#clock.nowMs()];
    if ((await on.query(PROVEN, values)).length === 0)
      throw problem('auth.required', 'This session has ended. Sign in again.');
  }

  async #untilMs({ personId, sessionId, roles }: Caller): Promise<number> {
    const nowMs = this.#clock.nowMs();
    const [row] = await this.#database.query<{
      proven_at_ms: number | null;
      created_at_ms: number;
      how: string;
    }>(PROVEN_AT, [personId, sessionId, nowMs]);
    // Of staff a text message proves too little, also the one with which the session began.
    if (roles.length > 0 && row?.how === 'code' && row.proven_at_ms === row.created_at_ms) return 0;
    const provenAtMs = row?.proven_at_ms ?? null;
    // A clock that stepped back must not make a proof last.
    return provenAtMs === null || provenAtMs > nowMs ? 0 : provenAtMs + FRESH_MS;
  }
}
