// Cuts a text into sentences, in every script of ours. Wrong cuts cost little here; a cut inside `Rs. 500` or `Ltd.`
// would part a figure from what it measures, so these are known.

/** Longer sentences are lists or broken markup; the rest of such a one is a sentence of its own. */
const SENTENCE_MAX = 1_200;
/** Clustering, origins and figures look at this many; articles that go on longer repeat their background. */
const SENTENCES_MAX = 120;

const ABBREVIATION =
  /(?:^|[\s(“"'])(?:mr|mrs|ms|dr|prof|st|ltd|inc|corp|co|pte|pvt|no|nos|vs|jr|sr|gen|col|lt|capt|sgt|rep|sen|gov|rs|rp|fig|approx|est|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|u\.s|u\.k|u\.n|a\.m|p\.m|i\.e|e\.g|d\.c|tbk|pt|h|hj|ir|drs|dra|kec|kab|jl|रु|रू|डॉ|श्री|ரூ|டாக்டர்|கி|மீ|మి|కి|మీ|రూ|డా|డాక్టర్|कि|मी|\p{Lu}|[\p{L}]\p{M}{0,2})$/iu;
const END = /[.!?।॥]+["”’')\]]*(?=\s|$)|\n+/gu;

/** @returns the sentences in order, trimmed, none empty, at most 120. Cost: linear. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (
      match[0].startsWith('.') &&
      ABBREVIATION.test(text.slice(Math.max(from, match.index - 12), match.index))
    ) {
      continue;
    }
    add(sentences, text.slice(from, end));
    from = end;
    if (sentences.length >= SENTENCES_MAX) return sentences;
  }
  add(sentences, text.slice(from));
  return sentences.slice(0, SENTENCES_MAX);
}

function add(sentences: string[], piece: string): void {
  for (let rest = piece.trim(); rest !== ''; rest = rest.slice(SENTENCE_MAX).trim()) {
    sentences.push(rest.slice(0, SENTENCE_MAX));
  }
}
