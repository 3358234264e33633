// A page's receipt: the shortlist that it was chosen from, as bytes, and the page chosen again from it. What a receipt needs
// beside itself are the ranker's parameters of its version, and the tables of its dates.

import type { Choice } from '@jhalak/pipeline';
import { FEATURE_COUNT, FEATURE_LIST, FEATURE_NAMES, type RankerParameters } from '@jhalak/taste';
import type { SelectionCandidate } from '../selection/page-columns.ts';
import { chooseBySeed } from '../selection/slate-selector.ts';
import { Ranking } from './rank.ts';
import type { PageWork } from './ranked-page.ts';
import { tablesOf, type KnownTables } from './tables.ts';

/** A mix as plain data: names with weights in their order. */
interface KeptMix {
  weights: [string, number][];
  watches: number;
}

interface Head {
  /** Date of the weight table. */
  weights: string;
  /** Date of the selection's settings. */
  selection: string;
  featureList: number;
  ranker: number;
  seed: number;
  limit: number;
  inOrder: boolean;
  ownGenres: KeptMix;
  ownLanguages: KeptMix;
  genres: string[];
  languages: string[];
  choices: Choice[];
}

/** Everything but ids of people and clips' texts: items by their number in the learner's table, creators by equality. */
export interface PageReceipt extends Head {
  items: Int32Array;
  candidates: SelectionCandidate[];
  /** Rows of the candidates. */
  features: Uint8Array;
}

/** item 4 | creator 1 | genre 1 | language 1 | sound 1 | signature 8 | tags 4 | claim 4, then the features. */
const FIXED_BYTES = 24;
/** Above zero for what was seen. */
const SEEN_AGE = FEATURE_NAMES.indexOf('seenAge');

/** @returns a run's receipt as bytes, some 7 kB; undefined when nothing was chosen. Cost: some 50 µs. */
export function writeReceipt(work: PageWork, seed: number): Buffer | undefined {
  const { chosenFrom, ranking, settings } = work;
  if (chosenFrom === undefined) return undefined;
  const { question, items, features, choices } = chosenFrom;
  const numbers = {
    creators: new Names(),
    genres: new Names(),
    languages: new Names(),
    sounds: new Names(),
  };
  const rows = Buffer.alloc(items.length * (FIXED_BYTES + FEATURE_COUNT));
  let at = 0;
  for (const [place, candidate] of question.candidates.entries()) {
    rows.writeUInt32LE(items[place] ?? 0, at);
    rows[at + 4] = numbers.creators.of(candidate.creatorId);
    rows[at + 5] = numbers.genres.of(candidate.genre);
    rows[at + 6] = numbers.languages.of(candidate.language);
    // 0 is a sound of its own.
    rows[at + 7] = candidate.sound === 0 ? 0 : 1 + numbers.sounds.of(String(candidate.sound));
    rows.writeInt32LE(candidate.signatureHigh | 0, at + 8);
    rows.writeInt32LE(candidate.signatureLow | 0, at + 12);
    rows.writeInt32LE(candidate.tagBits | 0, at + 16);
    rows.writeFloatLE(candidate.claim, at + 20);
    rows.set(
      features.subarray(place * FEATURE_COUNT, (place + 1) * FEATURE_COUNT),
      at + FIXED_BYTES,
    );
    at += FIXED_BYTES + FEATURE_COUNT;
  }
  const { limit, inOrder, ownGenres, ownLanguages } = question;
  const head: Head = {
    weights: ranking.table.date,
    selection: settings.date,
    featureList: FEATURE_LIST,
    ranker: ranking.ranker.version,
    ...{ seed, limit, inOrder },
    ownGenres: { ...ownGenres, weights: [...ownGenres.weights] },
    ownLanguages: { ...ownLanguages, weights: [...ownLanguages.weights] },
    genres: numbers.genres.names,
    languages: numbers.languages.names,
    choices: [...choices],
  };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, rows]);
}

