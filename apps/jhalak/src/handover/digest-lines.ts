// A digest as two people read it to each other.

import { digestWords } from '@jhalak/contracts/digest-words';

/** Words in a line. */
const ROW = 4;

/** @param name what it is of. @returns a line for each four words, under the name. */
export function wordLines(name: string, hex: string): string[] {
  const words = digestWords(hex);
  const lines: string[] = [`  ${name}, in words:`];
  for (let at = 0; at < words.length; at += ROW)
    lines.push(`    ${words.slice(at, at + ROW).join(' ')}`);
  return lines;
}
