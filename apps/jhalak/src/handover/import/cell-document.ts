// Documents of a package that the import reads: `cell.json` (where the cell stood) and `migrations.json` (its schema).

import { partText } from '@jhalak/bags';
import type { Inventory } from '@jhalak/contracts/handover';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { PackageRefused, type OpenedPackage } from './package-set.ts';

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** Names become SQL. */
const PlainName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' });

const CellDocument = Type.Object({
  /** PostgreSQL's text of the snapshot. */
  snapshot: Type.String({ pattern: '^\\d+:\\d+:(\\d+(,\\d+)*)?$' }),
  consumers: Type.Array(
    Type.Object({
      name: Type.String({ pattern: '^[a-z][a-z0-9_-]*\\.[a-z0-9_.-]+$', maxLength: 100 }),
      window: Count,
      position: Count,
    }),
    { maxItems: 1_000 },
  ),
  identities: Type.Array(Type.Object({ table: PlainName, column: PlainName, last: Count }), {
    maxItems: 1_000,
  }),
});
/** Where the cell stood when the package's rows were read. */
export type CellDocument = Static<typeof CellDocument>;

const Migrations = Type.Array(
  Type.Object({
    name: Type.String({ pattern: '^[a-z-]+/[0-9]{4}_[a-z0-9_]+$' }),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
  { maxItems: 10_000 },
);
/** Migrations that the packed database has had, in their order. */
export type PackedMigrations = Static<typeof Migrations>;

/** @throws PackageRefused. */
export async function cellDocument(packed: OpenedPackage): Promise<CellDocument> {
  const json = await documentOf(packed, 'cell.json');
  if (Value.Check(CellDocument, json)) return json;
  throw new PackageRefused('cell.json does not say where the cell stood.');
}

/** @throws PackageRefused. */
export async function migrationsDocument(packed: OpenedPackage): Promise<PackedMigrations> {
  const json = await documentOf(packed, 'migrations.json');
  if (Value.Check(Migrations, json)) return json;
  throw new PackageRefused('migrations.json names no migrations.');
}

/** As far as an import reads it: what goes on what terms. */
const ListedItems = Type.Object({
  items: Type.Array(
    Type.Object({ kind: Type.String(), name: Type.String(), mode: Type.String() }),
    { maxItems: 100_000 },
  ),
});

/** @returns what the base says goes; nothing where it tells no inventory, as a cell does that only moves. */
export async function inventoryDocument(
  packages: readonly OpenedPackage[],
): Promise<Pick<Inventory, 'items'>> {
  const [base] = packages;
  if (base?.documents.get('inventory.json') === undefined) return { items: [] };
  const json = await documentOf(base, 'inventory.json');
  if (Value.Check(ListedItems, json)) return json as Pick<Inventory, 'items'>;
  throw new PackageRefused('inventory.json lists nothing.');
}

async function documentOf(packed: OpenedPackage, name: string): Promise<unknown> {
  const part = packed.documents.get(name);
  if (part === undefined) throw new PackageRefused(`${name} is not in it.`);
  try {
    return JSON.parse(await partText(packed.source, part));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new PackageRefused(`${name} is no JSON.`, cause);
  }
}
