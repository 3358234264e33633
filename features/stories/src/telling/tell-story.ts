// Tells one story from its reports: headline and summary in the reports' own words, whose they are, what they rest on,
// whether it is confirmed and where they differ. Nothing is written by a machine: every sentence stands in a report.

import type { Genre } from '@jhalak/contracts/languages';
import { disagreementsOf, type Disagreement } from '../figures/disagreements.ts';
import { factDisagreements } from '../figures/fact-disagreements.ts';
import { factsOf } from '../figures/facts.ts';
import { mentionsOf } from '../figures/mentions.ts';
import { attributionsOf } from '../origin/attribution.ts';
import { certaintyOf, isConfirmed } from '../origin/certainty.ts';
import { originsOf } from '../origin/origins.ts';
import { speakersOf } from '../origin/speakers.ts';
import { nameKeys } from '../text/names.ts';
import type { ReadArticle } from '../text/read-article.ts';
import { Rarity } from '../clustering/rarity.ts';
import { traitsOf, type Traits } from '../clustering/traits.ts';
import { extractTelling, type Telling } from './extract.ts';
import { genreOf, safetyOf, type Safety } from './genre.ts';

interface Origin {
  /** The medium, the publisher, or the report's id. */
  name: string;
  /** Own reporting; else what others rest on. */
  own: boolean;
  /** Ids, in the order of their coming. */
  reports: readonly string[];
}

export interface ToldStory {
  /** In the language that most reports have. */
  headline: string;
  language: string;
  genre: Genre;
  safety: Safety;
  reports: readonly string[];
  /** Most reports first. */
  origins: readonly Origin[];
  confirmed: boolean;
  disagreements: readonly Disagreement[];
  /** One for each language that has a report, in the order of their coming. */
  tellings: readonly Telling[];
}

/** Before much is read, what is known beforehand of rarity is enough to weigh a story's own words. */
const PRIOR_RARITY = new Rarity();

/**
 * @param reports of one story, 1 or more, in the order of their coming.
 * Cost: some 2 ms a report.
 */
export function tellStory(reports: readonly ReadArticle[]): ToldStory {
  const traits = reports.map(traitsOf);
  const profile = profileOf(traits);
  const weights = new Map(
    [...profile].map(([key, weight]) => [key, weight * PRIOR_RARITY.of(key)]),
  );
  const certainties = reports.map((read) => certaintyOf(read, weights));
  const confirmed = isConfirmed(certainties);
  const tellings = extractTelling(reports, weights);
  const language = mainLanguage(reports);
  return {
    headline: tellings.find((one) => one.language === language)?.headline.text ?? '',
    language,
    genre: genreOf(profile),
    safety: safetyOf(profile),
    reports: reports.map(({ article }) => article.id),
    origins: groupOrigins(reports, traits),
    confirmed,
    disagreements: [
      ...disagreementsOf(reports.flatMap((read) => mentionsOf(read, citedKeys(read)))),
      ...factDisagreements(reports.flatMap(factsOf)),
    ],
    tellings,
  };
}

/** What the story's reports speak of, each report one voice. */
function profileOf(traits: readonly Traits[]): Map<string, number> {
  const profile = new Map<string, number>();
  for (const { names, concepts } of traits) {
    for (const weights of [names, concepts]) {
      for (const [key, weight] of weights)
        profile.set(key, (profile.get(key) ?? 0) + weight / traits.length);
    }
  }
  return profile;
}

function mainLanguage(reports: readonly ReadArticle[]): string {
  const counts = new Map<string, number>();
  for (const { language } of reports) counts.set(language, (counts.get(language) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'en';
}

function groupOrigins(reports: readonly ReadArticle[], traits: readonly Traits[]): Origin[] {
  const found = originsOf(
    reports.map((read, index) => ({
      read,
      signature: traits[index]?.signature ?? new Uint32Array(0),
    })),
  );
  const groups = new Map<string, { name: string; own: boolean; reports: string[] }>();
  for (const { article } of reports) {
    const origin = found.get(article.id);
    if (origin === undefined) continue;
    const group = groups.get(origin.key);
    if (group === undefined)
      groups.set(origin.key, { name: origin.name, own: origin.own, reports: [article.id] });
    else {
      group.reports.push(article.id);
      // A name in Latin letters is read by more people.
      if (!isLatin(group.name) && isLatin(origin.name)) group.name = origin.name;
    }
  }
  return [...groups.values()].toSorted((a, b) => b.reports.length - a.reports.length);
}

function isLatin(text: string): boolean {
  return /^\p{Script=Latin}/u.test(text);
}

/** The media that a report cites, and whoever only says something in it, own no figure in it. */
function citedKeys(read: ReadArticle): Set<string> {
  return new Set([
    ...speakersOf(read),
    ...attributionsOf(read).flatMap(({ source }) => {
      const words = source.name.split(' ');
      return words.flatMap((word, at) =>
        nameKeys(
          words.map((one) => one.toLowerCase()),
          at,
          word,
        ).keys.filter((key) => key.startsWith('n:')),
      );
    }),
  ]);
}
