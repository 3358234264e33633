// A phone as the cell sees it: a pseudonym, answers that count up, and reports of what happened.

import assert from 'node:assert/strict';
import type { EventsReply } from '@jhalak/contracts/feed';
import type { LockEvent, LockReceipt, SignedJson } from '@jhalak/contracts/lock';
import type { ApiReply, TestCell } from '@jhalak/testing';
import { openSigned } from './signed.fixture.ts';

let minted = 0;

/** @returns a pseudonym that nobody had before, in the contract's form. */
export function mintDevice(): string {
  minted += 1;
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(minted, 12);
  return bytes.toString('base64url');
}

type Cell = Pick<TestCell, 'api' | 'parts'>;

export interface Caller {
  token?: string | undefined;
  brand?: string | undefined;
}

function callerOf({ token, brand }: Caller): {
  token?: string;
  headers?: Record<string, string>;
} {
  return {
    ...(token === undefined ? {} : { token }),
    ...(brand === undefined ? {} : { headers: { 'jhalak-brand': brand } }),
  };
}

export async function answer(
  cell: Cell,
  device: string,
  granted: boolean,
  counter: number,
  caller: Caller = {},
): Promise<ApiReply<SignedJson & { code?: string }>> {
  return await cell.api('POST', '/lock/v1/receipts', {
    ...callerOf(caller),
    body: { device, granted, noticeVersion: '2026-11', noticeLanguage: 'hi', counter },
  });
}

/** Says yes. @returns the receipt as the device opened it. */
export async function sayYes(
  cell: Cell,
  device: string,
  counter = 1,
  caller: Caller = {},
): Promise<LockReceipt> {
  const reply = await answer(cell, device, true, counter, caller);
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  const opened = await openSigned<LockReceipt>(cell, reply.body);
  assert.equal(opened.typ, 'jhalak-lock-receipt+json');
  return opened.payload;
}

export interface Report extends Caller {
  device: string;
  receipt?: string | undefined;
  consent?: boolean;
}

export async function report(
  cell: Cell,
  { device, receipt, consent = true, ...caller }: Report,
  events: readonly (Partial<LockEvent> & Pick<LockEvent, 'type' | 'slot'>)[],
): Promise<EventsReply['results']> {
  const at = cell.parts.clock.nowMs();
  const reply = await cell.api<EventsReply>('POST', '/lock/v1/events', {
    ...callerOf(caller),
    body: {
      device,
      consent,
      ...(receipt === undefined ? {} : { receipt }),
      events: events.map((event) => ({ seq: 0, at, ...event })),
    },
  });
  assert.equal(reply.status, 202, JSON.stringify(reply.body));
  return reply.body.results;
}
