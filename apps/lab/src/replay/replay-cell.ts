// The log in a real cell: clips are published, people sign up and allow learning, what they watched enters attention and the
// journal in the order of time, sealed under their keys, with the cell's clock at the time of the log.

import type { Caller } from '@jhalak/contracts';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { EventRow } from '@jhalak/attention';
import type { JournalEntry } from '@jhalak/ports';
import { openHouse, showAll, type House } from './open-house.ts';
import { historyBeginMs } from './past.ts';
import type { ReplayLog } from './replay-log.ts';

/** The log has one language; this cell needs a code for it. */
const LANGUAGE = 'hi';
/** People signing up at once, so that commits are shared. */
const AT_ONCE = 32;
/** Keys made at once: the key store makes them in batches. */
const KEYS_AT_ONCE = 1_000;
/** Clips of one transaction. */
const CLIPS_MAX = 500;
/** A clip that says no length: as long as one that nobody finishes by chance. */
const UNKNOWN_DURATION_MS = 60_000;
const ADULT: Parameters<House['cell']['accounts']['createViewer']>[0] = {
  ...{ languages: [LANGUAGE], genres: [], ageBand: '18plus' },
  consent: {
    ...{ personalisation: true, lock: false, ads: false },
    ...noticeRead('en'),
  },
};

/** Attention of one moment, with what social has to say beside it. */
export interface Moment {
  rows: EventRow[];
  likes: { personId: string; videoId: string }[];
  follows: { personId: string; creatorId: string }[];
}

export class ReplayCell {
  readonly base: House;
  readonly log: ReplayLog;
  /** By user of the log. */
  readonly people: readonly string[];
  /** By clip of the log. */
  readonly videos: readonly string[];
  readonly #creators: readonly string[];
  readonly #itemByVideo: ReadonlyMap<string, number>;

  private constructor(
    base: House,
    log: ReplayLog,
    people: string[],
    creators: string[],
    videos: string[],
  ) {
    this.base = base;
    this.log = log;
    this.people = people;
    this.videos = videos;
    this.#creators = creators;
    this.#itemByVideo = new Map(videos.map((id, item) => [id, item]));
  }

  /** Opens a cell at the log's beginning and publishes its clips. Cost: a millisecond a person, half a one a clip. */
  static async open(
    log: ReplayLog,
    options: { quick: boolean },
    onHouse: (base: House) => Promise<void>,
  ): Promise<ReplayCell> {
    const base = await openHouse(historyBeginMs(log), options);
    await onHouse(base);
    // Makers only publish: they are ids, not people who sign up.
    const creatorOf = new Map(log.items.map(({ author }) => [author, base.parts.ids.next()]));
    const people = options.quick
      ? await onlyKeys(base, log.users.length)
      : await signUp(base, log.users.length);
    const ofItem = log.items.map(({ author }) => creatorOf.get(author) ?? '');
    const videos = await publish(base, log, ofItem);
    await base.journal.seal();
    await showAll(base.cell);
    return new ReplayCell(base, log, people, ofItem, videos);
  }

  itemOf(videoId: string): number {
    return this.#itemByVideo.get(videoId) ?? -1;
  }

  creatorOf(item: number): string {
    return this.#creators[item] ?? '';
  }

  durationMs(item: number): number {
    return this.log.items[item]?.durationMs || UNKNOWN_DURATION_MS;
  }

  caller(user: number): Caller {
    return {
      ...{ personId: this.people[user] ?? '', sessionId: `replay-${user}`, roles: [], genres: [] },
      ...{ languages: [LANGUAGE], personal: true, ageBand: '18plus' },
    };
  }

  /** Time never steps back: what is late is told at the cell's present. */
  moveClock(toMs: number): void {
    const { clock } = this.base.parts;
    clock.advance(Math.max(0, Math.floor(toMs) - clock.nowMs()));
  }

  /** Writes what happened, durably, and seals it. Cost: two or three round trips, some 20 µs an event. */
  async record({ rows, likes, follows }: Moment): Promise<void> {
    const { journal, parts } = this.base;
    for (const { personId, creatorId } of follows)
      await this.base.cell.social.follow(personId, creatorId);
    await parts.database.transaction(async (tx) => {
      await this.base.cell.attention.recordReplay(tx, rows);
      await journal.append(tx, [...likes.map(likeEntry), ...follows.map(followEntry)]);
    });
    await journal.seal();
  }

  async close(): Promise<void> {
    await this.base.close();
  }
}

// As social appends them; its own tables are not asked by the feed, but for who is followed.
function likeEntry(like: Moment['likes'][number]): JournalEntry {
  const facts = { ...like, learn: true, source: 'replay' };
  return { stream: 'social.like', key: like.personId, type: 'liked', facts };
}

function followEntry({ personId, creatorId }: Moment['follows'][number]): JournalEntry {
  const facts = { personId, followeeId: creatorId, learn: true, source: 'replay' };
  return { stream: 'social.follow', key: personId, type: 'followed', facts };
}

// Nobody signs up, but what is kept of them is sealed all the same.
async function onlyKeys({ parts }: House, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, () => parts.ids.next());
  for (let from = 0; from < count; from += KEYS_AT_ONCE)
    await Promise.all(
      people.slice(from, from + KEYS_AT_ONCE).map(async (id) => await parts.keys.ensure(id)),
    );
  return people;
}

async function signUp({ cell }: House, count: number): Promise<string[]> {
  const made = Array.from({ length: count }, () => '');
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = next++; index < count; index = next++) {
        const { viewer } = await cell.accounts.createViewer(ADULT);
        made[index] = viewer.id;
      }
    }),
  );
  return made;
}

// In the order of their upload, each at its own day.
async function publish(
  { cell, parts }: House,
  log: ReplayLog,
  creators: readonly string[],
): Promise<string[]> {
  const videos = Array.from({ length: log.items.length }, () => '');
  const order = [...log.items.keys()].toSorted(
    (a, b) => (log.items[a]?.uploadedMs ?? 0) - (log.items[b]?.uploadedMs ?? 0),
  );
  for (let from = 0; from < order.length; from += CLIPS_MAX) {
    const some = order.slice(from, from + CLIPS_MAX);
    const uploadedMs = log.items[some[0] ?? 0]?.uploadedMs ?? 0;
    parts.clock.advance(Math.max(0, uploadedMs - parts.clock.nowMs()));
    await parts.database.transaction(async (tx) => {
      for (const item of some) {
        const videoId = parts.ids.next();
        videos[item] = videoId;
        await cell.videos.publish(tx, {
          ...{ videoId, personId: creators[item] ?? '', caption: '', tags: [], sample: false },
          ...{ language: LANGUAGE, genre: `tag${log.items[item]?.tag ?? ''}` },
          durationMs: log.items[item]?.durationMs || UNKNOWN_DURATION_MS,
          ...{ widthPx: 720, heightPx: 1_280, thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI' },
          ...{ posterKey: `posters/${videoId}/poster.webp`, renditions: [] },
        });
      }
    });
  }
  return videos;
}
