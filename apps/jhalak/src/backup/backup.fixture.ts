// A small cell to save, and empty places to restore it into. The targets stand on a server of their own: another
// cluster, as after a lost machine.

import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFsBlobs } from '@jhalak/blobs-fs';
import { seededRandom, silentLogger, uuidv7Ids } from '@jhalak/kernel';
import { openKeystore, type Keystore } from '@jhalak/keystore';
import { gatewayClient, gatewaySocket } from '@jhalak/outbound';
import { testPayments } from '@jhalak/payments-test';
import { testTexts } from '@jhalak/sms-test';
import type { Blobs } from '@jhalak/ports';
import {
  openDatabase,
  PostgresJobs,
  PostgresJournal,
  PostgresState,
  type MigrationSet,
  type PostgresDatabase,
} from '@jhalak/postgres';
import { startTestServer, type TestServer } from '@jhalak/postgres/embedded';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { ffmpegPictures, ffmpegTranscoder } from '@jhalak/ffmpeg';
import { createCell, type Cell } from '../wiring/cell.ts';
import { ALL_MANIFESTS, ALL_MIGRATIONS } from '../wiring/house.ts';
import type { BackupManifest } from './backup-format.ts';
import { restoreCell, type GivenKeys, type RestoreTarget } from './restore-cell.ts';
import { openBackup } from './verify-backup.ts';
import { writeBackup, type BackupSource } from './write-backup.ts';

const CELL_OPTIONS = {
  maxUploadBytes: 50_000_000,
  maxDurationMs: 180_000,
  undoDays: 7,
  encodeConcurrency: 1,
};

/** One backup on disk. */
export interface MadeBackup {
  folder: string;
  keysFile: string;
  manifest: BackupManifest;
  lines: string[];
}

/** An empty place, or what a restore made of it. */
export interface TestTarget extends RestoreTarget {
  url: string;
  folder: string;
  keys(): Promise<Keystore>;
  /** The restored cell; its journal begins a new epoch. */
  cell(): Promise<Cell>;
}

export interface BackupBench {
  running: TestCell;
  source: BackupSource;
  /** Below it everything is removed at the end. */
  folder: string;
  backup(options?: {
    signal?: AbortSignal;
    onLine?: (line: string) => void;
    blobs?: 'copy' | 'link';
    migrations?: readonly MigrationSet[];
  }): Promise<MadeBackup>;
  /** @param rootKey default: the cell's own. */
  target(options?: {
    region?: string;
    rootKey?: string;
    migrations?: readonly MigrationSet[];
  }): Promise<TestTarget>;
  restore(
    backup: Pick<MadeBackup, 'folder' | 'keysFile'>,
    target: TestTarget,
    given?: Partial<GivenKeys>,
  ): Promise<string[]>;
  close(): Promise<void>;
}

