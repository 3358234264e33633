// A request's body as tus reads it. It begins to flow when the first byte is asked for, so that a refusal costs nothing,
// and what a refused client still sends is thrown away up to a bound, so that it can read why.

import type { IncomingMessage } from 'node:http';

/** A client that sends this much after it was refused does not listen; its connection is closed. */
const DRAIN_BYTES_MAX = 4 * 1024 * 1024;

export interface TusBody {
  /** Errors when the client goes away before the end. */
  stream: ReadableStream<Uint8Array>;
  /** Nobody reads any more: the rest is thrown away. */
  abandon(): void;
}

export function bodyOf(req: IncomingMessage): TusBody {
  let flowing = false;
  let done = false;
  let abandoned = false;
  let drained = 0;
  let sink: ReadableStreamDefaultController<Uint8Array> | undefined;
  const finish = (end: (to: ReadableStreamDefaultController<Uint8Array>) => void): void => {
    if (done) return;
    done = true;
    if (!abandoned && sink !== undefined) end(sink);
  };
  const onData = (chunk: Buffer): void => {
    if (abandoned) {
      drained += chunk.length;
      if (drained > DRAIN_BYTES_MAX) req.destroy();
      return;
    }
    sink?.enqueue(chunk);
    if ((sink?.desiredSize ?? 0) <= 0) req.pause();
  };
  // Listening from the beginning: a client may be gone before anybody asks for its first byte.
  req.once('end', () => finish((to) => to.close()));
  req.once('error', (error) => finish((to) => to.error(error)));
  req.once('close', () => finish((to) => to.error(new Error('the client went away'))));
  const flow = (): void => {
    if (!flowing) {
      flowing = true;
      req.on('data', onData);
    }
    req.resume();
  };
  // The stream holds nothing itself: the socket is the buffer.
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        sink = controller;
      },
      pull: flow,
      cancel: () => {
        abandoned = true;
      },
    },
    { highWaterMark: 0 },
  );
  return {
    stream,
    abandon: () => {
      abandoned = true;
      if (!req.complete && !req.destroyed) flow();
    },
  };
}
