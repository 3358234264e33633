// Between the phone and the program: writes down what is asked, can be cut, and can answer something else. The program
// sees the phone's own words, so that its checks of where a request comes from hold.

import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Page } from 'playwright-core';

/** A request of the lock screen as it went by. */
export interface LockCall {
  method: string;
  /** Without query. */
  path: string;
  /** Of the query as it was sent. */
  query: string;
  /** As it was sent; empty for GET. */
  body: string;
  status: number;
  /** As the program sent it. */
  reply: Buffer;
}

/** A reply as it went by. */
export interface PassingReply {
  path: string;
  body: Buffer;
}

export interface LockLine {
  url: string;
  /** Calls to `/lock/v1/…`, of pages and of the service worker; in order of their answers. */
  calls: LockCall[];
  /** Everything that was asked, `METHOD path`, also by service workers; in order of asking. */
  asked: string[];
  /** @returns what is answered instead; `lose` breaks the connection; undefined leaves it. Of `/lock/v1/…` and `/sw.js`. */
  meddle: (reply: PassingReply) => Buffer | 'lose' | undefined;
  /** Connections break and new ones are refused, and the phone's radio says so: a dead server on a dead line. */
  cut(page: Page): Promise<void>;
  mend(page: Page): Promise<void>;
  close(): Promise<void>;
}

const LOCK = '/lock/v1/';
const WORKER = '/sw.js';
/** Larger bodies than a pack's are not written down. */
const BODY_MAX_BYTES = 2_000_000;

/** @param target where the program listens, `http://127.0.0.1:PORT`. */
export async function openLockLine(target: string): Promise<LockLine> {
  const sockets = new Set<Socket>();
  let whole = true;
  const line: LockLine = {
    url: '',
    calls: [],
    asked: [],
    meddle: () => undefined,
    async cut(page) {
      whole = false;
      for (const socket of sockets) socket.destroy();
      await page.context().setOffline(true);
    },
    async mend(page) {
      whole = true;
      await page.context().setOffline(false);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((near, reply) => pass(line, new URL(target), near, reply));
  server.on('connection', (socket) => {
    if (!whole) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  line.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return line;
}

function pass(line: LockLine, target: URL, near: IncomingMessage, reply: ServerResponse): void {
  const { method = 'GET', url = '/' } = near;
  const [path = url, query = ''] = url.split('?');
  line.asked.push(`${method} ${path}`);
  const watched = path.startsWith(LOCK) || path === WORKER;
  const headers = { ...near.headers };
  // What is to be read must not come packed.
  if (watched) delete headers['accept-encoding'];
  if (path === WORKER) delete headers['if-none-match'];
  const { hostname: host, port } = target;
  const sent = watched ? bytesOf(near) : undefined;
  const far = ask({ host, port, method, path: url, headers }, (answer) => {
    const { statusCode = 502 } = answer;
    if (!watched) {
      reply.writeHead(statusCode, answer.headers);
      answer.pipe(reply);
      return;
    }
    void Promise.all([sent, bytesOf(answer)]).then(([asked, body]) => {
      if (path !== WORKER)
        line.calls.push({
          ...{ method, path, query, body: asked?.toString() ?? '' },
          ...{ status: statusCode, reply: body },
        });
      const other = statusCode < 300 ? line.meddle({ path, body }) : undefined;
      if (other === 'lose') {
        reply.destroy();
        return;
      }
      const { 'content-length': _, ...rest } = answer.headers;
      reply.writeHead(statusCode, rest);
      reply.end(statusCode === 304 ? undefined : (other ?? body));
    });
  });
  far.on('error', () => reply.destroy());
  near.pipe(far);
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > BODY_MAX_BYTES) throw new Error('a body of the lock screen is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
