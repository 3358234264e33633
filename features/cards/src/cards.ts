// Cards: what may stand on a lock screen for a moment, and the packs that devices get. It relies on `sources` for what
// stories and clips say, on visibility for what may be seen, on attention and taste for what was seen and liked.

import type { Attention } from '@jhalak/attention';
import type { Clock, Ids, Logger, Random } from '@jhalak/kernel';
import type { PartReport } from '@jhalak/pipeline';
import type {
  Blobs,
  Database,
  Feature,
  Jobs,
  Journal,
  Keys,
  LoopMaker,
  Pictures,
  SlotProvider,
  Tx,
} from '@jhalak/ports';
import type { ChoiceReader, Taste } from '@jhalak/taste';
import type { Videos } from '@jhalak/videos';
import type { Visibility, WordsReader } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import type { BrandGate } from './brand-gate.ts';
import { cardBlobs } from './card-blobs.ts';
import { CardLife } from './card-life.ts';
import { CardStore } from './card-store.ts';
import { cardWords, type CardOrders } from './card-words.ts';
import { DayCounts, type DayRow, type LockCounts } from './day-counts.ts';
import { DarkSwitch } from './dark-switch.ts';
import { Desk } from './desk.ts';
import { DeviceHasher } from './events/device-hash.ts';
import { LockEventWriter } from './events/event-writer.ts';
import { Receipts, type ConsentLedger } from './events/receipts.ts';
import { shownConsumer } from './events/shown-stream.ts';
import { KillLists } from './kill-lists.ts';
import { KillStore } from './kill-store.ts';
import { ContextualPacks } from './packs/contextual-packs.ts';
import { LockSlots, type FollowedCreators } from './packs/lock-slots.ts';
import { PackAds, type PackAdSource } from './packs/pack-ads.ts';
import { PersonalPacks } from './packs/personal-packs.ts';
import { CardPool } from './pool.ts';
import { deleteCardBlobs, prepareCard } from './prepare-card.ts';
import { PREPARE_TASK } from './prepare-job.ts';
import { proposals } from './proposals.ts';
import { deskCardRoutes } from './routes/desk-cards.ts';
import { setDeskPicture } from './routes/desk-picture.ts';
import { lockDeskRoutes } from './routes/desk-lock.ts';
import { ruleRoutes } from './routes/desk-rules.ts';
import { getFile } from './routes/get-file.ts';
import { getKeys } from './routes/get-keys.ts';
import { getKill } from './routes/get-kill.ts';
import { getPack } from './routes/get-pack.ts';
import { postLockEvents } from './routes/post-events.ts';
import { postReceipt } from './routes/post-receipt.ts';
import { Deliveries } from './routes/lock-caller.ts';
import { approveSamples, CardRules, type NewRule } from './rules.ts';
import { CellName } from './signing/cell-name.ts';
import type { NamedLockKey } from './signing/key-statement.ts';
import { LockKeys } from './signing/lock-keys.ts';
import { Signer } from './signing/signer.ts';
import { cardSweeps } from './sweeps.ts';
import type { CardMaterials } from './types.ts';

export interface CardsDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  jobs: Jobs;
  blobs: Blobs;
  pictures: Pictures;
  loops: LoopMaker;
  /** For what is only being made; whatever lies there after a kill is of no use. */
  workFolder: string;
  clock: Clock;
  ids: Ids;
  random: Random;
  logger: Logger;
  region: string;
  visibility: Visibility;
  attention: Attention;
  taste: Taste;
  /** What viewers asked for; absent: nothing. */
  choices?: ChoiceReader;
  videos: Videos;
  followed: FollowedCreators;
  /** Where people's answers about the lock screen are kept. */
  ledger: ConsentLedger;
  /** Where cards come from, one a kind. */
  sources: readonly CardMaterials[];
  /** Who sells ads among cards; absent: packs have none. */
  packAds?: PackAdSource;
  /** Tells phone brands apart; asked late, because brands stand above cards. Absent: every caller is unbranded. */
  gate?: BrandGate;
  /** Told how each part of the packs' pipeline did. */
  observe?: (report: PartReport) => void;
}

