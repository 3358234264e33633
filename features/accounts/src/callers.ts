// Whose token is it? Sessions, and the answer to every request from memory.

import { createHash } from 'node:crypto';
import type { Caller, LentRole } from '@jhalak/contracts';
import { DAY_MS, SECOND_MS, type Clock, type Ids, type Random } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';
import { CHILD_COLUMN } from './family/age-rules.ts';
import { FreshCache } from './fresh-cache.ts';
import { isPersonal, type HeldRoles } from './present.ts';
import type { SessionStart } from './new-sessions.ts';
import type { PersonRow } from './tables.ts';

/** 256 bits: nobody guesses one. */
const TOKEN_BYTES = 32;
const TOKEN_PREFIX = 'jh_';
const TOKEN_PATTERN = /^jh_[A-Za-z0-9_-]{43}$/;
/** Some 600 bytes an entry: 30 MB, for everyone who is active within seconds on one process. */
const CALLERS_MAX = 50_000;
/**
 * How late a change made by another process (a sign-out, a consent) is noticed here when the journal does not tell of it
 * before: usually it does within some 50 ms.
 */
const CALLER_AGE_MAX_MS = 10 * SECOND_MS;
/**
 * The same for people with a role, journal or not: a dismissed person is out everywhere within this time. Two point reads
 * a second for each of them who is at work.
 */
export const STAFF_AGE_MAX_MS = SECOND_MS;
/** Extending on every request would be a write on every request. */
const EXTEND_AFTER_MS = DAY_MS;

const SESSION = {
  name: 'accounts.session',
  short: true,
  text: `SELECT session_id, person_id, extended_at_ms, expires_at_ms FROM sessions
    WHERE token_hash = $1 AND region = $2`,
};
const CALLER = {
  name: 'accounts.caller',
  short: true,
  // Roles of the whole cell apart: one that is limited to an organisation must not open routes that know no organisation.
  // The database refuses rows of another region; here they would count for nothing either.
  text: `SELECT p.*, ARRAY(SELECT r.role FROM roles r WHERE r.person_id = p.person_id AND r.region = $2
      AND r.organisation = '' ORDER BY r.role) AS roles,
    (SELECT json_agg(json_build_object('role', r.role, 'organisation', r.organisation) ORDER BY r.organisation, r.role)
      FROM roles r WHERE r.person_id = p.person_id AND r.region = $2 AND r.organisation <> '') AS organisation_roles,
    (SELECT json_agg(json_build_object('id', b.request_id, 'role', b.role, 'untilMs', b.ends_at_ms) ORDER BY b.request_id)
      FROM break_glass b WHERE b.person_id = p.person_id AND b.region = $2
      AND b.ends_at_ms IS NOT NULL AND b.closed_at_ms IS NULL) AS lent,
    ${CHILD_COLUMN}
    FROM persons p WHERE p.person_id = $1`,
};
const EXTEND = {
  name: 'accounts.session_extend',
  text: `WITH extended AS (
      UPDATE sessions SET extended_at_ms = $2, expires_at_ms = $3
      WHERE token_hash = $1 AND expires_at_ms > $2 RETURNING person_id
    )
    INSERT INTO person_activity (person_id, last_active_at_ms) SELECT person_id, $2 FROM extended
    ON CONFLICT (person_id) DO UPDATE SET last_active_at_ms = excluded.last_active_at_ms`,
};
const INSERT = {
  name: 'accounts.session_insert',
  text: `WITH seen AS (
      INSERT INTO person_activity (person_id, last_active_at_ms) VALUES ($3, $4)
      ON CONFLICT (person_id) DO UPDATE SET last_active_at_ms = excluded.last_active_at_ms
    )
    INSERT INTO sessions (token_hash, session_id, person_id, created_at_ms, extended_at_ms, expires_at_ms,
      how, browser, system, proven_at_ms)
    VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)`,
};
const END_ALL = {
  name: 'accounts.sessions_end',
  text: 'DELETE FROM sessions WHERE person_id = $1',
};
const END_ONE = {
  name: 'accounts.session_end',
  text: 'DELETE FROM sessions WHERE person_id = $1 AND session_id = $2',
};
// An anonymous viewer who leaves cannot come back: the session ends now, and the sweep erases what it led to.
const EXPIRE_ONE = {
  name: 'accounts.session_expire',
  text: 'UPDATE sessions SET expires_at_ms = $3 WHERE person_id = $1 AND session_id = $2',
};

