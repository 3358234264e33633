// A clip as it was sent, found and opened as its feature does.

import { buffer } from 'node:stream/consumers';
import { originalOf, originalSecret, type OriginalDeps } from '../src/originals.ts';

/** @returns the key under which it lies; throws when there is no sealed one. */
export async function originalKeyOf(deps: OriginalDeps, videoId: string): Promise<string> {
  const found = await originalSecret(deps, videoId);
  if (found === undefined) throw new Error(`no sealed original of ${videoId}`);
  return found.blobKey;
}

export async function readOriginal(
  deps: OriginalDeps,
  videoId: string,
): Promise<Buffer | undefined> {
  const stream = await (await originalOf(deps, videoId))?.open();
  return stream && (await buffer(stream));
}