/** What the program, its commands and the brands' pages use. */
export interface Cards extends SlotProvider {
  /** Names somebody whose cards are approved without a look. @returns the rule's id. */
  addRule(rule: NewRule): Promise<string>;
  /** Approves the sample world's cards for a year, unless a rule does so already. */
  approveSamples(): Promise<void>;
  /** Turns every lock screen dark within one poll, or lit again. @returns the kill list's version. */
  setDark(dark: boolean, why: { by: string; note: string }): Promise<number>;
  /** See `LockKeys.nameNext`. */
  nameNextKey(to: { x: string; y: string }): Promise<NamedLockKey | undefined>;
  /** See `LockKeys.takeOver`. */
  takeOverKeys(tx: Tx, named: NamedLockKey | undefined): Promise<void>;
  /**
   * Makes the next signing key; see `LockKeys.rotate`.
   *
   * @throws `lock.keys_full`.
   */
  rotateKey(compromised: boolean): Promise<{ kid: string; activeFromMs: number }>;
  /** @returns what was delivered and shown since a day (UTC, days since 1970), the newest day first. */
  days(fromDay: number, brandId?: string): Promise<DayRow[]>;
  /** What orders ask of cards: which stand for a clip or story, and to hold them dark for as long as an order does. */
  orders: CardOrders;
  /** Takes ads off lock screens by their ids in packs, within one poll; for as long as packs with them live. */
  killAds(tx: Tx, ids: readonly string[]): Promise<void>;
  /** What cards say, for orders that name words. */
  words: WordsReader;
  /** @returns what was delivered and shown today (UTC), over all brands and languages. Cost: one query. */
  today(): Promise<LockCounts>;
}

export function createCards(deps: CardsDeps): Cards & Feature {
  const { database, journal, jobs, clock, ids, visibility, sources, blobs, region, gate } = deps;
  const store = new CardStore(deps);
  const kills = new KillStore(clock);
  const life = new CardLife({ store, kills, jobs, clock });
  const rules = new CardRules(journal, clock, ids);
  const desk = new Desk({ database, clock, ids, store, life });
  const pool = new CardPool({ database, journal, clock, store });
  const cell = new CellName(database, ids, region);
  const keys = new LockKeys({ ...deps, cell });
  const signer = new Signer(keys);
  const lists = new KillLists({ database, clock, region, cell, kills, signer });
  const slots = new LockSlots({ ...deps, pool });
  const ads = new PackAds(deps.packAds, deps.logger);
  const makers = {
    ...{ database, clock, ids, region, cell, pool, kills, slots, signer, visibility, ads },
  };
  const contextual = new ContextualPacks(makers);
  const personal = new PersonalPacks(makers);
  const days = new DayCounts(database, journal, clock, deps.logger);
  const devices = new DeviceHasher(deps.keys);
  const receipts = new Receipts({ ...deps, cell, signer, devices });
  const writer = new LockEventWriter({ ...deps, receipts, gate });
  const deliveries = new Deliveries(days, gate);
  const darkSwitch = new DarkSwitch({ database, journal, kills, lists });
  pool.onChange(() => lists.forget());
  return {
    manifest,
    surface: slots.surface,
    routes: [
      ...deskCardRoutes({ database, visibility, store, desk, videos: deps.videos }),
      setDeskPicture({ database, blobs, jobs, ids, store }),
      ...ruleRoutes({ database, clock, rules }),
      ...lockDeskRoutes({ clock, darkSwitch, lists, keys, days }),
      getPack({ region, contextual, personal, kills: lists, deliveries, gate }),
      getKill(lists, gate),
      getKeys(keys),
      postReceipt(receipts),
      postLockEvents({ attention: deps.attention, writer, devices, gate }),
      getFile({ database, blobs, visibility, store, pool, kills: lists, deliveries, gate }),
    ],
    jobs: { [PREPARE_TASK]: prepareCard({ ...deps, store }) },
    consumers: [proposals({ clock, ids, store, life, rules, sources }), shownConsumer],
    sweeps: cardSweeps({ database, blobs, clock, store, life, kills, receipts }),
    blobs: cardBlobs(database),
    offer: async (request) => await slots.offer(request),
    addRule: async (rule) =>
      (await database.transaction(async (tx) => await rules.add(tx, rule))).id,
    approveSamples: async () => await approveSamples(database, rules, clock.nowMs()),
    setDark: async (dark, why) => await darkSwitch.turn(dark, why),
    nameNextKey: async (to) => await keys.nameNext(to),
    takeOverKeys: async (tx, named) => await keys.takeOver(tx, named),
    rotateKey: async (compromised) => await keys.rotate(compromised),
    days: async (fromDay, brandId) => await days.read(fromDay, brandId),
    today: async () => await days.today(),
    orders: {
      cardsOf: async (itemIds) => await store.idsOfItems(database, itemIds),
      hold: async (tx, held) => {
        await kills.hold(tx, held);
        tx.afterCommit(() => lists.forget());
      },
    },
    killAds: async (tx, ids) => {
      await kills.add(tx, ids);
      tx.afterCommit(() => lists.forget());
    },
    words: cardWords(database),
    start: async () => {
      await pool.start();
      days.start();
    },
    stop: async () => {
      await writer.flush();
      await pool.stop();
      await days.stop();
    },
    catchUp: async () => await pool.catchUp(),
    // The rows go by the manifest; their blobs and places in packs go here.
    erase: async (personId) => {
      await database.transaction(async (tx) => await life.endOfPerson(tx, personId));
      for (const cardId of await store.idsOfPerson(database, personId))
        await deleteCardBlobs(blobs, cardId);
    },
  };
}
