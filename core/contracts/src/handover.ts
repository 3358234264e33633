// Handing a cell over to another owner: what there is, and on what terms each part goes, stays, or is made again.

import { Type, type Static } from 'typebox';
import { Sha256Hex } from './border.ts';

/** `component`: software. `clock`: something that the law gives so long for, still running. */
export const INVENTORY_KINDS = [
  'table',
  'stream',
  'blobs',
  'keys',
  'order',
  'hold',
  'clock',
  'model',
  'component',
  'cache',
] as const;
export type InventoryKind = (typeof INVENTORY_KINDS)[number];

/**
 * `transfer`: goes to the buyer. `licence`: the buyer gets a copy on terms. `withhold`: stays behind. `withhold_and_retrain`:
 * stays behind, and the buyer learns it anew from what was transferred. `rebuild`: stays, the buyer's install makes its own.
 */
export const INVENTORY_MODES = [
  'transfer',
  'licence',
  'withhold',
  'withhold_and_retrain',
  'rebuild',
] as const;
export type InventoryMode = (typeof INVENTORY_MODES)[number];

const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const InventoryItem = Type.Object(
  {
    kind: Type.Enum([...INVENTORY_KINDS]),
    /** Unique within its kind. */
    name: Type.String({ minLength: 1, maxLength: 200 }),
    /** The part of the house on whose manifest it stands; `npm` for others' packages. */
    part: Type.String({ minLength: 1, maxLength: 100 }),
    class: Type.Enum(['public', 'aggregate', 'personal', 'restricted', 'technology', 'local']),
    /** Rows, files, live keys, running clocks; null for what lives in memory only. */
    count: Type.Union([Amount, Type.Null()]),
    /** Of rows as text, or of files; null where it says nothing. */
    bytes: Type.Union([Amount, Type.Null()]),
    digest: Type.Union([Sha256Hex, Type.String({ pattern: '^[0-9a-f]{128}$' }), Type.Null()]),
    /**
     * What the digest is over. `rows`: a set of rows in any order. `names_and_sizes`, `names_and_bytes`: a set of files.
     * `files`: the list of shipped files. `package`: npm's own sha512 of the package.
     */
    digestOf: Type.Enum(['rows', 'names_and_sizes', 'names_and_bytes', 'files', 'package', 'none']),
    owner: Type.String({ maxLength: 200 }),
    /** SPDX, or `operation` for what the operation itself made and holds. */
    licence: Type.String({ maxLength: 200 }),
    /** `none`, or `<country>-<list number>`: whether it applies, the seller's own counsel decides. */
    exportControl: Type.String({ maxLength: 60 }),
    mode: Type.Enum([...INVENTORY_MODES]),
    /** Why it does not go as it is; null where it does. */
    why: Type.Union([Type.String({ maxLength: 300 }), Type.Null()]),
  },
  { additionalProperties: false, $id: 'InventoryItem' },
);
export type InventoryItem = Static<typeof InventoryItem>;

/** Everything that a cell is made of, at one moment. Says no time: the same cell gives the same bytes. */
export const Inventory = Type.Object(
  {
    v: Type.Literal(1),
    cell: Type.String({ maxLength: 40 }),
    region: Type.String({ maxLength: 8 }),
    ownerEpoch: Type.Integer({ minimum: 1 }),
    /** By kind in the order of INVENTORY_KINDS, then by name. */
    items: Type.Array(InventoryItem, { maxItems: 20_000 }),
    /** SHA-256 of the canonical JSON (sorted keys, no white space) of all that stands above. */
    digest: Sha256Hex,
  },
  { additionalProperties: false, $id: 'Inventory' },
);
export type Inventory = Static<typeof Inventory>;
