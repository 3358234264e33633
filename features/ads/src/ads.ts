// Ads: who advertises what, what people are shown, what it costs. Money is the ledger's.

import { DAY_MS, HOUR_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { BorderLog, Database, Feature, Tx } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { createMoney, type MoneyParts } from './money/money.ts';
import { ReceiptWriter } from './receipts/receipt-writer.ts';
import type { AuctionReceipts } from './receipts/receipts.ts';
import { forgetReceipts, sealReceipts } from './receipts/seal.ts';
import { refreshLibrary } from './library/refresh.ts';
import type { LibraryDeps } from './library/read-library.ts';
import type { ReachDeps } from './reports/reach.ts';
import type { ReportDeps } from './reports/report.ts';
import { creativeWords, type CreativeWordsReader } from './creative-words.ts';
import type { StoreDeps } from './record.ts';
import { createBilling, type BillingPartDeps } from './billing/billing.ts';
import type { Seats } from './seats/seats.ts';
import { createServing, type ServingDesk, type ServingDeskDeps } from './serving/serving-desk.ts';
import { createExchange, type ExchangeDeskDeps } from './seats/exchange-desk.ts';
import { createSeatDesk, type SeatDeskDeps } from './seats/seat-desk.ts';
import { lockCreatives, lockKills, type LockCreative } from './lock/lock-creatives.ts';
import { pictureBlobs } from './pictures/picture-blobs.ts';
import { forgetPictures } from './pictures/forget-pictures.ts';
import { lookAtPicture, PICTURE_TASK } from './pictures/take-picture.ts';
import { advertiserRoutes } from './routes/advertisers.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { creativeRoutes } from './routes/creatives.ts';
import { lineItemRoutes } from './routes/line-items.ts';
import { libraryRoutes } from './routes/library.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { reportRoutes } from './routes/reports.ts';
import { pictureRoutes, type PictureRouteDeps } from './routes/pictures.ts';
import type { AdClips, AdvertiserPeople } from './types.ts';

/** The manifest's year. */
const ACTS_KEPT_MS = 365 * DAY_MS;
/** Rows deleted by one sweep. */
const ROWS_MAX = 20_000;

export interface AdsDeps
  extends
    StoreDeps,
    PictureRouteDeps,
    Omit<SeatDeskDeps, 'currencyNow'>,
    ExchangeDeskDeps,
    ReportDeps,
    ReachDeps,
    LibraryDeps {
  people: AdvertiserPeople;
  clips: AdClips;
  /** Takes ads off lock screens by their ids in packs, in the transaction. */
  killOnLock: (tx: Tx, ids: readonly string[]) => Promise<void>;
  /** ISO 4217 of the region. @throws `ledger.no_currency`. */
  currency: () => string;
  /** What serving asks of its neighbours. */
  serving: Omit<ServingDeskDeps, ServedHere>;
  /** Where money is kept, and who takes it. */
  money: MoneyParts;
  /** What tokens are sealed with, and keys are drawn from. */
  billing: Pick<BillingPartDeps, 'keys' | 'random'>;
  /** The public log, for digests of receipts. */
  log: BorderLog;
  /** An entry of it with its proof (C2SP tlog-proof); undefined until it is under a checkpoint. */
  entryProof: (entryId: string) => Promise<string | undefined>;
}

/** What serving gets from the feature itself. */
type ServedHere = keyof StoreDeps | 'leases' | 'seats' | 'receipts' | 'tokens' | 'logger' | 'sight';

/** What the house asks of ads. */
export interface Ads {
  /** Where auctions are written down. */
  receipts: AuctionReceipts;
  /** Outside demand. */
  seats: Seats;
  /** @returns what packs show of these creatives, by creative; what is not approved now is missing. Cost: one query. */
  lockCreatives(
    wanted: readonly { organisation: string; creative: string }[],
  ): Promise<ReadonlyMap<string, LockCreative>>;
  /** Ads for feeds and lock packs. */
  slots: ServingDesk['slots'];
  /** What creatives say, for orders that name words. */
  words: CreativeWordsReader;
}

export function createAds(deps: AdsDeps): Ads & Feature {
  const money = createMoney({ ...deps, ...deps.money });
  const { ledger } = deps.money;
  const currencyNow = (): string | undefined =>
    ledger.isOpen() ? ledger.book().currency : undefined;
  const desk = createSeatDesk({ ...deps, currencyNow });
  const billing = createBilling({
    ...{ ...deps, ...deps.billing },
    ...{ ledger, logger: deps.money.logger, region: deps.money.region },
    creatorOf: async (clips) => {
      const stored = await deps.clips.stored(clips);
      return new Map([...stored].map(([id, { personId }]) => [id, personId]));
    },
    seatDailyUnits: async (seat) => await Promise.resolve(desk.seats.dailyUnits(seat)),
    seatBilled: (seat, grantId, atMs) => desk.seats.billed(seat, grantId, atMs),
  });
  const receipts = new ReceiptWriter(deps);
  const { leases, tokens } = billing;
  const serving = createServing({
    ...deps,
    ...deps.serving,
    ...{ leases, receipts, tokens },
    seats: desk.seats,
  });
  return {
    receipts,
    seats: desk.seats,
    slots: serving.slots,
    words: creativeWords(deps.database),
    lockCreatives: async (wanted) => await lockCreatives(deps.database, wanted),
    manifest,
    routes: [
      ...advertiserRoutes({ ...deps, currencyNow }),
      ...campaignRoutes(deps),
      ...lineItemRoutes(deps),
      ...creativeRoutes(deps),
      ...pictureRoutes(deps),
      ...receiptRoutes(deps),
      ...money.routes,
      ...reportRoutes(deps),
      ...libraryRoutes(deps),
      ...desk.routes,
      ...billing.routes,
      ...serving.routes,
      ...createExchange(deps, { serving: serving.serving, tokens, billing }),
    ],
    jobs: { [PICTURE_TASK]: lookAtPicture(deps) },
    consumers: [lockKills(deps.killOnLock)],
    sweeps: [
      ...money.sweeps,
      {
        name: 'ads.forget',
        everyMs: HOUR_MS,
        run: async () => await forgetActs(deps.database, deps.clock),
      },
      {
        name: 'ads.forget_pictures',
        everyMs: HOUR_MS,
        run: async () => await forgetPictures(deps),
      },
      {
        name: 'ads.seal_receipts',
        everyMs: MINUTE_MS,
        run: async () => await sealReceipts(deps),
      },
      {
        name: 'ads.library',
        everyMs: MINUTE_MS,
        run: async () => await refreshLibrary(deps, 'fresh'),
      },
      {
        name: 'ads.library_late',
        everyMs: HOUR_MS,
        run: async () => await refreshLibrary(deps, 'late'),
      },
      {
        name: 'ads.forget_receipts',
        everyMs: HOUR_MS,
        run: async () => await forgetReceipts(deps),
      },
      ...desk.sweeps,
      ...billing.sweeps,
      ...serving.sweeps,
    ],
    blobs: pictureBlobs(deps.database),
    async start() {
      await desk.seats.start();
      await billing.start();
      await serving.start();
    },
    async stop() {
      await serving.stop();
      await billing.stop();
      await desk.seats.stop();
    },
    async catchUp() {
      await serving.catchUp();
      await billing.settled();
    },
    endAccess: async (tx, personId) => await billing.endAccess(tx, personId),
    erase: (personId) => {
      serving.forget(personId);
      return Promise.resolve();
    },
  };
}

async function forgetActs(database: Database, clock: Clock): Promise<number> {
  const rows = await database.query(
    {
      name: 'ads.forget_acts',
      text: `DELETE FROM ad_acts WHERE (organisation, act_id) IN
        (SELECT organisation, act_id FROM ad_acts WHERE at_ms < $1 LIMIT $2) RETURNING act_id`,
    },
    [clock.nowMs() - ACTS_KEPT_MS, ROWS_MAX],
  );
  return rows.length;
}
