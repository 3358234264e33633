// Names as numbers, in the order in which they came.

export class NameNumbers {
  readonly #numbers = new Map<string, number>();
  /** By number; not to be changed. */
  readonly names: string[] = [];

  /** @returns the number of a name, a new one when it is new. */
  of(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.length;
      this.names.push(name);
      this.#numbers.set(name, number);
    }
    return number;
  }

  /** @returns the number of a name that came before; -1 for any other. */
  known(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }
}
