// Documents of a package: where the cell stood, what it is made of, what is licensed, and that the deal's acts are in the public log.
// None of them holds personal data; all but models can be read before the key is released.

import { releaseDigest } from '@jhalak/attestation';
import type { PackageWriter } from '@jhalak/bags';
import type { Manifest } from '@jhalak/contracts';
import { HOUSE, measure } from '../../attest/measure.ts';
import type { Migration } from '../../backup/schema-state.ts';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { lockedPackages } from '../../sbom/lockfile.ts';
import { VERSION } from '../../version.ts';
import type { PackedTable } from './tables.ts';
import type { PackSource, SetIdentity } from './types.ts';

/** Where the cell stood in the package's snapshot. */
export interface Standing {
  snapshot: string;
  atMs: number;
  migrations: readonly Migration[];
  journal: { epoch: number; lastWindow: number; lastPosition: number };
  /** Durable readers of the journal. */
  consumers: readonly { name: string; window: number; position: number }[];
  /** The last number that the database drew for a column. */
  identities: readonly { table: string; column: string; last: number }[];
}

/** Reads where the cell stands, in the snapshot. */
export async function readStanding(
  tx: LongTransaction,
  tables: readonly PackedTable[],
  at: Pick<Standing, 'atMs' | 'snapshot' | 'migrations'>,
): Promise<Standing> {
  const [journal] = await tx.query<Standing['journal']>({
    name: 'pack.journal',
    text: `SELECT (SELECT coalesce(max(epoch), 0) FROM journal_epochs) AS "epoch",
      (SELECT coalesce(max(number), 0) FROM journal_windows) AS "lastWindow",
      (SELECT coalesce(max(position), 0) FROM journal) AS "lastPosition"`,
  });
  const consumers = await tx.query<Standing['consumers'][number]>({
    name: 'pack.consumers',
    text: `SELECT name, window_number AS "window", position FROM journal_consumers ORDER BY name`,
  });
  const identities: Standing['identities'][number][] = [];
  for (const { shape, identity } of tables) {
    if (identity === undefined) continue;
    // A sequence stands outside the snapshot, at its last number or beyond it: the later one is the safe one.
    const [found] = await tx.query<{ last: number | null }>(
      {
        name: 'pack.identity',
        text: 'SELECT pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), $2)::regclass) AS last',
      },
      [shape.table, identity],
    );
    identities.push({ table: shape.table, column: identity, last: found?.last ?? 0 });
  }
  return {
    ...at,
    journal: journal ?? { epoch: 0, lastWindow: 0, lastPosition: 0 },
    consumers,
    identities,
  };
}

/** Adds `cell.json` and `migrations.json`. */
export async function addStanding(
  writer: PackageWriter,
  source: PackSource,
  identity: SetIdentity,
  standing: Standing,
): Promise<void> {
  const { migrations, ...rest } = standing;
  const { cell, region, epoch } = identity;
  const what = { v: 1, cell, region, epoch, release: source.release, ...rest };
  await addJson(writer, 'cell.json', what);
  await addJson(writer, 'migrations.json', migrations);
}

/** What a base tells once. */
export interface Technology {
  inventory: unknown;
  /** CycloneDX. */
  bill: string;
  /** Digests of shipped models, by name. */
  models: Readonly<Record<string, string>>;
}

/** Gathers what a base tells once. Cost: some 500 ms of CPU, which can pass while the database works. */
export async function gatherTechnology(
  manifests: readonly Manifest[],
  inventory: () => Promise<unknown>,
): Promise<Technology> {
  const found = await measure({ manifests });
  // Its library is large, and only who packs writes a bill.
  const { billOfMaterials } = await import('../../sbom/bill.ts');
  const bill = await billOfMaterials({
    version: VERSION,
    releaseDigest: releaseDigest(found),
    modelDigests: found.models,
    packages: await lockedPackages(HOUSE),
    manifests,
  });
  return { inventory: await inventory(), bill, models: found.models };
}

/** Adds the inventory, the bill of materials, and the cards of models that go. */
export async function addTechnology(
  writer: PackageWriter,
  manifests: readonly Manifest[],
  { inventory, bill, models }: Technology,
): Promise<void> {
  await addJson(writer, 'inventory.json', inventory);
  await addText(writer, 'software.cdx.json', bill, 'before_key');
  for (const { name, handover, card } of manifests.flatMap((manifest) => manifest.models)) {
    // What is withheld is not told of either: the inventory names it.
    if (handover !== 'licence' && handover !== 'transfer') continue;
    const text = JSON.stringify({ v: 1, name, mode: handover, sha256: models[name] ?? null, card });
    await addText(writer, `models/${name}.json`, `${text}\n`);
  }
}

async function addJson(writer: PackageWriter, name: string, value: unknown): Promise<void> {
  await addText(writer, name, `${JSON.stringify(value)}\n`, 'before_key');
}

/** Adds a small document. */
export async function addText(
  writer: PackageWriter,
  name: string,
  text: string,
  readable?: 'before_key',
): Promise<void> {
  const document = { name, source: text, ...(readable === undefined ? {} : { readable }) };
  await writer.addDocument(document, async function* () {
    yield Buffer.from(text);
  });
}
