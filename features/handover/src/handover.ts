// Handing the cell over to another owner: what there is to hand over, and the deal under which it is.

import type { Inventory } from '@jhalak/contracts/handover';
import type {
  DealEvent,
  DealFile,
  DealSummary,
  DealView,
  KeptInventory,
} from '@jhalak/contracts/handover-deal';
import { problem } from '@jhalak/contracts';
import type { HandoverNotice, PublishNoticeBody } from '@jhalak/contracts/handover-notice';
import { MINUTE_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { BorderLog, Feature, Journal, Tx } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { viewOf, type Onlooker } from './deal/view.ts';
import { DealDesk } from './desk/deal-desk.ts';
import { DealStore, type KeptDeal } from './desk/deal-store.ts';
import { Inventories } from './desk/inventories.ts';
import {
  takeInventory,
  type InventoryDeps,
  type InventoryOptions,
} from './inventory/take-inventory.ts';
import type { ChoiceCounts } from './people/notice-store.ts';
import { PeopleDesk } from './people/people-desk.ts';
import { Settling, type SettledPeople } from './people/settling.ts';
import { dealRoutes } from './routes/deal-routes.ts';
import { inventoryRoutes } from './routes/inventory-routes.ts';
import { noticeRoutes } from './routes/notice-routes.ts';

export interface HandoverDeps extends InventoryDeps {
  journal: Journal;
  log: BorderLog;
  clock: Clock;
  /** Lets people write again: called when a deal is thawed or aborted before its keys were given. */
  thaw: () => Promise<void>;
  logger: Logger;
  /** Erases somebody who does not go along, with its proof. @returns false where there is no such person. */
  erase: (personId: string) => Promise<boolean>;
}

/** What commands ask of the feature. */
export interface Handover {
  /** See `takeInventory`; those who ask while one is taken get that one. */
  inventory(options?: InventoryOptions): Promise<Inventory>;
  /** Takes an inventory and keeps it, so that its digest can be signed. @param licensed see `withLicensed`. */
  keepInventory(licensed?: readonly string[]): Promise<KeptInventory>;
  deals(): Promise<DealSummary[]>;
  /** @returns a deal as a party may see it. @throws `handover.not_found`. */
  deal(dealId: string, onlooker: Onlooker): Promise<DealView>;
  /**
   * Adds what somebody signed, or opens a deal.
   *
   * @param alongside changes that come true with the act, or not at all.
   * @returns the seller's view. @throws `handover.file`, `handover.refused`.
   */
  post(
    file: DealFile,
    dealId: string | undefined,
    alongside?: (tx: Tx) => Promise<void>,
  ): Promise<DealView>;
  /** @returns the whole deal with its events, as this machine's log has it; undefined where there is none. */
  kept(dealId: string): Promise<KeptDeal | undefined>;
  /** Takes events of the other owner's log, in order, each judged here anew. @returns how many were new. */
  follow(dealId: string, events: readonly DealEvent[]): Promise<number>;
  /** Goes on with a deal as its buyer, on an install that was filled from the seller's packages. See the desk. */
  goOnAsBuyer(dealId: string, events: readonly DealEvent[]): Promise<number>;
  /** @returns an inventory that was kept. @throws `handover.not_found`. */
  keptInventory(digest: string): Promise<Inventory>;
  /** Erases everybody who chose it or objected, before anything is packed that goes away. See `Settling.settle`. */
  settleObjectors(dealId: string): Promise<SettledPeople | undefined>;
  /** Tells people who will run the cell. See `PeopleDesk.publish`. */
  publishNotice(dealId: string, body: PublishNoticeBody): Promise<HandoverNotice>;
  /** @returns what everybody may read now, whatever the deal; undefined for nothing. */
  notice(): Promise<HandoverNotice | undefined>;
  /** @returns how many people were told of a deal's notice, and what they chose so far. */
  choices(dealId: string): Promise<ChoiceCounts>;
}

export function createHandover(deps: HandoverDeps): Handover & Feature {
  const { database, clock } = deps;
  const inventory = sharedInventory(deps);
  const store = new DealStore(deps);
  const inventories = new Inventories({
    ...deps,
    take: async (licensed) => await inventory({ licensed }),
  });
  const desk = new DealDesk({ ...deps, store, inventories });
  const people = new PeopleDesk({ ...deps, store });
  const settling = new Settling({ ...deps, store });
  return {
    inventory,
    keepInventory: async (licensed) => await inventories.keep(licensed),
    deals: async () => await store.list(database),
    deal: async (dealId, onlooker) => {
      const kept = await store.read(database, dealId);
      if (kept === undefined) throw problem('handover.not_found', 'There is no such deal here.');
      return viewOf(kept.state, onlooker, clock.nowMs());
    },
    post: async (file, dealId, alongside) =>
      viewOf(await desk.post(file, dealId, alongside), { side: 'seller' }, clock.nowMs()),
    kept: async (dealId) => await store.read(database, dealId),
    follow: async (dealId, events) => await desk.follow(dealId, events),
    goOnAsBuyer: async (dealId, events) => await desk.goOnAsBuyer(dealId, events),
    keptInventory: async (digest) => await inventories.read(database, digest),
    settleObjectors: async (dealId) => await settling.settle(dealId),
    publishNotice: async (dealId, body) => await people.publish(dealId, body),
    notice: async () => await people.notice(),
    choices: async (dealId) => await people.counts(dealId),
    manifest,
    routes: [
      ...inventoryRoutes({ inventory }),
      ...dealRoutes({ database, clock, store, desk, inventories }),
      ...noticeRoutes(people),
    ],
    jobs: {},
    consumers: [],
    sweeps: [
      {
        name: 'handover.people',
        everyMs: MINUTE_MS,
        run: async () => await settling.sweep(),
      },
    ],
  };
}

/** Who asks while an inventory is taken gets that one: it reads the whole cell. */
function sharedInventory(deps: InventoryDeps): Handover['inventory'] {
  const taking = new Map<string, Promise<Inventory>>();
  return (options = {}) => {
    // Whoever brings what is known wants it to be told of this moment.
    if (options.known !== undefined) return takeInventory(deps, options);
    const asked = JSON.stringify(options);
    const running = taking.get(asked);
    if (running !== undefined) return running;
    const mine = takeInventory(deps, options).finally(() => taking.delete(asked));
    taking.set(asked, mine);
    return mine;
  };
}
