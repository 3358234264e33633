// What the learner's last snapshot says of it: whether every head of the ranker learns.

import type { Asks } from '../backup/long-transaction.ts';
import { ok, warning, type Finding } from './finding.ts';

/** Reads the newest snapshot's row; nothing is found where there is none yet. */
export async function learnerFindings(on: Asks): Promise<Finding[]> {
  const [table] = await on.query<{ there: boolean }>({
    name: 'doctor.learner_there',
    // A database of an older release has no such column.
    text: `SELECT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema()
      AND table_name = 'taste_snapshots' AND column_name = 'troubled') AS there`,
  });
  if (table?.there !== true) return [];
  const [newest] = await on.query<{ window_number: number; troubled: string[] }>({
    name: 'doctor.learner',
    text: 'SELECT window_number, troubled FROM taste_snapshots ORDER BY window_number DESC LIMIT 1',
  });
  if (newest === undefined) return [];
  if (newest.troubled.length === 0)
    return [ok('learner', `as of window ${newest.window_number} every head of the ranker learns`)];
  return [
    warning(
      'learner',
      `foretold worse and worse, set back to its last good state and pausing: ${newest.troubled.join(', ')}`,
      'Look for a flood of false events (jhalak_ranker_loss_* on /metrics); a head begins again by itself, five times at most.',
    ),
  ];
}
