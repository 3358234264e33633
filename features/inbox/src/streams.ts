// Open streams of server-sent events. One follower of the journal tells which people something happened to; what happened is
// read once a moment for all of them together, so that an open stream costs nothing while nothing happens.

import { Readable } from 'node:stream';
import { problem, type Caller } from '@jhalak/contracts';
import type { InboxNews } from '@jhalak/contracts/inbox';
import { messageOf, type Logger } from '@jhalak/kernel';
import type { InboxReader } from './reader.ts';
import type { InboxStore } from './store.ts';
import { compare, type InboxPeople, type Position, type ReadGroup } from './types.ts';

/** Devices and windows of one person; a browser opens one for all its windows that are looked at. */
const STREAMS_A_PERSON_MAX = 4;
/** Some 10 kB each with its connection: 50 MB. Who comes later asks now and then instead. */
const STREAMS_MAX = 5_000;
/** Proxies and phones end what is silent for half a minute. */
const BEAT_MS = 15_000;
/** A sign-out anywhere ends the stream within a second: one question for all streams, this often. */
const LOOK_MS = 500;
/** What happens within this time is told together. */
const TELL_AFTER_MS = 100;
/** Whoever missed more reads the list anew. */
const NEWS_MAX = 20;
/** A reader that is this far behind has gone, or is on a line that cannot carry it. */
const BEHIND_MAX_BYTES = 128 * 1024;
/** Told to browsers: they come back after this long, and others not at the same moment as they come by themselves. */
const RETRY_MS = 5_000;

/**
 * Why a stream ends, told as its last event. `drain`: the process stops. `slow`: its reader was too far behind. `changed`: the
 * person is another one by now (age, roles), or the region is closed: whoever comes back is asked anew.
 */
export type StreamEnd = 'signed_out' | 'drain' | 'slow' | 'changed';

interface Stream {
  caller: Caller;
  zone: string;
  out: Readable;
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
  readonly #streams = new Set<Stream>();
  readonly #ofPerson = new Map<string, Set<Stream>>();
  /** Who waits to be told, and which window their rows must be written up to before. */
  readonly #due = new Map<string, number>();
  /** The last window with something that is told; the writer's position reaches it. */
  #seen = 0;
  #teller: NodeJS.Timeout | undefined;
  #telling: Promise<void> = Promise.resolve();
  #beat: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #looking = false;
  #closed = false;

  constructor(deps: StreamsDeps) {
    this.#deps = deps;
  }

  get count(): number {
    return this.#streams.size;
  }

  /** @returns whether anybody looks at their inbox's stream here. Cost: none. */
  isOpen(personId: string): boolean {
    return this.#ofPerson.has(personId);
  }

