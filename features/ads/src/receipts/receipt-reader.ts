// Finds receipts and what proves them. Everything here is for auditors, and nothing of it is believed by them.

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { problem } from '@jhalak/contracts';
import type { ReceiptBatchPage, ReceiptFile, ReceiptIdPage } from '@jhalak/contracts/ad-reports';
import type { Database } from '@jhalak/ports';
import { cursorOf, ID_CURSOR, readCursor } from '../cursor.ts';
import { pathOf } from './batch-tree.ts';
import { RECEIPT_BYTES_MAX } from './receipt-text.ts';
import { digestsOf } from './seal.ts';

/** A row of the largest receipts. */
const BODY_BYTES_MAX = 256 * (RECEIPT_BYTES_MAX + 1);

const gunzipped = promisify(gunzip);

interface ReaderDeps {
  database: Database;
  /** An entry of the public log with its proof, as a file of C2SP tlog-proof; undefined until it is under a checkpoint. */
  entryProof: (entryId: string) => Promise<string | undefined>;
}

interface BatchRow {
  batch_id: string;
  receipts: number;
  root: Buffer;
  from_ms: number;
  until_ms: number;
  sealed_at_ms: number;
  entry_id: string;
}

interface FoundRow {
  ids: string[];
  body: Buffer;
  batch_id: string | null;
  first_index: number | null;
}

interface Page {
  limit: number;
  cursor?: string | undefined;
}

const BATCH = `SELECT batch_id, receipts, root, from_ms, until_ms, sealed_at_ms, entry_id FROM ad_receipt_batches`;

/** @returns batches, the newest first. @throws `cursor.invalid`. */
export async function listBatches({ database }: ReaderDeps, page: Page): Promise<ReceiptBatchPage> {
  const [below = 'ffffffff-ffff-ffff-ffff-ffffffffffff'] = readCursor(page.cursor, ID_CURSOR) ?? [];
  const rows = await database.query<BatchRow>(
    {
      name: 'ads.receipt_batches',
      text: `${BATCH} WHERE batch_id < $1 ORDER BY batch_id DESC LIMIT $2`,
    },
    [below, page.limit],
  );
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  return {
    items: rows.map((row) => ({
      ...{ id: row.batch_id, receipts: row.receipts, root: row.root.toString('hex') },
      ...{ fromMs: row.from_ms, untilMs: row.until_ms, sealedAtMs: row.sealed_at_ms },
      entry: row.entry_id,
    })),
    next: last === undefined ? null : cursorOf(last.batch_id),
  };
}

/** @returns ids of the receipts of a batch in their order, a row of them at a time. @throws `cursor.invalid`, `ads.not_found`. */
export async function listReceipts(
  { database }: ReaderDeps,
  batch: string,
  cursor: string | undefined,
): Promise<ReceiptIdPage> {
  const [from = '0'] = readCursor(cursor, /^[0-9]{1,6}$/) ?? [];
  const [row] = await database.query<{ ids: string[]; first_index: number }>(
    {
      name: 'ads.receipt_ids',
      text: `SELECT ids::text[] AS ids, first_index FROM ad_receipt_rows WHERE batch_id = $1 AND first_index >= $2
        ORDER BY first_index LIMIT 1`,
    },
    [batch, Number(from)],
  );
  if (row === undefined && from === '0') throw unknownReceipt();
  const [count] = await database.query<{ receipts: number }>(
    {
      name: 'ads.receipt_count',
      text: 'SELECT receipts FROM ad_receipt_batches WHERE batch_id = $1',
    },
    [batch],
  );
  const end = row === undefined ? 0 : row.first_index + row.ids.length;
  const more = row !== undefined && end < (count?.receipts ?? 0);
  return {
    items: (row?.ids ?? []).map((id, at) => ({ id, index: (row?.first_index ?? 0) + at })),
    next: more ? cursorOf(end) : null,
  };
}

/** @returns the receipt with all that proves it; without a batch until it is sealed. @throws `ads.not_found`. */
export async function receiptFile(deps: ReaderDeps, id: string): Promise<ReceiptFile> {
  const [row] = await deps.database.query<FoundRow>(
    {
      name: 'ads.receipt',
      text: `SELECT ids::text[] AS ids, body, batch_id, first_index FROM ad_receipt_rows
        WHERE last_id >= $1 AND first_id <= $1 AND $1 = ANY (ids) ORDER BY last_id LIMIT 1`,
    },
    [id],
  );
  const at = row?.ids.indexOf(id) ?? -1;
  if (row === undefined || at < 0) throw unknownReceipt();
  const body = await gunzipped(row.body, { maxOutputLength: BODY_BYTES_MAX });
  const receipt = body.toString('utf8').split('\n')[at] ?? '';
  const { batch_id, first_index } = row;
  if (batch_id === null || first_index === null) return { v: 1, receipt };
  return { v: 1, receipt, ...(await proofOf(deps, batch_id, first_index + at)) };
}

async function proofOf(
  { database, entryProof }: ReaderDeps,
  batch: string,
  index: number,
): Promise<Pick<ReceiptFile, 'batch' | 'entry'>> {
  const [sealed] = await database.query<BatchRow>(
    { name: 'ads.receipt_batch', text: `${BATCH} WHERE batch_id = $1` },
    [batch],
  );
  if (sealed === undefined) return {};
  const rows = await database.query<{ digests: Buffer }>(
    {
      name: 'ads.receipt_digests',
      text: 'SELECT digests FROM ad_receipt_rows WHERE batch_id = $1 ORDER BY first_index',
    },
    [batch],
  );
  const path = await pathOf(rows.flatMap(digestsOf), index);
  const proof = await entryProof(sealed.entry_id);
  return {
    batch: {
      ...{ id: batch, index, size: sealed.receipts, root: sealed.root.toString('hex') },
      path: path.map((hash) => Buffer.from(hash).toString('base64')),
    },
    entry: { id: sealed.entry_id, ...(proof === undefined ? {} : { proof }) },
  };
}

function unknownReceipt(): Error {
  return problem(
    'ads.not_found',
    'There is no such receipt, or it is older than receipts are kept.',
  );
}
