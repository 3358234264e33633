// A person's archive from another cell: sent in pieces, looked at, brought in as far as its person ticks, taken back within days.
// And where somebody is now: a word of the other cell that they carry to the one they came from.

import { Type, type Static } from 'typebox';
import { Handle, LanguageCode, TimeMs, Uuid } from './fields.ts';
import { CellId } from './gateway.ts';
import { jobFields } from './jobs.ts';

/**
 * `receiving`: bytes come. `checking`: every file is held against its digest. `ready`: it waits for its person's ticks.
 * `running`, `done`. `refused`: it cannot be used, with a reason. `undoing`, `undone`: what came is taken back.
 */
export const IMPORT_STATES = [
  'receiving',
  'checking',
  'ready',
  'running',
  'done',
  'refused',
  'undoing',
  'undone',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** What can be ticked. */
export const IMPORT_PARTS = [
  'profile',
  'clips',
  'follows',
  'close',
  'packs',
  'saved',
  'taste',
] as const;
export type ImportPart = (typeof IMPORT_PARTS)[number];

const Count = Type.Integer({ minimum: 0 });

/** Whose archive it says it is. */
export const ImportSource = Type.Object({
  /**
   * Signed by a cell that this one's operator has met. Otherwise nobody vouches for what stands in it: not for its name, and not
   * for its dates.
   */
  proven: Type.Boolean(),
  /** As it says; null: an archive without a word of its cell. */
  cell: Type.Union([CellId, Type.Null()]),
  address: Type.Union([Type.String(), Type.Null()]),
  handle: Type.Union([Type.String(), Type.Null()]),
  madeAtMs: Type.Union([TimeMs, Type.Null()]),
});
export type ImportSource = Static<typeof ImportSource>;

/** What is in it and could come. */
export const ImportFound = Type.Object({
  displayName: Type.String(),
  bio: Type.String(),
  /** Its account was private: clips come only behind closed doors. */
  private: Type.Boolean(),
  /** Clips that can come. */
  clips: Count,
  /** Clips that stay: removed by moderators, deleted, without a file, or already here. */
  clipsLeft: Count,
  follows: Count,
  /** On the list of close friends. */
  close: Count,
  /** Follow packs of one's own. */
  packs: Count,
  saved: Count,
  folders: Count,
  /** Beliefs and choices. */
  taste: Count,
});
export type ImportFound = Static<typeof ImportFound>;

/** What came. A part that was not ticked is missing. */
export const ImportOutcome = Type.Object({
  profile: Type.Optional(Type.Boolean()),
  clips: Type.Optional(
    Type.Object({
      /** Handed to the ordinary checks and encodes. */
      came: Count,
      /** Can be watched by now. */
      published: Count,
      /** Refused by the checks, as any upload may be. */
      refused: Count,
    }),
  ),
  /** Of these three: how many are offered, to choose from. */
  follows: Type.Optional(Count),
  close: Type.Optional(Count),
  packs: Type.Optional(Count),
  saved: Type.Optional(
    Type.Object({ came: Count, folders: Count, /** Of clips that are not here. */ missing: Count }),
  ),
  taste: Type.Optional(
    Type.Object({ came: Count, /** Of people or clips that are not here. */ missing: Count }),
  ),
});
export type ImportOutcome = Static<typeof ImportOutcome>;

/** One async job: an archive that somebody brings along. */
export const Import = Type.Object(
  {
    id: Uuid,
    state: Type.Enum([...IMPORT_STATES]),
    /** Steps: `receiving`, `files`, `profile`, `clips`, `saved`, `taste`, `done`; progress is of the present state. */
    ...jobFields,
    bytes: Count,
    receivedBytes: Count,
    createdAtMs: TimeMs,
    source: Type.Union([ImportSource, Type.Null()]),
    found: Type.Union([ImportFound, Type.Null()]),
    outcome: Type.Union([ImportOutcome, Type.Null()]),
    /** Until when it can be taken back; null: not any more, or not yet. */
    undoUntilMs: Type.Union([TimeMs, Type.Null()]),
  },
  { $id: 'Import' },
);
export type Import = Static<typeof Import>;

/** The latest first. */
export const ImportList = Type.Object({ items: Type.Array(Import) }, { $id: 'ImportList' });
export type ImportList = Static<typeof ImportList>;

export const ImportStartBody = Type.Object({
  parts: Type.Array(Type.Enum([...IMPORT_PARTS]), {
    minItems: 1,
    maxItems: IMPORT_PARTS.length,
    uniqueItems: true,
  }),
});
export type ImportStartBody = Static<typeof ImportStartBody>;

/** Somebody here whom the person followed there. */
export const ImportPerson = Type.Object({
  handle: Handle,
  displayName: Type.Optional(Type.String()),
  /** They came from the same cell under the name that was followed; otherwise only the name is the same. */
  sure: Type.Boolean(),
  /** By the person here, by now. */
  followed: Type.Boolean(),
});
export type ImportPerson = Static<typeof ImportPerson>;

/** A follow pack that the person had there, with those of it who are here. */
export const ImportPack = Type.Object({
  name: Type.String(),
  text: Type.String(),
  language: LanguageCode,
  people: Type.Array(ImportPerson),
});
export type ImportPack = Static<typeof ImportPack>;

/** Nobody is followed, put on a list or into a pack by this: people choose. */
export const ImportPeople = Type.Object(
  {
    /** Whom the person followed there. */
    items: Type.Array(ImportPerson),
    /** Who was on their list of close friends there. */
    close: Type.Array(ImportPerson),
    packs: Type.Array(ImportPack),
  },
  { $id: 'ImportPeople' },
);
export type ImportPeople = Static<typeof ImportPeople>;

/** Longer than any word of a cell. */
export const WORD_MAX = 2_000;

/** Asks this cell to say who the caller is here, for the cell that they came from. */
export const WordBody = Type.Object({
  cell: CellId,
  /** Their name there. */
  handle: Handle,
});

/** To be carried there: copied, or read from the screen of another device. */
export const Word = Type.Object({ word: Type.String() }, { $id: 'Word' });
export type Word = Static<typeof Word>;

/** Where somebody is now, as their old page shows it. */
export const Whereabouts = Type.Object(
  {
    /** Address of the profile in the other cell. */
    url: Type.String(),
    handle: Handle,
    sinceMs: TimeMs,
  },
  { $id: 'Whereabouts' },
);
export type Whereabouts = Static<typeof Whereabouts>;

export const WhereaboutsPage = Type.Object(
  {
    /** Null: nothing is shown. */
    now: Type.Union([Whereabouts, Type.Null()]),
    /** This cell, as the other one has to name it. */
    cell: CellId,
  },
  { $id: 'WhereaboutsPage' },
);
export type WhereaboutsPage = Static<typeof WhereaboutsPage>;

export const WhereaboutsBody = Type.Object({
  word: Type.String({ minLength: 20, maxLength: WORD_MAX }),
});
