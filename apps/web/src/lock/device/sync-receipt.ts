// Fetches the receipt for a yes, for a new pseudonym, and for the time that it tells.

import { FRESH_TIME_EVERY_MS, RECEIPT_TEXT_MAX, RECEIPT_TYPE } from './bounds.ts';
import { exactly, isDue } from './clock.ts';
import { answers, confirmed, identityOf, needsNewName, receiptBody, renamed } from './consent.ts';
import type { Exchange } from './exchange.ts';
import { jsonOf } from './line.ts';
import { isReceipt } from './shapes.ts';
import { base64url, isSigned } from './signed.ts';

/** The contract's 16 random bytes. */
const PSEUDONYM_BYTES = 16;

export const mintName = (randomBytes: (count: number) => Uint8Array): string =>
  base64url(randomBytes(PSEUDONYM_BYTES));

/** What a yes still lacks, and a new pseudonym after a week. */
export async function syncReceipt(exchange: Exchange): Promise<void> {
  const state = await exchange.state();
  const { nowMs } = exchange.reading(state);
  if (identityOf(state)?.receipt === null || needsNewName(state, nowMs))
    await fetchReceipt(exchange);
}

/**
 * Asks for the time by a receipt for a pseudonym that did not exist before. For when the device's clock cannot be right:
 * what just came has expired by it, or it went back.
 */
export async function syncTime(exchange: Exchange): Promise<void> {
  const wallMs = exchange.parts.wallMs();
  const { asked, consent } = await exchange.state();
  if (consent.kind !== 'on' || !isDue(asked.timeAtMs, FRESH_TIME_EVERY_MS, wallMs)) return;
  await exchange.change((now) => ({ ...now, asked: { ...now.asked, timeAtMs: wallMs } }));
  await fetchReceipt(exchange);
}

/** Each try is under a name of its own: the answer to an earlier one, kept back until now, would tell an earlier time. */
async function fetchReceipt(exchange: Exchange): Promise<void> {
  const name = mintName(exchange.parts.randomBytes);
  const state = await exchange.change((now) => renamed(now, name, exchange.reading(now).nowMs));
  const body = receiptBody(state, true);
  if (body === undefined) return;
  const askedWallMs = exchange.parts.wallMs();
  const reply = await exchange.ask({
    method: 'POST',
    path: '/lock/v1/receipts',
    body,
    maxBytes: RECEIPT_TEXT_MAX,
    named: true,
  });
  if (reply === null || reply.status < 200 || reply.status > 299) return;
  const signed = jsonOf(reply);
  const opened = await exchange.open(signed, RECEIPT_TYPE);
  if (opened.kind !== 'ok' || !isSigned(signed)) return;
  const receipt = opened.payload;
  if (!isReceipt(receipt) || !answers(receipt, body)) return;
  const kept = { id: receipt.receipt, cell: receipt.cell, signed, key: opened.key };
  await exchange.change((now) => ({
    ...confirmed(now, receipt, kept),
    clock: exactly(askedWallMs, receipt.issuedAtMs),
  }));
}
