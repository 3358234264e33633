// A real log for proofs and benches: the border over a database and files of its own.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBorder, type Border } from '@jhalak/border';
import type { BorderFacts } from '@jhalak/contracts/border';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import type { LogFiles } from '@jhalak/tlog';

export interface LabLog {
  parts: TestParts;
  border: Border;
  folder: string;
  vkey: string;
  /** Appends, some thousand in one transaction. @returns the ids. */
  append(count: number): Promise<string[]>;
  close(): Promise<void>;
}

/** Entries appended in one transaction. */
const APPENDED_AT_ONCE = 2_000;

export async function openLabLog(): Promise<LabLog> {
  const migrations = new URL('../../../features/border/migrations/', import.meta.url);
  const parts = await openTestParts({ migrations: [{ owner: 'border', folder: migrations }] });
  const folder = join(parts.folder, 'log');
  const border = createBorder({ ...parts, folder });
  await border.publish();
  return {
    ...{ parts, border, folder },
    vkey: await border.vkey(),
    append: async (count) => await append(parts, border, count),
    close: async () => {
      await border.close();
      await parts.close();
    },
  };
}

async function append(parts: TestParts, border: Border, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const left = Math.min(APPENDED_AT_ONCE, count - ids.length);
    await parts.database.transaction(async (tx) => {
      for (let at = 0; at < left; at += 1) {
        parts.clock.advance(1);
        ids.push(await border.log.append(tx, factsOf(ids.length)));
      }
    });
  }
  return ids;
}

/** @returns what an entry may say: small, or as a crossing has it. */
export function factsOf(at: number): BorderFacts {
  if (at % 3 > 0) return { kind: 'key', act: 'keys.rotated' };
  const digest = at.toString(16).padStart(64, '0');
  return {
    ...{ kind: 'crossing', message: 'feeds.fetch', host: `news${at % 40}.example.org`, digest },
    ...{ dataClass: 'public', policy: 'feeds/2026-11', bytes: 200 + at },
  };
}

/** @returns the files of a folder; what is absent is undefined. */
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
