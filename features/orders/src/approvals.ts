// Acts that wait for a second person. An approval is for exactly one digest, for one day, and for once.

import type { OrderDoubleAct } from '@jhalak/contracts/orders';
import { problem } from '@jhalak/contracts';
import { HOUR_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';
import { approvalDigest } from './commitments.ts';
import type { FullOrder, StoredApproval } from './store.ts';
import type { WordsSeal } from './words-seal.ts';

/** Whoever finds an older one asks anew: what it is about was read by nobody for a day. */
const APPROVAL_LIFE_MS = 24 * HOUR_MS;

interface ApprovalRow {
  approval_id: string;
  order_id: string;
  act: OrderDoubleAct;
  digest: string;
  asked_by: string;
  asked_at_ms: number;
  expires_at_ms: number;
  note: Buffer | null;
  state: StoredApproval['state'];
}

const COLUMNS =
  'approval_id, order_id, act, digest, asked_by, asked_at_ms, expires_at_ms, note, state';

export class Approvals {
  readonly #deps: { clock: Clock; ids: Ids; seal: WordsSeal };

  constructor(deps: { clock: Clock; ids: Ids; seal: WordsSeal }) {
    this.#deps = deps;
  }

  /** Asks a second person for an act. What was asked for before of the same act is void. */
  async ask(
    tx: Tx,
    full: FullOrder,
    act: OrderDoubleAct,
    personId: string,
    note: string,
  ): Promise<StoredApproval> {
    const { clock, ids, seal } = this.#deps;
    const { orderId } = full.order;
    await tx.query(
      {
        name: 'orders.void_asked',
        text: `UPDATE order_approvals SET state = 'void' WHERE order_id = $1 AND act = $2 AND state = 'open'`,
      },
      [orderId, act],
    );
    const nowMs = clock.nowMs();
    const approval: StoredApproval = {
      approvalId: ids.next(),
      orderId,
      act,
      digest: approvalDigest(full.order, full.contentDigest, act, note),
      askedBy: personId,
      askedAtMs: nowMs,
      expiresAtMs: nowMs + APPROVAL_LIFE_MS,
      note,
      state: 'open',
    };
    await tx.query(
      {
        name: 'orders.ask',
        text: `INSERT INTO order_approvals (order_id, approval_id, act, digest, asked_by, asked_at_ms, expires_at_ms, note, state)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open')`,
      },
      [
        orderId,
        approval.approvalId,
        act,
        approval.digest,
        personId,
        nowMs,
        approval.expiresAtMs,
        note === '' ? null : seal.seal(place(approval.approvalId), note),
      ],
    );
    return approval;
  }

  /**
   * Takes an approval, once. The order is held by the transaction, so that two of us cannot take the same one.
   *
   * @throws `order.not_found`, `order.approval_over`, `order.second_person`, `order.approval_digest`.
   */
  async take(
    tx: Tx,
    full: FullOrder,
    approvalId: string,
    by: { personId: string; digest: string },
  ): Promise<StoredApproval> {
    const approval = await this.#lock(tx, full.order.orderId, approvalId);
    if (approval === undefined) throw problem('order.not_found', 'There is no such approval.');
    const nowMs = this.#deps.clock.nowMs();
    if (approval.state !== 'open' || nowMs >= approval.expiresAtMs || nowMs < approval.askedAtMs)
      throw over();
    const enterer = approval.act === 'release' ? full.order.enteredBy : undefined;
    if (by.personId === approval.askedBy || by.personId === enterer) {
      throw problem(
        'order.second_person',
        'Another officer must approve this: you entered it or asked for it.',
      );
    }
    const now = approvalDigest(full.order, full.contentDigest, approval.act, approval.note);
    if (by.digest !== approval.digest) {
      throw problem(
        'order.approval_digest',
        'What you approve is not what is asked. Read the order again.',
      );
    }
    if (now !== approval.digest) throw over();
    await tx.query(
      {
        name: 'orders.take_approval',
        text: `UPDATE order_approvals SET state = 'used', approved_by = $3, decided_at_ms = $4
          WHERE order_id = $1 AND approval_id = $2`,
      },
      [full.order.orderId, approvalId, by.personId, nowMs],
    );
    return approval;
  }

  async #lock(tx: Tx, orderId: string, approvalId: string): Promise<StoredApproval | undefined> {
    const [row] = await tx.query<ApprovalRow>(
      {
        name: 'orders.lock_approval',
        text: `SELECT ${COLUMNS} FROM order_approvals WHERE order_id = $1 AND approval_id = $2 FOR UPDATE`,
      },
      [orderId, approvalId],
    );
    return row === undefined ? undefined : this.#fromRow(row);
  }

  /** @returns what waits of these orders now. */
  async open(on: Queries, orderIds: readonly string[]): Promise<StoredApproval[]> {
    const rows = await on.query<ApprovalRow>(
      {
        name: 'orders.open_approvals',
        text: `SELECT ${COLUMNS} FROM order_approvals
          WHERE order_id = ANY($1::uuid[]) AND state = 'open' AND expires_at_ms > $2 ORDER BY approval_id`,
      },
      [orderIds, this.#deps.clock.nowMs()],
    );
    return rows.map((row) => this.#fromRow(row));
  }

  /** What a dismissed person asked for is void. @returns how many. */
  async endAccess(tx: Tx, personId: string): Promise<number> {
    const rows = await tx.query(
      {
        name: 'orders.void_of_person',
        text: `UPDATE order_approvals SET state = 'void' WHERE asked_by = $1 AND state = 'open' RETURNING approval_id`,
      },
      [personId],
    );
    return rows.length;
  }

  #fromRow(row: ApprovalRow): StoredApproval {
    return {
      approvalId: row.approval_id,
      orderId: row.order_id,
      act: row.act,
      digest: row.digest,
      askedBy: row.asked_by,
      askedAtMs: row.asked_at_ms,
      expiresAtMs: row.expires_at_ms,
      note: row.note === null ? '' : this.#deps.seal.open<string>(place(row.approval_id), row.note),
      state: row.state,
    };
  }
}

const place = (approvalId: string): string => `order_approvals.note/${approvalId}`;

function over(): Error {
  return problem(
    'order.approval_over',
    'This approval was used, is too old, or the order has changed since. Ask for it anew.',
  );
}