/** Cost: some 2 s, most of it for the second server. */
export async function openBackupBench(): Promise<BackupBench> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-backup-'));
  const [server, running] = await Promise.all([startTestServer(), startCell()]);
  const { parts } = running;
  const closing: (() => Promise<void>)[] = [];
  const source: BackupSource = {
    ...parts,
    home: parts.folder,
    uploadFolder: join(parts.folder, 'uploads'),
    release: 'test',
    manifests: ALL_MANIFESTS,
    migrations: ALL_MIGRATIONS,
  };
  const rootKeyFile = join(parts.folder, 'root.key');
  return {
    running,
    source,
    folder,
    async backup({ signal = new AbortController().signal, onLine, blobs = 'copy', ...other } = {}) {
      const made = join(folder, `backup-${randomBytes(4).toString('hex')}`);
      const lines: string[] = [];
      const say = (line: string): void => {
        lines.push(line);
        onLine?.(line);
      };
      const to = { folder: made, keysFile: `${made}-keys.ndjson`, blobs };
      const manifest = await writeBackup({ ...source, ...other }, to, { say, signal });
      return { folder: made, keysFile: to.keysFile, manifest, lines };
    },
    target: (options = {}) =>
      openTarget(server, join(folder, randomBytes(4).toString('hex')), closing, {
        rootKey: rootKeyFile,
        region: 'in',
        migrations: ALL_MIGRATIONS,
        ...options,
      }),
    async restore(backup, target, given = {}) {
      const lines: string[] = [];
      const { signal } = new AbortController();
      const opened = await openBackup(backup.folder, signal);
      const watch = { say: (line: string) => void lines.push(line), signal };
      // These cells are much older than their clocks' days.
      const keys = { keysFile: backup.keysFile, acceptOldKeys: true, ...given };
      await restoreCell(opened, keys, target, watch);
      return lines;
    },
    close: async () => {
      for (const close of closing.toReversed()) await close();
      await running.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openTarget(
  server: TestServer,
  folder: string,
  closing: (() => Promise<void>)[],
  options: { rootKey: string; region: string; migrations: readonly MigrationSet[] },
): Promise<TestTarget> {
  const url = await emptyDatabase(server);
  await mkdir(folder);
  const rootKeyFile = join(folder, 'root.key');
  await copyFile(options.rootKey, rootKeyFile);
  const { region, migrations } = options;
  const clock = { nowMs: () => Date.UTC(2026, 1, 1) };
  const database = openDatabase({ url, poolMax: 4 });
  closing.push(() => database.close());
  const keys = async (): Promise<Keystore> => {
    const opened = await openKeystore({ url, rootKeyFile, region, clock, logger: silentLogger });
    closing.push(() => opened.close());
    return opened;
  };
  const uploadFolder = join(folder, 'uploads');
  const blobs = openFsBlobs({ folder: join(folder, 'blobs') });
  const logger = silentLogger;
  return {
    ...{ url, folder, database, keysDatabase: database, openKeys: keys, keys, blobs },
    ...{ uploadFolder, region, migrations, clock, logger },
    async cell() {
      const random = seededRandom(9);
      const own = await keys();
      const journal = await PostgresJournal.open({
        ...{ database, keys: own, clock, logger, sealing: true, live: false },
      });
      const state = new PostgresState(database, clock);
      const cell = createCell(
        {
          ...{ database, keys: own, journal, blobs, clock, random, logger, region, uploadFolder },
          jobs: await PostgresJobs.open(database, logger),
          state,
          payments: testPayments({ state, clock, secret: own.ownerSecret('payments-test') }),
          texts: testTexts({ state, clock }),
          transcoder: ffmpegTranscoder(),
          pictures: ffmpegPictures(),
          // Nothing of a saved cell asks for anything elsewhere.
          outbound: gatewayClient({ socketPath: gatewaySocket(folder), clock }),
          workFolder: join(folder, 'work'),
          logFolder: join(folder, 'log'),
          ordersFolder: join(folder, 'orders'),
          orderRegisterFile: join(folder, 'orders.register'),
          ids: uuidv7Ids(clock, random),
        },
        CELL_OPTIONS,
      );
      closing.push(async () => {
        await cell.stop();
        await journal.close();
      });
      return cell;
    },
  };
}

async function emptyDatabase(server: TestServer): Promise<string> {
  const name = `empty_${randomBytes(6).toString('hex')}`;
  const admin = openDatabase({ url: server.adminUrl, poolMax: 1 });
  try {
    await admin.pool.query(`CREATE DATABASE ${name}`);
  } finally {
    await admin.close();
  }
  return server.databaseUrl(name);
}

/** People, clips, follows, likes, watching, reports, one upload half here and one that waits for its job. */
export async function fillCell({ running }: BackupBench): Promise<{
  people: TestPerson[];
  videos: string[];
  half: string;
  whole: string;
}> {
  const people = [];
  for (const handle of ['asha.rao', 'किरण_देव', 'meena_k'])
    people.push(await running.account(handle));
  people.push(await running.viewer());
  const [asha, kiran, meena] = people as [TestPerson, TestPerson, TestPerson];
  const videos: string[] = [];
  for (const [index, { personId }] of [asha, kiran, asha, meena].entries()) {
    const caption = `clip ${index}: tab\there, back\\slash, newline\nand विज्ञान 🏏`;
    videos.push(await running.publish({ personId, caption }));
  }
  await running.drain();
  await running.api('PUT', '/v1/people/asha.rao/follow', { token: kiran.token });
  for (const { token } of people) {
    await running.api('PUT', `/v1/videos/${videos[0]}/like`, { token });
    await running.api('GET', '/v1/feeds/for-you?limit=5', { token });
  }
  await running.api('POST', `/v1/videos/${videos[3]}/reports`, {
    token: asha.token,
    body: { reason: 'spam', note: 'not what it says' },
  });
  await running.drain();
  const half = await upload(running, asha, Buffer.alloc(50_000, 'h'), 20_000);
  const whole = await upload(running, kiran, Buffer.alloc(30_000, 'w'), 30_000);
  return { people, videos, half, whole };
}

/** Sends the first `sent` bytes of an upload. @returns its id. */
async function upload(
  { url }: TestCell,
  person: TestPerson,
  bytes: Buffer<ArrayBuffer>,
  sent: number,
): Promise<string> {
  const pairs = { filename: 'a.mp4', caption: 'on its way', language: 'hi', genre: 'music' };
  const headers = { authorization: `Bearer ${person.token}`, 'tus-resumable': '1.0.0' };
  const created = await fetch(`${url}/v1/uploads`, {
    method: 'POST',
    headers: {
      ...headers,
      'upload-length': String(bytes.length),
      'upload-metadata': Object.entries(pairs)
        .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
        .join(','),
    },
  });
  const id = created.headers.get('location')?.split('/').at(-1) ?? '';
  const patched = await fetch(`${url}/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: {
      ...headers,
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body: bytes.subarray(0, sent),
  });
  if (patched.status !== 204) throw new Error(`the upload was answered ${patched.status}`);
  return id;
}

/** @returns a table's rows as text, in an order of their own. */
export async function rowsOf(on: PostgresDatabase, table: string): Promise<string[]> {
  const { rows } = await on.pool.query<{ row: string }>(
    `SELECT t::text AS row FROM "${table}" AS t ORDER BY t::text COLLATE "C"`,
  );
  return rows.map(({ row }) => row);
}

/** @returns every blob with its bytes. */
export async function blobsOf(blobs: Blobs): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for await (const key of blobs.list('')) {
    all.set(key, (await blobs.read(key))?.toString('base64') ?? '');
  }
  return all;
}
