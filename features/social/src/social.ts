// Social: follows and requests, blocks and mutes, likes, saved clips, reposts, and a person's public page.

import type { Person } from '@jhalak/contracts/accounts';
import type { Clock, Ids } from '@jhalak/kernel';
import type {
  Database,
  Feature,
  Journal,
  JournalBatch,
  Keys,
  Queries,
  Subscription,
} from '@jhalak/ports';
import { tiedOnlooker, type Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { ApartStore } from './apart-store.ts';
import { CloseStore } from './close-store.ts';
import { eraseMirrors } from './erase-mirrors.ts';
import { childSweep } from './packs/child-sweep.ts';
import { PackStore } from './packs/pack-store.ts';
import { packCard, packsSeen } from './packs/pack-view.ts';
import type { SocialPeople } from './people.ts';
import { RepostStore } from './repost-store.ts';
import { privateAmong, RequestStore } from './request-store.ts';
import { socialRoutes } from './routes/index.ts';
import { SaveStore } from './save-store.ts';
import { SocialStore } from './store.ts';
import type { PopularCreators } from './suggest.ts';
import { creatorTies, TieMemory } from './ties.ts';
import type { Social } from './types.ts';

export interface SocialDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  people: SocialPeople;
  visibility: Visibility;
  /** Whether what a person does counts in full in what others are shown. */
  countsInFull(queries: Queries, personId: string): Promise<boolean>;
}

/** Who stands on the floors above the marks: wired when they are there. */
export interface SocialNeighbours {
  videos: Videos;
  popular: PopularCreators;
  /** @returns where somebody says that they are now, in another cell. */
  whereabouts(personId: string): Promise<Person['movedTo']>;
}

/** What other processes change about whom somebody meets is heard of here. Likes and saves may be some minutes late. */
const STREAMS = ['social.follow', 'social.tie', 'social.repost', 'social.close'];

/** Videos need social's marks and social needs videos' counts: the marks stand first, the routes come with videos. */
export function createSocial(
  deps: SocialDeps,
): Social & { feature(neighbours: SocialNeighbours): Feature } {
  const { database, visibility } = deps;
  const ties = new TieMemory(database);
  const shared = { ...deps, ties };
  const follows = new SocialStore(shared);
  const requests = new RequestStore({ ...shared, follows });
  const close = new CloseStore(shared);
  const packs = new PackStore(deps);
  const apart = new ApartStore({ ...shared, follows, requests, close, packs });
  const saves = new SaveStore(shared);
  const reposts = new RepostStore(shared);
  const social: Social = {
    async followedBy(personId) {
      return (await ties.of(personId)).following;
    },
    async apart(personId) {
      const { blocked, muted } = await ties.of(personId);
      return { blocked, muted };
    },
    ties: async (personId) => await creatorTies(ties, personId),
    closeTo: async (personId) => (await ties.of(personId)).closeTo,
    onlooker: async (caller) => await tiedOnlooker(caller, social),
    isPrivate: (personId) => visibility.isPrivate(personId),
    privateAmong: async (personIds) => await privateAmong(database, personIds),
    close: async (tx, personId) => await requests.writePrivacy(tx, personId, true),
    leavePacks: async (tx, personId) => await packs.leave(tx, personId),
    async isFollower(ofPersonId, whoId) {
      return (await ties.of(whoId)).following.has(ofPersonId);
    },
    async mayFollow(whoId, whomId) {
      const { blocked } = await ties.of(whoId);
      if (whoId === whomId || blocked.has(whomId)) return 'no';
      return visibility.isPrivate(whomId) ? 'ask' : 'follow';
    },
    saves,
    packs: {
      words: async (packIds) => await packs.byIds(packIds),
      idsAfter: async (after, limit) => await packs.idsAfter(after, limit),
      async seen(packIds, caller) {
        const parts = { people: deps.people, visibility, ties, requests };
        const seen = await packsSeen(parts, await packs.byIds(packIds), caller);
        // Nobody is proposed to follow nobody.
        return new Map(seen.flatMap((pack) => (pack.count > 0 ? [[pack.id, packCard(pack)]] : [])));
      },
    },
    passedOn: async (personId) => await reposts.reaching(personId),
    async follow(personId, followeeId) {
      await follows.follow(personId, followeeId, false);
    },
    async marks(personId, videos) {
      const own = await ties.of(personId);
      return videos.map(({ videoId, creatorId }) => ({
        liked: own.liked.has(videoId),
        followsCreator: own.following.has(creatorId),
        saved: own.saved.has(videoId),
        reposted: own.reposted.has(videoId),
      }));
    },
  };
  return {
    ...social,
    feature: ({ videos, popular, whereabouts }) => {
      let subscription: Subscription | undefined;
      return {
        manifest,
        routes: socialRoutes({
          ...{ database, visibility, clock: deps.clock, people: deps.people, videos, popular },
          whereabouts,
          ...{ ties, follows, requests, apart, close, saves, reposts, packs },
        }),
        jobs: {},
        consumers: [],
        sweeps: [childSweep(database, packs)],
        async start() {
          subscription = await deps.journal.follow({
            name: 'social.ties',
            streams: STREAMS,
            // Memory is empty before.
            afterWindow: await deps.journal.lastWindow(),
            handle: (batch) => forgetChanged(batch, ties, reposts),
          });
        },
        stop: async () => await subscription?.stop(),
        catchUp: async () => await subscription?.catchUp(),
        async erase(personId) {
          await eraseMirrors(database, personId);
          await packs.erase(personId);
          ties.clear();
          reposts.forgetReach();
        },
      };
    },
  };
}

function forgetChanged({ events }: JournalBatch, ties: TieMemory, reposts: RepostStore): void {
  for (const { key, facts } of events) {
    ties.forget(key);
    const { otherId } = facts;
    if (typeof otherId === 'string') ties.forget(otherId);
  }
  if (events.length > 0) reposts.forgetReach();
}
