// Words that the fingers may have meant: one letter turned round, left out, doubled, added or hit beside. Asked of the index
// only where a word is not in it: whoever typed a known word meant it.

/** Letters that stand in for each other where a word is written in Latin ones. */
const LATIN = 'abcdefghijklmnopqrstuvwxyz';
/** Longer words are long enough for their sounds to be alike after one slip. */
const LENGTH_MAX = 14;
/** Shorter ones are one slip from everything. */
const LENGTH_MIN = 4;

/** @param word a text key. @returns what it may have been, each once, itself not among them; at most some 800. */
export function slipsOf(word: string): string[] {
  const letters = Array.from(word);
  if (letters.length < LENGTH_MIN || letters.length > LENGTH_MAX) return [];
  const meant = new Set<string>();
  const add = (at: number, gone: number, by: string): void => {
    meant.add([...letters.slice(0, at), by, ...letters.slice(at + gone)].join(''));
  };
  for (const [at, letter] of letters.entries()) {
    const next = letters[at + 1];
    if (next !== undefined) add(at, 2, next + letter);
    add(at, 1, '');
    add(at, 0, letter);
  }
  // The marks of other scripts are too many to be tried; there, sounds that are alike must do.
  if (/^[a-z]+$/u.test(word))
    for (let at = 0; at <= letters.length; at += 1)
      for (const by of LATIN) {
        add(at, 0, by);
        if (at < letters.length) add(at, 1, by);
      }
  meant.delete(word);
  return [...meant];
}
