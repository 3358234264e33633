// The last backup that was made from a home, so that the doctor can say what a lost machine would lose.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../handover/steps/evidence.ts';

export interface LastBackup {
  folder: string;
  /** The moment that it shows. */
  snapshotAtMs: number;
}

function fileOf(home: string): string {
  return join(home, 'drills', 'last-backup');
}

/** Notes a backup that was finished. */
export async function noteBackup(home: string, made: LastBackup): Promise<void> {
  await writeDurably(fileOf(home), JSON.stringify(made));
}

/** @returns undefined where none was noted. */
export async function lastBackup(home: string): Promise<LastBackup | undefined> {
  const text = await readFile(fileOf(home), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { folder, snapshotAtMs } = JSON.parse(text) as Partial<LastBackup>;
    if (typeof folder === 'string' && typeof snapshotAtMs === 'number')
      return { folder, snapshotAtMs };
  } catch {
    // Changed by hand: as if there were none.
  }
  return undefined;
}
