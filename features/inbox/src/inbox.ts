// The inbox: what people are told of. The journal says what happened; this feature puts it together, shows it as it may be
// seen at the moment, and tells it to who is looking.

import { DAY_MS, MINUTE_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, Feature, Journal, JournalBatch, Subscription } from '@jhalak/ports';
import type { Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { NOTICE_STREAMS, readNotices } from './notices.ts';
import { InboxPresenter } from './present.ts';
import { InboxReader } from './reader.ts';
import { Recipients } from './recipients.ts';
import { readRoutes } from './routes/read.ts';
import { settingsRoutes } from './routes/settings.ts';
import { InboxStore } from './store.ts';
import { InboxStreams } from './streams.ts';
import {
  KEPT_DAYS,
  type InboxComments,
  type InboxComplainants,
  type InboxPeople,
  type InboxSocial,
  type OrderNotices,
} from './types.ts';
import { inboxWriter } from './writer.ts';

export interface InboxDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  logger: Logger;
  people: InboxPeople;
  social: InboxSocial;
  comments?: InboxComments;
  complainants: InboxComplainants;
  notices: OrderNotices;
  videos: Pick<Videos, 'stored' | 'remembered'>;
  visibility: Visibility;
}

/** What the wiring does with open streams. */
export interface Inbox {
  /** Ends every stream and opens none any more, so that the server can close. */
  closeStreams(): void;
  /** Streams that are open in this process. */
  openStreams(): number;
}

/** One sweep deletes at most this many rows: some 100 ms. */
const EXPIRE_MAX = 5_000;
/** One sweep looks at this many people who have grown; the others wait for the next one. */
const TRIM_MAX = 500;
/** People who may have grown past the bound, remembered until the next sweep; more are found when they grow again. */
const GROWN_MAX = 50_000;
/** A stream shows what its person may see: with another age or role they are asked anew. */
const OF_PEOPLE: ReadonlySet<string> = new Set(['accounts.person', 'accounts.role']);
/** Whoever leaves or is erased does not come back. */
const LEAVING: ReadonlySet<string> = new Set(['deletion_requested', 'erased']);

export function createInbox(deps: InboxDeps): Inbox & Feature {
  const { database, journal, clock, logger, people, videos, comments } = deps;
  const store = new InboxStore(database);
  const recipients = new Recipients(videos, comments, deps.complainants);
  const presenter = new InboxPresenter({ ...deps, comments });
  const reader = new InboxReader({ store, presenter, clock });
  const streams = new InboxStreams({
    ...{ store, reader, people, logger },
    isClosed: (state) => deps.visibility.appBlock(state) !== undefined,
  });
  const grown = new Set<string>();
  const writer = inboxWriter({
    ...{ clock, people, social: deps.social, recipients },
    grown: (personIds) => {
      for (const personId of personIds) if (grown.size < GROWN_MAX) grown.add(personId);
    },
  });
  const follow = async (batch: JournalBatch): Promise<void> => {
    for (const { stream, key, type } of batch.events)
      if (OF_PEOPLE.has(stream)) streams.endOf(key, LEAVING.has(type) ? 'signed_out' : 'changed');
    const notices = streams.count === 0 ? [] : batch.events.flatMap(readNotices);
    try {
      const told = await recipients.of(notices);
      // Only windows with something that is told move the writer's position: nobody waits for another one.
      const isTold = batch.events.some(({ stream }) => !OF_PEOPLE.has(stream));
      streams.touch(new Set(told.map(({ personId }) => personId)), isTold ? batch.window : 0);
    } catch (error) {
      // A follower that throws stops for good; whoever was not told now is told with what comes next.
      logger.warn({ error: messageOf(error) }, 'who is told by the inbox could not be found');
    }
  };
  let subscription: Subscription | undefined;
  return {
    manifest,
    routes: [...readRoutes({ store, reader, streams }), ...settingsRoutes(store, streams)],
    jobs: {},
    consumers: [writer],
    sweeps: [
      {
        name: 'inbox.expire',
        everyMs: 10 * MINUTE_MS,
        run: async () => await store.expire(clock.nowMs() - KEPT_DAYS * DAY_MS, EXPIRE_MAX),
      },
      { name: 'inbox.trim', everyMs: MINUTE_MS, run: async () => await trimSome(store, grown) },
    ],
    start: async () => {
      subscription = await journal.follow({
        name: 'inbox.streams',
        streams: [...NOTICE_STREAMS, ...OF_PEOPLE],
        afterWindow: await journal.lastWindow(),
        handle: follow,
      });
    },
    stop: async () => {
      streams.close();
      await subscription?.stop();
    },
    catchUp: async () => {
      await subscription?.catchUp();
      await streams.tell();
    },
    erase: async (personId) => {
      streams.endOf(personId, 'signed_out');
      recipients.forget(personId);
      await store.forgetActor(personId);
    },
    closeStreams: () => streams.close(),
    openStreams: () => streams.count,
  };
}

async function trimSome(store: InboxStore, grown: Set<string>): Promise<number> {
  let gone = 0;
  for (const personId of [...grown].slice(0, TRIM_MAX)) {
    gone += await store.trim(personId);
    grown.delete(personId);
  }
  return gone;
}