interface Known {
  caller: Caller;
  loadedAtMs: number;
  expiresAtMs: number;
}

export interface CallersDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  random: Random;
  sessionDays: number;
  /** The cell's: sessions and roles of another region count for nothing here. */
  region: string;
  /** @returns whether an account is suspended now. Cost: a look-up. */
  isSuspended: (personId: string) => boolean;
}

export class Callers {
  readonly #deps: CallersDeps;
  readonly #known: FreshCache<Known>;
  readonly #keysOf = new Map<string, Set<string>>();

  constructor(deps: CallersDeps) {
    this.#deps = deps;
    this.#known = new FreshCache(
      { clock: deps.clock, max: CALLERS_MAX, maxAgeMs: CALLER_AGE_MAX_MS },
      (key, known) => this.#unlist(key, known.caller.personId),
    );
  }

  /** See Accounts.authenticate. */
  async authenticate(token: string): Promise<Caller | undefined> {
    if (!TOKEN_PATTERN.test(token)) return undefined;
    const hash = hashToken(token);
    const key = hash.toString('base64');
    const held = this.#known.get(key);
    const known = held !== undefined && this.#holds(held) ? held : await this.#load(hash, key);
    return known !== undefined && known.expiresAtMs > this.#deps.clock.nowMs()
      ? this.#inForce(known.caller)
      : undefined;
  }

  // Asked at every request: roles go with the suspension, and come back with its end, at once.
  #inForce(caller: Caller): Caller {
    const isStaff = caller.roles.length > 0 || caller.organisationRoles !== undefined;
    if (!isStaff || !this.#deps.isSuspended(caller.personId)) return caller;
    const { organisationRoles: _organisations, breakGlass: _lent, ...person } = caller;
    return Object.freeze({ ...person, roles: [] });
  }

  #holds({ caller, loadedAtMs }: Known): boolean {
    if (caller.roles.length === 0 && caller.organisationRoles === undefined) return true;
    const nowMs = this.#deps.clock.nowMs();
    const lentEndsMs = Math.min(...(caller.breakGlass ?? []).map(({ untilMs }) => untilMs));
    // A clock that stepped back must not make an entry immortal.
    return nowMs >= loadedAtMs && nowMs < loadedAtMs + STAFF_AGE_MAX_MS && nowMs < lentEndsMs;
  }

  /** @returns a person with the roles that hold now, lent ones among them. Cost: one point read. */
  async personWithRoles(on: Queries, personId: string): Promise<PersonWithRoles | undefined> {
    const nowMs = this.#deps.clock.nowMs();
    const [row] = await on.query<CallerRow>(CALLER, [personId, this.#deps.region, nowMs]);
    if (row === undefined) return undefined;
    const lent = (row.lent ?? []).filter(
      ({ role, untilMs }) => nowMs < untilMs && !row.roles.includes(role),
    );
    const roles = [...new Set([...row.roles, ...lent.map(({ role }) => role)])];
    return { ...row, roles, lent };
  }

  async #load(hash: Buffer, key: string): Promise<Known | undefined> {
    const { database, clock } = this.#deps;
    const ticket = this.#known.beginLoad();
    const [session] = await database.query<SessionRow>(SESSION, [hash, this.#deps.region]);
    if (session === undefined || session.expires_at_ms <= clock.nowMs()) return undefined;
    const loadedAtMs = clock.nowMs();
    const found = await this.personWithRoles(database, session.person_id);
    if (found === undefined) return undefined;
    const expiresAtMs = await this.#extend(hash, session);
    const known = { caller: callerOf(found, session.session_id), loadedAtMs, expiresAtMs };
    if (this.#known.keep(ticket, key, known)) this.#list(key, session.person_id);
    return known;
  }

  async #extend(hash: Buffer, session: SessionRow): Promise<number> {
    const nowMs = this.#deps.clock.nowMs();
    if (nowMs - session.extended_at_ms < EXTEND_AFTER_MS) return session.expires_at_ms;
    const expiresAtMs = nowMs + this.#deps.sessionDays * DAY_MS;
    try {
      await this.#deps.database.query(EXTEND, [hash, nowMs, expiresAtMs]);
    } catch (error) {
      // A cell that only reads for days goes on knowing its people; whose session ends signs in again.
      if ((error as { code?: unknown }).code !== 'cell.frozen') throw error;
      return session.expires_at_ms;
    }
    return expiresAtMs;
  }

  /** Starts a session. @returns its id, and the token: the only time that it is known here. */
  async begin(
    tx: Tx,
    personId: string,
    { how, device }: SessionStart,
  ): Promise<{ token: string; sessionId: string }> {
    const { clock, ids, random, sessionDays } = this.#deps;
    const token = TOKEN_PREFIX + Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
    const nowMs = clock.nowMs();
    const sessionId = ids.next();
    await tx.query(INSERT, [
      hashToken(token),
      sessionId,
      personId,
      nowMs,
      nowMs + sessionDays * DAY_MS,
      how,
      device.browser ?? null,
      device.system ?? null,
      // Whoever began it has just proved themselves; a visitor has nothing to prove it with.
      how === 'visitor' ? null : nowMs,
    ]);
    return { token, sessionId };
  }

  /** Ends every session of a person; noticed here once committed. */
  async endAll(tx: Tx, personId: string): Promise<void> {
    await tx.query(END_ALL, [personId]);
    tx.afterCommit(() => this.forget(personId));
  }

  /** Ends the caller's session. */
  async endOne(caller: Caller): Promise<void> {
    const { database, clock } = this.#deps;
    if (caller.handle === undefined) {
      await database.query(EXPIRE_ONE, [caller.personId, caller.sessionId, clock.nowMs()]);
    } else await database.query(END_ONE, [caller.personId, caller.sessionId]);
    this.forget(caller.personId);
  }

  /** Makes the next request of this person read anew. Call after a change was committed. */
  forget(personId: string): void {
    const keys = this.#keysOf.get(personId);
    // Also when nothing is kept: a load under way must not keep what was true before.
    this.#known.forget('');
    for (const key of keys ?? []) this.#known.forget(key);
  }

  #list(key: string, personId: string): void {
    const keys = this.#keysOf.get(personId);
    if (keys === undefined) this.#keysOf.set(personId, new Set([key]));
    else keys.add(key);
  }

  #unlist(key: string, personId: string): void {
    const keys = this.#keysOf.get(personId);
    keys?.delete(key);
    if (keys?.size === 0) this.#keysOf.delete(personId);
  }
}

