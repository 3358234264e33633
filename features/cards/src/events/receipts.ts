// A device's yes or no to the lock screen, signed and kept on both sides. Answers count up on the device: whatever its clock
// says, the highest counter holds, so that nothing old can turn the screen on again.

import { problem } from '@jhalak/contracts';
import { RECEIPT_TYPE, type ReceiptBody, type SignedJson } from '@jhalak/contracts/lock';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, Queries, Tx } from '@jhalak/ports';
import type { CellName } from '../signing/cell-name.ts';
import type { Signer } from '../signing/signer.ts';
import type { DeviceHasher } from './device-hash.ts';

/** The ledger of what people agreed to; given by accounts. */
export interface ConsentLedger {
  recordLockConsent(
    tx: Tx,
    personId: string,
    answer: {
      granted: boolean;
      noticeVersion: string;
      noticeLanguage: string;
      receiptId: string;
    },
  ): Promise<void>;
}

export interface ReceiptsDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  ids: Ids;
  cell: CellName;
  signer: Signer;
  devices: DeviceHasher;
  ledger: ConsentLedger;
}

interface ReceiptRow {
  counter: number;
  receipt_id: string;
  granted: boolean;
  notice_version: string;
  notice_language: string;
  issued_at_ms: number;
}

/** How the receipt stands that an event names. `withdrawn`: a later answer of the same device was no. */
export type ReceiptStanding = 'in_force' | 'withdrawn' | 'none';

/** Receipts dropped by one sweep. */
const SWEEP_MAX = 20_000;

export class Receipts {
  readonly #deps: ReceiptsDeps;

  constructor(deps: ReceiptsDeps) {
    this.#deps = deps;
  }

  /**
   * Keeps an answer; the same one again gives the same receipt.
   *
   * @param personId whoever is signed in on the device.
   * @throws `lock.receipt_outdated` for a counter that does not count on from the device's last answer.
   */
  async give(body: ReceiptBody, personId: string | undefined): Promise<SignedJson> {
    const { database, devices, cell, signer } = this.#deps;
    const device = devices.hash(body.device);
    const row = await database.transaction(
      async (tx) => await this.#keep(tx, device, body, personId),
    );
    return await signer.sign(RECEIPT_TYPE, {
      format: 1,
      receipt: row.receipt_id,
      cell: await cell.name(),
      device: body.device,
      granted: row.granted,
      noticeVersion: row.notice_version,
      noticeLanguage: row.notice_language,
      counter: row.counter,
      issuedAtMs: row.issued_at_ms,
    });
  }

