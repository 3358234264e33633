// Notices as real providers send them: a small JSON, signed over its time and its bytes.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { isUuid } from '@jhalak/kernel';
import {
  NOTICE_AGE_MAX_MS,
  NOTICE_BYTES_MAX,
  type NoticeReading,
  type RawNotice,
} from '@jhalak/ports';

const HEADER = 'payments-test-signature';
const SIGNATURE = /^t=(\d{1,16}),v1=([0-9a-f]{64})$/;

/** @param about what changed, by the caller's reference. */
export function signNotice(
  secret: Buffer,
  about: { kind: 'payment' | 'refund'; reference: string },
  nowMs: number,
): RawNotice {
  const body = Buffer.from(JSON.stringify({ test: true, ...about }));
  return {
    headers: { [HEADER]: `t=${nowMs},v1=${macOf(secret, nowMs, body).toString('hex')}` },
    body,
  };
}

/** See `Payments.readNotice`. */
export function readNotice(
  secret: Buffer,
  { headers, body }: RawNotice,
  nowMs: number,
): NoticeReading {
  const refused = (reason: string): NoticeReading => ({ kind: 'refused', reason });
  if (body.length > NOTICE_BYTES_MAX) return refused('too large');
  const [, time, mac] = SIGNATURE.exec(headers[HEADER] ?? '') ?? [];
  if (time === undefined || mac === undefined) return refused('not signed');
  if (!timingSafeEqual(macOf(secret, Number(time), body), Buffer.from(mac, 'hex')))
    return refused('signed by somebody else');
  if (Math.abs(nowMs - Number(time)) > NOTICE_AGE_MAX_MS) return refused('too old');
  // Signed by us: the form is known, and whether it is what it must be is asked all the same.
  const said = JSON.parse(body.toString('utf8')) as { kind?: unknown; reference?: unknown };
  if (typeof said.reference !== 'string' || !isUuid(said.reference)) return { kind: 'other' };
  if (said.kind !== 'payment' && said.kind !== 'refund') return { kind: 'other' };
  return { kind: said.kind, reference: said.reference };
}

function macOf(secret: Buffer, atMs: number, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(`${atMs}.`).update(body).digest();
}
