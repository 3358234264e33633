// What a backup is made of. `manifest.json` is written last and names the digest of `files.sha256`, which lists every
// other file in the form that `sha256sum -c` reads. So a folder without manifest.json is no backup, and one changed byte
// anywhere shows.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { CommandError } from '../command.ts';

export const FORMAT = 'jhalak backup v1';
export const MANIFEST_FILE = 'manifest.json';
export const LIST_FILE = 'files.sha256';
/** Rows as PostgreSQL's COPY writes them, under zstd: `tables/NAME.copy.zst`. */
export const TABLES_FOLDER = 'tables';
/** Blobs under their keys. */
export const BLOBS_FOLDER = 'blobs';
/** Received bytes of uploads that are not yet videos. */
export const RECEIVED_FOLDER = 'received';

/** For `Keys.secret`: only who holds the cell's root key can make a manifest that a restore believes. */
export const SEAL_PURPOSE = 'backup manifest';
/** Some hundred tables of some dozen columns each stay far below. */
export const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;

/** Names become SQL and paths, so nothing but a plain name is taken from a file. */
const PlainName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' });
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const TableRecord = Type.Object({
  name: PlainName,
  columns: Type.Array(PlainName, { minItems: 1 }),
  rows: Count,
  /** Before compression. */
  bytes: Count,
  /** Of the compressed file. */
  sha256: Digest,
  /** The column whose numbers the database draws, and the last number it drew. */
  identity: Type.Optional(Type.Object({ column: PlainName, last: Count })),
});
/** One table in a backup. */
export type TableRecord = Static<typeof TableRecord>;

const Files = Type.Object({ count: Count, bytes: Count });

const BackupManifest = Type.Object({
  format: Type.Literal(FORMAT),
  release: Type.String({ maxLength: 100 }),
  region: Type.String({ pattern: '^[a-z]{2,8}$' }),
  /** When the rows' snapshot was taken, and when the last file was written; UTC milliseconds. */
  snapshotAtMs: Count,
  madeAtMs: Count,
  migrations: Type.Array(
    Type.Object({
      name: Type.String({ pattern: '^[a-z-]+/[0-9]{4}_[a-z0-9_]+$' }),
      digest: Digest,
    }),
  ),
  journal: Type.Object({ epoch: Count, lastWindow: Count, lastPosition: Count }),
  tables: Type.Array(TableRecord),
  /** Jobs that were waiting or running. */
  jobs: Type.Object({ rows: Count, sha256: Digest }),
  /** vanished: deleted between the snapshot and their turn to be copied. */
  blobs: Type.Object({ count: Count, bytes: Count, vanished: Count }),
  received: Files,
  /** The list: its own digest, and how many files and bytes it names. */
  list: Type.Object({ sha256: Digest, count: Count, bytes: Count }),
});
/** What is in a backup. */
export type BackupManifest = Static<typeof BackupManifest>;

/** A backup that cannot be used, and why. */
export class BackupRefused extends CommandError {
  constructor(why: string, cause?: unknown) {
    super(`This backup is refused: ${why}`, cause === undefined ? undefined : { cause });
  }
}

/** @param sealKey `Keys.secret(SEAL_PURPOSE)` of the cell. @returns the text of manifest.json. */
export function encodeManifest(manifest: BackupManifest, sealKey: Uint8Array): string {
  return textOf(manifest, sealOf(manifest, sealKey));
}

/**
 * Reads manifest.json.
 *
 * @returns what it says, and a check that it was made under the cell's own root key. Without that check it is only known
 *   to be undamaged.
 * @throws BackupRefused.
 */
export function decodeManifest(text: string): {
  manifest: BackupManifest;
  isSealedBy(sealKey: Uint8Array): boolean;
} {
  let given: { manifest?: unknown; seal?: unknown };
  try {
    given = JSON.parse(text) as typeof given;
  } catch (cause) {
    throw new BackupRefused(`${MANIFEST_FILE} was changed.`, cause);
  }
  const { manifest, seal } = given;
  if (manifest !== null && typeof manifest === 'object' && 'format' in manifest) {
    const { format } = manifest;
    if (typeof format === 'string' && /^jhalak backup v\d+$/.test(format) && format !== FORMAT) {
      throw new BackupRefused(`it has the form "${format}"; this release reads "${FORMAT}".`);
    }
  }
  // Written again it must be the same text: nothing was added, left out or changed, not even a space.
  const whole = Value.Check(BackupManifest, manifest) && typeof seal === 'string';
  if (!whole || textOf(manifest, seal) !== text) {
    throw new BackupRefused(`${MANIFEST_FILE} was changed.`);
  }
  return {
    manifest,
    isSealedBy: (sealKey) => equal(seal, sealOf(manifest, sealKey)),
  };
}

function textOf(manifest: BackupManifest, seal: string): string {
  const sha256 = createHash('sha256').update(JSON.stringify({ manifest, seal })).digest('hex');
  return `${JSON.stringify({ manifest, seal, sha256 }, null, 1)}\n`;
}

function sealOf(manifest: BackupManifest, sealKey: Uint8Array): string {
  return createHmac('sha256', sealKey).update(JSON.stringify(manifest)).digest('hex');
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** One line of the list. */
export interface ListedFile {
  /** Below the backup's folder, with `/`. */
  path: string;
  sha256: string;
}

/** No part of a listed path can lead out of the folder or surprise a shell. */
const LISTED_LINE =
  /^([0-9a-f]{64}) {2}((?:(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]{1,200}\/){0,7}(?!\.{1,2}$)[A-Za-z0-9._-]{1,200})$/;

export function encodeListed({ path, sha256 }: ListedFile): string {
  return `${sha256}  ${path}\n`;
}

/** @throws BackupRefused for anything that this release does not write. */
export function decodeListed(line: string): ListedFile {
  const [, sha256, path] = LISTED_LINE.exec(line) ?? [];
  if (sha256 === undefined || path === undefined) {
    throw new BackupRefused(`${LIST_FILE} was changed.`);
  }
  return { path, sha256 };
}

/** @returns where a table's rows are, below the backup's folder. */
export function tablePath(name: string): string {
  return `${TABLES_FOLDER}/${name}.copy.zst`;
}

/** Where the waiting jobs are. */
export const JOBS_PATH = 'jobs.copy.zst';
