// Notices, choices and what came of them, as rows.

import type { HandoverChoiceName, HandoverNotice } from '@jhalak/contracts/handover-notice';
import type { Queries, Tx } from '@jhalak/ports';

/** A notice that counts: its deal is open, on the seller's machine. */
export interface LiveNotice {
  notice: HandoverNotice;
  /** Whom it names. */
  bidder: string;
  /** Of the deal, as it stands. */
  head: string;
}

/** What people chose. */
export interface ChoiceCounts {
  /** To whom the notice was shown while they could choose. */
  told: number;
  stay: number;
  export: number;
  erase: number;
  object: number;
}

/** The same, counted at the deadline. */
export interface Settlement extends ChoiceCounts {
  version: number;
  begunAtMs: number;
  /** Undefined until everybody who leaves is erased. */
  settledAtMs: number | undefined;
}

/** One person's row. */
export interface KeptChoice {
  version: number;
  choice: HandoverChoiceName | null;
  chosen_at_ms: number | null;
}

const LIVE = {
  name: 'handover.notice_live',
  text: `SELECT n.body, n.bidder, d.head FROM handover_notices n JOIN handover_deals d USING (deal_id)
    WHERE d.side = 'seller' AND d.step NOT IN ('closed', 'aborted')
    ORDER BY n.deal_id DESC, n.version DESC LIMIT 1`,
};
const VERSION = {
  name: 'handover.notice_version',
  text: 'SELECT max(version) AS version FROM handover_notices WHERE deal_id = $1',
};
const PUBLISH = {
  name: 'handover.notice_publish',
  text: `INSERT INTO handover_notices (deal_id, version, bidder, body, published_at_ms, deadline_ms)
    VALUES ($1, $2, $3, $4, $5, $6)`,
};
/** Choices share it, the count at the deadline holds it alone: none comes behind the count. */
const SHARE = {
  name: 'handover.notice_share',
  text: 'SELECT version FROM handover_notices WHERE deal_id = $1 AND version = 1 FOR SHARE',
};
const HOLD = {
  name: 'handover.notice_hold',
  text: 'SELECT version FROM handover_notices WHERE deal_id = $1 AND version = 1 FOR UPDATE',
};
const CHOICE = {
  name: 'handover.choice',
  text: 'SELECT version, choice, chosen_at_ms FROM handover_choices WHERE person_id = $1 AND deal_id = $2',
};
const TELL = {
  name: 'handover.choice_told',
  text: `INSERT INTO handover_choices (person_id, deal_id, version, told_at_ms) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING person_id`,
};
const CHOOSE = {
  name: 'handover.choose',
  text: `INSERT INTO handover_choices (person_id, deal_id, version, told_at_ms, choice, chosen_at_ms)
    VALUES ($1, $2, $3, $4, $5, $4) ON CONFLICT (person_id, deal_id)
    DO UPDATE SET version = $3, choice = $5, chosen_at_ms = $4`,
};
const COUNT = {
  name: 'handover.settle',
  text: `INSERT INTO handover_settlements (deal_id, version, begun_at_ms, told, stay, export, erase, object)
    SELECT $1, $2, $3, count(*), count(*) FILTER (WHERE choice = 'stay'), count(*) FILTER (WHERE choice = 'export'),
      count(*) FILTER (WHERE choice = 'erase'), count(*) FILTER (WHERE choice = 'object')
    FROM handover_choices WHERE deal_id = $1 ON CONFLICT DO NOTHING RETURNING deal_id`,
};
const COUNTS = {
  name: 'handover.choice_counts',
  text: `SELECT count(*)::int AS told, count(*) FILTER (WHERE choice = 'stay')::int AS stay,
      count(*) FILTER (WHERE choice = 'export')::int AS export, count(*) FILTER (WHERE choice = 'erase')::int AS erase,
      count(*) FILTER (WHERE choice = 'object')::int AS object
    FROM handover_choices WHERE deal_id = $1`,
};
const SETTLEMENT = {
  name: 'handover.settlement',
  text: `SELECT version, begun_at_ms, settled_at_ms, told, stay, export, erase, object
    FROM handover_settlements WHERE deal_id = $1`,
};
const SETTLED = {
  name: 'handover.settled',
  text: `UPDATE handover_settlements SET settled_at_ms = $2 WHERE deal_id = $1 AND settled_at_ms IS NULL RETURNING deal_id`,
};
const LEAVING = {
  name: 'handover.leaving',
  text: `SELECT person_id FROM handover_choices WHERE deal_id = $1 AND choice IN ('erase', 'object') AND person_id > $2
    ORDER BY person_id LIMIT $3`,
};
const FORGET = {
  name: 'handover.choice_forget',
  text: 'DELETE FROM handover_choices WHERE person_id = $1 AND deal_id = $2',
};

