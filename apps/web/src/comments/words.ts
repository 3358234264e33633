// Parts of a comment's text, the @ that is being typed, and times in words. Pure.

/** A piece of a text; with a handle it names somebody. */
export interface TextPart {
  text: string;
  handle?: string;
}

/** @returns the text in pieces, with the people whom it names as their own; what only looks like a handle stays text. */
export function partsOf(text: string, mentions: readonly string[]): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const found of text.matchAll(/@([\p{L}\p{M}\p{N}_.\u200c\u200d]+)/gu)) {
    const written = found[1] ?? '';
    const handle = mentions.find(
      (one) => fold(written) === fold(one) || fold(written).replace(/\.+$/u, '') === fold(one),
    );
    if (handle === undefined) continue;
    if (found.index > from) parts.push({ text: text.slice(from, found.index) });
    // A dot at the end belongs to the sentence.
    const length =
      Array.from(written).length > Array.from(handle).length ? handle.length : written.length;
    parts.push({ text: text.slice(found.index, found.index + 1 + length), handle });
    from = found.index + 1 + length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

const fold = (handle: string): string => handle.normalize('NFC').toLowerCase();

/** @returns what stands behind the @ before the caret, and where the @ stands; null where none is being typed. */
export function typedMention(text: string, caret: number): { at: number; q: string } | null {
  const found = /(?:^|[\s(])@([\p{L}\p{M}\p{N}_.\u200c\u200d]{0,30})$/u.exec(text.slice(0, caret));
  if (found === null) return null;
  const q = found[1] ?? '';
  return { at: caret - q.length - 1, q };
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** @returns how long ago, in words of the language: "5 minutes ago", "now". Digits are Latin, as everywhere. */
export function agoText(ms: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(`${language}-u-nu-latn`, { numeric: 'auto' });
  const [unit, size] = UNITS.find((one) => ms >= one[1]) ?? ['second', 0];
  return size === 0 ? format.format(0, 'second') : format.format(-Math.floor(ms / size), unit);
}
