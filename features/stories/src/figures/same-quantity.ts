// Whether two amounts are of the same quantity. A quantity is what is measured, of whom, of which part, and when; papers
// that give other numbers for other parts do not disagree.

import { placeSize, type PlaceSize } from '../text/places.ts';
import type { Owner } from './clauses.ts';
import type { Mention } from './mentions.ts';

/** What happens to people and things of an event: there the event is the owner, and names beside it differ. */
const NEEDS_NO_OWNER = new Set([
  'die',
  'injure',
  'missing',
  'rescue',
  'evacuate',
  'trap',
  'displace',
  'infect',
  'recover',
  'arrest',
  'poison',
  'ban',
  'damage',
  'seize',
  'capsize',
  'attack',
]);
/** Amounts that an event has once. */
const ONE_OF_AN_EVENT = new Set(['magnitude']);
/** Shared context (Jaccard) at which two amounts without an owner are of one quantity. */
const CONTEXT_MIN = 0.25;
/** An owner counts when it is at least this near, against the nearest. */
const OWNER_SHARE = 0.65;
/** A rate said by one paper only: other amounts are taken for another scope. */
const RATE_FACTOR_MAX = 1.5;
const DAY_FORMAT = 10;

export function sameQuantity(a: Mention, b: Mention): boolean {
  if (a.unit !== b.unit || a.noun !== b.noun) return false;
  if (a.wording.past || b.wording.past) return false;
  if (a.act !== b.act || !sameScope(a, b)) return false;
  if (ONE_OF_AN_EVENT.has(a.noun)) return true;
  return sameOwner(a, b);
}

function sameScope(a: Mention, b: Mention): boolean {
  if (a.wording.partial !== b.wording.partial) return false;
  // A round of funding is the amount's own; a round of bans is one of several.
  if (a.unit === 'count' && a.wording.batch !== b.wording.batch) return false;
  if (!samePeriod(a.period, b.period)) return false;
  if (a.wording.rate === b.wording.rate) return true;
  if (a.wording.rate !== '' && b.wording.rate !== '') return false;
  const [less, more] = [Math.min(a.value, b.value), Math.max(a.value, b.value)];
  return more <= less * RATE_FACTOR_MAX;
}

/** A day is the event's own; a month against no month is a part of a longer time. */
function samePeriod(a: string, b: string): boolean {
  if (a === b) return true;
  if (a === '' || b === '') return (a || b).length !== '2021-02'.length;
  if (a.length === DAY_FORMAT && b.length === DAY_FORMAT) return daysApart(a, b) <= 1;
  return false;
}

function daysApart(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000;
}

function sameOwner(a: Mention, b: Mention): boolean {
  const ofA = leading(a.owners.names);
  const ofB = leading(b.owners.names);
  if (NEEDS_NO_OWNER.has(a.act)) return !placesDiffer(a, b);
  if (ofA.length > 0 && ofB.length > 0) {
    // A deal is of both sides, whoever is named first.
    if (a.unit.startsWith('money')) return ofA.some((key) => ofB.includes(key));
    return isFirst(a, ofB) && isFirst(b, ofA);
  }
  if (ofA.length > 0 || ofB.length > 0)
    return sharedContext(a, b) >= CONTEXT_MIN && !placesDiffer(a, b);
  return !placesDiffer(a, b) && sharedContext(a, b) >= CONTEXT_MIN;
}

/** The nearest owner of the one is among the nearest of the other. */
function isFirst({ owners }: Mention, others: readonly string[]): boolean {
  return owners.names[0]?.keys.some((key) => others.includes(key)) === true;
}

function leading(owners: readonly Owner[]): string[] {
  const most = owners[0]?.weight ?? 0;
  return owners.flatMap(({ weight, keys }) => (weight >= most * OWNER_SHARE ? keys : []));
}

/** A city lies in its state: only places of one size can differ. */
function placesDiffer(a: Mention, b: Mention): boolean {
  return (['city', 'state', 'country'] as const).some((size) => {
    const ofA = placesOf(a, size);
    const ofB = placesOf(b, size);
    return ofA.length > 0 && ofB.length > 0 && !ofA.some((key) => ofB.includes(key));
  });
}

function placesOf({ owners }: Mention, size: PlaceSize): string[] {
  return owners.places.flatMap(({ keys }) =>
    keys.filter((key) => placeSize(key.slice(2)) === size),
  );
}

function sharedContext(a: Mention, b: Mention): number {
  let shared = 0;
  for (const key of a.context) if (b.context.has(key)) shared += 1;
  return shared / Math.max(1, a.context.size + b.context.size - shared);
}
