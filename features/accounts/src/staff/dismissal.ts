// Dismissal: one act, one transaction. When it is committed, nothing that the person held opens anything any more.

import { problem, type Role } from '@jhalak/contracts';
import type { Dismissal } from '@jhalak/contracts/staff';
import type { Database, Feature, Journal } from '@jhalak/ports';
import type { Callers } from '../callers.ts';
import { lockPerson } from '../persons-store.ts';
import { isAccount } from '../present.ts';
import type { BreakGlassDesk } from './break-glass.ts';
import { recordAct, type RecordDeps } from './staff-record.ts';

const END_ROLES = {
  name: 'accounts.roles_end_all',
  text: 'DELETE FROM roles WHERE person_id = $1 RETURNING role, organisation',
};
const COUNT_SESSIONS = {
  name: 'accounts.sessions_count',
  text: 'SELECT count(*)::int AS count FROM sessions WHERE person_id = $1 AND expires_at_ms > $2',
};

export interface DismissalDeps extends RecordDeps {
  database: Database;
  journal: Journal;
  callers: Callers;
  breakGlass: BreakGlassDesk;
  /** Every feature that holds access of its own. Asked at each dismissal, because they are made after this one. */
  holders: () => readonly Pick<Feature, 'endAccess'>[];
  changed: (personId: string) => void;
}

export interface DismissalOrder {
  personId: string;
  /** Absent when the operator does it by command. */
  by?: string;
  reason: string;
  /** Asked inside the transaction, about the roles that the person holds at that moment. @throws to refuse. */
  check?: (held: readonly Role[]) => void;
}

/**
 * Ends every role, session and lent role, approvals that wait, and what other features hold. The account itself stays: its
 * owner may sign in again as anybody may, with no role.
 *
 * @returns how much was ended. Doing it again ends what has come since. @throws `person.not_found`.
 */
export async function dismiss(deps: DismissalDeps, order: DismissalOrder): Promise<Dismissal> {
  const { database, journal, clock, callers, breakGlass } = deps;
  const { personId, by, reason } = order;
  const ended = await database.transaction(async (tx) => {
    const person = await lockPerson(tx, personId);
    if (person === undefined || !isAccount(person))
      throw problem('person.not_found', 'Nobody signed up by this id.');
    const roles = await tx.query<{ role: Role; organisation: string }>(END_ROLES, [personId]);
    order.check?.(roles.map(({ role }) => role));
    const [sessions] = await tx.query<{ count: number }>(COUNT_SESSIONS, [personId, clock.nowMs()]);
    await callers.endAll(tx, personId);
    const counts: Record<string, number> = {
      roles: roles.length,
      sessions: sessions?.count ?? 0,
      ...(await breakGlass.endFor(tx, personId)),
    };
    for (const holder of deps.holders()) {
      // Two features may count the same kind of thing.
      for (const [name, count] of Object.entries((await holder.endAccess?.(tx, personId)) ?? {}))
        counts[name] = (counts[name] ?? 0) + count;
    }
    for (const { role, organisation } of roles)
      await recordAct(tx, deps, { action: 'ended', personId, role, organisation, by, reason });
    await recordAct(tx, deps, { action: 'dismissed', personId, by, reason, counts });
    await journal.append(tx, [
      {
        stream: 'accounts.role',
        key: personId,
        type: 'dismissed',
        row: { table: 'roles', key: personId },
        facts: { ...counts, ...(by === undefined ? {} : { by }) },
        subject: personId,
      },
    ]);
    return counts;
  });
  deps.changed(personId);
  return { atMs: clock.nowMs(), ended };
}
