// Trends and channels: a part of search that stands for itself.

import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Feature, Journal } from '@jhalak/ports';
import type { Taste } from '@jhalak/taste';
import type { Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../../manifest.ts';
import { ChannelShelf } from './channel-shelf.ts';
import { ClipFacts } from './clip-facts.ts';
import { ClipGate, type ApartReader } from './clip-gate.ts';
import { channelRoutes } from './routes/channels.ts';
import { placePeopleMin } from './place-terms.ts';
import { getTrends } from './routes/get-trends.ts';
import { TrendBoards } from './trend-board.ts';
import { expireTrends, rebuildTrends, trendCounter } from './trend-counter.ts';

export interface TrendsDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  taste: Pick<Taste, 'items' | 'popular'>;
  videos: Pick<Videos, 'stored' | 'present' | 'soundCards'>;
  visibility: Visibility;
  apart?: ApartReader | undefined;
  /** @returns whether there is such a state or province here now, ISO 3166-2. */
  isPlace(place: string): Promise<boolean>;
}

/** What other parts of the house get of trends. */
export interface Trends {
  /** Computes all counts again from the journal; whole when the consumer has caught up. */
  rebuildTrends(): Promise<void>;
}

/** Cost: none; counts are rows that the worker role writes. */
export function createTrends(deps: TrendsDeps): Trends & Feature {
  const { database, journal, clock, taste } = deps;
  const clips = new ClipFacts(deps.videos, clock);
  const gate = new ClipGate(deps);
  const counter = trendCounter(clock);
  const boards = new TrendBoards({
    ...{ database, clock, clips },
    isPublic: (videoId) => gate.isPublic('search.trends', videoId),
  });
  const shelf = new ChannelShelf({ taste, clips, clock });
  const forget = (): void => {
    boards.forget();
    clips.forget();
  };
  return {
    manifest,
    routes: [
      getTrends({
        ...{ boards, gate },
        isPlace: deps.isPlace,
        peopleMin: async () => await placePeopleMin(database, clock),
      }),
      ...channelRoutes({ shelf, gate }),
    ],
    jobs: {},
    consumers: [counter],
    sweeps: [
      {
        name: 'search.expire_trends',
        everyMs: MINUTE_MS,
        run: async () => await expireTrends(database, clock.nowMs()),
      },
    ],
    catchUp: () => Promise.resolve(forget()),
    async rebuildTrends() {
      await rebuildTrends(database, journal, counter);
      forget();
    },
  };
}
