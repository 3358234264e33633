// What sits in the cell, read off the manifests: a feature that registers is on the map without a line here.

import { DATA_CLASSES, type MapBlob, type MapClass, type MapOwner } from '@jhalak/contracts/audit';
import type { Manifest, TableEntry } from '@jhalak/contracts';

/** What was measured of tables and blobs, by name and prefix. */
export interface Sizes {
  tables: ReadonlyMap<string, { rows?: number; bytes: number }>;
  blobs: ReadonlyMap<string, Pick<MapBlob, 'files' | 'more'>>;
}

const NONE = { files: 0, more: false } as const;

/** @returns every manifest that owns anything, in the order of the house. Cost: none. */
export function ownersOf(manifests: readonly Manifest[], sizes: Sizes): MapOwner[] {
  return manifests
    .map((manifest) => ({
      owner: manifest.owner,
      technology: manifest.technology,
      tables: manifest.tables.map((table) => ({
        ...tableOf(table),
        ...sizes.tables.get(table.name),
      })),
      streams: manifest.streams.map(({ name, encrypted, ...entry }) => ({
        ...{ name, encrypted },
        ...fateOf(entry),
      })),
      blobs: manifest.blobs.map(({ prefix, ...entry }) => ({
        ...{ prefix, ...fateOf(entry) },
        ...(sizes.blobs.get(prefix) ?? NONE),
      })),
      models: manifest.models.map(({ name, exportControl, card, ...entry }) => ({
        ...{ name, ...fateOf(entry) },
        ...(exportControl === undefined ? {} : { exportControl }),
        purpose: card.purpose,
        madeFrom: card.madeFrom,
        dataRegion: card.dataRegion,
      })),
      caches: manifest.caches.map(({ name, class: of, maxAgeS }) => ({ name, class: of, maxAgeS })),
    }))
    .filter(({ tables, streams, blobs, models, caches }) =>
      [tables, streams, blobs, models, caches].some((list) => list.length > 0),
    );
}

/** @returns one row a class, in the order of DATA_CLASSES, those that hold nothing among them. Cost: none. */
export function classesOf(owners: readonly MapOwner[]): MapClass[] {
  return DATA_CLASSES.map((name) => {
    const has = (one: { class: string }): boolean => one.class === name;
    const tables = owners.flatMap((owner) => owner.tables);
    const own = tables.filter(has);
    const count = (of: (owner: MapOwner) => readonly { class: string }[]): number =>
      owners.flatMap(of).filter(has).length;
    return {
      class: name,
      tables: own.length,
      columns: tables
        .flatMap((table) => (has(table) ? [] : Object.values(table.columns ?? {})))
        .filter((column) => column === name).length,
      encrypted: own.reduce((sum, table) => sum + table.encrypted.length, 0),
      streams: count(({ streams }) => streams),
      blobs: count(({ blobs }) => blobs),
      models: count(({ models }) => models),
      caches: count(({ caches }) => caches),
      rows: own.reduce((sum, { rows = 0 }) => sum + rows, 0),
      bytes: own.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    };
  });
}

function tableOf(table: TableEntry): MapOwner['tables'][number] {
  return {
    name: table.name,
    ...fateOf(table),
    ...(table.columns === undefined ? {} : { columns: { ...table.columns } }),
    encrypted: [...(table.encrypted ?? [])],
    ...(table.subject === undefined ? {} : { subject: table.subject }),
  };
}

function fateOf(
  entry: Pick<TableEntry, 'class' | 'retention' | 'erasure' | 'handover'>,
): Pick<MapOwner['tables'][number], 'class' | 'retention' | 'erasure' | 'handover'> {
  const { retention, erasure, handover } = entry;
  return { class: entry.class, retention, erasure, handover };
}
