// Break-glass: a role for an hour because two others agreed to exactly that. It is over by itself, and by whoever ends it,
// in every process at once: each request under it is written to the database before it is handled.

import { problem, type Caller, type Role } from '@jhalak/contracts';
import {
  BREAK_GLASS_APPROVALS,
  BREAK_GLASS_APPROVERS,
  BREAK_GLASS_USES_MAX,
  BREAK_GLASS_WAIT_MS,
  standingRoles,
  type BreakGlassBody,
} from '@jhalak/contracts/staff';
import type { Database, Tx } from '@jhalak/ports';
import { lockPerson } from '../persons-store.ts';
import { isAccount } from '../present.ts';
import type { AccountsTables } from '../tables.ts';
import {
  approversOf,
  digestOf,
  lockRequest,
  logUse,
  requestById,
  stateOf,
  type BreakGlassRow,
} from './break-glass-store.ts';
import { BreakGlassTurns, type TurnDeps } from './break-glass-turns.ts';
import { mayApprove } from './may.ts';
import { SALT_BYTES, type RecordDeps } from './staff-record.ts';

/** Requests of one person that wait or are open: more is a habit, no emergency. */
const UNCLOSED_MAX = 3;
/** Rows closed by one sweep. */
const SWEPT_MAX = 200;

const UNCLOSED = {
  name: 'accounts.break_glass_unclosed',
  text: 'SELECT * FROM break_glass WHERE person_id = $1 AND closed_at_ms IS NULL',
};
const ROLES_NOW = {
  name: 'accounts.roles_now',
  text: `SELECT person_id, role FROM roles WHERE person_id = ANY($1::uuid[]) AND region = $2 AND organisation = ''`,
};
const RESTING_ON = {
  name: 'accounts.break_glass_resting_on',
  text: `SELECT b.* FROM break_glass_approvals a
      JOIN break_glass b ON b.person_id = a.person_id AND b.request_id = a.request_id
    WHERE a.approver_id = $1 AND b.closed_at_ms IS NULL`,
};
const OVER = {
  name: 'accounts.break_glass_over',
  text: `SELECT person_id, request_id FROM break_glass
    WHERE closed_at_ms IS NULL AND coalesce(ends_at_ms, expires_at_ms) <= $1 LIMIT $2`,
};

export interface BreakGlassDeps extends RecordDeps, TurnDeps {
  database: Database;
  region: string;
}

export class BreakGlassDesk {
  readonly #deps: BreakGlassDeps;
  readonly #turns: BreakGlassTurns;

  constructor(deps: BreakGlassDeps) {
    this.#deps = deps;
    this.#turns = new BreakGlassTurns(deps);
  }

