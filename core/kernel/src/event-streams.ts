// Open streams of server-sent events, bounded in number and in what waits to be read. Whose session ends anywhere, or who reads too
// slowly, is ended here; what is told is its owner's.

import { Readable } from 'node:stream';
import { messageOf } from './errors.ts';
import type { Logger } from './logger.ts';

/** Devices and windows of one person; a browser opens one for all its windows that are looked at. */
const STREAMS_A_PERSON_MAX = 4;
/** Some 10 kB each with its connection: 50 MB. Who comes later asks now and then instead. */
const STREAMS_MAX = 5_000;
/** Proxies and phones end what is silent for half a minute. */
const BEAT_MS = 15_000;
/** A sign-out anywhere ends the stream within a second: one question for all streams, this often. */
const LOOK_MS = 500;
/** A reader that is this far behind has gone, or is on a line that cannot carry it. */
const BEHIND_MAX_BYTES = 128 * 1024;
/** Told to browsers: they come back after this long, and others not at the same moment as they come by themselves. */
const RETRY_MS = 5_000;

/**
 * Why a stream ends, told as its last event. `drain`: the process stops. `slow`: its reader was too far behind. `changed`: the
 * person is another one by now (age, roles), or the region is closed: whoever comes back is asked anew. `done`: there is
 * nothing more to tell.
 */
export type StreamEnd = 'signed_out' | 'drain' | 'slow' | 'changed' | 'done';

/** Whose stream it is. */
interface Listener {
  personId: string;
  sessionId: string;
}

/** One open stream. What its owner knows of it stands in `about`. */
export interface OpenStream<About> {
  caller: Listener;
  about: About;
  out: Readable;
}

export interface EventStreamsOptions {
  logger: Logger;
  /** @returns which of these sessions may still be used. */
  livingSessions(sessions: readonly Listener[]): Promise<ReadonlySet<string>>;
  /** Makes the error for one too many. */
  full(who: 'You' | 'This server'): Error;
}

export class EventStreams<About> {
  readonly #options: EventStreamsOptions;
  readonly #streams = new Set<OpenStream<About>>();
  readonly #ofPerson = new Map<string, Set<OpenStream<About>>>();
  #beat: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #looking = false;
  #closed = false;

  constructor(options: EventStreamsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#streams.size;
  }

  /** @returns the open streams of a person; a copy. */
  of(personId: string): OpenStream<About>[] {
    return [...(this.#ofPerson.get(personId) ?? [])];
  }

  /** Whoever has a stream open. */
  people(): string[] {
    return [...this.#ofPerson.keys()];
  }

  /** @returns whether anybody looks at this person's stream here. Cost: none. */
  isOpen(personId: string): boolean {
    return this.#ofPerson.has(personId);
  }

  /** Opens a stream. @throws what `full` makes when this person or this process has as many as there may be. */
  open(caller: Listener, about: About): OpenStream<About> {
    const { personId } = caller;
    if (this.#closed || this.#streams.size >= STREAMS_MAX) throw this.#options.full('This server');
    const own = this.#ofPerson.get(personId) ?? new Set();
    if (own.size >= STREAMS_A_PERSON_MAX) throw this.#options.full('You');
    const stream = { caller, about, out: new Readable({ read: () => undefined }) };
    this.#streams.add(stream);
    this.#ofPerson.set(personId, own.add(stream));
    stream.out.once('close', () => this.#remove(stream));
    this.#beat ??= setInterval(() => this.#beatAll(), BEAT_MS).unref();
    this.#look ??= setInterval(() => void this.endSignedOut(), LOOK_MS).unref();
    stream.out.push(`retry: ${RETRY_MS}\n\n`);
    return stream;
  }

  #remove(stream: OpenStream<About>): void {
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

  /** Tells one event. `data` becomes JSON, which has no line breaks. Ends a stream whose reader is too far behind. */
  tell(stream: OpenStream<About>, event: { name: string; data: unknown; id?: string }): void {
    const id = event.id === undefined ? '' : `id: ${event.id}\n`;
    this.#push(stream, `${id}event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`);
  }

  #push(stream: OpenStream<About>, text: string): void {
    if (stream.out.readableLength > BEHIND_MAX_BYTES) this.end(stream, 'slow');
    else if (!stream.out.readableEnded && !stream.out.destroyed) stream.out.push(text);
  }

  end(stream: OpenStream<About>, reason: StreamEnd): void {
    if (stream.out.destroyed || !this.#streams.has(stream)) return;
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
      const living = await this.#options.livingSessions(streams.map(({ caller }) => caller));
      for (const stream of streams)
        if (!living.has(stream.caller.sessionId)) this.end(stream, 'signed_out');
    } catch (error) {
      // Asked again in a moment; who signs out meanwhile is told nothing new as long as the database does not answer.
      this.#options.logger.warn({ error: messageOf(error) }, 'sessions of streams are unknown');
    } finally {
      this.#looking = false;
    }
  }

  /** Ends a person's streams at once. */
  endOf(personId: string, reason: StreamEnd): void {
    for (const stream of this.of(personId)) this.end(stream, reason);
  }

  /** Ends all of them and opens none any more: the process stops. */
  close(): void {
    this.#closed = true;
    for (const stream of [...this.#streams]) this.end(stream, 'drain');
  }
}

/** Headers of a reply that is such a stream. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Asks proxies of the nginx kind not to wait for more.
  'x-accel-buffering': 'no',
} as const;
