// Unwrapped keys of the people seen last. A kept key is used only while this process has heard of every erasure up to
// ERASURE_NOTICED_MS ago; without an answer from the store it is not used at all.

import { atMostEntries, type Clock } from '@jhalak/kernel';
import type { KeyClass } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import type { Erasures } from './store.ts';

/** Some 40 MB; the people active on one process in an hour. */
const PEOPLE_MAX = 50_000;
/** Plain keys of people who went away do not stay in memory. */
const AGE_MAX_MS = 60 * 60 * 1_000;
/** An erasure in one process is felt by every other within this time: one small query a second each. */
const ERASURE_NOTICED_MS = 1_000;
/** When more people than this were erased meanwhile, forgetting everybody is cheaper. */
const ERASURES_MAX = 1_000;

export const ERASED = 'erased';
/** A person's keys; empty when the store has none; ERASED for good. */
export type Known = Partial<Record<KeyClass, Buffer>> | typeof ERASED;

interface Kept {
  known: Known;
  /** The store said so at this time or later. */
  sinceMs: number;
}

/** Taken before asking the store. */
export interface Mark {
  readonly epoch: number;
  readonly nowMs: number;
}

/** Asks the store who was erased after a generation. */
type AskErasures = (generation: number, max: number) => Promise<Erasures>;

export class KeyCache {
  readonly #ask: AskErasures;
  readonly #clock: Clock;
  readonly #kept = new LRUCache<string, Kept>({ ...atMostEntries(PEOPLE_MAX), ttl: AGE_MAX_MS });
  #generation: number;
  #checkedAtMs: number;
  #checking: Promise<void> | undefined;
  /** Counts erasures heard of: an answer that was asked for before one of them is not kept. */
  #epoch = 0;

  constructor(ask: AskErasures, clock: Clock, generation: number) {
    this.#ask = ask;
    this.#clock = clock;
    this.#generation = generation;
    this.#checkedAtMs = clock.nowMs();
  }

  async get(personId: string): Promise<Known | undefined> {
    const kept = this.#kept.get(personId);
    if (kept === undefined || kept.known === ERASED) return kept?.known;
    const nowMs = this.#clock.nowMs();
    if (isRecent(kept.sinceMs, nowMs) || isRecent(this.#checkedAtMs, nowMs)) return kept.known;
    this.#checking ??= this.#check().finally(() => (this.#checking = undefined));
    await this.#checking;
    return this.#kept.get(personId)?.known;
  }

  mark(): Mark {
    return { epoch: this.#epoch, nowMs: this.#clock.nowMs() };
  }

  /**
   * Keeps what the store answered to a question asked at `mark`.
   *
   * @returns the answers, with ERASED for people whose erasure was heard of meanwhile.
   */
  keep(answers: ReadonlyMap<string, Known | Error>, mark: Mark): Map<string, Known | Error> {
    const current = new Map<string, Known | Error>();
    for (const [personId, answer] of answers) {
      const erased = this.#kept.peek(personId)?.known === ERASED;
      current.set(personId, erased ? ERASED : answer);
      if (
        erased ||
        answer instanceof Error ||
        (answer !== ERASED && Object.keys(answer).length === 0)
      )
        continue;
      if (answer === ERASED || mark.epoch === this.#epoch) {
        this.#kept.set(personId, { known: answer, sinceMs: mark.nowMs });
      }
    }
    return current;
  }

  /** Drops the keys of people whose erasure is committed. */
  erase(people: readonly string[]): void {
    this.#epoch += 1;
    for (const personId of people) this.#kept.set(personId, { known: ERASED, sinceMs: 0 });
  }

  clear(): void {
    this.#epoch += 1;
    this.#kept.clear();
  }

  async #check(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const { generation, people } = await this.#ask(this.#generation, ERASURES_MAX);
    if (people.length === ERASURES_MAX) this.clear();
    else if (people.length > 0) this.erase(people);
    this.#generation = generation;
    this.#checkedAtMs = nowMs;
  }
}

// A clock that stepped back makes everything old.
function isRecent(atMs: number, nowMs: number): boolean {
  return nowMs >= atMs && nowMs - atMs < ERASURE_NOTICED_MS;
}
