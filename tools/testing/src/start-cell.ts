// A whole cell in one process: every feature over real engines, the HTTP server on a free port, a clock that is moved by
// hand. Nothing runs by itself: `drain()` lets everything come to rest.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpegPictures, ffmpegTranscoder } from '@jhalak/ffmpeg';
import {
  ALL_MIGRATIONS,
  createCell,
  createHttpServer,
  createMetrics,
  openGateway,
  type Cell,
  type RunningGateway,
} from '@jhalak/jhalak';
import type { AiMark } from '@jhalak/contracts/ai-mark';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { TAGS_MAX } from '@jhalak/contracts/videos';
import { hashtagsOf } from '@jhalak/kernel';
import { gatewayClient, gatewaySocket } from '@jhalak/outbound';
import type { Pictures } from '@jhalak/ports';
import { openTestParts, type TestParts, type TestPartsOptions } from './open-test-parts.ts';

/** A reply with its body read. */
export interface ApiReply<Body> {
  status: number;
  body: Body;
  headers: Headers;
}

export interface ApiRequest {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A person with a token. */
export interface TestPerson {
  personId: string;
  token: string;
  handle?: string;
}

/** What a seeded clip says; the rest has defaults. */
export interface SeededClip {
  personId: string;
  /** Default: a new one. */
  videoId?: string;
  language?: string;
  genre?: string;
  caption?: string;
  durationMs?: number;
  ai?: AiMark;
  /** What it plays, 360x640; default: a few bytes that no player takes. */
  bytes?: Buffer;
  /** The clip whose sound it uses. */
  sound?: string;
  /** Whether others may use its sound. */
  remix?: boolean;
}

export interface TestCell {
  cell: Cell;
  parts: TestParts;
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** Calls the API. The body's type is the caller's claim. */
  api<Body>(method: string, path: string, request?: ApiRequest): Promise<ApiReply<Body>>;
  /** An anonymous viewer of 18 or more who allows learning, unless said otherwise. */
  viewer(body?: Record<string, unknown>): Promise<TestPerson>;
  /** A signed-up person. */
  account(handle: string, body?: Record<string, unknown>): Promise<TestPerson>;
  /** Publishes a clip without encoding: its blobs are a few bytes. @returns the video's id. Call `drain` to see it. */
  publish(clip: SeededClip): Promise<string>;
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface StartCellOptions extends Omit<TestPartsOptions, 'migrations'> {
  /** Default: off, because tests send more than people do. */
  rateLimits?: boolean;
  /** Room for one person's clips; default as in a real cell. */
  personBytesMax?: number;
  /** Whether what a proxy says in headers counts. */
  trustProxy?: boolean;
  web?: { clientFolder: string; serverEntry: string };
  /** Names of sites that a server of the test plays, with its port; nothing else is dialled. */
  sites?: ReadonlyMap<string, number>;
  /** Default: the ones that ffmpeg makes. */
  pictures?: Pictures;
  /** Where it listens, and what its card says to other cells. Default: any free one, and the card leads nowhere. */
  port?: number;
}

const PASSWORD = 'correct horse battery';
const ADULT = {
  languages: ['hi'],
  genres: [],
  ageBand: '18plus',
  consent: {
    personalisation: true,
    lock: false,
    ads: false,
    ...noticeRead('en'),
  },
};

/** Cost: some 400 ms. Call `close` at the end of the test. */
export async function startCell(options: StartCellOptions = {}): Promise<TestCell> {
  const parts = await openTestParts({ ...options, migrations: ALL_MIGRATIONS.slice(1) });
  const uploadFolder = join(parts.folder, 'uploads');
  await mkdir(uploadFolder, { recursive: true });
  const { port = 0 } = options;
  const cell = createCell(
    {
      ...parts,
      transcoder: ffmpegTranscoder(),
      pictures: options.pictures ?? ffmpegPictures(),
      outbound: gatewayClient({ socketPath: gatewaySocket(parts.folder), clock: parts.clock }),
      uploadFolder,
      workFolder: join(parts.folder, 'work'),
      logFolder: join(parts.folder, 'log'),
      ordersFolder: join(parts.folder, 'orders'),
      orderRegisterFile: join(parts.folder, 'orders.register'),
    },
    {
      ...{ maxUploadBytes: 50_000_000, maxDurationMs: 180_000, undoDays: 7, encodeConcurrency: 1 },
      ...(port > 0 && { address: `http://127.0.0.1:${port}` }),
      ...(options.personBytesMax === undefined ? {} : { personBytesMax: options.personBytesMax }),
    },
  );
  const gateway = await testGateway(cell, parts, options.sites);
  await cell.start(['api']);
  const server = await createHttpServer({
    cell,
    logger: parts.logger,
    metrics: createMetrics(),
    version: 'test',
    rateLimits: options.rateLimits ?? false,
    trustProxy: options.trustProxy ?? false,
    web: options.web,
  });
  const url = await server.listen(port, '127.0.0.1');
  const api = apiClient(url);
  return {
    cell,
    parts,
    url,
    api,
    async viewer(body = {}) {
      const reply = await api<{ viewer: { id: string }; token: string }>('POST', '/v1/viewers', {
        body: { ...ADULT, ...body },
      });
      return { personId: reply.body.viewer.id, token: reply.body.token };
    },
    async account(handle, body = {}) {
      const reply = await api<{ account: { id: string }; token: string }>('POST', '/v1/accounts', {
        body: { handle, password: PASSWORD, ...ADULT, ...body },
      });
      if (reply.status !== 201)
        throw new Error(`no account ${handle}: ${JSON.stringify(reply.body)}`);
      return { personId: reply.body.account.id, token: reply.body.token, handle };
    },
    publish: (clip) => publishClip(cell, parts, clip),
    drain: () => cell.drain(),
    close: async () => {
      await server.close();
      await gateway.close();
      await cell.stop();
      await parts.close();
    },
  };
}

/** The gateway in this process, behind the same socket: it dials the test's own server under the names that it plays. */
async function testGateway(
  cell: Cell,
  parts: TestParts,
  sites: ReadonlyMap<string, number> = new Map(),
): Promise<RunningGateway> {
  return await openGateway({
    ...parts,
    socketPath: gatewaySocket(parts.folder),
    openTo: 'owner',
    log: cell.border.log,
    logFolder: join(parts.folder, 'log'),
    address: 'http://cell.invalid',
    sampleSites: join(parts.folder, 'sample-sites'),
    userAgent: 'Jhalak/test',
    // No name server is asked for any other name.
    forTests: { sites, resolver: () => Promise.resolve([]), limits: { hostIntervalMs: 0 } },
  });
}

function apiClient(url: string): TestCell['api'] {
  return async <Body>(method: string, path: string, request: ApiRequest = {}) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const text = await reply.text();
    const json = reply.headers.get('content-type')?.includes('json') === true && text !== '';
    return {
      status: reply.status,
      body: (json ? JSON.parse(text) : text) as Body,
      headers: reply.headers,
    };
  };
}

async function publishClip(cell: Cell, parts: TestParts, clip: SeededClip): Promise<string> {
  const { videoId = parts.ids.next() } = clip;
  const posterKey = `posters/${videoId}/poster.webp`;
  const poster = await parts.blobs.putBytes(posterKey, Buffer.from('RIFF'));
  const rendition = await parts.blobs.putBytes(
    `renditions/${videoId}/360.mp4`,
    clip.bytes ?? Buffer.from(`clip ${videoId}`),
  );
  await parts.database.transaction(async (tx) => {
    await cell.videos.publish(tx, {
      videoId,
      personId: clip.personId,
      caption: clip.caption ?? 'a clip',
      language: clip.language ?? 'hi',
      genre: clip.genre ?? 'music',
      tags: hashtagsOf(clip.caption ?? '', TAGS_MAX),
      durationMs: clip.durationMs ?? 8_000,
      widthPx: 360,
      heightPx: 640,
      thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
      posterKey: poster.key,
      renditions: [
        {
          key: rendition.key,
          codec: 'avc1.64001f,mp4a.40.2',
          widthPx: 360,
          heightPx: 640,
          bitrateBps: 600_000,
          bytes: rendition.bytes,
          sha256: rendition.sha256,
        },
      ],
      sample: false,
      ...(clip.ai === undefined ? {} : { ai: clip.ai }),
      ...(clip.sound === undefined ? {} : { sound: clip.sound }),
      ...(clip.remix === undefined ? {} : { remix: clip.remix }),
    });
  });
  return videoId;
}