interface SessionRow {
  session_id: string;
  person_id: string;
  extended_at_ms: number;
  expires_at_ms: number;
}

type CallerRow = PersonRow & HeldRoles & { lent: LentRole[] | null };

/** A row with the roles that hold at the moment. */
type PersonWithRoles = CallerRow & { lent: LentRole[] };

function callerOf(row: PersonWithRoles, sessionId: string): Caller {
  return Object.freeze({
    personId: row.person_id,
    ...(row.handle === null ? {} : { handle: row.handle }),
    roles: row.roles,
    ...(row.organisation_roles === null ? {} : { organisationRoles: row.organisation_roles }),
    ...(row.lent.length === 0 ? {} : { breakGlass: row.lent }),
    languages: row.languages,
    genres: row.genres,
    ...(row.age_band === null ? {} : { ageBand: row.age_band }),
    ...(row.child === null ? {} : { child: row.child }),
    personal: isPersonal(row),
    // Of children nothing more is known than must be.
    ...(row.home_state === null || row.age_band !== '18plus' ? {} : { homePlace: row.home_state }),
    ...(row.consent_lock === true ? { lock: true } : {}),
    ...(row.consent_ads === true && row.age_band === '18plus' ? { ads: true } : {}),
    sessionId,
    ...(row.deletion_due_at_ms === null ? {} : { deletionDueAtMs: row.deletion_due_at_ms }),
  });
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
