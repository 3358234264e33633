// A page's candidates as columns of numbers, so that choosing slot by slot compares no texts.

import type { LikenessColumns } from './likeness.ts';

/** What choosing a page needs to know of a candidate. All of it is plain data: a receipt holds it. */
export interface SelectionCandidate {
  creatorId: string;
  language: string;
  genre: string;
  /** 0: its own sound, like no other. */
  sound: number;
  /** 64 bits of its content vector; both 0 when there is none. */
  signatureHigh: number;
  signatureLow: number;
  /** One bit a tag, by hash. */
  tagBits: number;
  /** Above 0 while the clip is owed showings: its share of the slots that are given to such clips. */
  claim: number;
  /** Last impression; 0 when never seen. */
  seenAtMs: number;
}

/** Names in the order of their numbers. */
export class Numbering<Name = string> {
  readonly #numbers = new Map<Name, number>();

  get size(): number {
    return this.#numbers.size;
  }

  of(name: Name): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

/** Candidates by place in the shortlist. */
export interface PageColumns extends LikenessColumns {
  count: number;
  /** Which candidate stands at a place. */
  indexes: Int32Array;
  scores: Float64Array;
  genres: Int32Array;
  languages: Int32Array;
  /** -1: its own. */
  sounds: Int32Array;
  claims: Float64Array;
  seen: Uint8Array;
  genreNumbers: Numbering;
  languageNumbers: Numbering;
}

/** @param shortlist indexes of candidates, best first. Cost: some 10 µs for 160. */
export function columnsOf(
  candidates: readonly SelectionCandidate[],
  scores: Float64Array,
  shortlist: Int32Array,
): PageColumns {
  const count = shortlist.length;
  const creatorNumbers = new Numbering();
  const soundNumbers = new Numbering<number>();
  const columns: PageColumns = {
    count,
    indexes: shortlist,
    scores: new Float64Array(count),
    creators: new Int32Array(count),
    genres: new Int32Array(count),
    languages: new Int32Array(count),
    sounds: new Int32Array(count),
    signatureHigh: new Int32Array(count),
    signatureLow: new Int32Array(count),
    tagBits: new Int32Array(count),
    claims: new Float64Array(count),
    seen: new Uint8Array(count),
    genreNumbers: new Numbering(),
    languageNumbers: new Numbering(),
  };
  for (let place = 0; place < count; place += 1) {
    const index = shortlist[place] ?? 0;
    const candidate = candidates[index];
    if (candidate === undefined) continue;
    columns.scores[place] = scores[index] ?? 0;
    columns.creators[place] = creatorNumbers.of(candidate.creatorId);
    columns.genres[place] = columns.genreNumbers.of(candidate.genre);
    columns.languages[place] = columns.languageNumbers.of(candidate.language);
    columns.sounds[place] = candidate.sound === 0 ? -1 : soundNumbers.of(candidate.sound);
    columns.signatureHigh[place] = candidate.signatureHigh;
    columns.signatureLow[place] = candidate.signatureLow;
    columns.tagBits[place] = candidate.tagBits;
    columns.claims[place] = candidate.claim;
    columns.seen[place] = candidate.seenAtMs === 0 ? 0 : 1;
  }
  return columns;
}
