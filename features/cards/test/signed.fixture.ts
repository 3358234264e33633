// Reads what the lock screen's routes sign as a device would, with another JOSE call than the one that signs.

import assert from 'node:assert/strict';
import type { KillList, LockKeySet, LockPack, SignedJson } from '@jhalak/contracts/lock';
import type { ApiReply, ApiRequest, TestCell } from '@jhalak/testing';
import { createLocalJWKSet, flattenedVerify } from 'jose';

export interface Opened<Payload> {
  payload: Payload;
  kid: string;
  typ: string;
}

/** Verifies against the cell's key set of this moment. @throws what jose throws when the signature does not hold. */
export async function openSigned<Payload>(
  cell: Pick<TestCell, 'api'>,
  signed: SignedJson,
): Promise<Opened<Payload>> {
  const { body } = await cell.api<LockKeySet>('GET', '/lock/v1/keys');
  const { payload, protectedHeader } = await flattenedVerify(signed, createLocalJWKSet(body), {
    algorithms: ['ES256'],
  });
  return {
    payload: JSON.parse(new TextDecoder().decode(payload)) as Payload,
    kid: protectedHeader?.kid ?? '',
    typ: protectedHeader?.typ ?? '',
  };
}

export async function fetchPack(
  cell: Pick<TestCell, 'api'>,
  language: string,
  request: ApiRequest = {},
  query = '',
): Promise<ApiReply<SignedJson & { code?: string }>> {
  return await cell.api('GET', `/lock/v1/packs/in/${language}/current${query}`, request);
}

export async function openPack(
  cell: Pick<TestCell, 'api'>,
  language: string,
  request: ApiRequest = {},
  query = '',
): Promise<LockPack> {
  const reply = await fetchPack(cell, language, request, query);
  assert.equal(reply.status, 200, JSON.stringify(reply.body).slice(0, 300));
  const opened = await openSigned<LockPack>(cell, reply.body);
  assert.equal(opened.typ, 'jhalak-lock-pack+json');
  return opened.payload;
}

export async function openKills(
  cell: Pick<TestCell, 'api'>,
  request: ApiRequest = {},
): Promise<KillList> {
  const reply = await cell.api<SignedJson>('GET', '/lock/v1/kill', request);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const opened = await openSigned<KillList>(cell, reply.body);
  assert.equal(opened.typ, 'jhalak-lock-kill+json');
  return opened.payload;
}
