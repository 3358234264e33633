// What is compared, and what a comparison says.

import type { Blobs, Keys } from '@jhalak/ports';
import type { PostgresDatabase } from '@jhalak/postgres';

/** One side. Nothing of it is changed. */
export interface ComparedCell {
  database: PostgresDatabase;
  /** Where the key store's tables are. */
  keysDatabase: PostgresDatabase;
  keys: Keys;
  blobs: Blobs;
}

/** Something that is not the same. Names rows by their keys: for the operator, not for a report. */
export interface Difference {
  in: 'table' | 'file' | 'key' | 'sealed';
  /** Of the table, the blobs' prefix, or the class of keys. */
  name: string;
  kind: 'missing' | 'extra' | 'changed' | 'does_not_open';
  /** The row's primary key as JSON, the file's key. */
  key: string;
  /** Which of its columns are not the same. */
  columns: readonly string[];
}

/** A set of rows or files, on both sides. */
export interface ComparedSet {
  name: string;
  seller: SetTold;
  buyer: SetTold;
  /** Rows that the seller wrote after the packages were made: not compared. */
  movedOn: number;
  /** Rows that the seller has deleted since. */
  goneSince: number;
  /** Rows or files that are not the same; the list of differences holds the first of them. */
  different: number;
}

/** One side's set: the same digest means the same elements, whatever their order. */
export interface SetTold {
  count: number;
  digest: string;
}

/** People compared field by field, sealed columns opened with each side's own keys. */
export interface ComparedPeople {
  people: number;
  rows: number;
  fields: number;
  /** Rows with a field that is not the same; the differences tell them by table. */
  different: number;
  /** Sealed values that opened on both sides to the same bytes. */
  opened: number;
  /** That open on neither side. */
  closed: number;
}

export interface Comparison {
  tables: readonly ComparedSet[];
  streams: readonly ComparedSet[];
  /** Orders, and clocks that run: rows that people ask for by name. */
  named: readonly ComparedSet[];
  keys: readonly ComparedSet[];
  files: readonly ComparedSet[];
  people: ComparedPeople;
  /** At most DIFFERENCES_MAX. */
  differences: readonly Difference[];
  /** All of them. */
  differenceCount: number;
}

/** Somebody mends what the first hundred say before reading the next. */
const DIFFERENCES_MAX = 100;

/** Gathers differences: the first ones as they are, the others by number. */
export class Differences {
  readonly list: Difference[] = [];
  count = 0;

  add(difference: Difference): void {
    this.count += 1;
    if (this.list.length < DIFFERENCES_MAX) this.list.push(difference);
  }
}
