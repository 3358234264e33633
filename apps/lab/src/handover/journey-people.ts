// Who comes to the cells of a journey from outside: somebody who reads all the time, and the first who writes at the buyer's.

import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Sale } from '@jhalak/jhalak';
import type { Stages } from './journey-told.ts';
import type { SaleNet } from './sale-net.ts';

const READER = fileURLToPath(new URL('steady-reader.ts', import.meta.url));
const WRITER = fileURLToPath(new URL('first-write.ts', import.meta.url));
export const HANDLE = 'asha_sings';
export const PASSWORD = 'a long way from home 7';

/** What a reader tells when it is stopped. */
export interface Read {
  reads: number;
  failed: number;
  failedAs: Record<string, number>;
  slowestMs: number;
}

/** Somebody reads and writes at the seller's. @returns what stops it and tells. */
export async function startReader(
  net: SaleNet,
  seller: Sale['seller'],
  { token, videoId }: Pick<Stages['world'], 'token' | 'videoId'>,
): Promise<() => Promise<Read>> {
  const argv = [process.execPath, READER, seller.url, `/v1/videos/${videoId}`, token];
  const child = net.start('seller', argv, seller.env());
  let said = '';
  await new Promise<void>((resolve) =>
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      resolve();
    }),
  );
  return async () => {
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    await ended;
    return JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as Read;
  };
}

/** Somebody of before signs in at the buyer's, reads and writes. @returns when it was written. */
export async function firstWrite(
  net: SaleNet,
  buyer: Sale['buyer'],
  videoId: string,
): Promise<number> {
  const argv = [process.execPath, WRITER, buyer.url, HANDLE, PASSWORD, videoId];
  const { text } = await net.output('buyer', argv, buyer.env());
  return (JSON.parse(text) as { writtenAtMs: number }).writtenAtMs;
}
