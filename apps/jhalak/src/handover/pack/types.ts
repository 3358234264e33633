// What packing a cell is given, and what it hands on.

import type { PackageIdentity } from '@jhalak/bags';
import type { Random } from '@jhalak/kernel';
import type { Watch } from '../../backup/tell.ts';
import type { BackupSource } from '../../backup/write-backup.ts';
import type { StaffRows } from './tables.ts';

/** The cell. Nothing of it is changed. */
export interface PackSource extends Omit<BackupSource, 'keys'> {
  /** Public files of its log. */
  logFolder: string;
  /** Must be a secure one: salts of sealed parts. */
  random: Pick<Random, 'bytes'>;
  /** Whether roles of the owner's own staff go along: only where the owner stays the same. Default: they stay behind. */
  staff?: StaffRows;
}

/** Whose packages they are; the same for the base and every delta. `epoch` is the owner's epoch that they lead to. */
export type SetIdentity = Pick<PackageIdentity, 'package' | 'cell' | 'region' | 'epoch'>;

export interface PackOptions {
  /** Of this package: `DIR/0000` for the base, `DIR/0001` for the first delta. DIR holds packages and nothing else. */
  folder: string;
  identity: SetIdentity;
  /** 32 random bytes, the same for all packages of the set; absent means that nothing is sealed. */
  packageKey?: Uint8Array;
  /** Of text of rows and of bytes of files; absent means as fast as disk and database allow. */
  bytesPerSecondMax?: number;
  /** Smaller parts than a few megabytes, for small media and tests. */
  partRowsMax?: number;
  /** The deal whose entries of the public log are proven in the package. */
  deal?: string;
  watch: Watch;
}

export interface BaseOptions extends PackOptions {
  /** What is sold, as it was agreed; JSON. Asked for once, and not again by a start that goes on. */
  inventory: () => Promise<unknown>;
}

export interface DeltaOptions extends PackOptions {
  /** The package before this one. */
  after: PackedPart;
}

/** One finished package. */
export interface PackedPart {
  /** 0 for the base. */
  sequence: number;
  folder: string;
  /** SHA-512 of the statement's payload, hexadecimal. */
  statementDigest: string;
  /** PostgreSQL's text of the snapshot that was packed. */
  snapshot: string;
  /** When the snapshot was taken, UTC. */
  atMs: number;
  rows: number;
  deletions: number;
  /** Of payload. */
  bytes: number;
}