  /**
   * Opens a stream. Its first event tells how many are unread, and what changed since `since`.
   *
   * @throws `inbox.streams_full` when this person or this process has as many as there may be.
   */
  async open(caller: Caller, zone: string, since: Position | undefined): Promise<Readable> {
    const { personId } = caller;
    if (this.#closed || this.#streams.size >= STREAMS_MAX) throw full('This server');
    if ((this.#ofPerson.get(personId)?.size ?? 0) >= STREAMS_A_PERSON_MAX) throw full('You');
    const out = new Readable({ read: () => undefined });
    const stream: Stream = { caller, zone, out, told: since ?? { window: 0, position: 0 } };
    this.#add(stream);
    out.push(`retry: ${RETRY_MS}\n\n`);
    try {
      stream.told = since ?? (await this.#deps.store.applied(personId));
    } catch (error) {
      out.destroy();
      throw error;
    }
    // What was written between this look and the follower's last is told like everything else.
    this.touch([personId], this.#seen);
    return out;
  }

  #add(stream: Stream): void {
    const { personId } = stream.caller;
    this.#streams.add(stream);
    const own = this.#ofPerson.get(personId);
    if (own === undefined) this.#ofPerson.set(personId, new Set([stream]));
    else own.add(stream);
    stream.out.once('close', () => this.#remove(stream));
    this.#beat ??= setInterval(() => this.#beatAll(), BEAT_MS).unref();
    this.#look ??= setInterval(() => void this.endSignedOut(), LOOK_MS).unref();
  }

  #remove(stream: Stream): void {
    const { personId } = stream.caller;
    this.#streams.delete(stream);
    const own = this.#ofPerson.get(personId);
    own?.delete(stream);
    if (own?.size === 0) this.#ofPerson.delete(personId);
    if (this.#streams.size > 0) return;
    clearInterval(this.#beat);
    clearInterval(this.#look);
    this.#beat = undefined;
    this.#look = undefined;
  }

  /** Something happened to these people in this window of the journal, or they read something: they are told soon. */
  touch(personIds: Iterable<string>, window: number): void {
    this.#seen = Math.max(this.#seen, window);
    for (const personId of personIds)
      if (this.isOpen(personId))
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
    for (const personId of this.#due.keys()) if (!this.isOpen(personId)) this.#due.delete(personId);
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
    const marks = [...(this.#ofPerson.get(personId) ?? [])].map(({ told }) => told);
    return marks.toSorted(compare)[0] ?? { window: 0, position: 0 };
  }

  async #tellPerson(personId: string, groups: readonly ReadGroup[]): Promise<void> {
    const streams = [...(this.#ofPerson.get(personId) ?? [])];
    const at = groups.at(-1)?.applied;
    for (const stream of streams) {
      if (this.#deps.isClosed(stream.caller.state)) {
        this.#end(stream, 'changed');
        continue;
      }
      const mine = groups.filter(({ applied }) => compare(applied, stream.told) > 0);
      const few = mine.length > NEWS_MAX ? undefined : mine;
      const news = await this.#deps.reader.news(stream.caller, stream.zone, few);
      const told = at !== undefined && compare(at, stream.told) > 0 ? at : stream.told;
      stream.told = told;
      this.#push(stream, newsText(told, news));
    }
  }

  #push(stream: Stream, text: string): void {
    if (stream.out.readableLength > BEHIND_MAX_BYTES) this.#end(stream, 'slow');
    else if (!stream.out.readableEnded && !stream.out.destroyed) stream.out.push(text);
  }

  #end(stream: Stream, reason: StreamEnd): void {
    if (stream.out.destroyed) return;
    this.#remove(stream);
    stream.out.push(`event: end\ndata: {"reason":"${reason}"}\n\n`);
    stream.out.push(null);
  }

  #beatAll(): void {
    for (const stream of this.#streams) this.#push(stream, ':\n\n');
  }

  /** Ends every stream whose session has ended, wherever that was. Cost: one query for all of them. */
  async endSignedOut(): Promise<void> {
    const streams = [...this.#streams];
    // One question at a time, however slowly the database answers.
    if (streams.length === 0 || this.#looking) return;
    this.#looking = true;
    try {
      const living = await this.#deps.people.livingSessions(streams.map(({ caller }) => caller));
      for (const stream of streams)
        if (!living.has(stream.caller.sessionId)) this.#end(stream, 'signed_out');
    } catch (error) {
      // Asked again in a moment; who signs out meanwhile is told nothing new as long as the database does not answer.
      this.#deps.logger.warn({ error: messageOf(error) }, 'sessions of inbox streams are unknown');
    } finally {
      this.#looking = false;
    }
  }

  /** Ends a person's streams at once. */
  endOf(personId: string, reason: StreamEnd): void {
    for (const stream of [...(this.#ofPerson.get(personId) ?? [])]) this.#end(stream, reason);
  }

  /** Ends all of them and opens none any more: the process stops. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#teller);
    for (const stream of [...this.#streams]) this.#end(stream, 'drain');
  }
}

/** Data without line breaks: JSON has none. */
function newsText({ window, position }: Position, news: InboxNews): string {
  return `id: ${window}.${position}\nevent: news\ndata: ${JSON.stringify(news)}\n\n`;
}

function full(who: string): Error {
  return problem(
    'inbox.streams_full',
    `${who} has as many of these streams open as there may be. Ask for the list now and then instead.`,
    { retryAfterS: 60 },
  );
}
