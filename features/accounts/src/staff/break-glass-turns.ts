// What can happen to a request: each turn changes its row, and tells the journal and the public log in the same transaction.

import { BREAK_GLASS_OPEN_MS, type BreakGlassState } from '@jhalak/contracts/staff';
import type { Clock } from '@jhalak/kernel';
import type { BorderLog, Journal, JsonObject, Tx } from '@jhalak/ports';
import type { AccountsTables } from '../tables.ts';
import type { BreakGlassRow } from './break-glass-store.ts';

/** How a request came to its end. */
type ClosedHow = Exclude<BreakGlassState, 'waiting' | 'open'>;

export interface TurnDeps {
  journal: Journal;
  clock: Clock;
  border: BorderLog;
  /** Called after a person's roles changed. */
  changed: (personId: string) => void;
}

export class BreakGlassTurns {
  readonly #deps: TurnDeps;

  constructor(deps: TurnDeps) {
    this.#deps = deps;
  }

  /** Lends the role from now on. */
  async open(tx: Tx, row: BreakGlassRow): Promise<true> {
    const { clock, border } = this.#deps;
    const fromMs = clock.nowMs();
    const untilMs = fromMs + BREAK_GLASS_OPEN_MS;
    await this.#set(tx, row, { opened_at_ms: fromMs, ends_at_ms: untilMs });
    await this.tell(tx, row, 'opened', { role: row.role, untilMs });
    await border.append(tx, {
      kind: 'break_glass',
      act: 'staff.break_glass_opened',
      subject: row.request_id,
      digest: row.digest.toString('hex'),
      codes: [row.role],
      fromMs,
      untilMs,
    });
    return true;
  }

  /** Ends a request, open or not; the public log hears of those that were open. */
  async close(
    tx: Tx,
    row: BreakGlassRow,
    how: ClosedHow,
    by: string | null = null,
    reason: string | null = null,
  ): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    const atMs = how === 'over' && row.ends_at_ms !== null ? row.ends_at_ms : nowMs;
    await this.#set(tx, row, {
      closed_at_ms: atMs,
      closed_how: how,
      closed_by: by,
      closed_reason: reason,
    });
    await this.tell(tx, row, 'closed', { how, ...(by === null ? {} : { by }) });
    tx.afterCommit(() => this.#deps.changed(row.person_id));
    if (row.opened_at_ms === null) return;
    await this.#deps.border.append(tx, {
      kind: 'break_glass',
      act: 'staff.break_glass_closed',
      subject: row.request_id,
      digest: row.digest.toString('hex'),
      codes: [row.role, how],
      counts: { uses: row.uses },
      fromMs: row.opened_at_ms,
      untilMs: atMs,
    });
  }

  /** Takes back a yes of somebody who left. */
  async dropApproval(tx: Tx, row: BreakGlassRow, approverId: string): Promise<void> {
    await tx
      .tables<AccountsTables>()
      .deleteFrom('break_glass_approvals')
      .where('person_id', '=', row.person_id)
      .where('request_id', '=', row.request_id)
      .where('approver_id', '=', approverId)
      .execute();
    await this.tell(tx, row, 'approval_ended', { by: approverId });
  }

  async #set(
    tx: Tx,
    row: BreakGlassRow,
    changes: Partial<Omit<BreakGlassRow, 'person_id' | 'request_id'>>,
  ): Promise<void> {
    await tx
      .tables<AccountsTables>()
      .updateTable('break_glass')
      .set(changes)
      .where('person_id', '=', row.person_id)
      .where('request_id', '=', row.request_id)
      .execute();
  }

  /** Appends to the journal. */
  async tell(
    tx: Tx,
    row: Pick<BreakGlassRow, 'person_id' | 'request_id'>,
    type: string,
    facts: JsonObject,
  ): Promise<void> {
    await this.#deps.journal.append(tx, [
      {
        stream: 'accounts.break_glass',
        key: row.person_id,
        type,
        row: { table: 'break_glass', key: row.request_id },
        facts,
        subject: row.person_id,
      },
    ]);
  }
}
