// Which files rows of models speak of. There are some ten: all of them are read each time.

import type { BlobHolder, Database, NeededBlob, Statement } from '@jhalak/ports';

/** @param statement gives `blob_key` and `sha256`, which may be null. */
export function modelBlobs(database: Database, statement: Statement): BlobHolder {
  const all = async (): Promise<NeededBlob[]> => {
    const rows = await database.query<{ blob_key: string; sha256: Buffer | null }>(statement);
    return rows.map(({ blob_key: key, sha256 }) => ({
      key,
      ...(sha256 === null ? {} : { sha256: sha256.toString('hex') }),
    }));
  };
  return {
    held: async (keys) => {
      const asked = new Set(keys);
      return new Set((await all()).map(({ key }) => key).filter((key) => asked.has(key)));
    },
    async *needed() {
      yield* await all();
    },
  };
}
