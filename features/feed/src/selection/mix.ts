// The mix a page aims for, and how far it is from it. The aim is the viewer's own distribution (calibration, after Steck
// 2018), blended with what the candidates offer: little is known of a newcomer, and nobody is locked into one genre.

/** A viewer's own distribution: name to weight (any scale, 0 or more), and from how many watches it is known. */
export interface OwnMix {
  weights: ReadonlyMap<string, number>;
  watches: number;
}

/** How an aim is made; see `SelectionSettings`. */
export interface AimSettings {
  mixWatchesHalf: number;
  offerShareMin: number;
  /** Nats; when the offer itself has less, the offer is the aim. */
  entropyMin: number;
}

/** Steps from the least share of the offer to the whole, when the entropy asks for more. */
const ENTROPY_STEPS = 8;
/** Steck's smoothing: a part of the aim stands in for what a page does not have yet, so that no logarithm is infinite. */
const SMOOTHING = 0.01;

/**
 * @param offered share of each kind in what is on offer, by number; sums to 1.
 * @param own the viewer's distribution by the same numbers; sums to 1, or to 0 when nothing is known.
 * @param watches of which `own` is made.
 * @returns the aim; sums to 1.
 */
export function aimOf(
  offered: Float64Array,
  own: Float64Array,
  watches: number,
  { mixWatchesHalf, offerShareMin, entropyMin }: AimSettings,
): Float64Array {
  const aim = new Float64Array(offered.length);
  let known = 0;
  for (const share of own) known += share;
  const least = Math.max(offerShareMin, mixWatchesHalf / (mixWatchesHalf + watches));
  for (let step = 0; step <= ENTROPY_STEPS; step += 1) {
    const ofOffer = known === 0 ? 1 : least + ((1 - least) * step) / ENTROPY_STEPS;
    for (let kind = 0; kind < aim.length; kind += 1)
      aim[kind] = ofOffer * (offered[kind] ?? 0) + (1 - ofOffer) * (own[kind] ?? 0);
    if (entropyOf(aim) >= entropyMin) break;
  }
  return aim;
}

/** @param shares sum to 1. @returns nats. */
function entropyOf(shares: Float64Array): number {
  let entropy = 0;
  for (const share of shares) if (share > 0) entropy -= share * Math.log(share);
  return entropy;
}

/** Counts what is on the page and says what each kind would do to its distance from the aim. */
export class MixTally {
  readonly #aim: Float64Array;
  readonly #counts: Float64Array;
  readonly #change: Float64Array;
  #total = 0;

  constructor(aim: Float64Array) {
    this.#aim = aim;
    this.#counts = new Float64Array(aim.length);
    this.#change = new Float64Array(aim.length);
  }

  /** @returns how many of a kind are on the page. */
  count(kind: number): number {
    return this.#counts[kind] ?? 0;
  }

  add(kind: number): void {
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    this.#total += 1;
  }

  /**
   * @returns for each kind KL(aim || page with one more of it), less the smallest of them: 0 for what the page lacks most.
   * Valid until the next call. Cost: one logarithm a kind.
   */
  distances(): Float64Array {
    const after = this.#total + 1;
    // With one more of a kind only that kind's term changes among those of one total.
    let least = Infinity;
    for (let kind = 0; kind < this.#aim.length; kind += 1) {
      const aim = this.#aim[kind] ?? 0;
      const count = this.#counts[kind] ?? 0;
      const without = smoothed(count / after, aim);
      const with1 = smoothed((count + 1) / after, aim);
      const change = aim === 0 ? 0 : -aim * Math.log(with1 / without);
      this.#change[kind] = change;
      if (change < least) least = change;
    }
    for (let kind = 0; kind < this.#aim.length; kind += 1)
      this.#change[kind] = (this.#change[kind] ?? 0) - least;
    return this.#change;
  }
}

function smoothed(share: number, aim: number): number {
  return (1 - SMOOTHING) * share + SMOOTHING * aim;
}
