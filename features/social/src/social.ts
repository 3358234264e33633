// Social: follows, likes, the public page of a person. First depth; comments and messages come with their issue.

import type { Clock } from '@jhalak/kernel';
import type { Database, Feature, Journal } from '@jhalak/ports';
import type { ViewerMarks, Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { followRoutes } from './routes/follow.ts';
import { getPerson } from './routes/get-person.ts';
import { likeRoutes } from './routes/like.ts';
import type { SocialPeople } from './people.ts';
import { SocialStore } from './store.ts';

/** What social gives to feed, videos and the sample world. */
export interface Social extends ViewerMarks {
  /** @returns the ids of the people whom a person follows. */
  followedBy(personId: string): Promise<ReadonlySet<string>>;
  /** Follows without a request: the sample world. */
  follow(personId: string, followeeId: string): Promise<void>;
}

export interface SocialDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  people: SocialPeople;
  visibility: Visibility;
}

/** Videos need social's marks and social needs videos' counts: the marks stand first, the routes come with videos. */
export function createSocial(deps: SocialDeps): Social & { feature(videos: Videos): Feature } {
  const store = new SocialStore(deps.database, deps.journal, deps.clock);
  return {
    async followedBy(personId) {
      // A page asks for its marks next: asked now, they share the journey.
      const [following] = await Promise.all([store.following(personId), store.liked(personId)]);
      return following;
    },
    async follow(personId, followeeId) {
      await store.follow(personId, followeeId, false);
    },
    async marks(personId, videos) {
      const [following, liked] = await Promise.all([
        store.following(personId),
        store.liked(personId),
      ]);
      return videos.map(({ videoId, creatorId }) => ({
        liked: liked.has(videoId),
        followsCreator: following.has(creatorId),
      }));
    },
    feature: (videos) => ({
      manifest,
      routes: [
        ...followRoutes(store, deps.people),
        ...likeRoutes(store, deps.visibility),
        getPerson(store, deps.people, videos, deps.visibility),
      ],
      jobs: {},
      consumers: [],
      sweeps: [],
      erase: (personId) => store.eraseMirrors(personId),
    }),
  };
}
