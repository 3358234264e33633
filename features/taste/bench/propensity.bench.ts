// `npm run bench -- propensity`: whether it helps to weigh what was explored by one over its propensity. A seeded world whose
// truth holds products that bent lines cannot draw; 20 candidates a slot, the best one by what is known so far, or one drawn
// evenly in 12 of 100 slots. Six worlds, the second half of each counts.

import { seededRandom } from '@jhalak/kernel';
import { logLoss } from '../src/ranker/guard.ts';

const FEATURES = 6;
const KNOTS = 9;
const CANDIDATES = 20;
const EXPLORE = 0.12;
const SLOTS = 12_000;
const WORLDS = 6;
const RATE = 0.1;

/** One head of bent lines, whose steps can be weighed. */
class Lines {
  readonly #values = new Float64Array(FEATURES * KNOTS + 1);
  readonly #squares = new Float64Array(FEATURES * KNOTS + 1).fill(0.1);

  foretell(features: Uint8Array): number {
    let sum = this.#values[FEATURES * KNOTS] ?? 0;
    this.#each(features, (place, part) => {
      sum += part * (this.#values[place] ?? 0);
    });
    return 1 / (1 + Math.exp(-sum));
  }

  learn(features: Uint8Array, label: number, weight: number): void {
    const slope = (this.foretell(features) - label) * weight;
    this.#each(features, (place, part) => this.#step(place, slope * part));
    this.#step(FEATURES * KNOTS, slope);
  }

  #each(features: Uint8Array, visit: (place: number, part: number) => void): void {
    for (let feature = 0; feature < FEATURES; feature += 1) {
      const at = ((features[feature] ?? 0) / 255) * (KNOTS - 1);
      const knot = Math.min(KNOTS - 2, Math.floor(at));
      visit(feature * KNOTS + knot, 1 - (at - knot));
      visit(feature * KNOTS + knot + 1, at - knot);
    }
  }

  #step(place: number, slope: number): void {
    const square = (this.#squares[place] ?? 0) + slope * slope;
    this.#squares[place] = square;
    this.#values[place] = (this.#values[place] ?? 0) - (RATE * slope) / Math.sqrt(square);
  }
}

function truth(features: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = Array.from(features, (byte) => byte / 255);
  const corner = b > 0.8 && c > 0.5 ? 1.5 : 0;
  const sum = -2.5 + 3 * a * b + 2 * Math.max(0, c - 0.5) - 1.5 * d * (1 - a) + corner;
  return 1 / (1 + Math.exp(-sum));
}

const results = [1, 2, 4, 10, 50].map((most) => {
  let loss = 0;
  let worth = 0;
  let count = 0;
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const random = seededRandom(seed);
    const lines = new Lines();
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const candidates = Array.from({ length: CANDIDATES }, () => random.bytes(FEATURES));
      const best = candidates.reduce((one, other) =>
        lines.foretell(other) > lines.foretell(one) ? other : one,
      );
      const drawn = candidates[random.below(CANDIDATES)] ?? best;
      const shown = random.next() < EXPLORE ? drawn : best;
      const propensity = EXPLORE / CANDIDATES + (shown === best ? 1 - EXPLORE : 0);
      const label = random.next() < truth(shown) ? 1 : 0;
      if (slot >= SLOTS / 2) {
        const any = candidates[random.below(CANDIDATES)] ?? best;
        loss += logLoss(lines.foretell(any), truth(any));
        worth += truth(best);
        count += 1;
      }
      lines.learn(shown, label, Math.min(most, 1 / propensity));
    }
  }
  return { most, loss: loss / count, worth: worth / count };
});
for (const { most, loss, worth } of results)
  process.stderr.write(
    `weights up to ${most}: loss on any candidate ${loss.toFixed(4)}, truth of the best ${worth.toFixed(4)}\n`,
  );
process.stdout.write(`${JSON.stringify({ bench: 'propensity', results })}\n`);
