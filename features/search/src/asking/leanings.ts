// What a viewer leans to, as far as search uses it: languages and genres in ten steps each. So short that a cursor carries
// it: the second page is in the order of the first, whatever was watched in between.

import type { Caller } from '@jhalak/contracts';
import { GENRES, LANGUAGE_CODES } from '@jhalak/contracts/languages';
import type { Taste } from '@jhalak/taste';

const STEPS = 9;
/** A leaning of this size is a strong one; see LEANING_MAX of taste. */
const STRONG = 3;
/** What a viewer chose by themselves counts without any learning. */
const CHOSEN = 6;

export interface Leanings {
  /** @returns 0 to 1. */
  of(language: string, genre: string): number;
  /** A digit for each language and genre. */
  readonly digits: string;
}

/** @returns what the caller chose, and what was learned of them where they let it be learned. */
export async function leaningsOf(
  taste: Pick<Taste, 'viewer'>,
  caller: Caller | undefined,
): Promise<Leanings> {
  const learned = caller?.personal === true ? await taste.viewer(caller.personId) : undefined;
  const digit = (chosen: boolean, leaning: number | undefined): string => {
    const lean = Math.round((STEPS * Math.max(0, leaning ?? 0)) / STRONG);
    return String(Math.min(STEPS, Math.max(lean, chosen ? CHOSEN : 0)));
  };
  const languages = LANGUAGE_CODES.map((code) =>
    digit(caller?.languages.includes(code) === true, learned?.languages[code]),
  );
  const genres = GENRES.map((code) =>
    digit(caller?.genres.includes(code) === true, learned?.genres[code]),
  );
  return leaningsFrom([...languages, ...genres].join(''));
}

/** @param digits of `Leanings.digits`; what is missing is 0. */
export function leaningsFrom(digits: string): Leanings {
  const places = new Map<string, number>();
  for (const [at, code] of [...LANGUAGE_CODES, ...GENRES].entries())
    places.set(code, Number(digits[at] ?? 0) / STEPS);
  return {
    digits,
    of: (language, genre) => ((places.get(language) ?? 0) * 2 + (places.get(genre) ?? 0)) / 3,
  };
}
