// Databases, root keys and stores for the tests of this package.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { JhalakError, ManualClock, seededRandom, silentLogger, uuidv7Ids } from '@jhalak/kernel';
import { createTestDatabase } from '@jhalak/testing/parts';
import pg from 'pg';
import { createRootKeyFile, openKeystore, type Keystore } from './index.ts';

const START_MS = Date.UTC(2026, 0, 5);

/** Databases, root keys and stores of one test; all closed at its end. */
export async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-keystore-'));
  const closing: (() => Promise<void>)[] = [];
  const clock = new ManualClock(START_MS);
  const rootKeyFile = join(folder, 'root.key');
  const erasureListFile = join(folder, 'erasures.list');
  await createRootKeyFile(rootKeyFile);
  return {
    clock,
    folder,
    rootKeyFile,
    erasureListFile,
    ids: uuidv7Ids(clock, seededRandom(5)),
    database: async () => {
      const fresh = await createTestDatabase('in', [], START_MS);
      closing.push(fresh.drop);
      return fresh.url;
    },
    open: async (url: string, options: { region?: string; root?: string; list?: string } = {}) => {
      const { region = 'in', root = rootKeyFile, list } = options;
      const keys = await openKeystore({
        url,
        rootKeyFile: root,
        region,
        clock,
        logger: silentLogger,
        ...(list === undefined ? {} : { erasureListFile: list }),
      });
      closing.push(() => keys.close());
      return keys;
    },
    close: async () => {
      for (const close of closing.toReversed()) await close();
      await rm(folder, { recursive: true });
    },
  };
}

export type Bench = Awaited<ReturnType<typeof bench>>;

/** Declares a test with a bench of its own. */
export function keystoreTest(name: string, body: (bench: Bench) => Promise<void>): void {
  test(name, async () => {
    const opened = await bench();
    try {
      await body(opened);
    } finally {
      await opened.close();
    }
  });
}

export async function exported(keys: Keystore) {
  const stream = new PassThrough();
  const [counts, body] = await Promise.all([keys.exportKeys(stream), text(stream)]);
  return { counts, lines: body.split('\n') };
}

export async function withClient(
  url: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** For assert.rejects: the failure's code and words. */
export function failure(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof JhalakError && error.code === code && message.test(error.message);
}
