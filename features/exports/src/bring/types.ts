// What bringing an archive along needs of the house, as narrow as it uses it.

import type {
  ImportFound,
  ImportOutcome,
  ImportPart,
  ImportState,
} from '@jhalak/contracts/imports';
import type { Clock, Ids, Logger } from '@jhalak/kernel';
import type { BroughtPack } from './read-person.ts';
import type { IngestRequest, UploadStanding } from '@jhalak/media';
import type { Database, Jobs, Keys, Tx } from '@jhalak/ports';
import type { TasteCarrier, TasteUndo } from '@jhalak/taste';

/** Papers that people carry from cell to cell. */
export interface CellPapers {
  card(): Promise<{ cell: string; region: string; address: string }>;
  sign(kind: 'archive' | 'whereabouts', paper: object): string;
  /** @returns whether this is the cell's own id, or that of one its operator has met. */
  knows(cell: string): Promise<boolean>;
  /** @returns whether that cell, known here, signed this. */
  isSigned(
    kind: 'archive' | 'whereabouts',
    cell: string,
    paper: object & { signature: string },
  ): Promise<boolean>;
  /** @returns under which address that cell, known here, is reached. */
  addressOf(cell: string): Promise<string | undefined>;
}

interface NamedPerson {
  personId: string;
  handle: string;
  displayName?: string;
  bio?: string;
}

export interface BringDeps {
  database: Database;
  keys: Keys;
  jobs: Jobs;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** For archives as they come; the api and the worker role must see the same one. */
  folder: string;
  papers: CellPapers;
  people: {
    peopleByIds(ids: readonly string[]): Promise<ReadonlyMap<string, NamedPerson>>;
    personByHandle(handle: string): Promise<NamedPerson | undefined>;
    changeProfile(
      personId: string,
      patch: { displayName?: string; bio?: string },
    ): Promise<unknown>;
    /** @returns among others whether anything may be learned of them: consent, age, not leaving. */
    viewerById(
      personId: string,
    ): Promise<{ personal: boolean; child?: { consent: boolean } } | undefined>;
  };
  clips: {
    stored(ids: readonly string[]): Promise<ReadonlyMap<string, { personId: string }>>;
    /** Removes clips for good, with their bytes, published or not. */
    purge(ids: readonly string[]): Promise<void>;
  };
  media: {
    ingestFile(path: string, request: IngestRequest): Promise<unknown>;
    standings(
      personId: string,
      uploadIds: readonly string[],
    ): Promise<ReadonlyMap<string, UploadStanding>>;
  };
  privacy: {
    close(tx: Tx, personId: string): Promise<void>;
    /** @returns those whom a person is kept apart from by a block. */
    blocked(personId: string): Promise<ReadonlySet<string>>;
    followed(personId: string): Promise<ReadonlySet<string>>;
    /** @returns whether an order or a moderator hides this person. */
    isHidden(personId: string): boolean;
  };
  /** @returns whether a person may use this sound of a clip of here, now. */
  mayUseSound(soundId: string, personId: string): Promise<boolean>;
  /** @returns whether a sound of here is silenced, for anybody. */
  isSilenced(soundId: string): Promise<boolean>;
  saves: {
    /** @returns those of these clips that the person would be shown now. */
    seenAmong(personId: string, videoIds: readonly string[]): Promise<ReadonlySet<string>>;
    save(personId: string, videoId: string, folder: string | null): Promise<string>;
    unsave(personId: string, videoId: string): Promise<void>;
    /** @returns those of these clips that the person keeps already. */
    savedAmong(personId: string, videoIds: readonly string[]): Promise<ReadonlySet<string>>;
    collections(personId: string): Promise<readonly { id: string; name: string; count: number }[]>;
    create(personId: string, name: string): Promise<{ id: string } | undefined>;
    remove(personId: string, id: string): Promise<unknown>;
  };
  taste: TasteCarrier;
}

/** An import, in the words of the house. */
export interface StoredImport {
  personId: string;
  importId: string;
  bytes: number;
  state: ImportState;
  step: string;
  progress: number;
  createdAtMs: number;
  expiresAtMs: number;
  failureCode: string | null;
  proven: boolean | null;
  fromCell: string | null;
  fromAddress: string | null;
  fromHandle: string | null;
  madeAtMs: number | null;
  found: ImportFound | null;
  chosen: ImportPart[];
  outcome: StoredOutcome;
  keptSealed: Buffer | null;
}

/** What came; of clips only how many were handed on. */
export type StoredOutcome = Omit<ImportOutcome, 'clips'> & { clips?: { came: number } };

/** One clip that came. */
export interface ImportedClip {
  importId: string;
  fromClipId: string;
  uploadId: string;
  videoId: string;
  publishedAtMs: number | null;
  adult: boolean;
  /** The clip where the sound that it carries was first; null: its own. */
  soundId: string | null;
}

/** What taking back needs to know; written before anything is changed. */
export interface Kept {
  /** What is offered to choose from: nothing is changed by it. */
  follows: string[];
  close: string[];
  packs: BroughtPack[];
  profile: { displayName: string; bio: string } | null;
  saved: string[];
  folders: string[];
  taste: TasteUndo | null;
}
