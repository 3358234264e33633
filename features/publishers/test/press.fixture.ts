// A feature over real engines, and a press on this machine: a server that plays publishers' sites as a test writes them.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ffmpegPictures } from '@jhalak/ffmpeg';
import { HOUR_MS } from '@jhalak/kernel';
import { httpOutbound } from '@jhalak/outbound';
import type { Feature, JournalEvent, Outbound, Pictures, Sweep } from '@jhalak/ports';
import {
  createPublishers,
  REPORT_STREAM,
  type PublisherControl,
  type PublisherReport,
  type Publishers,
  type SamplePublisher,
} from '@jhalak/publishers';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { openReader } from '../src/reading/reader.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Site {
  port: number;
  /** `host path` of everything that was asked, robots.txt left out. */
  asked: string[];
  answer(path: string, answer: Answer): void;
  put(path: string, contentType: string, body: string | Buffer): void;
  status(path: string, status: number, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path !== '/robots.txt') asked.push(`${request.headers.host ?? ''} ${path}`);
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    answer: (path, answer) => void answers.set(path, answer),
    put: (path, contentType, body) => void answers.set(path, serve(contentType, Buffer.from(body))),
    status: (path, status, headers = {}) =>
      void answers.set(path, (_request, response) => response.writeHead(status, headers).end()),
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

export const HOSTS = ['paper.test', 'www.paper.test', 'cdn.paper.test', 'daily.test', 'moved.test'];
export const PAPER: SamplePublisher = {
  name: 'The Paper',
  home: 'http://paper.test/',
  attribution: 'The Paper',
  licence: { name: 'CC-BY-4.0', text: 'full', pictures: true },
  feeds: [{ url: 'http://paper.test/feed.xml', language: 'en' }],
};

export interface Press {
  parts: TestParts;
  site: Site;
  feature: Feature & Publishers & PublisherControl;
  outbound: Outbound;
  /** Does what is due now, and what that makes due, until nothing is. */
  settle(): Promise<void>;
  /** Moves time and does what became due. */
  later(ms: number): Promise<void>;
  sweep(name: string): Promise<number>;
  /** What the journal said since the last call: `type` and report. */
  heard(): Promise<JournalEvent[]>;
  /** Every report that is shown, by title. */
  shown(): Promise<PublisherReport[]>;
  close(): Promise<void>;
}

const ROUNDS_MAX = 20;

/** One thread for every press of a file: to start one takes most of a second of the processor. It keeps no process alive. */
const reader = openReader({ wallMs: 60_000 });

/** Cost: some 200 ms. */
export async function openPress(options: { pictures?: Pictures } = {}): Promise<Press> {
  const migrations = { owner: 'publishers', folder: new URL('../migrations/', import.meta.url) };
  const parts = await openTestParts({ migrations: [migrations] });
  const site = await openSite();
  const outbound = httpOutbound({
    allowList: { find: (...asked) => feature.allowList.find(...asked) },
    // What the border makes of it is the border's to test.
    customs: { declare: () => Promise.resolve({ kind: 'pass', entryId: '' }) },
    clock: parts.clock,
    random: parts.random,
    userAgent: 'Jhalak/test',
    limits: { hostIntervalMs: 0 },
    loopbackForTests: new Map(HOSTS.map((host) => [host, site.port])),
  });
  const pictures = options.pictures ?? ffmpegPictures();
  const feature = createPublishers({
    ...{ ...parts, outbound, pictures, reader, workFolder: parts.folder },
  });
  const events: JournalEvent[] = [];
  const subscription = await parts.journal.follow({
    name: 'test',
    streams: [REPORT_STREAM],
    afterWindow: 0,
    handle: (batch) => void events.push(...batch.events),
  });
  const ids = new Set<string>();
  const sweep = async (name: string): Promise<number> => {
    const found = feature.sweeps.find((one: Sweep) => one.name === name);
    if (found === undefined) throw new Error(`no sweep ${name}`);
    return await found.run();
  };
  const settle = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const due = await sweep('publishers.due');
      await parts.jobs.drain(feature.jobs);
      if (due === 0) return;
    }
    throw new Error('the press does not come to rest');
  };
  const heard = async (): Promise<JournalEvent[]> => {
    await parts.journal.seal();
    await subscription.catchUp();
    for (const event of events) ids.add(event.key);
    return events.splice(0);
  };
  return {
    parts,
    site,
    feature,
    outbound,
    settle,
    later: async (ms) => {
      parts.clock.advance(ms);
      await settle();
    },
    sweep,
    heard,
    shown: async () => {
      const missed = await heard();
      events.unshift(...missed);
      const reports = await feature.reports([...ids]);
      return [...reports.values()].toSorted((a, b) => (a.title < b.title ? -1 : 1));
    },
    close: async () => {
      await subscription.stop();
      await feature.stop?.();
      await outbound.close();
      await site.close();
      await parts.close();
    },
  };
}

/** One item of a feed, as RSS writes it. */
export interface Item {
  title: string;
  link: string;
  guid?: string;
  date?: string;
  text?: string;
  picture?: string;
}

export function rss(items: readonly Item[]): string {
  const written = items.map(
    (item) => `<item><title>${item.title}</title><link>${item.link}</link>
      ${item.guid === undefined ? '' : `<guid isPermaLink="false">${item.guid}</guid>`}
      ${item.date === undefined ? '' : `<pubDate>${item.date}</pubDate>`}
      <description><![CDATA[${item.text ?? ''}]]></description>
      ${item.picture === undefined ? '' : `<media:content url="${item.picture}" medium="image" width="1200"/>`}</item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Paper</title><link>http://paper.test/</link>${written.join('')}</channel></rss>`;
}

const SENTENCE =
  'The council of the town said on Monday that 400 people had been moved to safety after the river rose.';

export function page(sentence = SENTENCE, head = ''): string {
  return `<!doctype html><html><head><title>H</title>${head}</head><body><nav><a href="/">Home</a></nav><article><h1>H</h1>${`<p>${sentence}</p>`.repeat(8)}</article></body></html>`;
}

export const A_DAY_MS = 24 * HOUR_MS;
