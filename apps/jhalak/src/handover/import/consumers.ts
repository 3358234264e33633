// Where the readers of the journal go on. A reader whose tables came along goes on where it stood when they were packed: it would
// count everything a second time. One whose tables the new install makes anew reads the journal from its beginning.

import type { Manifest } from '@jhalak/contracts';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { PackageRefused } from './package-set.ts';

/** Where a durable reader stood in the package's snapshot. */
export interface PackedConsumer {
  /** `feature.purpose`. */
  name: string;
  window: number;
  position: number;
}

/** @returns whether a part of the house fills tables that go to a new owner. */
function bringsTables(manifests: readonly Manifest[], owner: string): boolean {
  return manifests.some(
    (manifest) =>
      manifest.owner === owner &&
      manifest.tables.some(({ handover }) => handover === 'transfer' || handover === 'licence'),
  );
}

/**
 * Notes the positions of readers that go on.
 *
 * @returns names of readers that begin anew.
 * @throws PackageRefused when one of them would need windows that the journal no longer has.
 */
export async function placeConsumers(
  tx: LongTransaction,
  manifests: readonly Manifest[],
  packed: readonly PackedConsumer[],
): Promise<string[]> {
  const goesOn = ({ name }: PackedConsumer) =>
    bringsTables(manifests, name.slice(0, name.indexOf('.')));
  const kept = packed.filter(goesOn);
  await tx.query(
    {
      name: 'import.consumers',
      text: `INSERT INTO journal_consumers (name, window_number, position)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])`,
    },
    [
      kept.map(({ name }) => name),
      kept.map(({ window }) => window),
      kept.map(({ position }) => position),
    ],
  );
  const anew = packed.filter((consumer) => !goesOn(consumer)).map(({ name }) => name);
  await refuseShortJournal(tx, anew);
  return anew;
}

async function refuseShortJournal(tx: LongTransaction, anew: readonly string[]): Promise<void> {
  const [first] = await tx.query<{ number: number | null }>({
    name: 'import.first_window',
    text: 'SELECT min(number) AS number FROM journal_windows',
  });
  if (anew.length === 0 || (first?.number ?? 1) <= 1) return;
  throw new PackageRefused(
    `${anew.join(', ')} would begin anew, and the journal's beginning is kept no more: their tables must be packed too.`,
  );
}