/** @returns the notice that people see; undefined where there is none. Cost: one short query. */
export async function liveNotice(on: Queries): Promise<LiveNotice | undefined> {
  const [row] = await on.query<{ body: string; bidder: string; head: string }>(LIVE);
  if (row === undefined) return undefined;
  return { notice: JSON.parse(row.body) as HandoverNotice, bidder: row.bidder, head: row.head };
}

/** @returns of the last notice of a deal; 0 where there is none. */
export async function lastVersion(on: Queries, dealId: string): Promise<number> {
  const [row] = await on.query<{ version: number | null }>(VERSION, [dealId]);
  return row?.version ?? 0;
}

export async function keepNotice(
  tx: Tx,
  notice: HandoverNotice,
  bidder: string,
  body: string,
): Promise<void> {
  const { deal, version, publishedAtMs, deadlineMs } = notice;
  await tx.query(PUBLISH, [deal, version, bidder, body, publishedAtMs, deadlineMs]);
}

/** Keeps the count away until the transaction ends. */
export async function shareNotice(tx: Tx, dealId: string): Promise<void> {
  await tx.query(SHARE, [dealId]);
}

export async function readChoice(
  on: Queries,
  personId: string,
  dealId: string,
): Promise<KeptChoice | undefined> {
  const [row] = await on.query<KeptChoice>(CHOICE, [personId, dealId]);
  return row;
}

/** @returns whether it is news to the person. */
export async function keepTold(
  tx: Tx,
  personId: string,
  { deal, version }: HandoverNotice,
  atMs: number,
): Promise<boolean> {
  return (await tx.query(TELL, [personId, deal, version, atMs])).length > 0;
}

export async function keepChoice(
  tx: Tx,
  personId: string,
  { deal, version }: HandoverNotice,
  choice: HandoverChoiceName,
  atMs: number,
): Promise<void> {
  await tx.query(CHOOSE, [personId, deal, version, atMs, choice]);
}

/** Counts once; later calls change nothing. @returns whether this was the first. */
export async function countChoices(
  tx: Tx,
  { deal, version }: HandoverNotice,
  atMs: number,
): Promise<boolean> {
  await tx.query(HOLD, [deal]);
  return (await tx.query(COUNT, [deal, version, atMs])).length > 0;
}

/** @returns what people chose so far. Who was erased since the count is in it no more. Cost: a row a person who was told. */
export async function readCounts(on: Queries, dealId: string): Promise<ChoiceCounts> {
  const [counts] = await on.query<ChoiceCounts>(COUNTS, [dealId]);
  if (counts === undefined) throw new Error('an aggregate has a row');
  return counts;
}

export async function readSettlement(on: Queries, dealId: string): Promise<Settlement | undefined> {
  const [row] = await on.query<
    Omit<Settlement, 'begunAtMs' | 'settledAtMs'> & {
      begun_at_ms: number;
      settled_at_ms: number | null;
    }
  >(SETTLEMENT, [dealId]);
  if (row === undefined) return undefined;
  const { begun_at_ms: begunAtMs, settled_at_ms: settledAtMs, ...counts } = row;
  return { ...counts, begunAtMs, settledAtMs: settledAtMs ?? undefined };
}

/** @returns whether it was not settled before. */
export async function markSettled(tx: Tx, dealId: string, atMs: number): Promise<boolean> {
  return (await tx.query(SETTLED, [dealId, atMs])).length > 0;
}

/** @returns ids of people who leave, behind one, in order. */
export async function leavingPeople(
  on: Queries,
  dealId: string,
  after: string,
  max: number,
): Promise<string[]> {
  const rows = await on.query<{ person_id: string }>(LEAVING, [dealId, after, max]);
  return rows.map(({ person_id: personId }) => personId);
}

/** For somebody who is gone already. */
export async function forgetChoice(on: Queries, personId: string, dealId: string): Promise<void> {
  await on.query(FORGET, [personId, dealId]);
}
