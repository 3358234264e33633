// The usual holder of blobs: one part of each key is the id of a row, and the row says which files it speaks of.

import { isUuid } from '@jhalak/kernel';
import type { BlobHolder, NeededBlob } from './blob-holder.ts';
import type { Queries, Statement } from './database.ts';

export interface BlobRows<Row extends { id: string }> {
  /** First parts of keys. */
  prefixes: readonly string[];
  /** Which part of a key is the id, counted from 0; default 1. */
  idPart?: number;
  /** Takes ids (uuid[]) as $1. One id may have several rows. */
  byIds: Statement;
  /** Takes the last id (uuid) as $1 and a limit as $2; ids greater than it, in order. Rows of one id beyond a page are lost: few. */
  after: Statement;
  /** @returns what is missed when it is not there. */
  needs(row: Row): readonly NeededBlob[];
  /** @returns whether a key under the row's id is its own; default: when it is needed. */
  holds?(row: Row, key: string): boolean;
}

/** Rows of one page of `needed`. */
const PAGE = 500;
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** @returns a holder that asks rows. Cost: one statement for `held`, one for each 500 rows of `needed`. */
export function blobsOfRows<Row extends { id: string }>(
  queries: Queries,
  rows: BlobRows<Row>,
): BlobHolder {
  const idOf = (key: string): string | undefined => {
    const parts = key.split('/');
    const [prefix = ''] = parts;
    const id = parts[rows.idPart ?? 1] ?? '';
    return rows.prefixes.includes(prefix) && isUuid(id) ? id : undefined;
  };
  const isHeld =
    rows.holds ?? ((row: Row, key: string) => rows.needs(row).some((needed) => needed.key === key));
  return {
    async held(keys) {
      const ids = new Set(keys.map(idOf).filter((id) => id !== undefined));
      if (ids.size === 0) return new Set();
      const byId = Map.groupBy(await queries.query<Row>(rows.byIds, [[...ids]]), (row) => row.id);
      const own = keys.filter((key) => byId.get(idOf(key) ?? '')?.some((row) => isHeld(row, key)));
      return new Set(own);
    },
    async *needed() {
      for (let after = NIL_ID; ;) {
        const page = await queries.query<Row>(rows.after, [after, PAGE]);
        for (const row of page) yield* rows.needs(row);
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) return;
        after = last.id;
      }
    },
  };
}

/** @returns one holder that speaks for several. */
export function blobsOfAll(holders: readonly BlobHolder[]): BlobHolder {
  return {
    async held(keys) {
      const sets = await Promise.all(holders.map(async (holder) => await holder.held(keys)));
      return new Set(sets.flatMap((set) => [...set]));
    },
    async *needed() {
      for (const holder of holders) yield* holder.needed();
    },
  };
}
