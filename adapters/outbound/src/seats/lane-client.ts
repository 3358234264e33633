// The cell's end of the lane: one connection to the gateway's socket, kept, with many questions on it at once. While the gateway is
// away nobody is asked and nobody waits: an auction goes on without outside seats.

import { request as requestHttp } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NoticeReply, SeatLane, SeatNotice, SeatReply, SeatsQuestion } from '@jhalak/ports';
import { withShortName } from '../gateway/socket-path.ts';
import {
  FRAME_BYTES_MAX,
  LANE_PROTOCOL,
  readFrames,
  writeFrame,
  type Frame,
} from './lane-frames.ts';

/** Questions under way: 2,000 a second, each an eighth of a second, with room; more get no outside bids. */
const ASKED_MAX = 4_096;
/** Pause before a gateway that was not there is knocked at again. */
const AGAIN_MS = 250;
/** A notice is an exchange with a stranger. */
const TELL_MS = 10_000;

interface Waiting {
  take: (frame: Frame) => void;
  /** Called when nothing comes any more, unless everything came. */
  gone: () => void;
  /** Frames that may still come. */
  left: number;
  timer: NodeJS.Timeout;
}

/** @returns the lane. Cost: none until it is asked. Close it at the end. */
export function seatLaneClient(options: { socketPath: string }): SeatLane & { close(): void } {
  return new LaneClient(options.socketPath);
}

class LaneClient implements SeatLane {
  readonly #socketPath: string;
  readonly #waiting = new Map<number, Waiting>();
  #connection: Duplex | undefined;
  #connecting: Promise<Duplex | undefined> | undefined;
  #againMs = 0;
  #last = 0;
  #closed = false;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  ask(question: SeatsQuestion, take: (reply: SeatReply) => void): void {
    const { request, consented, seats, withinMs } = question;
    if (this.#waiting.size >= ASKED_MAX || withinMs <= 0) return;
    const body = Buffer.from(JSON.stringify(request));
    if (body.byteLength > FRAME_BYTES_MAX / 2) return;
    this.#send({ kind: 'ask', consented, seats, withinMs }, body, withinMs, {
      take: ({ head, body: text }) => {
        const { n: _n, ...said } = head;
        const reply = said['kind'] === 'answer' ? { ...said, text: text.toString('utf8') } : said;
        // The gateway is a process of ours and speaks the port's own values.
        take(reply as unknown as SeatReply);
      },
      gone: () => undefined,
      left: seats.length,
    });
  }

  async tell({ seat, url }: SeatNotice): Promise<NoticeReply> {
    return await new Promise((resolve) => {
      const later = (): void => resolve({ kind: 'later', detail: 'The gateway does not answer.' });
      if (this.#waiting.size >= ASKED_MAX) return later();
      this.#send({ kind: 'tell', seat }, Buffer.from(url), TELL_MS, {
        take: ({ head: { n: _n, ...reply } }) => resolve(reply as unknown as NoticeReply),
        gone: later,
        left: 1,
      });
    });
  }

  close(): void {
    this.#closed = true;
    this.#connection?.destroy();
    this.#lost();
  }

  #send(head: object, body: Buffer, withinMs: number, on: Omit<Waiting, 'timer'>): void {
    this.#last += 1;
    const n = this.#last;
    const end = (): void => {
      this.#waiting.delete(n);
      on.gone();
    };
    const timer = setTimeout(end, withinMs);
    this.#waiting.set(n, { ...on, timer });
    const write = (connection: Duplex | undefined): void => {
      // What waited for the connection longer than its time is not sent any more.
      if (!this.#waiting.has(n)) return;
      if (connection !== undefined && writeFrame(connection, { n, ...head }, body)) return;
      clearTimeout(timer);
      end();
    };
    if (this.#connection !== undefined && !this.#connection.destroyed) write(this.#connection);
    else void this.#connect().then(write);
  }

  #connect(): Promise<Duplex | undefined> {
    if (this.#closed || performance.now() < this.#againMs) return Promise.resolve(undefined);
    this.#connecting ??= connectTo(this.#socketPath)
      .then((connection) => {
        this.#connection = connection;
        readFrames(connection, (frame) => this.#arrived(frame));
        connection.on('error', () => connection.destroy());
        connection.once('close', () => this.#lost());
        return connection;
      })
      .catch(() => {
        this.#againMs = performance.now() + AGAIN_MS;
        return undefined;
      })
      .finally(() => {
        this.#connecting = undefined;
      });
    return this.#connecting;
  }

  #arrived(frame: Frame): void {
    const n = frame.head['n'] as number;
    const waiting = this.#waiting.get(n);
    if (waiting === undefined) return;
    waiting.left -= 1;
    if (waiting.left === 0) {
      this.#waiting.delete(n);
      clearTimeout(waiting.timer);
    }
    waiting.take(frame);
  }

  #lost(): void {
    this.#connection = undefined;
    for (const { timer, gone } of this.#waiting.values()) {
      clearTimeout(timer);
      gone();
    }
    this.#waiting.clear();
  }
}

async function connectTo(socketPath: string): Promise<Duplex> {
  return await withShortName(
    socketPath,
    async (name) =>
      await new Promise((resolve, reject) => {
        const asked = requestHttp({
          socketPath: name,
          path: '/v1/seats',
          agent: false,
          headers: { connection: 'upgrade', upgrade: LANE_PROTOCOL },
        });
        asked.once('error', reject);
        asked.once('response', () => {
          asked.destroy();
          reject(new Error('the gateway has no lane for seats'));
        });
        asked.once('upgrade', (_reply, connection, head) => {
          if (head.byteLength > 0) connection.unshift(head);
          // An idle lane must not keep a command from ending.
          connection.unref();
          resolve(connection);
        });
        asked.end();
      }),
  );
}
