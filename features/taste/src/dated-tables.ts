// The region's dated tables: a table counts from the beginning of its date (UTC) on, so that a release with a new one is
// installed before that day, and what was decided some hours ago can be named.

/**
 * @param tables newest last.
 * @returns the last one whose date has come; before the date of the first one, the first.
 * @throws RangeError when there is none.
 */
export function inForce<Table extends { date: string }>(
  tables: readonly Table[],
  atMs: number,
): Table {
  const table = tables.findLast((one) => fromMs(one) <= atMs) ?? tables[0];
  if (table === undefined) throw new RangeError('there is no table');
  return table;
}

/** A date is parsed once: tables are asked for at every event. */
const FROM_MS = new WeakMap<object, number>();

function fromMs(table: { date: string }): number {
  const known = FROM_MS.get(table);
  if (known !== undefined) return known;
  const parsed = Date.parse(table.date);
  FROM_MS.set(table, parsed);
  return parsed;
}
