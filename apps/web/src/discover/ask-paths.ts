// Addresses of discovering: what is asked for stands in them, so that they can be shared and come back to.

export const tagPath = (tag: string): string => `/tag/${encodeURIComponent(tag)}`;
export const genrePath = (genre: string): string => `/genre/${genre}`;

export const RESULT_KINDS = ['clips', 'people', 'packs', 'tags', 'sounds', 'stories'] as const;
export type ResultKind = (typeof RESULT_KINDS)[number];

/** @param kind absent: the best of each. */
export function askPath(words: string, kind?: ResultKind): string {
  const query = new URLSearchParams({ q: words, ...(kind && { kind }) });
  return `/discover?${query}`;
}

/** @returns the open address with one part of its query set, or taken away. */
export function pathWith(name: string, value: string): string {
  const query = new URLSearchParams(location.search);
  if (value === '') query.delete(name);
  else query.set(name, value);
  const text = query.toString();
  return location.pathname + (text === '' ? '' : `?${text}`);
}

/** @returns one part of the open address's query, if it is one of those that may stand there. */
export function queryPart<One extends string>(
  name: string,
  known: readonly One[],
): One | undefined {
  const value = new URLSearchParams(location.search).get(name);
  return known.find((one) => one === value);
}
