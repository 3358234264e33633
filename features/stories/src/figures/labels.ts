// A name for a quantity, from the words of the reports that give it.

import { conceptLabel } from '../text/lexicon.ts';
import type { Owner } from './clauses.ts';
import type { Mention } from './mentions.ts';

/** What happened, as a participle behind the noun. */
const DONE: Readonly<Record<string, string>> = {
  die: 'killed',
  injure: 'injured',
  missing: 'missing',
  rescue: 'rescued',
  evacuate: 'evacuated',
  trap: 'trapped',
  displace: 'displaced',
  infect: 'infected',
  recover: 'recovered',
  arrest: 'arrested',
  convict: 'convicted',
  layoff: 'laid off',
  poison: 'poisoned',
  attack: 'attacked',
  ban: 'banned',
  sell: 'sold',
  buy: 'bought',
  damage: 'damaged',
  seize: 'seized',
  steal: 'stolen',
  launch: 'launched',
  close: 'closed',
  cancel: 'cancelled',
  win: 'won',
  lose: 'lost',
  export: 'exported',
  import: 'imported',
  download: 'downloaded',
  leak: 'leaked',
};
/** Acts of which the place is told by the story itself. */
const OWNERLESS = new Set([
  'die',
  'injure',
  'missing',
  'rescue',
  'evacuate',
  'trap',
  'displace',
  'infect',
  'damage',
]);

/** @returns `Roposo monthly users`, `apps banned, India`, `people killed`, `magnitude`. */
export function labelOf(group: readonly Mention[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const rate =
    mostCommon(group.map(({ wording }) => wording.rate).filter((one) => one !== '')) ?? '';
  const said = group.map(({ nounText }) => nounText);
  const noun =
    (first.noun.startsWith('w:') ? undefined : conceptLabel(first.noun)) ??
    mostCommon(said.filter(isLatin)) ??
    first.nounText;
  const act = first.act === '' ? '' : (DONE[first.act] ?? first.act.replaceAll('_', ' '));
  const owner = OWNERLESS.has(first.act)
    ? ''
    : shownOwner(group, (mention) => mention.owners.names);
  const place = OWNERLESS.has(first.act) ? '' : shownPlace(group);
  const unit = first.unit.startsWith('money') ? '' : first.unit === 'percent' ? 'share' : '';
  const words = [act === 'banned' ? '' : owner, rate, noun, unit, act]
    .filter((word) => word !== '')
    .join(' ');
  return place === '' ? words : `${words}, ${place}`;
}

/** The owner that most of the group have first; in Latin letters where one report writes so. */
function shownOwner(
  group: readonly Mention[],
  ownersOf: (mention: Mention) => readonly Owner[],
): string {
  const key = mostCommon(group.flatMap((mention) => ownersOf(mention)[0]?.keys[0] ?? []));
  if (key === undefined) return '';
  const texts = group.flatMap((mention) =>
    ownersOf(mention)
      .filter((owner) => owner.keys[0] === key)
      .map(({ text }) => text),
  );
  // Without capitals any word may look like a name: one report's word names nobody.
  const sure = texts.length > 1 ? mostCommon(texts) : undefined;
  return mostCommon(texts.filter(isLatin)) ?? sure ?? '';
}

function isLatin(text: string): boolean {
  return /^\p{Script=Latin}/u.test(text);
}

function shownPlace(group: readonly Mention[]): string {
  const places = group.flatMap(({ owners }) => owners.places);
  const key = mostCommon(places.flatMap((place) => place.keys[0] ?? [])) ?? '';
  // Places that are known by their sound are called as a report writes them.
  const texts = places.filter((place) => place.keys[0] === key).map(({ text }) => text);
  if (key.startsWith('n:')) return mostCommon(texts.filter(isLatin)) ?? mostCommon(texts) ?? '';
  return key
    .replace(/^p:/, '')
    .split('_')
    .map((word) =>
      word.length <= 3 ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join(' ');
}

function mostCommon(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
