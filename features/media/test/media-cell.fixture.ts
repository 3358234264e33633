// Media over real engines behind a real HTTP server, with the transcoder and the publisher given by the test.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { readdir } from 'node:fs/promises';
import type { Caller } from '@jhalak/contracts';
import type { Upload } from '@jhalak/contracts/videos';
import {
  createMedia,
  type Media,
  type MediaDeps,
  type MediaSettings,
  type ReadyAsset,
  type VideoPublisher,
} from '@jhalak/media';
import type { Database, Feature, JobRun, Transcoder } from '@jhalak/ports';
import { openTestParts, type TestParts } from '@jhalak/testing';
import { JhalakError } from '@jhalak/kernel';
import { ScriptedTranscoder } from './scripted-transcoder.fixture.ts';

const MIGRATIONS = [{ owner: 'media', folder: new URL('../migrations/', import.meta.url) }];

/** What one HTTP exchange gave. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

export interface MediaCell {
  parts: TestParts;
  media: Media & Feature;
  transcoder: ScriptedTranscoder;
  /** `http://127.0.0.1:port` */
  url: string;
  port: number;
  /** A new signed-up person. */
  person(): Promise<string>;
  /** Sends one tus request as a person; undefined: without a token. */
  tus(
    personId: string | undefined,
    method: string,
    path: string,
    headers?: Record<string, string>,
    body?: Uint8Array,
  ): Promise<Reply>;
  /** Begins an upload. @returns its id. */
  begin(personId: string, bytes: number, metadata?: Record<string, string>): Promise<string>;
  /** Sends a whole file. @returns the upload's id. */
  upload(personId: string, content: Uint8Array, metadata?: Record<string, string>): Promise<string>;
  view(personId: string, uploadId: string): Promise<Upload>;
  route(name: string, personId: string, id?: string): Promise<{ status: number; json: unknown }>;
  /** Runs the jobs that are due. */
  work(): Promise<void>;
  /** Runs the job of one upload once, as the queue would at its n-th try. */
  runOnce(uploadId: string, run?: Partial<JobRun>): Promise<void>;
  /** Names of files under the upload folder. */
  files(): Promise<string[]>;
  sweep(name: string): Promise<number>;
  /** What the publisher was told, by video id, in order. */
  told(videoId: string): Promise<{ kind: string; asset: ReadyAsset }[]>;
  blobKeys(): Promise<string[]>;
  close(): Promise<void>;
}

export interface MediaCellOptions {
  settings?: Partial<MediaSettings>;
  transcoder?: Transcoder;
  people?: MediaDeps['people'];
}

export const METADATA = {
  filename: 'clip.mp4',
  caption: 'नमस्ते #Cricket',
  language: 'hi',
  genre: 'sports',
  tags: 'pitch',
};

