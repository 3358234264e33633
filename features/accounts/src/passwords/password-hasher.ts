// Argon2id, off the event loop, a bounded number at a time. Plain passwords never leave this file and its caller.

import { problem } from '@jhalak/contracts';
import { hash, verify } from '@node-rs/argon2';
import { foldPassword } from './check-password.ts';

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane; argon2id by default. Some 20 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** How every hash of the present cost begins; others are renewed when their owner signs in. */
const COST_PREFIX = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;
/** Half of libuv's four threads: files and names need the others. */
const RUNNING_MAX = 2;
/** More would wait over two seconds; they are better told to come back. */
const WAITING_MAX = 100;
const RETRY_AFTER_S = 2;

export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #nobodys: Promise<string> | undefined;

  /** @returns the hash in PHC form, with a fresh salt. @throws `unavailable` when too many wait. */
  async hash(password: string): Promise<string> {
    return await this.#inTurn(() => hash(foldPassword(password), COST));
  }

  /**
   * @param stored undefined when there is no such account: the same work is then done against nobody's hash, so that
   *   the time of the answer does not tell.
   */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const against = stored ?? (await this.#nobodysHash());
    const right = await this.#inTurn(() => verify(against, foldPassword(password)));
    return right && stored !== undefined;
  }

  /** @returns whether the hash was made at another cost than today's. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(COST_PREFIX);
  }

  async #nobodysHash(): Promise<string> {
    this.#nobodys ??= this.hash('a password that nobody has').catch((error: unknown) => {
      this.#nobodys = undefined;
      throw error;
    });
    return await this.#nobodys;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= RUNNING_MAX) {
      if (this.#waiting.length >= WAITING_MAX) {
        throw problem(
          'unavailable',
          'Too many people are signing in at this moment; try again in a few seconds.',
          {
            retryAfterS: RETRY_AFTER_S,
          },
        );
      }
      // The one who ends hands its place over, so that nobody can slip in between.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
