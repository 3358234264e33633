// Orders: what the law demands of this region, carried out on every surface, reversibly and on record. Visibility decides
// from the journal what may be seen; this feature says what orders are, proves that they hold, and keeps the register.

import type { OrderNotice } from '@jhalak/contracts/orders';
import type { Clock, Ids, Logger } from '@jhalak/kernel';
import { MINUTE_MS } from '@jhalak/kernel';
import type {
  Blobs,
  BorderLog,
  Database,
  Feature,
  Holds,
  Journal,
  Keys,
  Sweep,
} from '@jhalak/ports';
import type { Visibility, WordsReader } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { Approvals } from './approvals.ts';
import { ClockRules } from './clock-rules.ts';
import { OrderDesk } from './desk.ts';
import { Executor, type ExecutorDeps } from './execution/executor.ts';
import { Losses, type LossesDeps } from './losses.ts';
import { Notices } from './notices.ts';
import { preservedBlobs } from './preserved-blobs.ts';
import { Preservation } from './preservation.ts';
import { Reach } from './reach.ts';
import { OrderRegister } from './register.ts';
import { deskRoutes } from './routes/desk-routes.ts';
import { lossRoutes } from './routes/loss-routes.ts';
import { publicRoutes } from './routes/public-routes.ts';
import { OrderStore } from './store.ts';
import type { ClipBytes, ClipSource, LockCards, PeopleNames } from './types.ts';
import { OrderViews } from './views.ts';
import { WordsSeal } from './words-seal.ts';

export interface OrdersDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  holds: Holds;
  blobs: Blobs;
  log: BorderLog;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  region: string;
  /** The register beside the keys: a file outside of the database. */
  registerFile: string;
  visibility: Visibility & Pick<Feature, 'catchUp'>;
  clips: ClipSource;
  /** Bytes of clips; given by media. */
  bytes: ClipBytes;
  /** For copies while they are sealed. */
  workFolder: string;
  words: () => readonly WordsReader[];
  lock: LockCards;
  people: PeopleNames;
  /** Every manifest and route of the house, asked late: surfaces are computed from them. */
  house: ExecutorDeps['house'];
  /** Values of path parameters for one thing, for reading surfaces. */
  paths: ExecutorDeps['paths'];
  purge: ExecutorDeps['purge'];
  /** What the public log has told of orders, the oldest first. */
  told: LossesDeps['told'];
}

/** What the rest of the house asks of orders. */
export interface Orders {
  /** Carries out what an order says now and proves it; for tests and commands. */
  execute(orderId: string): Promise<void>;
  /** What media asks before it publishes bytes, when it has sealed them, and before it deletes them. */
  gate: {
    refuses(sha256: string): Promise<boolean>;
    beforeDelete(videoId: string): Promise<void>;
    keepOriginal(videoId: string): Promise<void>;
  };
  /** @returns what is kept sealed of one thing; undefined where nothing is, or its time is over. */
  preserved: Preservation['open'];
  /** @returns what a creator is told of orders, the newest first; of a confidential one only the law. */
  noticesOf(personId: string): Promise<readonly OrderNotice[]>;
  /** Compares what the public log tells of orders with what is known here, and keeps what is lost. */
  findLosses: Losses['look'];
}

export function createOrders(deps: OrdersDeps): Orders & Feature {
  const { database, clock, ids, logger } = deps;
  const seal = new WordsSeal(deps.keys);
  const register = new OrderRegister({ file: deps.registerFile, seal, logger });
  const store = new OrderStore({ ...deps, seal, changed: (full) => register.note(full) });
  const approvals = new Approvals({ clock, ids, seal });
  const desk = new OrderDesk({ database, clock, ids, store, approvals });
  const notices = new Notices({ ...deps, store });
  const reach = new Reach({
    ...deps,
    store,
    moved: async (tx, full, added, gone) => await notices.moved(tx, full, added, gone),
  });
  const clockRules = new ClockRules({ ...deps, store });
  const preservation = new Preservation({ ...deps, seal });
  const executor = new Executor({
    ...deps,
    store,
    reach,
    keep: (items) => preservation.keep(items),
  });
  const losses = new Losses({ ...deps, store, register });
  const views = new OrderViews({
    ...deps,
    store,
    approvals,
    clockRules,
    preserved: (orderId) => preservation.of(orderId),
  });
  const execute = async (orderId: string): Promise<void> => {
    await executor.run(orderId);
    await register.settled();
  };
  return {
    manifest,
    routes: [
      ...deskRoutes({ ...deps, store, desk, views, reach, clockRules, execute }),
      ...lossRoutes({ database, losses }),
      ...publicRoutes({ ...deps, store, notices }),
    ],
    jobs: {},
    consumers: [reach.consumer],
    sweeps: [clockRules.sweep, preservation.sweep, losses.sweep, expiry(deps, store)],
    blobs: preservedBlobs(database),
    execute,
    gate: {
      refuses: async (sha256) => await preservation.refuses(database, sha256),
      beforeDelete: async (videoId) => await preservation.beforeDelete(videoId),
      keepOriginal: async (videoId) => await preservation.keepOriginal(videoId),
    },
    preserved: (kind, id) => preservation.open(kind, id),
    noticesOf: async (personId) => await notices.of(database, personId),
    findLosses: async (told) => await losses.look(told),
    // What the register knows is in force before anything is shown.
    start: async () => {
      const reinstated = await register.reconcile(database, store);
      // Before anything new is done to an order, from which it would count its steps on.
      await losses.look();
      if (reinstated.length > 0) {
        logger.warn(
          { orders: reinstated.length },
          'orders that this database had forgotten are in force again by the register',
        );
        await deps.visibility.catchUp?.();
        for (const orderId of reinstated) await execute(orderId);
      }
      await executor.resume();
    },
    stop: async () => await register.settled(),
    endAccess: async (tx, personId) => ({ approvals: await approvals.endAccess(tx, personId) }),
  };
}

/** Orders whose time is over end; one look a minute. */
function expiry({ database, clock }: OrdersDeps, store: OrderStore): Sweep {
  return {
    name: 'orders.expire',
    everyMs: MINUTE_MS,
    run: async () => {
      const nowMs = clock.nowMs();
      const due = (await store.living(database)).filter(
        ({ order }) => order.expiresAtMs !== null && order.expiresAtMs <= nowMs,
      );
      let ended = 0;
      for (const { order } of due) {
        await database.transaction(async (tx) => {
          const full = await store.lock(tx, order.orderId);
          const expiresAtMs = full?.order.expiresAtMs ?? null;
          if (full === undefined || full.order.phase === 'ended') return;
          if (expiresAtMs === null || expiresAtMs > nowMs) return;
          await store.add(tx, full, { type: 'expired', atMs: nowMs, personId: null, facts: {} });
          ended += 1;
        });
      }
      return ended;
    },
  };
}
