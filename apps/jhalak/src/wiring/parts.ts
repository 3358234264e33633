// Opens the engines behind the ports: the one place where adapters are chosen.

import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpegPictures, ffmpegTranscoder } from '@jhalak/ffmpeg';
import {
  SECOND_MS,
  secureRandom,
  systemClock,
  uuidv7Ids,
  type Clock,
  type Ids,
  type Logger,
  type Random,
} from '@jhalak/kernel';
import { createRootKeyFile, openKeystore, type Keystore } from '@jhalak/keystore';
import { gatewayClient } from '@jhalak/outbound';
import { testPayments } from '@jhalak/payments-test';
import { processorTexts } from '@jhalak/sms-processor';
import { testTexts } from '@jhalak/sms-test';
import type {
  Blobs,
  BlobTiers,
  EmbeddedPayments,
  EmbeddedTextMessages,
  Gateway,
  Jobs,
  Journal,
  LoopMaker,
  Outbound,
  Payments,
  Pictures,
  SeatLane,
  StateStore,
  StillMaker,
  TextMessages,
  Transcoder,
} from '@jhalak/ports';
import {
  migrate,
  openDatabase,
  PostgresJobs,
  PostgresJournal,
  PostgresState,
  type PostgresDatabase,
} from '@jhalak/postgres';
import { problem } from '@jhalak/contracts';
import { erasureListFile, orderRegisterFile } from '../backup/keys-file.ts';
import { readHeld } from '../handover/hold/held.ts';
import { openHomeBlobs } from '../storage/home-blobs.ts';
import type { Settings } from '../settings.ts';
import { clipLimits } from './clip-limits.ts';
import { gatewaySocketOf } from './gateway-socket.ts';
import { ALL_MIGRATIONS } from './house.ts';

/** Everything that features are made from. */
export interface CellParts {
  database: PostgresDatabase;
  journal: Journal & { close(): Promise<void>; pause(): Promise<void>; resume(): void };
  keys: Keystore;
  jobs: Jobs;
  state: StateStore;
  blobs: Blobs;
  /** Of the same store; absent: all of it is in one place. */
  tiers?: BlobTiers;
  transcoder: Transcoder & LoopMaker & StillMaker;
  pictures: Pictures;
  /** Who takes advertisers’ money. */
  payments: Payments | EmbeddedPayments;
  /** Who carries one-time codes. */
  texts: TextMessages | EmbeddedTextMessages;
  /** The one way out: a client of the gateway process, which alone dials. */
  outbound: Outbound & Gateway & { readonly seats: SeatLane };
  clock: Clock;
  random: Random;
  ids: Ids;
  logger: Logger;
  region: string;
  uploadFolder: string;
  /** For what is only being made; whatever lies there after a kill is of no use. */
  workFolder: string;
  /** Public files of the transparency log: `<home>/log`. */
  logFolder: string;
  /** What caches in front are told to forget: `<home>/orders`. */
  ordersFolder: string;
  /** The register of orders, beside the keys and outside of the database. */
  orderRegisterFile: string;
}

export interface OpenedParts extends CellParts {
  /** Whether this call made the root key. */
  keyCreated: boolean;
  /** Migrations that ran now. */
  migrated: readonly string[];
  close(): Promise<void>;
}

/**
 * @param databaseUrl of the cell's database, embedded or not.
 * @param options.live whether the journal moves by itself; commands that end soon say false.
 * Cost: some 200 ms, more when migrations run.
 */
export async function openParts(
  settings: Settings,
  databaseUrl: string,
  logger: Logger,
  options: { live: boolean },
): Promise<OpenedParts> {
  const clock = systemClock;
  const database = openDatabase({
    url: databaseUrl,
    onIdleError: (error) =>
      logger.warn({ error: error.message }, 'a connection to the database was lost'),
  });
  const closers: (() => Promise<void>)[] = [() => database.close()];
  try {
    const migrated = await migrate(database, settings.region, ALL_MIGRATIONS, clock.nowMs());
    const { keys, keyCreated } = await openKeys(settings, databaseUrl, logger, clock);
    closers.unshift(() => keys.close());
    const sealing = options.live && settings.roles.includes('worker');
    const journal = await PostgresJournal.open({
      database,
      keys,
      clock,
      logger,
      sealing,
      live: options.live,
    });
    closers.unshift(() => journal.close());
    const state = new PostgresState(database, clock);
    closers.unshift(() => state.flush());
    const outbound = gatewayClient({ socketPath: gatewaySocketOf(settings), clock });
    const ids = uuidv7Ids(clock, secureRandom);
    return {
      database,
      journal,
      keys,
      jobs: await PostgresJobs.open(database, logger, {
        graceMs: settings.drainSeconds * SECOND_MS,
      }),
      state,
      ...openHomeBlobs(settings.home, settings.blobsCold),
      transcoder: ffmpegTranscoder({ limits: clipLimits(settings) }),
      pictures: ffmpegPictures(),
      // No money moves with it; a real provider is an adapter that stands here in its place.
      payments: testPayments({ state, clock, secret: keys.ownerSecret('payments-test') }),
      // No phone gets anything of the test provider.
      texts:
        settings.smsProcessor === undefined
          ? testTexts({ state, clock })
          : processorTexts({ gateway: outbound, ids, host: settings.smsProcessor }),
      outbound,
      clock,
      random: secureRandom,
      ids,
      logger,
      region: settings.region,
      uploadFolder: join(settings.home, 'uploads'),
      workFolder: join(settings.home, 'work'),
      logFolder: join(settings.home, 'log'),
      ordersFolder: join(settings.home, 'orders'),
      orderRegisterFile: orderRegisterFile(settings.home),
      keyCreated,
      migrated,
      close: () => closeAll(closers),
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

/** @returns the folder of the home in which sample hosts' files lie. */
export function sampleSitesFolder(settings: Pick<Settings, 'home'>): string {
  return join(settings.home, 'sample-sites');
}

/** Opens the key store, making the root key if there is none. */
export async function openKeys(
  settings: Settings,
  databaseUrl: string,
  logger: Logger,
  clock: Clock,
): Promise<{ keys: Keystore; keyCreated: boolean }> {
  const folder = join(settings.home, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const rootKeyFile = join(folder, 'root.key');
  // Without this a new key would be made, in the place of one that is sealed.
  if (!existsSync(rootKeyFile) && readHeld(settings.home) !== undefined)
    throw problem('cell.held', 'This cell is sealed and held for an authority: handover lift.');
  const keyCreated = !existsSync(rootKeyFile);
  if (keyCreated) await createRootKeyFile(rootKeyFile);
  const keys = await openKeystore({
    url: settings.keysDatabaseUrl ?? databaseUrl,
    rootKeyFile,
    erasureListFile: erasureListFile(settings.home),
    region: settings.region,
    clock,
    logger,
  });
  return { keys, keyCreated };
}

async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of closers) await close();
}
