// Text enters the house in Unicode normalisation form C, without the characters that hide or reorder other text.

// Bidirectional overrides and isolates, and zero-width space; zero-width joiners stay: Indic scripts need them.
const HIDING = /[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
// Control characters but tab and line feed.
// oxlint-disable-next-line no-control-regex -- removing control characters is this line's purpose
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;
/** More marks than this on one letter are used only to break layouts ("zalgo"); Indic clusters need at most 5. */
const MARKS_MAX = 8;
// What is not drawn at all (joiners, a soft hyphen) begins no new letter: marks after it still pile up on the one before.
const PILED_MARKS = new RegExp(`((?:\\p{M}\\p{Cf}*){${MARKS_MAX}})\\p{M}[\\p{M}\\p{Cf}]*`, 'gu');

// Joiners, fillers, selectors and blanks by themselves: who is called so has no name, and what says so says nothing.
const UNSEEN = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Letters that a virama joins into one sign that no line can break; words need at most 5 (कार्त्स्न्य). */
const JOINED_MAX = 8;
const VIRAMAS = '\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d';
// A joiner that parts (ZWNJ) after the virama shows it and lets the next letter begin anew.
const JOINED = new RegExp(`((?:\\p{L}\\p{M}*[${VIRAMAS}]\\u200d*){${JOINED_MAX}})(?=\\p{L})`, 'gu');

/** @returns the text in NFC, trimmed, without hiding or control characters, piles of marks or endless conjuncts; empty where nothing of it is seen. */
export function cleanText(text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(HIDING, '')
    .replace(CONTROLS, '')
    .replace(PILED_MARKS, '$1')
    .replace(JOINED, '$1\u200c')
    .trim();
  return UNSEEN.test(clean) ? '' : clean;
}

/** Matches a hashtag's text in any script; marks and joiners keep Indic words whole. */
export const HASHTAG_PATTERN = /#([\p{L}\p{M}\p{N}_\u200c\u200d]{1,64})/gu;

/** @returns the distinct hashtags of a caption, lower-cased, without `#`, in order, at most `max`. */
export function hashtagsOf(caption: string, max: number): string[] {
  const found = new Set<string>();
  for (const match of caption.matchAll(HASHTAG_PATTERN)) {
    if (found.size >= max) break;
    found.add((match[1] ?? '').toLowerCase());
  }
  return [...found];
}
