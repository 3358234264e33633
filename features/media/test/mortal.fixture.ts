// Ports that die: at the n-th durable step the process "is killed", before it, inside its transaction (which rolls back)
// or after its commit, before anybody hears of it. From then on nothing that this process asked for comes back.

import type { Blobs, Database } from '@jhalak/ports';

export interface Mortal {
  database: Database;
  blobs: Blobs;
  /** Resolves when the process is killed. */
  death: Promise<void>;
  /** How many moments to die there were so far. */
  moments(): number;
  /** What was going on when it died. */
  lastMoment(): string;
}

class Killed extends Error {}

/** @param dieAt counted from 1; Infinity never dies. */
export function mortalPorts(database: Database, blobs: Blobs, dieAt: number): Mortal {
  let count = 0;
  let dead = false;
  let last = '';
  const { promise: death, resolve } = Promise.withResolvers<void>();
  const killed = death.then(() => {
    throw new Killed();
  });
  killed.catch(() => undefined);
  const passes = (moment: string): boolean => {
    if (dead) return false;
    count += 1;
    last = moment;
    if (count < dieAt) return true;
    dead = true;
    resolve();
    return false;
  };
  const step = async <Result>(moment: string, work: () => Promise<Result>): Promise<Result> => {
    if (!passes(`before ${moment}`)) return await never();
    const result = await work();
    return passes(`after ${moment}`) ? result : await never();
  };
  const mortalDatabase: Database = {
    kind: 'database',
    tables: () => database.tables(),
    query: async (statement, values) =>
      dead ? await never() : await database.query(statement, values),
    close: () => database.close(),
    transaction: (work) =>
      step('a transaction', async () => {
        try {
          return await database.transaction(async (tx) => {
            // Whoever dies while it is open takes it along: the database rolls back what a gone process held.
            const result = await Promise.race([work(tx), killed]);
            if (!passes('inside a transaction')) throw new Killed();
            return result;
          });
        } catch (error) {
          if (error instanceof Killed) return await never();
          throw error;
        }
      }),
  };
  const mortalBlobs: Blobs = {
    ...forward(blobs),
    putFile: (key, path) => step(`putting ${key.split('/')[0]}`, () => blobs.putFile(key, path)),
    putStream: (key, source) =>
      step(`putting ${key.split('/')[0]}`, () => blobs.putStream(key, source)),
    delete: (key) => step('deleting a blob', () => blobs.delete(key)),
  };
  return {
    database: mortalDatabase,
    blobs: mortalBlobs,
    death,
    moments: () => count,
    lastMoment: () => last,
  };
}

function forward(blobs: Blobs): Blobs {
  return {
    putFile: (key, path) => blobs.putFile(key, path),
    putBytes: (key, bytes) => blobs.putBytes(key, bytes),
    putStream: (key, source) => blobs.putStream(key, source),
    stat: (key) => blobs.stat(key),
    open: (key, range) => blobs.open(key, range),
    read: (key) => blobs.read(key),
    copyTo: (key, path) => blobs.copyTo(key, path),
    delete: (key) => blobs.delete(key),
    list: (prefix) => blobs.list(prefix),
  };
}

function never<Result>(): Promise<Result> {
  return new Promise<Result>(() => undefined);
}
