// A backup's rows go into the schema that they were made under; what this release adds runs on them afterwards.

import { mkdtemp, copyFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '@jhalak/kernel';
import { migrate, type MigrationSet, type PostgresDatabase } from '@jhalak/postgres';
import { BackupRefused } from './backup-format.ts';
import { compareSchemas, releaseMigrations, type Migration } from './schema-state.ts';

/**
 * @returns the migrations of this release that the backup's cell has not had.
 * @throws BackupRefused when the backup comes from a newer or another release.
 */
export async function pendingAfter(
  had: readonly Migration[],
  sets: readonly MigrationSet[],
): Promise<ReadonlySet<string>> {
  const { pending, unknown, changed } = compareSchemas(await releaseMigrations(sets), had);
  const odd = [...unknown, ...changed];
  if (odd.length > 0) {
    throw new BackupRefused(
      `it comes from a newer or another release (${odd.join(', ')}). Restore it with the release that made it, or a newer one.`,
    );
  }
  return new Set(pending);
}

/** Brings an empty database to the schema that the backup was made under. */
export async function migrateAsBackup(
  target: {
    database: PostgresDatabase;
    region: string;
    migrations: readonly MigrationSet[];
    clock: Clock;
  },
  had: readonly Migration[],
): Promise<void> {
  const { database, region, migrations, clock } = target;
  const pending = await pendingAfter(had, migrations);
  if (pending.size === 0) {
    await migrate(database, region, migrations, clock.nowMs());
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-schema-'));
  try {
    await migrate(database, region, await without(migrations, pending, folder), clock.nowMs());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// The same files but the pending ones, in a folder a set.
async function without(
  sets: readonly MigrationSet[],
  pending: ReadonlySet<string>,
  folder: string,
): Promise<MigrationSet[]> {
  const kept: MigrationSet[] = [];
  for (const set of sets) {
    const own = pathToFileURL(`${await mkdtemp(join(folder, 'set-'))}/`);
    for (const { name } of await releaseMigrations([set])) {
      const file = `${name.slice(name.indexOf('/') + 1)}.sql`;
      if (!pending.has(name)) await copyFile(new URL(file, set.folder), new URL(file, own));
    }
    kept.push({ owner: set.owner, folder: own });
  }
  return kept;
}
