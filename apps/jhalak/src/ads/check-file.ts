// What is wrong with a file that ads are made of. No home and no database.

import {
  readAdsTxt,
  readBidRequest,
  readBidResponse,
  readNativeRequest,
  readNativeResponse,
  readSellers,
  readVast,
  type Fault,
  type Verdict,
} from '@jhalak/openrtb';

/** Kinds of files, by the word that names them, with how each is read. */
const READERS = {
  request: (body) => readBidRequest(body),
  response: (body) => readBidResponse(body),
  'native-request': (body) => readNativeRequest(body),
  'native-response': (body) => readNativeResponse(body),
  vast: (body) => readVast(body),
  'ads.txt': (body) => readAdsTxt(Buffer.from(body).toString('utf8')),
  'sellers.json': (body) => readSellers(body),
} as const satisfies Readonly<Record<string, (body: Uint8Array) => Verdict<unknown>>>;
/** A kind of file. */
export type AdFileKind = keyof typeof READERS;
/** Every kind, for sentences. */
export const AD_FILE_KINDS = Object.keys(READERS) as readonly AdFileKind[];

/** @returns whether a word names a kind. */
export function isAdFileKind(word: string): word is AdFileKind {
  return Object.hasOwn(READERS, word);
}

/** @returns what is wrong with the file; nothing when it is in order. */
export function checkAdFile(body: Uint8Array, kind: AdFileKind): readonly Fault[] {
  const verdict: Verdict<unknown> = READERS[kind](body);
  return verdict.ok ? [] : verdict.faults;
}

/** Enough to see the members at the root of anything that is not past its bound. */
const LOOK_BYTES = 1_048_576;

/**
 * Tells a file's kind by its name, else by what it begins with, else by the members that only one kind has.
 *
 * @returns undefined when it could be anything.
 */
export function kindOfAdFile(name: string, body: Uint8Array): AdFileKind | undefined {
  if (/ads\.txt$/i.test(name)) return 'ads.txt';
  if (/sellers\.json$/i.test(name)) return 'sellers.json';
  // UTF-16 begins with its mark, and only XML may be in it.
  if (/\.xml$/i.test(name) || (body[0] ?? 0) >= 0xfe) return 'vast';
  const text = Buffer.from(body.subarray(0, LOOK_BYTES)).toString('utf8');
  if (/^\s*</.test(text)) return 'vast';
  const has = (member: string): boolean => text.includes(`"${member}"`);
  if (has('imp')) return 'request';
  if (has('seatbid') || has('nbr')) return 'response';
  if (has('sellers')) return 'sellers.json';
  if (has('assets') || has('assetsurl')) return has('link') ? 'native-response' : 'native-request';
  return undefined;
}
