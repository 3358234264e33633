// What is due by our clock: erasures, sessions that ended, handles whose hold is over, counts that are forgiven.

import { DAY_MS, HOUR_MS, messageOf, MINUTE_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, Journal, Queries, Sweep } from '@jhalak/ports';
import type { Erasure } from './erasure.ts';
import { freeHandles } from './handles-store.ts';
import { announceInactive } from './inactivity.ts';
import type { Family } from './family/family.ts';
import type { KeptRecords } from './kept-records.ts';
import { personsDue } from './leaving.ts';
import type { SignInGuard } from './sign-in-guard.ts';
import type { BreakGlassDesk } from './staff/break-glass.ts';

/** Erasures of one run: some seconds of work, so that a stop never waits long. */
const ERASURES_MAX = 100;
/** Accounts hidden in one run, each in a transaction of its own. */
const INACTIVE_MAX = 500;
/** Sessions looked at in one run. */
const SESSIONS_MAX = 500;
/** Handles freed in one run. */
const HANDLES_MAX = 1_000;

export interface SweepsDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  logger: Logger;
  erasure: Erasure;
  guard: SignInGuard;
  kept: KeptRecords;
  /** Called after a person changed. */
  changed: (personId: string) => void;
  breakGlass: BreakGlassDesk;
  family: Pick<Family, 'sweep'>;
  /** Codes, tickets and counts that are over. */
  entry: { sweepMinutes(): Promise<number>; sweepCounts(): Promise<number> };
}

export function accountsSweeps(deps: SweepsDeps): Sweep[] {
  return [
    { name: 'accounts.erasures', everyMs: MINUTE_MS, run: async () => await sweepErasures(deps) },
    { name: 'accounts.sessions', everyMs: MINUTE_MS, run: async () => await sweepSessions(deps) },
    { name: 'accounts.handles', everyMs: HOUR_MS, run: async () => await sweepHandles(deps) },
    {
      name: 'accounts.inactive',
      everyMs: HOUR_MS,
      run: async () => await announceInactive(deps, INACTIVE_MAX),
    },
    { name: 'accounts.kept', everyMs: HOUR_MS, run: async () => await deps.kept.sweep() },
    { name: 'accounts.family', everyMs: HOUR_MS, run: async () => await deps.family.sweep() },
    // Each minute: whoever makes rows here makes more an hour than one run forgets.
    { name: 'accounts.attempts', everyMs: MINUTE_MS, run: async () => await deps.guard.sweep() },
    {
      name: 'accounts.codes',
      everyMs: MINUTE_MS,
      run: async () => await deps.entry.sweepMinutes(),
    },
    {
      name: 'accounts.code_sends',
      everyMs: MINUTE_MS,
      run: async () => await deps.entry.sweepCounts(),
    },
    {
      name: 'accounts.break_glass',
      everyMs: MINUTE_MS,
      run: async () => await deps.breakGlass.sweep(),
    },
    { name: 'accounts.staff_record', everyMs: HOUR_MS, run: async () => await forgetRecord(deps) },
  ];
}

async function sweepErasures({ database, clock, logger, erasure }: SweepsDeps): Promise<number> {
  for (const personId of await personsDue(database, clock.nowMs(), ERASURES_MAX)) {
    try {
      await erasure.begin(personId, 'account_due');
    } catch (error) {
      logger.error(
        { personId, error: messageOf(error) },
        'an erasure could not begin; it is tried again',
      );
    }
  }
  return await erasure.resume(ERASURES_MAX);
}

const EXPIRED = {
  name: 'accounts.sessions_expired',
  text: 'SELECT token_hash, person_id FROM sessions WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2',
};
const ANONYMOUS = {
  name: 'accounts.anonymous_of',
  text: 'SELECT person_id FROM persons WHERE person_id = ANY($1::uuid[]) AND handle IS NULL',
};
const LIVING = {
  name: 'accounts.living_sessions',
  text: 'SELECT DISTINCT person_id FROM sessions WHERE person_id = ANY($1::uuid[]) AND expires_at_ms > $2',
};
const DROP = {
  name: 'accounts.sessions_drop',
  text: 'DELETE FROM sessions WHERE token_hash = ANY($1::bytea[])',
};

