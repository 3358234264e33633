// Counts and digests of everything that goes, on either side: signed by the seller, held against by the buyer.

import type { KnownRanges } from '@jhalak/handover';
import type { Cell } from '../../wiring/cell.ts';
import { sha256 } from './evidence.ts';

/** A table's rows as a set: any order gives the same digest. */
export interface TableFact {
  rows: number;
  /** SHA-256 of the digest of the set of rows. */
  digest: string;
}

/**
 * Tables that go on changing while the rest stands still: the deal's own record, the public log, and what each machine's
 * journal keeps for itself. The journal is compared stream by stream, the deal's own stream apart.
 */
const MOVING = /^(handover_|border_|journal$|journal_|keystore\.)/;
const DEAL_STREAM = 'handover.deal';

/**
 * Counts and digests what goes.
 *
 * @param licensed models. @param known what this process has read of it before.
 * @returns each transferred table and stream by name. Cost: reads every row that goes, or where something has changed since.
 */
export async function tableFacts(
  cell: Pick<Cell, 'handover'>,
  licensed: readonly string[],
  known?: KnownRanges,
): Promise<{ tables: Record<string, TableFact>; files: number; fileBytes: number }> {
  const { items } = await cell.handover.inventory({
    ...{ going: true, licensed },
    ...(known === undefined ? {} : { known }),
  });
  const going = items.filter(({ mode }) => mode === 'transfer' || mode === 'licence');
  const tables = going.filter(
    ({ kind, name }) =>
      (kind === 'table' && !MOVING.test(name)) || (kind === 'stream' && name !== DEAL_STREAM),
  );
  const blobs = going.filter(({ kind }) => kind === 'blobs');
  const sum = (values: (number | null)[]) =>
    values.reduce<number>((all, one) => all + (one ?? 0), 0);
  return {
    tables: Object.fromEntries(
      tables.map(({ kind, name, count, digest }) => [
        kind === 'stream' ? `stream ${name}` : name,
        { rows: count ?? 0, digest: sha256(digest ?? '') },
      ]),
    ),
    files: sum(blobs.map(({ count }) => count)),
    fileBytes: sum(blobs.map(({ bytes }) => bytes)),
  };
}
