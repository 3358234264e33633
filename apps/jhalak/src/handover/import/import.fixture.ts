// A small cell, packed, and empty installs on another server to import it into: another cluster, another root key.

import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { createRootKeyFile } from '@jhalak/keystore';
import {
  fillCell,
  openBackupBench,
  type BackupBench,
  type TestTarget,
} from '../../backup/backup.fixture.ts';
import type { ApiRequest, TestCell } from '@jhalak/testing';
import { createMetrics } from '../../http/metrics.ts';
import { createHttpServer } from '../../http/server.ts';
import type { Cell } from '../../wiring/cell.ts';
import { ALL_MANIFESTS } from '../../wiring/house.ts';
import { importPackages, type GivenPackages, type Imported } from './import-packages.ts';
import {
  newSet,
  newSigner,
  packSourceOf,
  signSet,
  type PackageSet,
  type TestSigner,
} from '../pack/pack.fixture.ts';

/** An imported cell over HTTP. */
export interface Served {
  cell: Cell;
  api: TestCell['api'];
  close(): Promise<void>;
}

export interface ImportBench {
  bench: BackupBench;
  filled: Awaited<ReturnType<typeof fillCell>>;
  signer: TestSigner;
  /** The base; tests that add to a set make their own. */
  set: PackageSet;
  /** @returns another set with a base. */
  newSet(): Promise<PackageSet>;
  recipient: { publicKey: KeyObject; privateKey: KeyObject };
  /** The seller's keys, as they go to the recipient. */
  parcel(): Promise<Buffer>;
  /** An empty install with a root key of its own. */
  target(): Promise<TestTarget>;
  importInto(target: TestTarget, changes?: Partial<GivenPackages>): Promise<Imported>;
  /** Starts an imported cell and serves it, as the buyer's `npm start`. */
  serve(target: TestTarget): Promise<Served>;
  close(): Promise<void>;
}

/** Cost: some 3 s. @param more done on the seller's cell before it is packed. */
export async function openImportBench(
  more: (bench: BackupBench) => Promise<void> = () => Promise.resolve(),
): Promise<ImportBench> {
  const bench = await openBackupBench();
  const filled = await fillCell(bench);
  await more(bench);
  const signer = newSigner('seller');
  let sets = 0;
  const made = async (): Promise<PackageSet> => {
    const set = newSet(packSourceOf(bench.source), join(bench.folder, `packages-${(sets += 1)}`));
    await set.base();
    await signSet(set, [signer]);
    return set;
  };
  const set = await made();
  const recipient = generateKeyPairSync('x25519');
  const parcel = async (): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    const to = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
    await bench.running.parts.keys.exportParcel(to, recipient.publicKey);
    return Buffer.concat(chunks);
  };
  return {
    ...{ bench, filled, signer, set, recipient, parcel },
    newSet: made,
    async target() {
      const rootKey = join(bench.folder, `root-${randomBytes(4).toString('hex')}.key`);
      await createRootKeyFile(rootKey);
      return await bench.target({ rootKey });
    },
    async importInto(target, changes = {}) {
      const sealed = await parcel();
      return await importPackages(
        {
          folder: set.folder,
          packageKey: set.packageKey,
          signers: [signer.listed],
          // These cells are much older than their clocks' days.
          bringKeys: (keys) =>
            keys.importParcel(Readable.from([sealed]), recipient.privateKey, { acceptOld: true }),
          ...changes,
        },
        {
          ...target,
          openKeys: () => target.keys(),
          manifests: ALL_MANIFESTS,
          workFolder: join(target.folder, 'work'),
        },
        { say: () => undefined, signal: new AbortController().signal },
      );
    },
    async serve(target) {
      const cell = await target.cell();
      await cell.start(['api']);
      const http = await createHttpServer({
        ...{ cell, logger: target.logger, metrics: createMetrics(), version: 'test' },
        rateLimits: false,
      });
      const url = await http.listen(0, '127.0.0.1');
      return { cell, api: apiOf(url), close: () => http.close() };
    },
    close: () => bench.close(),
  };
}

function apiOf(url: string): TestCell['api'] {
  return async <Body>(method: string, path: string, request: ApiRequest = {}) => {
    const { token, body } = request;
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...request.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.includes('json') === true && text !== '';
    const told = (isJson ? JSON.parse(text) : text) as Body;
    return { status: reply.status, body: told, headers: reply.headers };
  };
}
