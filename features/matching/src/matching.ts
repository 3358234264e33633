// Matching: which clip is one that is known. It stands between the encoder and the public: media asks it about every clip
// before it is published. What it cannot know is stated in the README.

import { MINUTE_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { MatchGate, Media } from '@jhalak/media';
import type { Database, DurableConsumer, Feature, Journal, Keys, Queries } from '@jhalak/ports';
import type { Videos } from '@jhalak/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import type { Caller } from '@jhalak/contracts';
import { manifest } from '../manifest.ts';
import { ClipStore } from './clip-store.ts';
import { HoldDesk } from './desk.ts';
import { GoneClips } from './gone-clips.ts';
import { HoldStore } from './hold-store.ts';
import { judgeClip } from './judge.ts';
import { KnownClips } from './known-clips.ts';
import { KnownLists } from './lists/known-lists.ts';
import { ListStore } from './lists/list-store.ts';
import { matchPrints } from './read-prints.ts';
import { deskRoutes } from './routes/desk.ts';
import { listRoutes } from './routes/lists.ts';
import { getClipOrigin } from './routes/origin.ts';
import { uploaderRoutes } from './routes/uploader.ts';

/** Names of people by id; given by accounts. */
export interface MatchedPeople {
  peopleByIds(ids: readonly string[]): Promise<ReadonlyMap<string, { handle: string }>>;
}

export interface MatchingDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  /** Wired late: media asks matching, and matching tells media what was decided. */
  media: () => Pick<Media, 'decideHeld' | 'hasUpload'>;
  videos: Pick<Videos, 'stored' | 'present'>;
  visibility: Visibility;
  people: MatchedPeople;
  /** @returns which of these clips an order in force hides. */
  withheld(on: Queries, videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether this person may use a clip's sound now. */
  mayUseSound(soundId: string, personId: string): Promise<boolean>;
  /** @returns which of these sounds an order, a moderator or whose it is silences. */
  silenced(on: Queries, soundIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** @returns which of these an order or a moderator silences: it holds when whose it is has gone. */
  silencedByOthers(on: Queries, soundIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The caller with whom they follow. Given by social. */
  onlookerOf(caller: Caller | undefined): Promise<Onlooker>;
}

/** What matching gives to the rest of the house. */
export interface Matching {
  gate: MatchGate;
}

/** Clips that are gone and still known, looked at by one sweep. */
const KEPT_MAX = 500;

export function createMatching(deps: MatchingDeps): Matching & Feature {
  const lists = new ListStore(deps);
  const clips = new ClipStore(deps);
  const holds = new HoldStore(deps);
  const gone = new GoneClips(deps);
  const desk = new HoldDesk({ ...deps, holds });
  const judge = {
    ...deps,
    ...{ lists, clips, holds },
    knownLists: new KnownLists(lists),
    knownClips: new KnownClips(clips, deps.database),
  };
  return {
    manifest,
    gate: {
      prints: matchPrints,
      judge: async (clip) => await judgeClip(judge, clip),
    },
    routes: [
      ...uploaderRoutes({ ...deps, holds, desk }),
      ...deskRoutes({ ...deps, holds, lists, desk }),
      ...listRoutes({ ...deps, lists }),
      getClipOrigin({ ...deps, clips }),
    ],
    jobs: {},
    consumers: [forgetGone(gone)],
    sweeps: [
      { name: 'matching.holds', everyMs: MINUTE_MS, run: async () => await desk.sweep() },
      {
        name: 'matching.gone',
        everyMs: MINUTE_MS,
        run: async () => await gone.sweep(KEPT_MAX),
      },
    ],
    erase: async (personId) => await gone.forgetPerson(personId),
  };
}

/** A clip that is gone for good is known no more, unless an order hides it or its sound is silenced. */
function forgetGone(gone: GoneClips): DurableConsumer {
  return {
    name: 'matching.gone_clips',
    streams: ['videos.video'],
    handle: async (tx, { events }) => {
      const ids = events.filter(({ type }) => type === 'purged').map(({ key }) => key);
      if (ids.length > 0) await gone.forget(tx, ids);
    },
  };
}
