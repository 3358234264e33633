// A cell that is packed, verified and imported for measurements: an embedded PostgreSQL with syncs on, files in a home.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import {
  rawEd25519,
  readPackageEnvelope,
  signEnvelope,
  writePackageEnvelope,
  type SignerKey,
} from '@jhalak/bags';
import { openFsBlobs } from '@jhalak/blobs-fs';
import {
  ALL_MANIFESTS,
  ALL_MIGRATIONS,
  importPackages,
  loadSettings,
  openParts,
  packBase,
  verifyPackages,
  type OpenedParts,
  type PackSource,
} from '@jhalak/jhalak';
import { silentLogger, systemClock } from '@jhalak/kernel';
import { createRootKeyFile, openKeystore } from '@jhalak/keystore';
import { openDatabase } from '@jhalak/postgres';
import { startEmbeddedPostgres } from '@jhalak/postgres/embedded';
import { addSyntheticPeople } from './synthetic-people.ts';

const IDENTITY = {
  package: '0193f5c0-1111-7000-8000-0000000000bb',
  cell: 'in-abcdefghij',
  region: 'in',
  epoch: 2,
};
/** The same in every process of a measurement. */
const PACKAGE_KEY = Buffer.alloc(32, 7);
/** A clip of some seconds at 360 and 720 lines. */
const BLOB_BYTES = 2_000_000;

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const SIGNERS: SignerKey[] = [{ name: 'seller', publicKey: rawEd25519(publicKey) }];
const quiet = { say: () => undefined, signal: new AbortController().signal };

/** What a home and a database URL give. */
export async function openHome(home: string, databaseUrl: string): Promise<OpenedParts> {
  const { settings } = loadSettings({ JHALAK_HOME: home }, {});
  return await openParts(settings, databaseUrl, silentLogger, { live: false });
}

function packSource(parts: OpenedParts, home: string): PackSource {
  const { database, blobs, uploadFolder, logFolder, region, clock, random } = parts;
  return {
    ...{ database, blobs, uploadFolder, logFolder, region, clock, random, home },
    ...{ release: 'bench', manifests: ALL_MANIFESTS, migrations: ALL_MIGRATIONS },
  };
}

/** Packs a base into `folder/0000`, sealed, and signs it. */
export async function pack(
  parts: OpenedParts,
  home: string,
  folder: string,
  bytesPerSecondMax?: number,
): Promise<{ rows: number; bytes: number }> {
  const part = await packBase(packSource(parts, home), {
    folder: join(folder, '0000'),
    identity: IDENTITY,
    packageKey: PACKAGE_KEY,
    ...(bytesPerSecondMax === undefined ? {} : { bytesPerSecondMax }),
    inventory: async () => ({ v: 1, items: [] }),
    watch: quiet,
  });
  const envelope = await readPackageEnvelope(part.folder);
  await writePackageEnvelope(part.folder, signEnvelope(envelope, privateKey));
  return part;
}

/** @param isOpened whether every row is looked at. @throws Error unless it is whole. */
export async function verify(folder: string, isOpened: boolean): Promise<void> {
  const verdict = await verifyPackages(folder, {
    signers: SIGNERS,
    ...(isOpened ? { packageKey: PACKAGE_KEY } : {}),
  });
  if (verdict.kind !== 'valid') throw new Error(JSON.stringify(verdict));
}

/** Imports into an empty database and folder. */
export async function importInto(
  parts: OpenedParts,
  packages: string,
  target: { url: string; folder: string },
): Promise<void> {
  const recipient = generateKeyPairSync('x25519');
  const parcel = await parcelOf(parts, recipient.publicKey);
  await mkdir(target.folder, { recursive: true });
  const rootKeyFile = join(target.folder, 'root.key');
  await createRootKeyFile(rootKeyFile);
  const database = openDatabase({ url: target.url, poolMax: 4 });
  const { region } = parts;
  const [clock, logger] = [systemClock, silentLogger];
  try {
    await importPackages(
      {
        folder: packages,
        signers: SIGNERS,
        packageKey: PACKAGE_KEY,
        bringKeys: (keys) => keys.importParcel(Readable.from([parcel]), recipient.privateKey),
      },
      {
        ...{ database, region, clock, logger },
        keysDatabase: database,
        openKeys: async () =>
          await openKeystore({ url: target.url, rootKeyFile, region, clock, logger }),
        blobs: openFsBlobs({ folder: join(target.folder, 'blobs') }),
        uploadFolder: join(target.folder, 'uploads'),
        workFolder: join(target.folder, 'work'),
        migrations: ALL_MIGRATIONS,
        manifests: ALL_MANIFESTS,
      },
      quiet,
    );
  } finally {
    await database.close();
  }
}

async function parcelOf(
  { keys }: OpenedParts,
  recipient: Parameters<OpenedParts['keys']['exportParcel']>[1],
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await keys.exportParcel(to, recipient);
  return Buffer.concat(chunks);
}

/** A server with a home, and as many databases as are asked for. */
export interface HandoverPlace {
  root: string;
  home: string;
  url: string;
  parts: OpenedParts;
  emptyDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** @returns a cell with so many people and megabytes of files. */
export async function openPlace(people: number, megabytes: number): Promise<HandoverPlace> {
  const root = await mkdtemp(join(tmpdir(), 'jhalak-bench-handover-'));
  await chmod(root, 0o711);
  const home = join(root, 'home');
  await mkdir(home, { mode: 0o711 });
  const server = await startEmbeddedPostgres({
    dataFolder: join(root, 'pg'),
    homeFolder: root,
    log: silentLogger,
  });
  let made = 0;
  const emptyDatabase = async (): Promise<string> => {
    const name = `cell_${(made += 1)}`;
    const admin = openDatabase({ url: server.adminUrl, poolMax: 1 });
    await admin.pool.query(`CREATE DATABASE ${name}`);
    await admin.close();
    return server.databaseUrl(name);
  };
  const url = await emptyDatabase();
  const parts = await openHome(home, url);
  await addSyntheticPeople(parts.database, people);
  for (let nth = 0; nth * BLOB_BYTES < megabytes * 1_000_000; nth += 1)
    await parts.blobs.putBytes(`renditions/bench/${nth}.mp4`, randomBytes(BLOB_BYTES));
  return {
    ...{ root, home, url, parts, emptyDatabase },
    async stop() {
      await parts.close();
      await server.stop('immediate');
      await rm(root, { recursive: true, force: true });
    },
  };
}
