// The ports of one cell over real engines, for tests of a feature or an adapter: a database, blobs and keys of its own,
// a clock that is moved by hand. Nothing runs by itself: tests seal, catch up and drain when they want to.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFsBlobs, tieredBlobs } from '@jhalak/blobs-fs';
import {
  ManualClock,
  seededRandom,
  silentLogger,
  uuidv7Ids,
  type Ids,
  type Logger,
  type Random,
} from '@jhalak/kernel';
import { createRootKeyFile, openKeystore, type Keystore } from '@jhalak/keystore';
import { testPayments } from '@jhalak/payments-test';
import { testTexts } from '@jhalak/sms-test';
import type { Blobs, BlobTiers, EmbeddedPayments, EmbeddedTextMessages } from '@jhalak/ports';
import {
  openDatabase,
  PostgresJobs,
  PostgresJournal,
  PostgresState,
  postgresMigrations,
  type MigrationSet,
  type PostgresDatabase,
} from '@jhalak/postgres';
import { createTestDatabase } from './test-database.ts';

/** Enough for what one test does side by side; many tests share the server's connections. */
const POOL_MAX = 8;
const START_MS = Date.UTC(2026, 0, 5);

export interface TestPartsOptions {
  /** After the journal's own; in an order in which later ones may refer to earlier ones. */
  migrations?: readonly MigrationSet[];
  /** Default `in`. */
  region?: string;
  /** Where the clock stands; default 2026-01-05T00:00Z, a Monday. */
  startMs?: number;
  /** Default 1. */
  seed?: number;
  /** Gives the blob store a slower place; default false. */
  cold?: boolean;
  /** Default: drops every record. */
  logger?: Logger;
}

/** What a feature is built from, and what a test needs beside it. */
export interface TestParts {
  database: PostgresDatabase;
  /** For a second connection of the same database, or another process. */
  databaseUrl: string;
  /** Neither seals nor delivers by itself: `await journal.seal()`, then `subscription.catchUp()`. */
  journal: PostgresJournal;
  keys: Keystore;
  jobs: PostgresJobs;
  state: PostgresState;
  payments: EmbeddedPayments;
  texts: EmbeddedTextMessages;
  blobs: Blobs;
  /** With `cold`. */
  tiers?: BlobTiers;
  clock: ManualClock;
  random: Random;
  ids: Ids;
  logger: Logger;
  region: string;
  /** A folder of this test's own, removed by `close`; holds `blobs/`, `root.key` and `erasures.list`. */
  folder: string;
  /** Closes everything, drops the database, removes the folder. */
  close(): Promise<void>;
}

/**
 * Opens everything that a feature stands on.
 *
 * Cost: under 150 ms; the first call of a process may start a server (0.7 s) and make a template (0.3 s). Call `close`
 * at the end of the test, or the process stays alive until its idle connections time out.
 */
export async function openTestParts(options: TestPartsOptions = {}): Promise<TestParts> {
  const { region = 'in', startMs = START_MS, seed = 1, logger = silentLogger } = options;
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-test-'));
  const sets = [postgresMigrations, ...(options.migrations ?? [])];
  const fresh = await createTestDatabase(region, sets, startMs);
  const clock = new ManualClock(startMs);
  const random = seededRandom(seed);
  const database = openDatabase({ url: fresh.url, poolMax: POOL_MAX });
  const rootKeyFile = join(folder, 'root.key');
  await createRootKeyFile(rootKeyFile);
  const keys = await openKeystore({
    url: fresh.url,
    rootKeyFile,
    erasureListFile: join(folder, 'erasures.list'),
    region,
    clock,
    logger,
    poolMax: 2,
  });
  const journal = await PostgresJournal.open({
    database,
    keys,
    clock,
    logger,
    sealing: true,
    live: false,
  });
  const jobs = await PostgresJobs.open(database, logger);
  const state = new PostgresState(database, clock);
  return {
    database,
    databaseUrl: fresh.url,
    journal,
    keys,
    jobs,
    state,
    payments: testPayments({ state, clock, secret: keys.ownerSecret('payments-test') }),
    texts: testTexts({ state, clock }),
    ...openBlobs(folder, options.cold === true),
    clock,
    random,
    ids: uuidv7Ids(clock, random),
    logger,
    region,
    folder,
    close: async () => {
      await journal.close();
      await jobs.stop();
      await keys.close();
      await database.close();
      await fresh.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function openBlobs(folder: string, cold: boolean): Pick<TestParts, 'blobs' | 'tiers'> {
  const hot = openFsBlobs({ folder: join(folder, 'blobs') });
  if (!cold) return { blobs: hot };
  const tiered = tieredBlobs(hot, openFsBlobs({ folder: join(folder, 'cold') }));
  return { blobs: tiered, tiers: tiered };
}