  async #keep(
    tx: Tx,
    device: Buffer,
    body: ReceiptBody,
    personId: string | undefined,
  ): Promise<ReceiptRow> {
    const last = await lastOf(tx, device);
    if (last !== undefined && body.counter <= last.counter) {
      if (isSame(last, body)) return last;
      throw outdated(last.counter);
    }
    const { clock, ids, journal, ledger } = this.#deps;
    const row: ReceiptRow = {
      counter: body.counter,
      receipt_id: ids.next(),
      granted: body.granted,
      notice_version: body.noticeVersion,
      notice_language: body.noticeLanguage,
      issued_at_ms: clock.nowMs(),
    };
    // Another answer under the same counter came at the same moment: one of the two is kept.
    if (!(await insert(tx, device, row, personId))) throw outdated(body.counter);
    if (personId !== undefined) {
      await ledger.recordLockConsent(tx, personId, {
        granted: row.granted,
        noticeVersion: row.notice_version,
        noticeLanguage: row.notice_language,
        receiptId: row.receipt_id,
      });
    }
    await journal.append(tx, [
      {
        stream: 'cards.receipt',
        key: row.receipt_id,
        type: row.granted ? 'granted' : 'withdrawn',
        row: { table: 'lock_receipts', key: `${device.toString('hex')}/${row.counter}` },
        facts: { granted: row.granted, noticeVersion: row.notice_version },
        ...(personId === undefined ? {} : { subject: personId }),
      },
    ]);
    return row;
  }

  /** @returns how each named receipt stands now. Cost: one query. */
  async standings(
    on: Queries,
    named: readonly { device: Buffer; receipt: string | undefined }[],
  ): Promise<ReceiptStanding[]> {
    const asked = named.filter((one) => one.receipt !== undefined);
    if (asked.length === 0) return named.map(() => 'none');
    const rows = await on.query<{ device_hash: Buffer; receipt_id: string; withdrawn: boolean }>(
      {
        name: 'cards.standings',
        text: `SELECT r.device_hash, r.receipt_id, EXISTS (SELECT 1 FROM lock_receipts AS n
            WHERE n.device_hash = r.device_hash AND n.counter > r.counter AND NOT n.granted) AS withdrawn
          FROM lock_receipts AS r
          JOIN (SELECT DISTINCT * FROM unnest($1::bytea[], $2::uuid[])) AS a(device_hash, receipt_id)
            ON a.device_hash = r.device_hash AND a.receipt_id = r.receipt_id
          WHERE r.granted`,
      },
      [asked.map((one) => one.device), asked.map((one) => one.receipt)],
    );
    const found = new Map(
      rows.map((row) => [nameOf(row.device_hash, row.receipt_id), row.withdrawn]),
    );
    return named.map(({ device, receipt }) => {
      const withdrawn = receipt === undefined ? undefined : found.get(nameOf(device, receipt));
      if (withdrawn === undefined) return 'none';
      return withdrawn ? 'withdrawn' : 'in_force';
    });
  }

  /** @param keptMs how long answers are kept. @returns how many were dropped. */
  async sweep(on: Queries, keptMs: number): Promise<number> {
    const rows = await on.query(
      {
        name: 'cards.sweep_receipts',
        text: `DELETE FROM lock_receipts WHERE (device_hash, counter) IN
          (SELECT device_hash, counter FROM lock_receipts WHERE issued_at_ms < $1 LIMIT $2) RETURNING counter`,
      },
      [this.#deps.clock.nowMs() - keptMs, SWEEP_MAX],
    );
    return rows.length;
  }
}

async function lastOf(tx: Tx, device: Buffer): Promise<ReceiptRow | undefined> {
  const [row] = await tx.query<ReceiptRow>(
    {
      name: 'cards.last_receipt',
      text: `SELECT counter, receipt_id, granted, notice_version, notice_language, issued_at_ms FROM lock_receipts
        WHERE device_hash = $1 ORDER BY counter DESC LIMIT 1 FOR UPDATE`,
    },
    [device],
  );
  return row;
}

async function insert(
  tx: Tx,
  device: Buffer,
  row: ReceiptRow,
  personId: string | undefined,
): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'cards.give_receipt',
      text: `INSERT INTO lock_receipts (device_hash, counter, receipt_id, person_id, granted, notice_version, notice_language, issued_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING counter`,
    },
    [
      device,
      row.counter,
      row.receipt_id,
      personId ?? null,
      row.granted,
      row.notice_version,
      row.notice_language,
      row.issued_at_ms,
    ],
  );
  return rows.length === 1;
}

function isSame(row: ReceiptRow, body: ReceiptBody): boolean {
  return (
    row.counter === body.counter &&
    row.granted === body.granted &&
    row.notice_version === body.noticeVersion &&
    row.notice_language === body.noticeLanguage
  );
}

function outdated(counter: number): Error {
  return problem(
    'lock.receipt_outdated',
    `This device has answered before; count on from ${counter} and ask the person again.`,
    { fields: [{ pointer: '/counter', message: `must be greater than ${counter}` }] },
  );
}

function nameOf(device: Buffer, receipt: string): string {
  return `${device.toString('hex')}/${receipt}`;
}
