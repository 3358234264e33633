// One cell's log over a real database and real files.

import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createBorder, type Border } from '@jhalak/border';
import type { BorderFacts } from '@jhalak/contracts/border';
import type { Feature } from '@jhalak/ports';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { parseVkey, verifyLog, type LogFiles, type VerifiedLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

const MIGRATIONS = [{ owner: 'border', folder: new URL('../migrations/', import.meta.url) }];

export interface TestLog {
  parts: TestParts;
  border: Border & Feature;
  folder: string;
  /** Another program of the same cell. */
  another(): Border & Feature;
  /** Appends in one transaction. @returns the ids. */
  append(count: number): Promise<string[]>;
  verify(options?: { older?: Uint8Array; entryId?: string }): Promise<VerifiedLog>;
  read(path: string): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openTestLog(): Promise<TestLog> {
  const parts = await openTestParts({ migrations: MIGRATIONS });
  const folder = join(parts.folder, 'log');
  const open = (): Border & Feature => createBorder({ ...parts, folder });
  const border = open();
  await border.start?.();
  return {
    parts,
    border,
    folder,
    another: open,
    append: async (count) => await appendTo(parts, border, count),
    verify: async (options = {}) =>
      await verifyLog(nodeCrypto, filesOf(folder), {
        log: parseVkey(nodeCrypto.sha256, await border.vkey()),
        ...options,
      }),
    read: async (path) => await readFile(join(folder, path)),
    close: async () => {
      await border.close();
      await parts.close();
    },
  };
}

export async function appendTo(parts: TestParts, border: Border, count: number): Promise<string[]> {
  return await parts.database.transaction(async (tx) => {
    const ids: string[] = [];
    for (let at = 0; at < count; at += 1) {
      parts.clock.advance(1);
      ids.push(await border.log.append(tx, factsOf(at)));
    }
    return ids;
  });
}

export function factsOf(at: number): BorderFacts {
  return {
    kind: 'crossing',
    message: 'feeds.fetch',
    host: `news${at % 40}.example.org`,
    dataClass: 'public',
    policy: 'feeds/2026-11',
    digest: at.toString(16).padStart(64, '0'),
    bytes: 200 + at,
  };
}

export function filesOf(folder: string): LogFiles {
  return {
    read: async (path) => {
      try {
        return await readFile(join(folder, path));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}

/** @returns every file below, by its path. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

export async function copyFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
}
