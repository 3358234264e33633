// Which of the region's dated tables are in force at a moment: how features weigh, and how a page is mixed. A table counts
// from the beginning of its date (UTC) on, so that what chose a page of some hours ago can be named. A receipt names the dates.

import { inForce } from '@jhalak/taste';
import { SELECTION_TABLES, type SelectionSettings } from '../selection/settings.ts';
import { WEIGHT_TABLES, type WeightTable } from './weight-table.ts';

/** What a page is chosen by, beside what was learned. */
export interface Tables {
  weights: WeightTable;
  selection: SelectionSettings;
}

/** All that a receipt may name; newest last. */
export interface KnownTables {
  weights: readonly WeightTable[];
  selection: readonly SelectionSettings[];
}

export const KNOWN_TABLES: KnownTables = { weights: WEIGHT_TABLES, selection: SELECTION_TABLES };

/** @returns the tables in force at a moment; before the date of the first one, the first. */
export function tablesAt(atMs: number, known: KnownTables = KNOWN_TABLES): Tables {
  return { weights: inForce(known.weights, atMs), selection: inForce(known.selection, atMs) };
}

/** @returns the tables of these dates; undefined for one that is not kept any more. */
export function tablesOf(
  { weights, selection }: { weights: string; selection: string },
  known: KnownTables = KNOWN_TABLES,
): Partial<Tables> {
  const found: Partial<Tables> = {};
  const weightTable = known.weights.find(({ date }) => date === weights);
  const selectionTable = known.selection.find(({ date }) => date === selection);
  if (weightTable !== undefined) found.weights = weightTable;
  if (selectionTable !== undefined) found.selection = selectionTable;
  return found;
}