// An anonymous viewer without a session can never come back: what is known of them is nobody's, and is erased.
async function sweepSessions({ database, clock, logger, erasure }: SweepsDeps): Promise<number> {
  const expired = await database.query<{ token_hash: Buffer; person_id: string }>(EXPIRED, [
    clock.nowMs(),
    SESSIONS_MAX,
  ]);
  if (expired.length === 0) return 0;
  const lost = await lostViewers(
    database,
    [...new Set(expired.map((row) => row.person_id))],
    clock.nowMs(),
  );
  for (const personId of lost) {
    try {
      await erasure.erase(personId, 'forgotten');
    } catch (error) {
      logger.error({ personId, error: messageOf(error) }, 'an erasure failed; it is tried again');
    }
  }
  await database.query(DROP, [
    expired.filter((row) => !lost.has(row.person_id)).map((row) => row.token_hash),
  ]);
  return expired.length;
}

async function lostViewers(
  on: Queries,
  personIds: readonly string[],
  nowMs: number,
): Promise<Set<string>> {
  const lost = new Set(
    (await on.query<{ person_id: string }>(ANONYMOUS, [personIds])).map((row) => row.person_id),
  );
  const living = await on.query<{ person_id: string }>(LIVING, [[...lost], nowMs]);
  for (const row of living) lost.delete(row.person_id);
  return lost;
}

async function sweepHandles({ database, journal, clock }: SweepsDeps): Promise<number> {
  return await database.transaction(async (tx) => {
    const freed = await freeHandles(tx, clock.nowMs(), HANDLES_MAX);
    await journal.append(tx, freed);
    return freed.length;
  });
}

/** The manifest's year. */
const RECORD_KEPT_MS = 365 * DAY_MS;
/** Rows of each table deleted by one sweep. */
const RECORD_ROWS_MAX = 20_000;

const FORGET = [
  {
    name: 'accounts.forget_role_acts',
    text: `DELETE FROM role_acts WHERE (person_id, act_id) IN
      (SELECT person_id, act_id FROM role_acts WHERE at_ms < $1 LIMIT $2) RETURNING 1`,
  },
  {
    name: 'accounts.forget_break_glass_uses',
    text: `DELETE FROM break_glass_uses WHERE (person_id, request_id, use_number) IN
      (SELECT u.person_id, u.request_id, u.use_number FROM break_glass_uses u
        JOIN break_glass b ON b.person_id = u.person_id AND b.request_id = u.request_id
        WHERE b.requested_at_ms < $1 LIMIT $2) RETURNING 1`,
  },
  {
    name: 'accounts.forget_break_glass_approvals',
    text: `DELETE FROM break_glass_approvals WHERE (person_id, request_id, approver_id) IN
      (SELECT a.person_id, a.request_id, a.approver_id FROM break_glass_approvals a
        JOIN break_glass b ON b.person_id = a.person_id AND b.request_id = a.request_id
        WHERE b.requested_at_ms < $1 LIMIT $2) RETURNING 1`,
  },
  {
    // Last: the others are found through it.
    name: 'accounts.forget_break_glass',
    text: `DELETE FROM break_glass b WHERE (person_id, request_id) IN
        (SELECT person_id, request_id FROM break_glass WHERE requested_at_ms < $1 LIMIT $2)
      AND NOT EXISTS (SELECT 1 FROM break_glass_uses u
        WHERE u.person_id = b.person_id AND u.request_id = b.request_id) RETURNING 1`,
  },
];

async function forgetRecord({ database, clock }: SweepsDeps): Promise<number> {
  let count = 0;
  for (const statement of FORGET) {
    const gone = await database.query(statement, [clock.nowMs() - RECORD_KEPT_MS, RECORD_ROWS_MAX]);
    count += gone.length;
  }
  return count;
}
