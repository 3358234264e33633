// The cell's side of the gateway: the same Outbound port as the client that dials, and messages for others. It dials one
// thing only, the gateway's socket. A gateway that is down costs time and nothing else: whoever asked is told to come later.

import { request as requestHttp, type IncomingMessage } from 'node:http';
import { messageOf, type Clock } from '@jhalak/kernel';
import type {
  BorderMessage,
  BorderReply,
  Gateway,
  Outbound,
  OutboundReply,
  OutboundRequest,
  SeatLane,
} from '@jhalak/ports';
import { seatLaneClient } from '../seats/lane-client.ts';
import { failed, later } from '../answer.ts';
import { URL_CHARACTERS_MAX, VALIDATOR_CHARACTERS_MAX } from '../settings.ts';
import { refused } from '../target.ts';
import { QUESTION_BYTES_MAX, readFrame, REPLY_BYTES_MAX } from './frames.ts';
import { withShortName } from './socket-path.ts';

export interface GatewayClientOptions {
  socketPath: string;
  clock: Clock;
  /** Longest wait for a gateway that is being started; default 5 s. */
  startMs?: number;
}

/** A start takes half a second here; a restarted gateway is back within this too. */
const START_MS = 5_000;
/** First pause between two knocks; doubles up to the second. */
const KNOCK_MS = { first: 25, most: 400 };
/** A gateway that was not there is not waited for again before this. */
const PATIENCE_AGAIN_MS = 10_000;
/** When to come again while there is no gateway. */
const COME_AGAIN_MS = 15_000;
/** Redirects, turns and a slow reply, each at its bound, take less. */
const QUESTION_MS = 5 * 60_000;

/** @returns the client. Cost: none until it is asked. */
export function gatewayClient(
  options: GatewayClientOptions,
): Outbound & Gateway & { readonly seats: SeatLane } {
  return new GatewayClient(options);
}

/** No gateway, or one that ended in the middle. */
class GatewayDownError extends Error {}

class GatewayClient implements Outbound, Gateway {
  readonly #options: GatewayClientOptions;
  readonly #closing = new AbortController();
  readonly seats: ReturnType<typeof seatLaneClient>;
  #impatientUntilMs = 0;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
    this.seats = seatLaneClient(options);
  }

  async fetch(request: OutboundRequest): Promise<OutboundReply> {
    const { destination, url, validators, signal } = request;
    signal?.throwIfAborted();
    if (this.#closing.signal.aborted) return closed();
    if (url.length > URL_CHARACTERS_MAX) {
      return refused('url_invalid', `The address has more than ${URL_CHARACTERS_MAX} characters.`);
    }
    const question = { destination, url, validators: bounded(validators) };
    try {
      const { facts, body } = await this.#ask('/v1/fetch', question, signal);
      // The gateway is a process of ours and speaks the port's own values.
      const reply = facts as OutboundReply;
      return reply.kind === 'ok' ? { ...reply, body } : reply;
    } catch (error) {
      return this.#down(error, signal);
    }
  }

  async send(message: BorderMessage): Promise<BorderReply> {
    const { signal, ...question } = message;
    signal?.throwIfAborted();
    try {
      const { facts } = await this.#ask('/v1/send', question, signal);
      return facts as BorderReply;
    } catch (error) {
      const down = this.#down(error, signal);
      if (down.kind === 'retry_later') return down;
      const untilMs = this.#options.clock.nowMs() + COME_AGAIN_MS;
      return { kind: 'retry_later', untilMs, detail: 'This client was closed.' };
    }
  }

  close(): Promise<void> {
    this.#closing.abort(new Error('closed'));
    this.seats.close();
    return Promise.resolve();
  }

  #down(error: unknown, signal: AbortSignal | undefined): OutboundReply {
    signal?.throwIfAborted();
    if (this.#closing.signal.aborted) return closed();
    if (!(error instanceof GatewayDownError)) throw error;
    const untilMs = this.#options.clock.nowMs() + COME_AGAIN_MS;
    return later(untilMs, `The gateway cannot be reached now (${error.message}).`);
  }

  async #ask(
    path: string,
    question: object,
    signal: AbortSignal | undefined,
  ): Promise<{ facts: unknown; body: Buffer }> {
    const text = Buffer.from(JSON.stringify(question));
    if (text.byteLength > QUESTION_BYTES_MAX) throw new RangeError('a question this large is none');
    const limit = AbortSignal.timeout(QUESTION_MS);
    const ended = AbortSignal.any([this.#closing.signal, limit, ...(signal ? [signal] : [])]);
    const message = await this.#knock(path, text, ended);
    try {
      return readFrame(await readAll(message));
    } catch (error) {
      throw new GatewayDownError(messageOf(error), { cause: error });
    }
  }

  /** Knocks until somebody opens, as long as a start takes; only once while nobody is there. */
  async #knock(path: string, text: Buffer, signal: AbortSignal): Promise<IncomingMessage> {
    const { startMs = START_MS, socketPath } = this.#options;
    const beganMs = performance.now();
    const untilMs = beganMs < this.#impatientUntilMs ? beganMs : beganMs + startMs;
    for (let pauseMs = KNOCK_MS.first; ; pauseMs = Math.min(KNOCK_MS.most, 2 * pauseMs)) {
      try {
        const message = await withShortName(
          socketPath,
          async (name) => await send(name, path, text, signal),
        );
        this.#impatientUntilMs = 0;
        return message;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        const absent = code === 'ENOENT' || code === 'ECONNREFUSED';
        if (!absent || signal.aborted || performance.now() + pauseMs > untilMs) {
          if (absent) this.#impatientUntilMs = performance.now() + PATIENCE_AGAIN_MS;
          throw new GatewayDownError(code === '' ? messageOf(error) : code, { cause: error });
        }
      }
      await pause(pauseMs, signal);
    }
  }
}

async function send(
  socketPath: string,
  path: string,
  text: Buffer,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const sent = requestHttp({
      socketPath,
      path,
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': text.byteLength },
      signal,
    });
    sent.once('error', reject);
    sent.once('response', resolve);
    sent.end(text);
  });
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of message) {
    const part = chunk as Buffer;
    total += part.byteLength;
    if (total > REPLY_BYTES_MAX) throw new Error('the reply is larger than any can be');
    chunks.push(part);
  }
  if (message.statusCode !== 200 || !message.complete) {
    throw new Error(`the gateway answered ${message.statusCode ?? 0}`);
  }
  return Buffer.concat(chunks);
}

function bounded(validators: OutboundRequest['validators']): OutboundRequest['validators'] {
  const { etag, lastModified } = validators ?? {};
  return {
    ...(etag !== undefined && etag.length <= VALIDATOR_CHARACTERS_MAX.etag ? { etag } : {}),
    ...(lastModified !== undefined && lastModified.length <= VALIDATOR_CHARACTERS_MAX.lastModified
      ? { lastModified }
      : {}),
  };
}

function closed(): OutboundReply {
  return failed('connection', 'This client was closed.');
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
