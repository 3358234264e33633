// What another app shared, for the create screen: taken once.

import { NAME_HEADER, SHARED_CACHE, SHARED_FILE, SHARED_WORDS } from './shared-address.ts';

export interface Shared {
  file: File | null;
  /** Title, text and link, a line each; empty for none. */
  words: string;
}

/** @returns null where nothing was shared. */
export async function takeShared(): Promise<Shared | null> {
  const { caches } = globalThis as { caches?: CacheStorage };
  if (caches === undefined || !(await caches.has(SHARED_CACHE))) return null;
  const cache = await caches.open(SHARED_CACHE);
  const [file, words] = await Promise.all([cache.match(SHARED_FILE), cache.match(SHARED_WORDS)]);
  const shared = {
    file: file === undefined ? null : await fileOf(file),
    words: (await words?.text()) ?? '',
  };
  await caches.delete(SHARED_CACHE);
  return shared.file === null && shared.words === '' ? null : shared;
}

async function fileOf(response: Response): Promise<File> {
  const blob = await response.blob();
  const name = decodeURIComponent(response.headers.get(NAME_HEADER) ?? '') || 'video';
  return new File([blob], name, { type: blob.type });
}
