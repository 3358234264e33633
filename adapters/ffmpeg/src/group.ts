/** Keeps an option and its value together in a list of arguments: `...group('-preset', 'superfast')`. */
export function group(...words: readonly string[]): readonly string[] {
  return words;
}
