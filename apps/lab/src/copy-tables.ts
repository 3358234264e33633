// PostgreSQL's own COPY of the tables that a hand-over packs, out into files and back in: the plainest way there is.

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ALL_MANIFESTS } from '@jhalak/jhalak';
import type { PostgresDatabase } from '@jhalak/postgres';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

function names(): string[] {
  return ALL_MANIFESTS.flatMap(({ tables }) => tables)
    .filter(({ handover, name }) => handover === 'transfer' && !name.includes('.'))
    .map(({ name }) => name);
}

/** In one snapshot; each file is on the disk when this returns. */
export async function copyTablesOut(database: PostgresDatabase, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query('SET LOCAL statement_timeout = 0');
    for (const name of names()) {
      const path = join(folder, `${name}.copy`);
      await pipeline(client.query(copyTo(`COPY "${name}" TO STDOUT`)), createWriteStream(path));
      const file = await open(path, 'r+');
      await file.sync();
      await file.close();
    }
    await client.query('COMMIT');
  } finally {
    client.release(true);
  }
}

/** Into an empty schema, in one transaction. */
export async function copyTablesIn(database: PostgresDatabase, folder: string): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query(
      `TRUNCATE ${names()
        .map((name) => `"${name}"`)
        .join(', ')}`,
    );
    for (const name of names())
      await pipeline(
        createReadStream(join(folder, `${name}.copy`)),
        client.query(copyFrom(`COPY "${name}" FROM STDIN`)),
      );
    await client.query('COMMIT');
  } finally {
    client.release(true);
  }
}
