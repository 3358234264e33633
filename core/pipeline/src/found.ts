// The candidates of a run, each once, with the sources that found it.

/** Where a key's candidate stands; -1: nowhere yet. */
interface Places {
  of(key: string | number): number;
  put(key: string | number, place: number): void;
}

export class Found<Candidate> {
  readonly candidates: Candidate[] = [];
  /** By place: bit n is set when the definition's source n found it. */
  readonly #sources: number[] = [];
  readonly #places: Places;
  readonly #most: number;

  /**
   * @param most candidates that are taken in.
   * @param keysBelow keys are whole numbers from 0 below this; absent: any keys.
   */
  constructor(most: number, keysBelow: number | undefined) {
    this.#most = most;
    this.#places = keysBelow === undefined ? placesByKey() : placesByNumber(keysBelow);
  }

  /** @returns the candidate that was found before under this key; undefined when this one is taken in, or one too many. */
  add(key: string | number, candidate: Candidate, source: number): Candidate | undefined {
    const place = this.#places.of(key);
    if (place >= 0) {
      this.#sources[place] = (this.#sources[place] ?? 0) | (1 << source);
      return this.candidates[place];
    }
    const next = this.candidates.length;
    if (next >= this.#most) return undefined;
    this.#places.put(key, next);
    this.candidates.push(candidate);
    this.#sources.push(1 << source);
    return undefined;
  }

  /** @returns the bits of the sources that found what stands under a key. */
  sourcesOf(key: string | number): number {
    return this.#sources[this.#places.of(key)] ?? 0;
  }
}

function placesByKey(): Places {
  const places = new Map<string | number, number>();
  return { of: (key) => places.get(key) ?? -1, put: (key, place) => places.set(key, place) };
}

function placesByNumber(below: number): Places {
  // One more than the place: what was never put is 0.
  const places = new Int32Array(below);
  return {
    of: (key) => (places[Number(key)] ?? 0) - 1,
    put(key, place) {
      places[Number(key)] = place + 1;
    },
  };
}
