// What a feature or adapter owns. Border, orders, hand-over, export, erasure and backup are computed from these.

/** May it leave the cell? `local`: third-party or rebuildable bookkeeping that stays with the machine. */
export type DataClass = 'public' | 'aggregate' | 'personal' | 'restricted' | 'technology' | 'local';

/** What happens to it when its person is erased. */
export type ErasureAction = 'delete' | 'destroy_key' | 'anonymise' | 'keep' | 'rebuild';

/** What happens to it when the region is handed over. */
export type HandoverMode = 'transfer' | 'licence' | 'withhold' | 'retrain' | 'rebuild';

/** How long it is kept. Days are counted from the row's own time column. */
export type Retention =
  | { kind: 'while_subject_exists' }
  | { kind: 'days'; days: number; why: string }
  | { kind: 'rebuildable' }
  | { kind: 'forever'; why: string };

/** What each told name means, in English for the archive's own README; times are UTC milliseconds. */
type ToldFields = Readonly<Record<string, string>>;

/** Rows or events that go into the archive that a person takes away. */
export interface ToldRows {
  /** Name of the file there, without its ending. Streams may share one; tables never do. */
  file: string;
  /** What it holds, one sentence. */
  what: string;
  /** Only these go out. By column (`since_ms` is told as `sinceMs`); of a stream by name in its facts or personal payload. */
  fields: ToldFields;
  /** What stays here, and why; every other column stands above, but the region and the subject, which are the same in all. */
  without?: ToldFields;
  /** How sealed columns, whose context is `table.column`, are opened, and under which name they are told. */
  opens?: Readonly<
    Record<
      string,
      { keyClass: 'profile' | 'content' | 'activity'; as: string; holds: 'json' | 'text' }
    >
  >;
  /** Columns with another person's id: that person's public name is told beside it. */
  people?: readonly string[];
  /** Of a stream: the list in its personal payload of which each element is a row. */
  each?: string;
}

/** Something about a person that is not in the archive, with the reason that the archive gives. */
interface LeftOut {
  leftOut: string;
}

/** How the archive that a person takes away tells of something. */
export type PersonalExport = ToldRows | LeftOut;

export interface TableEntry {
  name: string;
  class: DataClass;
  /** Class per column where it differs from the table's; every column that is not listed has the table's class. */
  columns?: Readonly<Record<string, DataClass>>;
  /** Columns whose bytes are sealed under the subject's key. */
  encrypted?: readonly string[];
  /** The column that names the person whose data it is. */
  subject?: string;
  /** Every table with a subject says it. */
  export?: PersonalExport;
  /** The Citus distribution column; absent for `local` tables and for reference tables. */
  distribution?: string;
  /** Small, copied to every node; foreign keys may point at it. */
  reference?: boolean;
  retention: Retention;
  erasure: ErasureAction;
  handover: HandoverMode;
}

export interface StreamEntry {
  /** `feature.noun`, as appended to the journal. */
  name: string;
  class: DataClass;
  /** Whether its personal payload is sealed under the subject's key. */
  encrypted: boolean;
  /** Every stream of class `personal` says it. Told events are those whose subject is the person. */
  export?: PersonalExport;
  retention: Retention;
  erasure: ErasureAction;
  handover: HandoverMode;
}

export interface BlobEntry {
  /** First part of the blob's key. */
  prefix: string;
  class: DataClass;
  /** Every prefix that an erasure deletes from says which files of a person's archive come from it, or why none does. */
  export?: { what: string } | LeftOut;
  retention: Retention;
  erasure: ErasureAction;
  handover: HandoverMode;
}

/** What outsiders must know of a model before they let it in, or out. */
export interface ModelCard {
  /** `learned` in the cell while it runs; `fitted` once from labelled examples; `rules` chosen by people; `data`: lists. */
  kind: 'learned' | 'fitted' | 'rules' | 'data';
  /** What it is used for. */
  purpose: string;
  /** What it was made from. */
  madeFrom: string;
  /** Where that comes from. `cell`: people of the region of the cell that learned it, and of no other. */
  dataRegion: 'cell' | 'public' | 'made_up';
  /** What was measured of it; `source` is a page of docs/measurements. */
  figures: readonly { name: string; value: string; source: string }[];
}

export interface ModelEntry {
  name: string;
  class: DataClass;
  exportControl?: string;
  /**
   * The files that it is shipped as, from the package's folder; one that ends in `/` stands for all files below. Absent:
   * nothing is shipped, the cell learns it.
   */
  files?: readonly string[];
  card: ModelCard;
  retention: Retention;
  erasure: ErasureAction;
  handover: HandoverMode;
}

export interface CacheEntry {
  name: string;
  class: DataClass;
  /** Longest age of an entry in seconds. */
  maxAgeS: number;
}

/** A place where an item can be seen. Every one asks visibility. */
export interface SurfaceEntry {
  /** `feature.place`, the name given to visibility. */
  name: string;
  /** Route names (or, outside HTTP, the producing part) that show items there. */
  shownBy: readonly string[];
  /**
   * For a surface that is out of our reach, as packs on phones are: it is dark once the reply of its route names the thing
   * (a kill list). Absent: it is dark while no reply holds the thing.
   */
  darkWhenNamed?: readonly ('clip' | 'story' | 'card')[];
}

/** Whose the code is and on what terms: what a hand-over must know of it. */
export interface TechnologyEntry {
  /** Who holds the rights. */
  owner: string;
  /** SPDX. */
  licence: string;
  /** Where it was written. */
  origin: string;
  /**
   * `none`, or the entry of a list of controlled technology that can apply, as `<country>-<list number>`; whether it does, the
   * seller's own counsel decides.
   */
  exportControl: string;
  handover: HandoverMode;
}

/** What holds for every part of the house that says nothing else. */
const HOUSE_TECHNOLOGY: TechnologyEntry = {
  owner: 'the Jhalak authors',
  licence: 'Apache-2.0',
  origin: 'Jhalak project',
  exportControl: 'none',
  handover: 'licence',
};

export interface Manifest {
  owner: string;
  technology: TechnologyEntry;
  tables: readonly TableEntry[];
  streams: readonly StreamEntry[];
  blobs: readonly BlobEntry[];
  models: readonly ModelEntry[];
  caches: readonly CacheEntry[];
  surfaces: readonly SurfaceEntry[];
}

/** Fills in empty lists. @returns the manifest, frozen. Cost: none. */
export function defineManifest(
  manifest: Pick<Manifest, 'owner'> &
    Partial<Omit<Manifest, 'owner' | 'technology'>> & { technology?: Partial<TechnologyEntry> },
): Manifest {
  return Object.freeze({
    tables: [],
    streams: [],
    blobs: [],
    models: [],
    caches: [],
    surfaces: [],
    ...manifest,
    technology: { ...HOUSE_TECHNOLOGY, ...manifest.technology },
  });
}
