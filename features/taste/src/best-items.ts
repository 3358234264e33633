// The best of many, without sorting them and without making anything: a heap in two columns whose root is the worst kept.

export class BestItems {
  readonly #most: number;
  /** The first `count` are kept, in no order. */
  readonly items: Int32Array;
  readonly values: Float64Array;
  count = 0;

  /** @param most kept at once. */
  constructor(most: number) {
    this.#most = most;
    this.items = new Int32Array(most);
    this.values = new Float64Array(most);
  }

  clear(): void {
    this.count = 0;
  }

  /** Cost: one comparison for most of what is offered, else a logarithm of those kept. */
  offer(item: number, value: number): void {
    if (this.count < this.#most) {
      this.count += 1;
      this.#rise(this.count - 1, item, value);
    } else if (this.#isWorse(0, item, value)) this.#sink(item, value);
  }

  // Equal values go by item: two processes agree.
  #isWorse(place: number, item: number, value: number): boolean {
    const own = this.values[place] ?? 0;
    return own < value || (own === value && (this.items[place] ?? 0) > item);
  }

  #rise(from: number, item: number, value: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      // The worst stands above.
      if (this.#isWorse(above, item, value)) break;
      this.#move(above, at);
      at = above;
    }
    this.#put(at, item, value);
  }

  #sink(item: number, value: number): void {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.count) break;
      const right = below + 1;
      if (
        right < this.count &&
        this.#isWorse(right, this.items[below] ?? 0, this.values[below] ?? 0)
      )
        below = right;
      if (!this.#isWorse(below, item, value)) break;
      this.#move(below, at);
      at = below;
    }
    this.#put(at, item, value);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.items[from] ?? 0, this.values[from] ?? 0);
  }

  #put(place: number, item: number, value: number): void {
    this.items[place] = item;
    this.values[place] = value;
  }
}
