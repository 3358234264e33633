// Tags of a caption, in any script. The server decides in the end; this shows the same while one types.

/** Marks and joiners keep Indic words whole; letters alone would cut #विज्ञान to व. */
const HASHTAG = /#([\p{L}\p{M}\p{N}_\u200c\u200d]{1,64})/gu;
const WORD = /^[\p{L}\p{M}\p{N}_\u200c\u200d]{1,64}$/u;

/** @returns distinct tags of a caption, then those added by hand, lower-case, at most `max`. */
export function tagsOf(caption: string, added: readonly string[], max: number): string[] {
  const found = new Set<string>();
  for (const match of caption.normalize('NFC').matchAll(HASHTAG))
    found.add((match[1] ?? '').toLowerCase());
  for (const tag of added) found.add(tag);
  return [...found].slice(0, max);
}

/** @returns a tag as it is kept, or null when the text is no single word. */
export function cleanTag(text: string): string | null {
  const tag = text.normalize('NFC').trim().replace(/^#+/u, '').toLowerCase();
  return WORD.test(tag) ? tag : null;
}
