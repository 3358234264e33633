// Which sounds orders silence, asked of the rows: for work that runs where nothing keeps them in memory.

import type { Queries } from '@jhalak/ports';

const SILENCED_AMONG = {
  name: 'visibility.silenced_among',
  text: `SELECT DISTINCT target->>'id' AS sound_id FROM visibility_orders, jsonb_array_elements(targets) AS target
    WHERE in_force AND target->>'kind' = 'silent_sound' AND target->>'id' = ANY($1::text[])`,
};

/**
 * @returns those of these sounds that an order in force silences, in any state of the country, as of the last journal window.
 * Cost: one query, over the orders in force.
 */
export async function silencedAmong(
  on: Queries,
  soundIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (soundIds.length === 0) return new Set();
  const rows = await on.query<{ sound_id: string }>(SILENCED_AMONG, [soundIds]);
  return new Set(rows.map((row) => row.sound_id));
}
