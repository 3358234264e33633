// The inventory as people read it: what goes, what stays and why, biggest first, a line each.

import {
  INVENTORY_KINDS,
  type Inventory,
  type InventoryItem,
  type InventoryKind,
  type InventoryMode,
} from '@jhalak/contracts/handover';

const HEADINGS: Readonly<Record<InventoryKind, string>> = {
  table: 'Tables (rows)',
  stream: 'Streams of the journal (events)',
  blobs: 'Files',
  keys: 'Keys (live)',
  order: 'Orders of authorities (law/phase)',
  hold: 'Holds (live keys, by reason)',
  clock: 'Running clocks',
  model: 'Models',
  component: 'Software',
  cache: 'Caches (in memory)',
};

const MODES: Readonly<Record<InventoryMode, string>> = {
  transfer: 'goes',
  licence: 'on licence',
  withhold: 'stays',
  withhold_and_retrain: 'stays, learned anew',
  rebuild: 'made anew',
};

const NAME_WIDTH_MAX = 46;

/** @returns lines. Software of others is told as one line a licence. */
export function inventoryLines(inventory: Inventory): string[] {
  const { cell, region, ownerEpoch, items, digest } = inventory;
  const lines = [`Cell ${cell} in ${region}, owner epoch ${ownerEpoch}`, ...totals(items)];
  for (const kind of INVENTORY_KINDS) {
    const own = items.filter((item) => item.kind === kind && item.part !== 'npm');
    if (own.length === 0) continue;
    const width = Math.min(NAME_WIDTH_MAX, Math.max(...own.map(({ name }) => name.length)));
    lines.push('', HEADINGS[kind]);
    for (const item of own.toSorted(biggestFirst)) lines.push(line(item, width));
    if (kind === 'component') lines.push(...byLicence(items));
  }
  lines.push('', ...reasons(items), '', `digest  ${digest}`);
  return lines;
}

function biggestFirst(a: InventoryItem, b: InventoryItem): number {
  return (b.bytes ?? 0) - (a.bytes ?? 0) || (b.count ?? 0) - (a.count ?? 0);
}

function line(item: InventoryItem, width: number): string {
  const { name, count, bytes, exportControl, digest } = item;
  const told = [
    `  ${name.padEnd(width)}`,
    (count === null ? '' : count.toLocaleString('en')).padStart(9),
    (bytes === null ? '' : size(bytes)).padStart(9),
    item.class.padEnd(10),
    MODES[item.mode].padEnd(19),
    (count === 0 ? '' : (digest ?? '').slice(0, 8)).padEnd(8),
    exportControl === 'none' ? '' : exportControl,
  ];
  return told.join('  ').trimEnd();
}

function totals(items: readonly InventoryItem[]): string[] {
  const modes = [...new Set(items.map(({ mode }) => mode))];
  return modes.map((mode) => {
    const own = items.filter((item) => item.mode === mode);
    // Streams, orders, holds and clocks are rows of tables, counted there.
    const bytes = own
      .filter(({ kind }) => kind === 'table' || kind === 'blobs')
      .reduce((sum, item) => sum + (item.bytes ?? 0), 0);
    const things = `${own.length.toLocaleString('en')} ${own.length === 1 ? 'item' : 'items'}`;
    return `  ${MODES[mode].padEnd(19)}  ${things.padStart(12)}  ${bytes === 0 ? '' : size(bytes)}`.trimEnd();
  });
}

function byLicence(items: readonly InventoryItem[]): string[] {
  const counts = new Map<string, number>();
  for (const { part, licence } of items)
    if (part === 'npm') counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const told = sorted.map(([licence, count]) => `${count} ${licence}`);
  return [`  others' packages: ${told.join(', ')}`];
}

function reasons(items: readonly InventoryItem[]): string[] {
  const staying = items.filter(({ mode }) => mode !== 'transfer' && mode !== 'licence');
  const whys = [...new Set(staying.map(({ why }) => why))].filter((why) => why !== null);
  return [
    'What stays, and why',
    ...whys.map((why) => {
      const names = staying
        .filter((item) => item.why === why && item.part !== 'npm')
        .map(({ name }) => name);
      return `  ${why}:\n    ${names.join(', ')}`;
    }),
  ];
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
