// Whether an address lies in one of many ranges: sorted, and found by halving. Pure.

import { isIPv4, isIPv6 } from 'node:net';

/** A list beyond it is a mistake: all ranges that seven large providers publish, not merged, are 90,000. */
const RANGES_MAX = 200_000;

/** From and to, both within. */
type Range = readonly [from: bigint, to: bigint];

export class AddressList {
  readonly #four: readonly Range[];
  readonly #six: readonly Range[];

  private constructor(four: Range[], six: Range[]) {
    this.#four = merged(four);
    this.#six = merged(six);
  }

  /**
   * @param lines CIDR, one a line (`52.95.110.0/24`, `2600:1f00::/24`); empty lines and those that begin with `#` are skipped.
   * @throws Error that names the first line that is none, or for more than RANGES_MAX. Cost: some 5 µs a line.
   */
  static read(lines: readonly string[]): AddressList {
    const four: Range[] = [];
    const six: Range[] = [];
    for (const [index, text] of lines.entries()) {
      const line = text.trim();
      if (line === '' || line.startsWith('#')) continue;
      const [address = '', prefix = ''] = line.split('/');
      const bits = isIPv4(address) ? 32 : 128;
      const value = numberOf(address);
      const fixed = Number(prefix);
      if (value === undefined || !/^\d{1,3}$/.test(prefix) || fixed > bits)
        throw new Error(`Line ${index + 1} is no range of addresses: ${line.slice(0, 60)}`);
      const size = 1n << BigInt(bits - fixed);
      const from = (value / size) * size;
      (bits === 32 ? four : six).push([from, from + size - 1n]);
    }
    if (four.length + six.length > RANGES_MAX)
      throw new Error(`A list has at most ${RANGES_MAX} ranges.`);
    return new AddressList(four, six);
  }

  /** How many ranges, after those that touch were joined. */
  get size(): number {
    return this.#four.length + this.#six.length;
  }

  /** @returns whether one of the ranges holds the address; false for what is none. Cost: some 5 µs. */
  has(address: string): boolean {
    const plain =
      /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address.split('%')[0] ?? '';
    const value = numberOf(plain);
    if (value === undefined) return false;
    const ranges = isIPv4(plain) ? this.#four : this.#six;
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle]?.[1] ?? 0n) < value) low = middle + 1;
      else high = middle;
    }
    const found = ranges[low];
    return found !== undefined && found[0] <= value;
  }
}

function numberOf(address: string): bigint | undefined {
  if (isIPv4(address)) return address.split('.').reduce((sum, one) => sum * 256n + BigInt(one), 0n);
  if (!isIPv6(address) || address.includes('.')) return undefined;
  const [head = '', tail = ''] = address.split('::');
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const before = groupsOf(head);
  const after = groupsOf(tail);
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].reduce(
    (sum, one) => sum * 65_536n + BigInt(`0x${one}`),
    0n,
  );
}

function merged(ranges: Range[]): Range[] {
  const out: [bigint, bigint][] = [];
  for (const [from, to] of ranges.toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const last = out.at(-1);
    if (last === undefined || from > last[1] + 1n) out.push([from, to]);
    else if (to > last[1]) last[1] = to;
  }
  return out;
}