  /** @returns the new request's id. @throws `auth.forbidden`, `break_glass.held`, `break_glass.too_many`. */
  async ask(caller: Caller, { role, reason }: BreakGlassBody): Promise<string> {
    const { database, clock, ids, random, region } = this.#deps;
    const standing = standingRoles(caller);
    if (standing.length === 0)
      throw problem('auth.forbidden', 'Only people with a role of their own can ask for another.');
    if (standing.includes(role) || standing.includes('admin'))
      throw problem('break_glass.held', 'You hold this role already.');
    const requestedAtMs = clock.nowMs();
    const row = {
      person_id: caller.personId,
      request_id: ids.next(),
      role,
      reason,
      salt: Buffer.from(random.bytes(SALT_BYTES)),
      requested_at_ms: requestedAtMs,
      expires_at_ms: requestedAtMs + BREAK_GLASS_WAIT_MS,
    };
    await database.transaction(async (tx) => {
      await lockPerson(tx, caller.personId);
      if ((await this.#unclosed(tx, caller.personId)).length >= UNCLOSED_MAX)
        throw problem('break_glass.too_many', `${UNCLOSED_MAX} requests are open; end one first.`);
      await tx
        .tables<AccountsTables>()
        .insertInto('break_glass')
        .values({ ...row, digest: digestOf(row, region) })
        .execute();
      await this.#turns.tell(tx, row, 'asked', { role });
    });
    return row.request_id;
  }

  /**
   * One of two. The last one opens the role for an hour.
   *
   * @param digest of what was read, hexadecimal.
   * @returns whether the role is open now.
   * @throws `break_glass.*` for what cannot be agreed to, `auth.forbidden` for who may not agree.
   */
  async approve(caller: Caller, id: string, digest: string): Promise<boolean> {
    const { database, clock } = this.#deps;
    if (!mayApprove(caller)) throw mayNotApprove();
    const opened = await database.transaction(async (tx) => {
      const row = await this.#locked(tx, id, caller.personId);
      if (row.person_id === caller.personId)
        throw problem('break_glass.own', 'Nobody agrees to their own request.');
      if (stateOf(row, clock.nowMs()) !== 'waiting') throw over();
      if (row.digest.toString('hex') !== digest)
        throw problem('break_glass.digest', 'This is not what is asked; read it again.');
      const holders = await this.#holders(tx, [caller.personId, row.person_id]);
      if (!holders.approvers.has(caller.personId)) throw mayNotApprove();
      // Who was dismissed, or has no role any more, asks for nothing.
      if (!holders.anyRole.has(row.person_id)) throw over();
      const [added] = await tx
        .tables<AccountsTables>()
        .insertInto('break_glass_approvals')
        .values({
          person_id: row.person_id,
          request_id: id,
          approver_id: caller.personId,
          digest: row.digest,
          at_ms: clock.nowMs(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('approver_id')
        .execute();
      if (added === undefined)
        throw problem('break_glass.approved', 'You have agreed already; somebody else must too.');
      await this.#turns.tell(tx, row, 'approved', { by: caller.personId });
      return (await this.#agreed(tx, row)) && (await this.#turns.open(tx, row));
    });
    if (opened) await this.#changedBy(id);
    return opened;
  }

  /** One no is enough. @throws `break_glass.own`, `break_glass.over`, `auth.forbidden`. */
  async refuse(caller: Caller, id: string, reason: string): Promise<void> {
    if (!mayApprove(caller)) throw mayNotApprove();
    await this.#deps.database.transaction(async (tx) => {
      const row = await this.#locked(tx, id, caller.personId);
      if (row.person_id === caller.personId)
        throw problem('break_glass.own', 'Take your own request back instead.');
      if (stateOf(row, this.#deps.clock.nowMs()) !== 'waiting') throw over();
      await this.#turns.close(tx, row, 'refused', caller.personId, reason);
    });
  }

  /** Takes a request back, or ends the role before the hour is up: by its holder or by who may approve. */
  async end(caller: Caller, id: string): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const row = await this.#locked(tx, id, caller.personId);
      const own = row.person_id === caller.personId;
      if (!own && !mayApprove(caller)) throw mayNotApprove();
      const state = stateOf(row, this.#deps.clock.nowMs());
      if (state !== 'waiting' && state !== 'open') throw over();
      if (state === 'waiting' && !own) throw problem('auth.forbidden', 'Refuse it instead.');
      await this.#turns.close(tx, row, state === 'open' ? 'ended' : 'withdrawn', caller.personId);
    });
  }

  /**
   * Logs a request under lent roles, before it is handled.
   *
   * @returns the caller with those lent roles that still hold; the same object for anybody without. Cost: none for them,
   * else one short write a lent role.
   */
  async enter(caller: Caller, route: string): Promise<Caller> {
    if (caller.breakGlass === undefined) return caller;
    const { database, clock } = this.#deps;
    const held = [];
    for (const lent of caller.breakGlass) {
      const of = { personId: caller.personId, id: lent.id, route, nowMs: clock.nowMs() };
      if (await logUse(database, { ...of, usesMax: BREAK_GLASS_USES_MAX })) held.push(lent);
      else await this.#closeFull(caller.personId, lent.id);
    }
    if (held.length === caller.breakGlass.length) return caller;
    this.#deps.changed(caller.personId);
    const { breakGlass: _, ...rest } = caller;
    const roles = [...standingRoles(caller), ...held.map(({ role }) => role)];
    return Object.freeze({ ...rest, roles, ...(held.length === 0 ? {} : { breakGlass: held }) });
  }

  /** Ends all that a dismissed person asked for, and all that rests on their yes. In the dismissal's transaction. */
  async endFor(tx: Tx, personId: string): Promise<{ breakGlass: number; approvals: number }> {
    const own = await this.#unclosed(tx, personId);
    for (const row of own) await this.#turns.close(tx, row, 'dismissed');
    const resting = await tx.query<BreakGlassRow>(RESTING_ON, [personId]);
    for (const found of resting) {
      const row = await lockRequest(tx, found.person_id, found.request_id);
      if (row === undefined || row.closed_how !== null) continue;
      if (row.ends_at_ms !== null) await this.#turns.close(tx, row, 'dismissed');
      else await this.#turns.dropApproval(tx, row, personId);
    }
    return { breakGlass: own.length, approvals: resting.length };
  }

  /** Writes down what the clock has ended. @returns how many. */
  async sweep(): Promise<number> {
    const { database, clock } = this.#deps;
    const rows = await database.query<BreakGlassRow>(OVER, [clock.nowMs(), SWEPT_MAX]);
    for (const { person_id, request_id } of rows) {
      await database.transaction(async (tx) => {
        const row = await lockRequest(tx, person_id, request_id);
        if (row === undefined || row.closed_how !== null) return;
        const state = stateOf(row, clock.nowMs());
        if (state === 'over' || state === 'expired') await this.#turns.close(tx, row, state);
      });
    }
    return rows.length;
  }

  // Persons are locked before requests, here and at a dismissal, and in the order of their ids: nobody waits in a circle.
  async #locked(tx: Tx, id: string, callerId: string): Promise<BreakGlassRow> {
    const found = await requestById(tx, id);
    if (found === undefined) throw problem('break_glass.not_found', 'There is no such request.');
    for (const personId of [...new Set([found.person_id, callerId])].toSorted()) {
      const person = await lockPerson(tx, personId);
      if (person === undefined || !isAccount(person)) throw over();
    }
    const row = await lockRequest(tx, found.person_id, id);
    if (row === undefined) throw problem('break_glass.not_found', 'There is no such request.');
    return row;
  }

  async #unclosed(tx: Tx, personId: string): Promise<BreakGlassRow[]> {
    const { clock } = this.#deps;
    const rows = await tx.query<BreakGlassRow>(UNCLOSED, [personId]);
    return rows.filter((row) => ['waiting', 'open'].includes(stateOf(row, clock.nowMs())));
  }

  // Asked of the database at that moment: a cached role could have ended.
  async #holders(
    tx: Tx,
    personIds: readonly string[],
  ): Promise<{ approvers: ReadonlySet<string>; anyRole: ReadonlySet<string> }> {
    const rows = await tx.query<{ person_id: string; role: Role }>(ROLES_NOW, [
      [...personIds],
      this.#deps.region,
    ]);
    const approving = rows.filter(({ role }) => BREAK_GLASS_APPROVERS.includes(role));
    return {
      approvers: new Set(approving.map((row) => row.person_id)),
      anyRole: new Set(rows.map((row) => row.person_id)),
    };
  }

  // Counts only yeses to exactly this request, of others, who may still give them.
  async #agreed(tx: Tx, row: BreakGlassRow): Promise<boolean> {
    const approvals = (await approversOf(tx, [row])).get(row.request_id) ?? [];
    const valid = approvals.filter(
      ({ approverId, digest }) => digest.equals(row.digest) && approverId !== row.person_id,
    );
    const { approvers } = await this.#holders(
      tx,
      valid.map(({ approverId }) => approverId),
    );
    return approvers.size >= BREAK_GLASS_APPROVALS;
  }

  async #closeFull(personId: string, id: string): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const row = await lockRequest(tx, personId, id);
      if (row === undefined || row.uses < BREAK_GLASS_USES_MAX) return;
      if (stateOf(row, this.#deps.clock.nowMs()) === 'open')
        await this.#turns.close(tx, row, 'full');
    });
  }

  async #changedBy(id: string): Promise<void> {
    const row = await requestById(this.#deps.database, id);
    if (row !== undefined) this.#deps.changed(row.person_id);
  }
}

function over(): Error {
  return problem('break_glass.over', 'This request is over; ask anew if it is still needed.');
}

function mayNotApprove(): Error {
  return problem(
    'auth.forbidden',
    `Only people who hold one of the roles ${BREAK_GLASS_APPROVERS.join(', ')} decide here.`,
  );
}
