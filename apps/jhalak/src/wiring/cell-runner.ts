// Lets a cell's features run: readers of the journal, jobs, sweeps and memory begin with the roles, pause while the cell is
// frozen, and end in the reverse order.

import { messageOf } from '@jhalak/kernel';
import type { Feature, Subscription, Sweep } from '@jhalak/ports';
import type { ProcessRole } from '../settings.ts';
import { ALL_MANIFESTS } from './house.ts';
import { allHandlers, jobPools } from './job-pools.ts';
import type { CellParts } from './parts.ts';
import { journalRetention } from './retention.ts';

/** Rounds after which a drain that still finds work is a bug: something feeds itself. */
const DRAIN_ROUNDS_MAX = 50;

/** What runs by itself in a cell: its readers, jobs and sweeps, and the memory of its features. */
export class CellRunner {
  readonly #parts: CellParts;
  readonly #features: readonly Feature[];
  readonly #encodeConcurrency: number;
  #started = false;
  #consumers: Subscription[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #sweeping = new Set<Promise<void>>();
  #roles: readonly ProcessRole[] = [];
  #paused = false;

  constructor(parts: CellParts, features: readonly Feature[], encodeConcurrency: number) {
    this.#parts = parts;
    this.#features = features;
    this.#encodeConcurrency = encodeConcurrency;
  }

  async start(roles: readonly ProcessRole[]): Promise<void> {
    this.#roles = roles;
    if (roles.includes('worker')) await this.#consume();
    if (roles.includes('api')) await this.#startFeatures();
    if (roles.includes('worker')) this.#startSweeps();
    if (!this.#paused) await this.#startJobs();
  }

  async #startJobs(): Promise<void> {
    for (const { handlers, concurrency } of jobPools(
      this.#features,
      this.#roles,
      this.#encodeConcurrency,
    )) {
      await this.#parts.jobs.start(handlers, { concurrency });
    }
  }

  /** Nothing is written any more by what runs by itself, but the public log. Resolves when what was under way has ended. */
  async pause(): Promise<void> {
    this.#paused = true;
    await Promise.all([
      this.#parts.jobs.stop(),
      this.#parts.journal.pause(),
      Promise.all(this.#sweeping),
    ]);
    await this.#parts.state.flush();
  }

  async goOn(): Promise<void> {
    this.#paused = false;
    this.#parts.journal.resume();
    await this.#startJobs();
  }

  async #startFeatures(): Promise<void> {
    // In order of the floors: what is started first is asked by what comes later.
    for (const feature of this.#features) await feature.start?.();
    this.#started = true;
  }

  async #consume(): Promise<void> {
    if (this.#consumers.length > 0) return;
    const consumers = this.#features.flatMap((feature) => feature.consumers);
    this.#consumers = await Promise.all(
      consumers.map((consumer) => this.#parts.journal.consume(consumer)),
    );
  }

  #startSweeps(): void {
    const { state, keys, logger } = this.#parts;
    const own: Sweep[] = [
      { name: 'state.expire', everyMs: 60_000, run: () => state.sweep(20_000) },
      // What a hold sealed does not open a moment after its time, whenever its key goes.
      { name: 'keys.expire', everyMs: 600_000, run: () => keys.sweep() },
    ];
    const journal = journalRetention(this.#parts, this.#features, ALL_MANIFESTS);
    for (const sweep of [...own, journal, ...this.#features.flatMap((feature) => feature.sweeps)]) {
      let running: Promise<void> | undefined;
      const run = (): void => {
        // One that takes longer than its time between runs must not pile up.
        if (running !== undefined || (this.#paused && sweep.evenFrozen !== true)) return;
        const mine = sweep
          .run()
          .then(() => undefined)
          .catch((error: unknown) => {
            logger.error(
              { sweep: sweep.name, error: messageOf(error) },
              'a sweep failed; the next one tries again',
            );
          })
          .finally(() => {
            running = undefined;
            this.#sweeping.delete(mine);
          });
        running = mine;
        this.#sweeping.add(mine);
      };
      this.#timers.push(setInterval(run, sweep.everyMs).unref());
    }
  }

  async drain(): Promise<void> {
    await this.#consume();
    let before = -1;
    for (let round = 0; round < DRAIN_ROUNDS_MAX; round += 1) {
      await this.#parts.jobs.drain(allHandlers(this.#features));
      const window = await this.#parts.journal.seal();
      for (const consumer of this.#consumers) await consumer.catchUp();
      if (this.#started) for (const feature of this.#features) await feature.catchUp?.();
      if (window === before) return;
      before = window;
    }
    throw new Error('the cell does not come to rest: something appends to the journal for ever');
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#parts.jobs.stop();
    await Promise.all(this.#sweeping);
    if (this.#started) for (const feature of this.#features.toReversed()) await feature.stop?.();
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
    await this.#parts.state.flush();
  }
}
