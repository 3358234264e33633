// Files of both sides, under their keys, byte by byte.

import { createHash } from 'node:crypto';
import { elementOf, SetDigest } from '@jhalak/handover';
import type { Blobs } from '@jhalak/ports';
import type { ComparedSet, Differences } from './types.ts';

/**
 * @param prefix of keys, as a manifest lists it.
 * @param isLive whether the seller goes on: then files that only one side has are counted and not told as differences.
 * Cost: reads every file once on both sides; one at a time.
 */
export async function compareFiles(
  seller: Blobs,
  buyer: Blobs,
  prefix: string,
  isLive: boolean,
  differences: Differences,
): Promise<ComparedSet> {
  const sets = { seller: new SetDigest(), buyer: new SetDigest() };
  const found: ComparedSet = {
    ...{ name: prefix, movedOn: 0, goneSince: 0, different: 0 },
    ...{ seller: { count: 0, digest: '' }, buyer: { count: 0, digest: '' } },
  };
  const note = (kind: 'missing' | 'extra' | 'changed', key: string): void => {
    found.different += 1;
    differences.add({ in: 'file', name: prefix, kind, key, columns: [] });
  };
  for await (const [key, sides] of mergedKeys(seller, buyer, `${prefix}/`)) {
    const mine = sides.seller ? await contentOf(seller, key) : undefined;
    const theirs = sides.buyer ? await contentOf(buyer, key) : undefined;
    if (mine !== undefined) sets.seller.add(elementOf('blobs', `${key}\n${mine}`), 0);
    if (theirs !== undefined) sets.buyer.add(elementOf('blobs', `${key}\n${theirs}`), 0);
    if (mine === theirs) continue;
    if (mine !== undefined && theirs !== undefined) note('changed', key);
    else if (mine === undefined && isLive) found.goneSince += 1;
    else if (theirs === undefined && isLive) found.movedOn += 1;
    else note(mine === undefined ? 'extra' : 'missing', key);
  }
  for (const side of ['seller', 'buyer'] as const)
    found[side] = { count: sets[side].count, digest: sets[side].hex() };
  return found;
}

async function* mergedKeys(
  seller: Blobs,
  buyer: Blobs,
  prefix: string,
): AsyncGenerator<[string, { seller: boolean; buyer: boolean }]> {
  const mine = seller.list(prefix)[Symbol.asyncIterator]();
  const theirs = buyer.list(prefix)[Symbol.asyncIterator]();
  let [one, other] = [await mine.next(), await theirs.next()];
  while (one.done !== true || other.done !== true) {
    const isMine = one.done !== true && (other.done === true || one.value <= other.value);
    const isTheirs = other.done !== true && (one.done === true || other.value <= one.value);
    const key = isMine ? one.value : other.value;
    yield [key as string, { seller: isMine, buyer: isTheirs }];
    if (isMine) one = await mine.next();
    if (isTheirs) other = await theirs.next();
  }
}

async function contentOf(blobs: Blobs, key: string): Promise<string | undefined> {
  const stream = await blobs.open(key);
  if (stream === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