/** @param bytes that `writeReceipt` made in this release; undefined where features were others. */
export function readReceipt(bytes: Buffer): PageReceipt | undefined {
  const end = 4 + bytes.readUInt32LE(0);
  // Bytes that this feature wrote itself.
  const head = JSON.parse(bytes.toString('utf8', 4, end)) as Head;
  if (head.featureList !== FEATURE_LIST) return undefined;
  const width = FIXED_BYTES + FEATURE_COUNT;
  const count = (bytes.length - end) / width;
  const items = new Int32Array(count);
  const features = new Uint8Array(count * FEATURE_COUNT);
  const candidates = Array.from({ length: count }, (_unused, place) => {
    const at = end + place * width;
    items[place] = bytes.readUInt32LE(at);
    features.set(bytes.subarray(at + FIXED_BYTES, at + width), place * FEATURE_COUNT);
    return candidateAt(head, bytes, at, features[place * FEATURE_COUNT + SEEN_AGE] ?? 0);
  });
  return { ...head, items, candidates, features };
}

function candidateAt(head: Head, bytes: Buffer, at: number, seenAge: number): SelectionCandidate {
  return {
    creatorId: String(bytes[at + 4]),
    genre: head.genres[bytes[at + 5] ?? 0] ?? '',
    language: head.languages[bytes[at + 6] ?? 0] ?? '',
    sound: bytes[at + 7] ?? 0,
    signatureHigh: bytes.readInt32LE(at + 8),
    signatureLow: bytes.readInt32LE(at + 12),
    tagBits: bytes.readInt32LE(at + 16),
    claim: bytes.readFloatLE(at + 20),
    seenAtMs: seenAge > 0 ? 1 : 0,
  };
}

/** One place of a page, as it was and as it is chosen again. */
interface ReplayedSlot {
  /** From 0. */
  place: number;
  /** The item's number in the learner's table. */
  item: number;
  propensity: number;
  how: string;
  same: boolean;
  /** What stands there when the page is chosen again; absent when nothing does. */
  again?: { item: number; propensity: number; how: string };
}

/** A page chosen again. */
export interface PageReplay {
  same: boolean;
  slots: ReplayedSlot[];
}

/** What a receipt needs is gone: which part. */
export type Lacking = 'ranker' | 'weights' | 'selection';

/**
 * Ranks the shortlist and chooses the page again.
 *
 * @param ranker of the receipt's version.
 * @param known where the tables of its dates are looked for; default those of this release.
 * @returns slot by slot whether it is the same, to the last digit of its propensity; or what is lacking.
 */
export function replayReceipt(
  receipt: PageReceipt,
  ranker: RankerParameters | undefined,
  known?: KnownTables,
): PageReplay | { lacking: Lacking } {
  const { weights, selection } = tablesOf(receipt, known);
  if (weights === undefined) return { lacking: 'weights' };
  if (selection === undefined) return { lacking: 'selection' };
  if (ranker === undefined || ranker.version !== receipt.ranker) return { lacking: 'ranker' };
  const ranking = new Ranking(weights, ranker);
  const scores = Float64Array.from(receipt.candidates, (_one, place) =>
    ranking.score(receipt.features, place * FEATURE_COUNT),
  );
  // The receipt's order is that of the scores it had: another order now is another page.
  const shortlist = Int32Array.from(scores.keys()).toSorted(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
  );
  const { candidates, limit, inOrder, ownGenres, ownLanguages } = receipt;
  const question = {
    ...{ candidates, scores, shortlist, limit, inOrder },
    ownGenres: { ...ownGenres, weights: new Map(ownGenres.weights) },
    ownLanguages: { ...ownLanguages, weights: new Map(ownLanguages.weights) },
  };
  const again = chooseBySeed(question, receipt.seed, selection);
  const slots = receipt.choices.map((was, place) => slotOf(receipt, place, was, again[place]));
  return { same: slots.every(({ same }) => same) && again.length === slots.length, slots };
}

function slotOf(
  { items }: PageReceipt,
  place: number,
  was: Choice,
  now: Choice | undefined,
): ReplayedSlot {
  const { index, propensity, how } = was;
  const same =
    now !== undefined && now.index === index && now.propensity === propensity && now.how === how;
  const slot = { place, item: items[index] ?? -1, propensity, how, same };
  return now === undefined
    ? slot
    : {
        ...slot,
        again: { item: items[now.index] ?? -1, propensity: now.propensity, how: now.how },
      };
}

/** Numbers of names in the order in which they come. */
class Names {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.length;
      this.names.push(name);
      this.#numbers.set(name, number);
    }
    return number;
  }
}
