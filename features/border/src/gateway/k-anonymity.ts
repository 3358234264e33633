// Counts that can be told to strangers. A place in the table that stands for fewer than k people is left out; so is whatever
// would give it away: with the totals beside it a lone gap is a subtraction, and two gaps that add up to three people are
// hardly better. Pure.

import { assert } from '@jhalak/kernel';
import type { AnonymousCounts } from '@jhalak/contracts/gateway';

/** One place of the table as it was counted. */
export interface RawCount {
  language: AnonymousCounts['languages'][number]['language'];
  genre: AnonymousCounts['genres'][number]['genre'];
  people: number;
  clips: number;
}

/** Totals stand in the table like everything else: they are what gives gaps away, and can be left out themselves. */
const TOTAL = 'total';

interface Place {
  row: string;
  column: string;
  people: number;
  clips: number;
  shown: boolean;
}

/**
 * @param k at least 1: fewest people behind a number.
 * @returns what can be told: each number stands for k people or more, no left-out number can be computed from the others,
 * and what is left out of a line stands for k people or more together.
 * Cost: quadratic in places; 30 languages by 20 genres take some milliseconds.
 */
export function anonymousCounts(raw: readonly RawCount[], k: number): AnonymousCounts {
  const table = new Table(raw);
  for (const place of table.places) place.shown = place.people >= k;
  // Each round leaves out one place more, so that there are at most as many as places.
  for (let round = 0; round <= table.places.length; round += 1) {
    const next = table.weakLine(k) ?? table.givenAway();
    if (next === undefined) return told(table, k);
    next.shown = false;
  }
  assert(false, 'with everything left out nothing gives anything away');
}

class Table {
  readonly places: Place[] = [];
  readonly #lines = new Map<string, Place[]>();

  constructor(raw: readonly RawCount[]) {
    const sums = new Map<string, Place>();
    for (const { language, genre, people, clips } of raw) {
      // A place where nobody is tells of nobody; it is simply not in the table.
      if (people === 0) continue;
      for (const row of [language, TOTAL]) {
        for (const column of [genre, TOTAL]) {
          const name = `${row} ${column}`;
          const place = sums.get(name) ?? { row, column, people: 0, clips: 0, shown: false };
          place.people += people;
          place.clips += clips;
          sums.set(name, place);
        }
      }
    }
    for (const place of sums.values()) {
      this.places.push(place);
      for (const line of linesOf(place)) this.#line(line).push(place);
    }
  }

  /**
   * A line adds up: its parts to its total. @returns what must be left out too, because the gaps of a line are alone or
   * stand for fewer than k people together.
   */
  weakLine(k: number): Place | undefined {
    for (const line of this.#lines.values()) {
      const gaps = line.filter((place) => !place.shown);
      if (gaps.length === 0) continue;
      // Whoever subtracts learns the sum of the gaps; with the total itself a gap there is nothing to subtract from.
      const open = gaps.some((place) => isTotal(place, line));
      const people = gaps.reduce((sum, place) => sum + place.people, 0);
      if (gaps.length > 1 && (open || people >= k)) continue;
      const more = smallestShown(line);
      if (more !== undefined) return more;
    }
    return undefined;
  }

  /**
   * Rows and columns are the nodes of a graph, gaps its edges: a gap can be computed exactly when it lies on no cycle.
   *
   * @returns what must be left out so that it cannot.
   */
  givenAway(): Place | undefined {
    for (const gap of this.places) {
      if (gap.shown || this.#onCycle(gap)) continue;
      const near = linesOf(gap).flatMap((line) => this.#line(line));
      // A cycle may have to be closed further away, where the totals meet.
      const more = smallestShown(near) ?? smallestShown(this.places);
      if (more !== undefined) return more;
    }
    return undefined;
  }

  #onCycle(gap: Place): boolean {
    const [from, to] = linesOf(gap);
    const reached = new Set([from]);
    const waiting = [from];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (const place of this.#line(node)) {
        if (place.shown || place === gap) continue;
        for (const line of linesOf(place)) {
          if (reached.has(line)) continue;
          reached.add(line);
          waiting.push(line);
        }
      }
    }
    return reached.has(to);
  }

  #line(name: string): Place[] {
    const line = this.#lines.get(name) ?? [];
    this.#lines.set(name, line);
    return line;
  }
}

function linesOf({ row, column }: Place): [string, string] {
  return [`row ${row}`, `column ${column}`];
}

/** @returns whether a place is the sum of the rest of its line. */
function isTotal(place: Place, line: readonly Place[]): boolean {
  const sameRow = line.every((one) => one.row === place.row);
  return sameRow ? place.column === TOTAL : place.row === TOTAL;
}

/** Parts before totals, and the smallest first: what costs least. */
function smallestShown(line: readonly Place[]): Place | undefined {
  return line
    .filter((place) => place.shown)
    .toSorted((a, b) => Number(hasTotal(a)) - Number(hasTotal(b)) || a.people - b.people)[0];
}

function hasTotal({ row, column }: Place): boolean {
  return row === TOTAL || column === TOTAL;
}

function told(table: Table, k: number): AnonymousCounts {
  const result: AnonymousCounts = { k, cells: [], languages: [], genres: [] };
  for (const { row, column, people, clips, shown } of table.places) {
    if (!shown) continue;
    const language = row;
    // The names came from the contract's own list.
    const genre = column as RawCount['genre'];
    if (row === TOTAL && column === TOTAL) result.total = { people, clips };
    else if (row === TOTAL) result.genres.push({ genre, people, clips });
    else if (column === TOTAL) result.languages.push({ language, people, clips });
    else result.cells.push({ language, genre, people, clips });
  }
  return result;
}
