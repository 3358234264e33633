// Carries an order's change out to the last surface and proves it: reach, visibility, kill list, caches, then a look at
// every surface until none shows anything. Runs in the api role, whose memory is what people are answered from.

import { HOUR_MS, messageOf, SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { BorderLog, Database, Tx } from '@jhalak/ports';
import type { Visibility } from '@jhalak/visibility';
import { reachedBy, type Reach, type Reached } from '../reach.ts';
import { entryOf, type FullOrder, type OrderStore } from '../store.ts';
import { probeSilence } from './probe-silence.ts';
import { probeSurfaces, type Probe, type ProbeDeps } from './probe-surfaces.ts';

/** Looks at all surfaces before an execution is given up for now; between them caches of this process grow old. */
const LOOKS_MAX = 8;
const BETWEEN_LOOKS_MS = 250;
/** One execution never holds a request longer. */
const EXECUTION_MAX_MS = 25 * SECOND_MS;
/** Unfinished ones are tried again at start, as far back as this. */
const RESUME_BACK_MS = 48 * HOUR_MS;

/** One line of a receipt. */
export interface ProvedSurface extends Probe {
  /** From the change to the first look that found nothing; null while something is shown. */
  darkMs: number | null;
}

export interface ExecutorDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  log: BorderLog;
  store: OrderStore;
  reach: Reach;
  visibility: Visibility & { catchUp?(): Promise<void> };
  /** Asked late: routes and manifests of the whole house. */
  house: () => Pick<ProbeDeps, 'manifests' | 'routes'>;
  paths: ProbeDeps['paths'];
  /** Keeps records of what an order reaches, and digests of its bytes. */
  keep: (items: readonly Reached[]) => Promise<void>;
  /** Tells caches in front of us to forget, by their surrogate keys. */
  purge: (surrogateKeys: readonly string[]) => Promise<void>;
}

export class Executor {
  readonly #deps: ExecutorDeps;
  readonly #running = new Map<string, Promise<void>>();

  constructor(deps: ExecutorDeps) {
    this.#deps = deps;
  }

  /** Carries out what an order says now. Callers that come while it runs wait for it, and then it runs once more. */
  async run(orderId: string): Promise<void> {
    const before = this.#running.get(orderId);
    const next = (before ?? Promise.resolve()).then(() => this.#once(orderId));
    const settled = next.catch(() => undefined);
    this.#running.set(orderId, settled);
    void settled.then(() => {
      if (this.#running.get(orderId) === settled) this.#running.delete(orderId);
    });
    await next;
  }

  /** Carries out what was left when a process died. */
  async resume(): Promise<void> {
    const rows = await this.#deps.database.query<{ order_id: string }>(
      {
        name: 'orders.unproved',
        text: `SELECT order_id FROM orders WHERE phase = 'in_force' AND executed_at_ms IS NULL AND released_at_ms > $1
          ORDER BY order_id LIMIT 100`,
      },
      [this.#deps.clock.nowMs() - RESUME_BACK_MS],
    );
    for (const row of rows) {
      await this.run(row.order_id).catch((error: unknown) => {
        this.#deps.logger.error(
          { orderId: row.order_id, error: messageOf(error) },
          'an order could not be carried out; it is tried again at the next start',
        );
      });
    }
  }

  async #once(orderId: string): Promise<void> {
    const { database, store, reach, visibility, clock, purge, keep } = this.#deps;
    const [full] = await store.byIds(database, [orderId]);
    if (full === undefined) return;
    const beganAtMs = clock.nowMs();
    const earlier = await reachedBy(database, orderId);
    await visibility.catchUp?.();
    await reach.refresh(orderId);
    const items = await reachedBy(database, orderId);
    const touched = new Map([...earlier, ...items].map((item) => [item.id, item]));
    await purge([...touched.values()].map(({ kind, id }) => `${KEYS[kind]}-${id}`));
    const inForce = full.order.phase === 'in_force';
    if (inForce) await keep(items);
    const surfaces = inForce ? await this.#prove(full, items, beganAtMs) : [];
    await database.transaction(async (tx) => {
      await this.#receipt(tx, orderId, items.length, surfaces);
    });
  }

  async #prove(
    full: FullOrder,
    items: Awaited<ReturnType<typeof reachedBy>>,
    beganAtMs: number,
  ): Promise<ProvedSurface[]> {
    const { clock, visibility, house, paths } = this.#deps;
    const signal = AbortSignal.timeout(EXECUTION_MAX_MS);
    const deps = { ...house(), visibility, paths };
    const sinceMs = Math.min(full.order.releasedAtMs ?? beganAtMs, beganAtMs);
    const silenced = full.order.targets.flatMap((one) =>
      one.kind === 'silent_sound' ? [one.id] : [],
    );
    let proved: ProvedSurface[] = [];
    for (let look = 0; look < LOOKS_MAX; look += 1) {
      const probes = [
        ...(await probeSurfaces(deps, items, signal)),
        ...(await probeSilence(deps.routes, silenced, signal)),
      ];
      const atMs = clock.nowMs();
      proved = probes.map((probe, at) => ({
        ...probe,
        darkMs:
          probe.shown > 0
            ? null
            : (proved[at]?.darkMs ?? (probe.how === 'staff' ? null : atMs - sinceMs)),
      }));
      if (proved.every(({ shown }) => shown === 0)) return proved;
      await new Promise<void>((done) => setTimeout(() => done(), BETWEEN_LOOKS_MS));
    }
    return proved;
  }

  async #receipt(
    tx: Tx,
    orderId: string,
    reached: number,
    surfaces: readonly ProvedSurface[],
  ): Promise<void> {
    const { store, clock, log, logger } = this.#deps;
    let full = await store.lock(tx, orderId);
    if (full === undefined) return;
    const dark = surfaces.every(({ shown }) => shown === 0);
    const inForce = full.order.phase === 'in_force';
    if (!dark)
      logger.error(
        { orderId },
        'an ordered thing is still shown somewhere; the receipt says where',
      );
    const counts = {
      reached,
      surfaces: surfaces.length,
      shown: surfaces.filter(({ shown }) => shown > 0).length,
      slowestMs: Math.max(0, ...surfaces.map(({ darkMs }) => darkMs ?? 0)),
    };
    const atMs = clock.nowMs();
    if (inForce && dark) {
      full = await store.add(tx, full, { type: 'executed', atMs, personId: null, facts: counts });
    }
    const entry = await log.append(tx, entryOf(full, inForce ? 'proved' : 'restored', counts));
    await tx.query(
      {
        name: 'orders.receipt',
        text: `INSERT INTO order_receipts (order_id, seq, at_ms, reached, surfaces, entry_id)
          VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (order_id, seq) DO UPDATE SET at_ms = excluded.at_ms,
            reached = excluded.reached, surfaces = excluded.surfaces, entry_id = excluded.entry_id`,
      },
      [orderId, full.order.seq, atMs, reached, JSON.stringify(surfaces), entry],
    );
  }
}

/** How media and cards name themselves to caches. */
const KEYS = { clip: 'video', story: 'story', card: 'card' } as const;
