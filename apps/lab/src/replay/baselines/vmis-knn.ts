// VMIS-kNN (Kersbergen, Sprangers, Schelter 2022, as in Serenade): people's pasts as sessions; those that share the most with
// the asked one, the latest clips counting most, vote for what they hold.

import type { Past } from '../past.ts';
import type { Scorer } from './ranked.ts';

export interface VmisOptions {
  /** Latest sessions of each clip that are looked at. */
  sessions: number;
  /** Nearest of those that vote. */
  neighbours: number;
  /** Latest clips of the asked past that count. */
  window: number;
}

/** Cost: a question looks at window * sessions places. */
export function vmisKnn(past: Past, options: VmisOptions): Scorer {
  const held = past.users.map(({ items }) => Int32Array.from(new Set(items)));
  const holders = latestHolders(past, held, options.sessions);
  const rarity = Float64Array.from(holders.all, (count) =>
    Math.log(1 + past.users.length / Math.max(1, count)),
  );
  const likeness = new Float64Array(past.users.length);
  const newest = new Int32Array(past.users.length);
  return {
    score(items, scores, asked) {
      const recent = [...new Set(items.toReversed())].slice(0, options.window);
      const touched: number[] = [];
      for (const [back, item] of recent.entries()) {
        const weight = 1 - back / recent.length;
        for (const user of holders.latest[item] ?? []) {
          if (user === asked) continue;
          if (likeness[user] === 0) {
            touched.push(user);
            // The newest shared clip: a session that shares it votes more.
            newest[user] = back;
          }
          likeness[user] = (likeness[user] ?? 0) + weight;
        }
      }
      const voters = touched
        .toSorted((a, b) => (likeness[b] ?? 0) - (likeness[a] ?? 0) || a - b)
        .slice(0, options.neighbours);
      for (const user of voters) {
        const vote = (likeness[user] ?? 0) * Math.max(0, 1 - 0.1 * (newest[user] ?? 0));
        for (const item of held[user] ?? [])
          scores[item] = (scores[item] ?? 0) + vote * (rarity[item] ?? 0);
      }
      for (const user of touched) likeness[user] = 0;
    },
  };
}

function latestHolders(
  past: Past,
  held: readonly Int32Array[],
  sessions: number,
): { latest: Int32Array[]; all: Float64Array } {
  const rows: number[][] = Array.from({ length: past.itemCount }, () => []);
  for (const [user, items] of held.entries()) for (const item of items) rows[item]?.push(user);
  const lastMs = (user: number): number => past.users[user]?.atMs.at(-1) ?? 0;
  return {
    latest: rows.map((row) =>
      Int32Array.from(row.toSorted((a, b) => lastMs(b) - lastMs(a)).slice(0, sessions)),
    ),
    all: Float64Array.from(rows, (row) => row.length),
  };
}
