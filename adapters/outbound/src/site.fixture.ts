// A real HTTP server on this machine that plays sites: what it says is written by the test, and it counts what it is asked.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOUR_MS, ManualClock, seededRandom } from '@jhalak/kernel';
import {
  fixedAllowList,
  type AllowRule,
  type Customs,
  type Destination,
  type Outbound,
  type Parcel,
} from '@jhalak/ports';
import { httpOutbound, type HttpOutboundOptions } from './http-outbound.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Site {
  port: number;
  /** `host path`, in the order of asking. */
  asked: string[];
  /** Answers one path of every host; what nobody answers is 404. */
  answer(path: string, answer: Answer): void;
  /** Serves bytes with ETag and conditional requests. */
  put(path: string, contentType: string, body: Buffer): void;
  remove(path: string): void;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(`${request.headers.host ?? ''} ${path}`);
    const answer = answers.get(path);
    if (answer !== undefined) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    answer: (path, answer) => void answers.set(path, answer),
    put: (path, contentType, body) => void answers.set(path, serve(contentType, body)),
    remove: (path) => void answers.delete(path),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(contentType: string, body: Buffer): Answer {
  const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
  return (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { 'content-type': contentType, etag }).end(body);
  };
}

/** The sites' names; all of them are the same server. */
export const HOSTS = ['paper.site.test', 'other.site.test', 'third.site.test'] as const;
export const [HOST, OTHER, THIRD] = HOSTS;

/** Lets everything pass and keeps what was declared. */
export interface OpenCustoms extends Customs {
  declared: Parcel[];
}

export function openCustoms(): OpenCustoms {
  const declared: Parcel[] = [];
  return {
    declared,
    declare: (parcel) => {
      declared.push(parcel);
      return Promise.resolve({ kind: 'pass', entryId: String(declared.length) });
    },
  };
}

export interface Visit {
  site: Site;
  customs: OpenCustoms;
  clock: ManualClock;
  rules: AllowRule[];
  outbound: Outbound;
  allow(destination: Destination, ...hosts: string[]): void;
  close(): Promise<void>;
}

/** A client that may dial the site, nothing else, and waits for no turn unless told to. */
export async function openVisit(options: Partial<HttpOutboundOptions> = {}): Promise<Visit> {
  const site = await openSite();
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  const rules: AllowRule[] = [];
  const customs = openCustoms();
  const outbound = httpOutbound({
    allowList: fixedAllowList(rules),
    customs,
    clock,
    random: seededRandom(7),
    userAgent: 'Jhalak/0.1 (+https://cell.example)',
    loopbackForTests: new Map(HOSTS.map((host) => [host, site.port])),
    ...options,
    limits: { hostIntervalMs: 0, ...options.limits },
  });
  return {
    site,
    customs,
    clock,
    rules,
    outbound,
    allow: (destination, ...hosts) => {
      const fromMs = clock.nowMs();
      for (const host of hosts) {
        rules.push({ destination, host, author: 'test', fromMs, untilMs: fromMs + 100 * HOUR_MS });
      }
    },
    close: async () => {
      await outbound.close();
      await site.close();
    },
  };
}
