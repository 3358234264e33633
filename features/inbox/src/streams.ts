// The inbox's streams of server-sent events. One follower of the journal tells which people something happened to; what happened is
// read once a moment for all of them together, so that an open stream costs nothing while nothing happens.

import type { Readable } from 'node:stream';
import { problem, type Caller } from '@jhalak/contracts';
import {
  messageOf,
  type Logger,
  EventStreams,
  type OpenStream,
  type StreamEnd,
} from '@jhalak/kernel';
import type { InboxReader } from './reader.ts';
import type { InboxStore } from './store.ts';
import { compare, type InboxPeople, type Position, type ReadGroup } from './types.ts';

/** What happens within this time is told together. */
const TELL_AFTER_MS = 100;
/** Whoever missed more reads the list anew. */
const NEWS_MAX = 20;

interface Looked {
  caller: Caller;
  zone: string;
  /** Up to where its reader was told. */
  told: Position;
}

export interface StreamsDeps {
  store: InboxStore;
  reader: InboxReader;
  people: Pick<InboxPeople, 'livingSessions'>;
  /** Whether an order closes the app where somebody is. */
  isClosed: (state: string | undefined) => boolean;
  logger: Logger;
}

export class InboxStreams {
  readonly #deps: StreamsDeps;
  readonly #streams: EventStreams<Looked>;
  /** Who waits to be told, and which window their rows must be written up to before. */
  readonly #due = new Map<string, number>();
  /** The last window with something that is told; the writer's position reaches it. */
  #seen = 0;
  #teller: NodeJS.Timeout | undefined;
  #telling: Promise<void> = Promise.resolve();

  constructor(deps: StreamsDeps) {
    this.#deps = deps;
    const { logger, people } = deps;
    const livingSessions = people.livingSessions.bind(people);
    this.#streams = new EventStreams({ logger, livingSessions, full });
  }

  get count(): number {
    return this.#streams.count;
  }

  /**
   * Opens a stream. Its first event tells how many are unread, and what changed since `since`.
   *
   * @throws `inbox.streams_full` when this person or this process has as many as there may be.
   */
  async open(caller: Caller, zone: string, since: Position | undefined): Promise<Readable> {
    const { personId } = caller;
    const told = since ?? { window: 0, position: 0 };
    const { out, about } = this.#streams.open(caller, { caller, zone, told });
    try {
      about.told = since ?? (await this.#deps.store.applied(personId));
    } catch (error) {
      out.destroy();
      throw error;
    }
    // What was written between this look and the follower's last is told like everything else.
    this.touch([personId], this.#seen);
    return out;
  }

  /** Something happened to these people in this window of the journal, or they read something: they are told soon. */
  touch(personIds: Iterable<string>, window: number): void {
    this.#seen = Math.max(this.#seen, window);
    for (const personId of personIds)
      if (this.#streams.isOpen(personId))
        this.#due.set(personId, Math.max(window, this.#due.get(personId) ?? 0));
    if (this.#due.size === 0 || this.#teller !== undefined) return;
    this.#teller = setTimeout(() => {
      this.#teller = undefined;
      void this.tell();
    }, TELL_AFTER_MS).unref();
  }

  /** Tells everybody who waits and whose rows are written. Resolves when it has. Cost: two queries, and one a person told. */
  async tell(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      try {
        await this.#tellDue();
      } catch (error) {
        // They stay due: the next moment tries again.
        this.#deps.logger.warn({ error: messageOf(error) }, 'inbox streams could not be told');
      }
      if (this.#due.size > 0) this.touch([], this.#seen);
    });
    await this.#telling;
  }

  async #tellDue(): Promise<void> {
    for (const personId of this.#due.keys())
      if (!this.#streams.isOpen(personId)) this.#due.delete(personId);
    if (this.#due.size === 0) return;
    const written = await this.#deps.store.position();
    const ready = [...this.#due].filter(([, window]) => window <= written);
    if (ready.length === 0) return;
    const since = new Map(ready.map(([personId]) => [personId, this.#toldOf(personId)]));
    const changed = Map.groupBy(await this.#deps.store.changed(since), ({ personId }) => personId);
    let failure: Error | undefined;
    for (const [personId, window] of ready) {
      if (this.#due.get(personId) === window) this.#due.delete(personId);
      try {
        await this.#tellPerson(personId, changed.get(personId) ?? []);
      } catch (error) {
        // One who cannot be told holds up nobody else, and stays due.
        failure = new Error(messageOf(error), { cause: error });
        this.#due.set(personId, Math.max(window, this.#due.get(personId) ?? 0));
      }
    }
    if (failure !== undefined) throw failure;
  }

  #toldOf(personId: string): Position {
    const marks = this.#streams.of(personId).map(({ about }) => about.told);
    return marks.toSorted(compare)[0] ?? { window: 0, position: 0 };
  }

  async #tellPerson(personId: string, groups: readonly ReadGroup[]): Promise<void> {
    for (const stream of this.#streams.of(personId)) {
      if (this.#deps.isClosed(stream.about.caller.state)) this.#streams.end(stream, 'changed');
      else await this.#tellStream(stream, groups);
    }
  }

  async #tellStream(stream: OpenStream<Looked>, groups: readonly ReadGroup[]): Promise<void> {
    const { about } = stream;
    const at = groups.at(-1)?.applied;
    const mine = groups.filter(({ applied }) => compare(applied, about.told) > 0);
    const few = mine.length > NEWS_MAX ? undefined : mine;
    const data = await this.#deps.reader.news(about.caller, about.zone, few);
    if (at !== undefined && compare(at, about.told) > 0) about.told = at;
    const id = `${about.told.window}.${about.told.position}`;
    this.#streams.tell(stream, { id, name: 'news', data });
  }

  /** Ends a person's streams at once. */
  endOf(personId: string, reason: StreamEnd): void {
    this.#streams.endOf(personId, reason);
  }

  /** Ends all of them and opens none any more: the process stops. */
  close(): void {
    clearTimeout(this.#teller);
    this.#streams.close();
  }
}

function full(who: string): Error {
  return problem(
    'inbox.streams_full',
    `${who} has as many of these streams open as there may be. Ask for the list now and then instead.`,
    { retryAfterS: 60 },
  );
}
