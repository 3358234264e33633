// The inventory in areas: by the terms on which things go, then by the part of the house that they are of.

import type { InventoryItem, InventoryMode } from '@jhalak/contracts/handover';

/** What is compared: bytes, or rows and files. */
export type Measure = 'bytes' | 'count';

/** Things of one part and one class that go on the same terms. */
export interface Group {
  key: string;
  part: string;
  class: InventoryItem['class'];
  items: InventoryItem[];
  bytes: number;
  /** Rows and files together. */
  count: number;
  rows: number;
}

export interface ModeBlock {
  mode: InventoryMode;
  /** The largest first. */
  groups: Group[];
  items: number;
  bytes: number;
  rows: number;
  files: number;
  /** What its areas show: rows and files where nothing has a size. */
  measure: Measure;
}

const MODES: readonly InventoryMode[] = [
  'transfer',
  'licence',
  'withhold_and_retrain',
  'withhold',
  'rebuild',
];

/** @returns a block for each mode of which there is something. */
export function blocksOf(items: readonly InventoryItem[], measure: Measure): ModeBlock[] {
  return MODES.flatMap((mode) => {
    const own = items.filter((item) => item.mode === mode);
    if (own.length === 0) return [];
    const groups = new Map<string, Group>();
    for (const item of own) {
      const key = `${item.part} ${item.class}`;
      const fresh = {
        key,
        part: item.part,
        class: item.class,
        items: [],
        bytes: 0,
        count: 0,
        rows: 0,
      };
      const group: Group = groups.get(key) ?? fresh;
      groups.set(key, group);
      group.items.push(item);
      // Orders, holds, keys and clocks are rows of tables that stand here too.
      if (!isView(item)) {
        group.bytes += item.bytes ?? 0;
        group.count += item.count ?? 0;
        if (item.kind === 'table') group.rows += item.count ?? 0;
      }
    }
    const list = [...groups.values()];
    const sum = (of: (group: Group) => number): number =>
      list.reduce((total, one) => total + of(one), 0);
    const rows = sum((one) => one.rows);
    const bytes = sum((one) => one.bytes);
    const shown = bytes === 0 ? 'count' : measure;
    return {
      ...{ mode, items: own.length, bytes, rows, files: sum((one) => one.count) - rows },
      ...{ measure: shown, groups: list.toSorted((a, b) => b[shown] - a[shown]) },
    };
  });
}

/** Rows that stand in a table of the list too, told once more because people ask for them by name. */
function isView({ kind }: InventoryItem): boolean {
  return (
    kind === 'keys' || kind === 'order' || kind === 'hold' || kind === 'clock' || kind === 'stream'
  );
}

/** Of a block's area: a smaller one could not be seen or pressed. */
const LEAST_SHARE = 0.012;

/** @returns the sizes to draw: true to scale, but for the smallest, which are drawn larger than they are. */
export function drawnSizes(groups: readonly Group[], measure: Measure): number[] {
  const total = groups.reduce((sum, one) => sum + one[measure], 0);
  const least = total === 0 ? 1 : total * LEAST_SHARE;
  return groups.map((one) => Math.max(one[measure], least));
}

/** @returns what is technology, or has an export tag; others' packages only where they have one. */
export function technologyOf(items: readonly InventoryItem[]): InventoryItem[] {
  return items.filter(
    ({ class: name, part, exportControl }) =>
      exportControl !== 'none' || (name === 'technology' && part !== 'npm'),
  );
}
