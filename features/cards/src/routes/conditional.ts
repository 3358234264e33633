// RFC 9110, 13.1.2: compared weakly, because a proxy that compresses weakens tags; `*` fits whatever there is.

/** @returns whether the caller has what this tag names. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