/** The tus header of some words. */
export function uploadMetadata(words: Record<string, string>): string {
  return Object.entries(words)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

/** A publisher that writes down what it was told, in the caller's transaction. */
export async function recordingPublisher(
  database: Database,
): Promise<VideoPublisher & { told: MediaCell['told'] }> {
  await database.query({
    name: 'test.told_table',
    text: 'CREATE TABLE IF NOT EXISTS test_told (position bigint GENERATED ALWAYS AS IDENTITY, video_id uuid, kind text, asset jsonb)',
  });
  const tell =
    (kind: string): VideoPublisher['publish'] =>
    async (tx, asset) => {
      await tx.query(
        {
          name: 'test.tell',
          text: 'INSERT INTO test_told (video_id, kind, asset) VALUES ($1, $2, $3)',
        },
        [asset.videoId, kind, JSON.stringify(asset)],
      );
    };
  return {
    publish: tell('publish'),
    extend: tell('extend'),
    told: (videoId) =>
      database.query(
        {
          name: 'test.told',
          text: 'SELECT kind, asset FROM test_told WHERE video_id = $1 ORDER BY position',
        },
        [videoId],
      ),
  };
}

/** @returns a caller as the app would make it from a token. */
export function callerOf(req: IncomingMessage): Caller | undefined {
  const personId = req.headers['x-test-person'];
  if (typeof personId !== 'string') return undefined;
  const handle = req.headers['x-test-viewer'] === undefined ? { handle: 'asha' } : {};
  return {
    personId,
    ...handle,
    roles: [],
    languages: [],
    genres: [],
    personal: false,
    sessionId: personId,
  };
}

/** Nobody signs out here. */
export const SIGNED_IN: MediaDeps['people'] = {
  livingSessions: async (sessions) => new Set(sessions.map(({ sessionId }) => sessionId)),
};

/** Serves tus and the JSON routes as the app does. */
export function serveMedia(media: Media & Feature): Server {
  return createServer((req, res) => {
    const work =
      req.method === 'GET' ? answerJson(media, req, res) : media.handleTus(req, res, callerOf(req));
    work.catch((error: unknown) =>
      res.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
}

async function answerJson(
  media: Feature,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const id = /^\/v1\/uploads\/([^/]+)$/.exec(req.url ?? '')?.[1];
  const reply = await callRoute(
    media,
    id === undefined ? 'listUploads' : 'getUpload',
    callerOf(req),
    id,
  );
  res
    .writeHead(reply.status, { 'content-type': 'application/json' })
    .end(JSON.stringify(reply.json));
}

async function callRoute(
  media: Feature,
  name: string,
  caller: Caller | undefined,
  id?: string,
): Promise<{ status: number; json: unknown }> {
  const route = media.routes.find((one) => one.name === name);
  if (route === undefined) throw new Error(`no route ${name}`);
  try {
    const { status, json } = await route.handle({
      params: { id },
      query: {},
      body: undefined,
      caller,
      headers: {},
      signal: new AbortController().signal,
    });
    return { status, json };
  } catch (error) {
    if (error instanceof JhalakError) return { status: error.status, json: { code: error.code } };
    throw error;
  }
}

export async function openMediaCell(options: MediaCellOptions = {}): Promise<MediaCell> {
  const parts = await openTestParts({ migrations: MIGRATIONS });
  const transcoder = new ScriptedTranscoder();
  const publisher = await recordingPublisher(parts.database);
  const media = createMedia({
    ...parts,
    transcoder: options.transcoder ?? transcoder,
    publisher,
    people: options.people ?? SIGNED_IN,
    settings: {
      uploadFolder: join(parts.folder, 'uploads'),
      freeDiskFloorBytes: 0,
      ...options.settings,
    },
  });
  const server = serveMedia(media);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    parts,
    media,
    transcoder,
    url: `http://127.0.0.1:${port}`,
    port,
    told: publisher.told,
    ...cellActions(parts, media, port),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await parts.close();
    },
  };
}

function cellActions(
  parts: TestParts,
  media: Media & Feature,
  port: number,
): Omit<MediaCell, 'parts' | 'media' | 'transcoder' | 'url' | 'port' | 'told' | 'close'> {
  const tus: MediaCell['tus'] = async (personId, method, path, headers = {}, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        'tus-resumable': '1.0.0',
        ...(personId === undefined ? {} : { 'x-test-person': personId }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const begin: MediaCell['begin'] = async (personId, bytes, metadata = METADATA) => {
    const reply = await tus(personId, 'POST', '/v1/uploads', {
      'upload-length': String(bytes),
      'upload-metadata': uploadMetadata(metadata),
    });
    if (reply.status !== 201) throw new Error(`begin: ${reply.status} ${reply.text}`);
    return reply.headers.get('location')?.split('/').at(-1) ?? '';
  };
  return {
    tus,
    begin,
    person: async () => {
      const personId = parts.ids.next();
      await parts.keys.ensure(personId);
      return personId;
    },
    upload: async (personId, content, metadata) => {
      const id = await begin(personId, content.length, metadata);
      if (content.length === 0) return id;
      const reply = await tus(personId, 'PATCH', `/v1/uploads/${id}`, patchHeaders(0), content);
      if (reply.status !== 204) throw new Error(`upload: ${reply.status} ${reply.text}`);
      return id;
    },
    view: async (personId, uploadId) => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/uploads/${uploadId}`, {
        headers: { 'x-test-person': personId },
      });
      return (await response.json()) as Upload;
    },
    route: async (name, personId, id) =>
      await callRoute(
        media,
        name,
        {
          personId,
          handle: 'asha',
          roles: [],
          languages: [],
          genres: [],
          personal: false,
          sessionId: personId,
        },
        id,
      ),
    work: async () => await parts.jobs.drain(media.jobs),
    runOnce: async (uploadId, run = {}) => {
      const [row] = await parts.database.query<{ person_id: string; video_id: string }>(
        {
          name: 'test.ref',
          text: 'SELECT person_id, video_id FROM media_uploads WHERE upload_id = $1',
        },
        [uploadId],
      );
      await media.jobs['media.process']?.(
        { uploadId, personId: row?.person_id ?? '', videoId: row?.video_id ?? '' },
        { attempt: 1, maxAttempts: 50, signal: new AbortController().signal, ...run },
      );
    },
    files: async () => {
      const root = join(parts.folder, 'uploads');
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const named = entries.filter((entry) => entry.isFile() || entry.parentPath !== root);
      return named.map((entry) => relative(root, join(entry.parentPath, entry.name))).toSorted();
    },
    sweep: async (name) => {
      const sweep = media.sweeps.find((one) => one.name === name);
      if (sweep === undefined) throw new Error(`no sweep ${name}`);
      return await sweep.run();
    },
    blobKeys: async () => {
      const keys: string[] = [];
      for (const prefix of ['posters/', 'renditions/', 'sources/']) {
        for await (const key of parts.blobs.list(prefix)) keys.push(key);
      }
      return keys;
    },
  };
}

/** The headers of a PATCH at an offset. */
export function patchHeaders(offset: number): Record<string, string> {
  return { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) };
}
