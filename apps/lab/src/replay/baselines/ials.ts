// Implicit ALS (Hu, Koren, Volinsky 2008): factors of users and clips by turns, every unseen pair a weak no. A user's factors
// are solved from their past when they are asked for, so that nobody is new.

import { seededRandom } from '@jhalak/kernel';
import type { Past } from '../past.ts';
import type { Scorer } from './ranked.ts';

export interface IalsOptions {
  factors: number;
  rounds: number;
  /** Weight of an unseen pair beside 1 for a seen one. */
  unseen: number;
  regularisation: number;
  /** Learn from positives only, or from all watches. */
  positivesOnly: boolean;
}

/** Steps of conjugate gradients for each row: from where the last round ended, two are enough. */
const STEPS = 2;
/** First factors: small, so that the first round decides. */
const FIRST = 0.1;

interface Rows {
  /** For each row the columns it touches. */
  touched: readonly Int32Array[];
}

/** Cost: rounds * (people + clips) * steps * (factors^2 + touched * factors) multiplications. */
export function ials(past: Past, options: IalsOptions): Scorer {
  const users = touchedBy(past, options.positivesOnly);
  const items = turned(users, past.itemCount);
  const random = seededRandom(17);
  const { factors } = options;
  const userFactors = new Float64Array(users.touched.length * factors);
  const itemFactors = Float64Array.from(
    { length: past.itemCount * factors },
    () => (random.next() - 0.5) * FIRST,
  );
  for (let round = 0; round < options.rounds; round += 1) {
    solveAll(users, itemFactors, userFactors, options);
    solveAll(items, userFactors, itemFactors, options);
  }
  solveAll(users, itemFactors, userFactors, options);
  return {
    score(_items, scores, user) {
      for (let item = 0; item < past.itemCount; item += 1) {
        let sum = 0;
        for (let at = 0; at < factors; at += 1)
          sum += (userFactors[user * factors + at] ?? 0) * (itemFactors[item * factors + at] ?? 0);
        // Only the order counts; lists hold what is above 0.
        scores[item] = Math.exp(sum);
      }
    },
  };
}

function touchedBy(past: Past, positivesOnly: boolean): Rows {
  return {
    touched: past.users.map(({ items, positive }) =>
      Int32Array.from(new Set(positivesOnly ? items.filter((_, at) => positive[at] === 1) : items)),
    ),
  };
}

function turned({ touched }: Rows, columns: number): Rows {
  const rows: number[][] = Array.from({ length: columns }, () => []);
  for (const [row, list] of touched.entries()) for (const column of list) rows[column]?.push(row);
  return { touched: rows.map((row) => Int32Array.from(row)) };
}

// (Y'Y * unseen + sum over touched (1 - unseen) y y' + reg) x = sum over touched y, by conjugate gradients from the last x.
function solveAll(
  { touched }: Rows,
  fixed: Float64Array,
  solved: Float64Array,
  options: IalsOptions,
): void {
  const { factors, unseen } = options;
  const gram = gramOf(fixed, factors, unseen);
  const [x, rest, way, image] = [0, 0, 0, 0].map(() => new Float64Array(factors));
  if (x === undefined || rest === undefined || way === undefined || image === undefined) return;
  for (const [row, list] of touched.entries()) {
    const place = solved.subarray(row * factors, (row + 1) * factors);
    if (list.length === 0) {
      place.fill(0);
      continue;
    }
    x.set(place);
    apply(gram, fixed, list, x, image, options);
    for (let at = 0; at < factors; at += 1) {
      let sum = -(image[at] ?? 0);
      for (const one of list) sum += fixed[one * factors + at] ?? 0;
      rest[at] = sum;
    }
    way.set(rest);
    descend({ gram, fixed, list, x, rest, way, image, options });
    place.set(x);
  }
}

interface Descent {
  gram: Float64Array;
  fixed: Float64Array;
  list: Int32Array;
  x: Float64Array;
  rest: Float64Array;
  way: Float64Array;
  image: Float64Array;
  options: IalsOptions;
}

function descend({ gram, fixed, list, x, rest, way, image, options }: Descent): void {
  let error = dot(rest, rest);
  for (let step = 0; step < STEPS && error > 1e-12; step += 1) {
    apply(gram, fixed, list, way, image, options);
    const length = error / dot(way, image);
    for (let at = 0; at < x.length; at += 1) {
      x[at] = (x[at] ?? 0) + length * (way[at] ?? 0);
      rest[at] = (rest[at] ?? 0) - length * (image[at] ?? 0);
    }
    const next = dot(rest, rest);
    for (let at = 0; at < x.length; at += 1)
      way[at] = (rest[at] ?? 0) + (next / error) * (way[at] ?? 0);
    error = next;
  }
}

function apply(
  gram: Float64Array,
  fixed: Float64Array,
  list: Int32Array,
  x: Float64Array,
  out: Float64Array,
  { factors, unseen, regularisation }: IalsOptions,
): void {
  // Heavier users are held more loosely otherwise (Rendle et al. 2022).
  const hold = regularisation * (1 + list.length);
  for (let at = 0; at < factors; at += 1) {
    let sum = hold * (x[at] ?? 0);
    for (let other = 0; other < factors; other += 1)
      sum += (gram[at * factors + other] ?? 0) * (x[other] ?? 0);
    out[at] = sum;
  }
  for (const one of list) {
    let likeness = 0;
    for (let at = 0; at < factors; at += 1)
      likeness += (fixed[one * factors + at] ?? 0) * (x[at] ?? 0);
    likeness *= 1 - unseen;
    for (let at = 0; at < factors; at += 1)
      out[at] = (out[at] ?? 0) + likeness * (fixed[one * factors + at] ?? 0);
  }
}

function gramOf(rows: Float64Array, factors: number, unseen: number): Float64Array {
  const gram = new Float64Array(factors * factors);
  for (let row = 0; row < rows.length; row += factors) {
    for (let at = 0; at < factors; at += 1) {
      const value = unseen * (rows[row + at] ?? 0);
      if (value === 0) continue;
      for (let other = 0; other < factors; other += 1)
        gram[at * factors + other] =
          (gram[at * factors + other] ?? 0) + value * (rows[row + other] ?? 0);
    }
  }
  return gram;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
