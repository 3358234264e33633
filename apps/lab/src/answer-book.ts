// What a cell must know of phones' answers to the lock screen: the model that its counts are held against. Written from the
// contract, not from the cell's code: answers of a device count up, the highest one holds.

import type { Random } from '@jhalak/kernel';

/** One answer as a phone sends it. */
export interface Answer {
  device: string;
  counter: number;
  granted: boolean;
}

/** How a showing must be counted. */
export type ShowingKind = 'shown' | 'afterWithdrawal' | 'withoutReceipt';

/** `either`: it raced with a withdrawal, so that one of the first two is right. */
export type Counted = Record<ShowingKind | 'either', number>;

interface Kept extends Answer {
  receipt: string;
}

export class AnswerBook {
  readonly #kept: Kept[] = [];

  /** @returns what the cell must do with an answer. */
  judge(answer: Answer): 'kept' | 'same' | 'refused' {
    const all = this.#kept.filter((one) => one.device === answer.device);
    const highest = Math.max(0, ...all.map((one) => one.counter));
    if (answer.counter > highest) return 'kept';
    const last = all.find((one) => one.counter === highest);
    const same = answer.counter === highest && last?.granted === answer.granted;
    return same ? 'same' : 'refused';
  }

  keep(answer: Answer, receipt: string): void {
    if (!this.#kept.some((one) => one.receipt === receipt)) this.#kept.push({ ...answer, receipt });
  }

  /** @returns how a showing must be counted that a device reports under a receipt now. */
  standing(device: string, receipt: string | undefined): ShowingKind {
    const named = this.#kept.find((one) => one.receipt === receipt && one.device === device);
    if (named === undefined || !named.granted) return 'withoutReceipt';
    const withdrawn = this.#kept.some(
      (one) => one.device === device && one.counter > named.counter && !one.granted,
    );
    return withdrawn ? 'afterWithdrawal' : 'shown';
  }

  /** @returns any receipt that was ever given, to whatever device; undefined when there is none. */
  anyReceipt(random: Random): string | undefined {
    return this.#kept.length === 0
      ? undefined
      : this.#kept[random.below(this.#kept.length)]?.receipt;
  }
}
