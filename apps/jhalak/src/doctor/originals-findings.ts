// Originals that were found damaged when they were to be sealed: nobody but the operator can bring them back.

import type { Asks } from '../backup/long-transaction.ts';
import { warning, type Finding } from './finding.ts';

/** Nothing is found where none is damaged. */
export async function originalsFindings(on: Asks): Promise<Finding[]> {
  const [table] = await on.query<{ there: boolean }>({
    name: 'doctor.originals_there',
    // A database of an older release has no such column.
    text: `SELECT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema()
      AND table_name = 'media_originals' AND column_name = 'damaged_at_ms') AS there`,
  });
  if (table?.there !== true) return [];
  const [damaged] = await on.query<{ count: number }>({
    name: 'doctor.originals',
    text: 'SELECT count(*) AS count FROM media_originals WHERE damaged_at_ms IS NOT NULL',
  });
  if (damaged === undefined || damaged.count === 0) return [];
  return [
    warning(
      'originals',
      `clips as they were sent whose files are damaged: ${damaged.count}`,
      'npx jhalak blobs verify names them; put each back from a backup, and it is sealed within a day.',
    ),
  ];
}
