// The characters that a handle may have, unpacked from the generated data.

import { ALLOWED_BY_SCRIPT, CONFUSABLES, VIRAMAS } from './unicode-data.gen.ts';

/** Scripts in which a handle can be written; one handle, one script. */
export type HandleScript = keyof typeof ALLOWED_BY_SCRIPT;

/** Every letter, mark and native digit to its script. A character belongs to exactly one of ours. */
export const SCRIPT_OF: ReadonlyMap<string, HandleScript> = new Map(
  (Object.entries(ALLOWED_BY_SCRIPT) as [HandleScript, string][]).flatMap(([script, ranges]) =>
    characters(ranges).map((character) => [character, script] as const),
  ),
);

/** What a character looks like; absent when it looks like itself. */
export const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  CONFUSABLES.split(' ').map((pair) => {
    const [from = '', to = ''] = pair.split('=');
    return [fromHex(from), to.split('+').map(fromHex).join('')] as const;
  }),
);

/** Signs after which a joiner changes what is drawn. */
export const VIRAMA_SIGNS: ReadonlySet<string> = new Set(characters(VIRAMAS));

function characters(ranges: string): string[] {
  return ranges.split(' ').flatMap((range) => {
    const [first = '', last = first] = range.split('-');
    const start = Number.parseInt(first, 16);
    const count = Number.parseInt(last, 16) - start + 1;
    return Array.from({ length: count }, (_, index) => String.fromCodePoint(start + index));
  });
}

function fromHex(hex: string): string {
  return String.fromCodePoint(Number.parseInt(hex, 16));
}
