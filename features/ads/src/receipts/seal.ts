// Seals receipts: every minute one tree over all that are not in one yet, and its root into the public log, in one transaction.
// From then on no receipt can be changed, left out or added without everybody seeing it.

import { DAY_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { BorderLog, Database, Journal, Tx } from '@jhalak/ports';
import { BATCH_RECEIPTS_MAX, DIGEST_BYTES, rootOf } from './batch-tree.ts';

/** Of one run: a million receipts, the minute of a cell with 17,000 auctions a second. */
const BATCHES_PER_RUN_MAX = 64;
/** Long enough for a quarter's invoices to be disputed, and short enough to be paid for: 2.7 GB a day for ten million. */
const RECEIPTS_KEPT_DAYS = 180;
/** Rows deleted by one sweep. */
const ROWS_MAX = 5_000;

export interface SealDeps {
  database: Database;
  journal: Journal;
  log: BorderLog;
  clock: Clock;
  ids: Ids;
}

interface OpenRow {
  row_id: string;
  digests: Buffer;
  kept_at_ms: number;
}

/** @returns how many batches it sealed. Two at once are safe: the later one finds the rows taken and leaves them. */
export async function sealReceipts(deps: SealDeps): Promise<number> {
  let sealed = 0;
  try {
    while (sealed < BATCHES_PER_RUN_MAX) {
      if (!(await deps.database.transaction(async (tx) => await sealBatch(deps, tx)))) break;
      sealed += 1;
    }
  } catch (error) {
    // Nothing was written; what the other left is taken by the next run.
    if (!(error instanceof TakenElsewhere)) throw error;
  }
  return sealed;
}

/** Another program seals these at this moment: this transaction must not stand. */
class TakenElsewhere extends Error {}

async function sealBatch({ log, journal, clock, ids }: SealDeps, tx: Tx): Promise<boolean> {
  const rows = fitting(
    await tx.query<OpenRow>(
      {
        name: 'ads.open_receipts',
        text: `SELECT row_id, digests, kept_at_ms FROM ad_receipt_rows WHERE batch_id IS NULL
          ORDER BY kept_at_ms, row_id LIMIT ${BATCH_RECEIPTS_MAX}`,
      },
      [],
    ),
  );
  if (rows.length === 0) return false;
  const batch = ids.next();
  const receipts = rows.reduce((sum, row) => sum + countOf(row), 0);
  if ((await take(tx, batch, rows)) !== rows.length) throw new TakenElsewhere();
  const root = rootOf(rows.flatMap(digestsOf));
  const fromMs = rows[0]?.kept_at_ms ?? 0;
  const untilMs = rows.at(-1)?.kept_at_ms ?? fromMs;
  const entryId = await log.append(tx, {
    ...{ kind: 'auction', act: 'auctions.sealed', subject: batch },
    ...{ digest: Buffer.from(root).toString('hex'), counts: { receipts }, fromMs, untilMs },
  });
  await tx.query(
    {
      name: 'ads.seal_receipts',
      text: `INSERT INTO ad_receipt_batches (batch_id, receipts, root, from_ms, until_ms, sealed_at_ms, entry_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    },
    [batch, receipts, Buffer.from(root), fromMs, untilMs, clock.nowMs(), entryId],
  );
  await journal.append(tx, [
    {
      ...{
        stream: 'ads.receipts',
        key: batch,
        type: 'sealed',
        facts: { batch, receipts, entryId },
      },
      row: { table: 'ad_receipt_batches', key: batch },
    },
  ]);
  return true;
}

/** As many from the front as one batch holds. */
function fitting(rows: readonly OpenRow[]): OpenRow[] {
  let receipts = 0;
  return rows.filter((row) => (receipts += countOf(row)) <= BATCH_RECEIPTS_MAX);
}

async function take(tx: Tx, batch: string, rows: readonly OpenRow[]): Promise<number> {
  let next = 0;
  const firsts = rows.map((row) => (next += countOf(row)) - countOf(row));
  const taken = await tx.query(
    {
      name: 'ads.take_receipts',
      text: `UPDATE ad_receipt_rows r SET batch_id = $1, first_index = x.first_index
        FROM unnest($2::uuid[], $3::int[]) AS x (row_id, first_index)
        WHERE r.row_id = x.row_id AND r.batch_id IS NULL RETURNING r.row_id`,
    },
    [batch, rows.map(({ row_id }) => row_id), firsts],
  );
  return taken.length;
}

function countOf({ digests }: Pick<OpenRow, 'digests'>): number {
  return digests.length / DIGEST_BYTES;
}

/** @returns the digests of a row, in their order. */
export function digestsOf({ digests }: Pick<OpenRow, 'digests'>): Buffer[] {
  return Array.from({ length: countOf({ digests }) }, (_one, at) =>
    digests.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES),
  );
}

/** Deletes receipts and batches that are older than they are kept. The log's entries stay. */
export async function forgetReceipts({
  database,
  clock,
}: Pick<SealDeps, 'database' | 'clock'>): Promise<number> {
  const before = clock.nowMs() - RECEIPTS_KEPT_DAYS * DAY_MS;
  const rows = await database.query(
    {
      name: 'ads.forget_receipts',
      text: `DELETE FROM ad_receipt_rows WHERE row_id IN (SELECT row_id FROM ad_receipt_rows
        WHERE kept_at_ms < $1 AND batch_id IS NOT NULL LIMIT $2) RETURNING row_id`,
    },
    [before, ROWS_MAX],
  );
  const batches = await database.query(
    {
      name: 'ads.forget_receipt_batches',
      text: `DELETE FROM ad_receipt_batches WHERE batch_id IN
        (SELECT batch_id FROM ad_receipt_batches WHERE sealed_at_ms < $1 LIMIT $2) RETURNING batch_id`,
    },
    [before, ROWS_MAX],
  );
  return rows.length + batches.length;
}
