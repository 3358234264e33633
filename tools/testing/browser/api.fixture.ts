// Outside clients of the API: creators who upload by tus, without a browser.

import { readFile } from 'node:fs/promises';
import type { AccountCreated, ViewerCreated } from '@jhalak/contracts/accounts';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { Upload } from '@jhalak/contracts/videos';
import { until } from './until.fixture.ts';

/** What is said about a clip that is uploaded. */
export interface ClipWords {
  caption: string;
  language: string;
  genre: string;
}

/** Somebody with an account. */
export interface Creator {
  handle: string;
  token: string;
}

/** A password that the program accepts. */
export const PASSWORD = 'seven quiet lanterns';

/** Makes an account. @throws with the program's answer when it refuses. */
export async function signUp(url: string, handle: string): Promise<Creator> {
  const reply = await call(url, 'POST', '/v1/accounts', {
    body: { handle, password: PASSWORD, languages: ['hi'], genres: [], ageBand: '18plus' },
  });
  const { token } = (await reply.json()) as AccountCreated;
  return { handle, token };
}

/** An adult who lets the feed learn, reads Hindi and likes these genres. */
export async function newViewer(url: string, genres: readonly string[]): Promise<ViewerCreated> {
  const consent = { personalisation: true, lock: false, ads: false };
  const reply = await call(url, 'POST', '/v1/viewers', {
    body: {
      languages: ['hi'],
      genres,
      ageBand: '18plus',
      consent: { ...consent, ...noticeRead('hi') },
    },
  });
  return (await reply.json()) as ViewerCreated;
}

/** Uploads a file: tus creation, then one PATCH. @returns the upload's id. @throws with the answer of a refusal. */
export async function upload(
  url: string,
  creator: Creator,
  file: string,
  words: ClipWords,
): Promise<string> {
  const bytes = await readFile(file);
  const created = await call(url, 'POST', '/v1/uploads', {
    token: creator.token,
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.byteLength),
      'upload-metadata': Object.entries({ ...words, filename: file.split('/').at(-1) ?? '' })
        .map(([name, text]) => `${name} ${Buffer.from(text).toString('base64')}`)
        .join(','),
    },
  });
  const address = created.headers.get('location') ?? '';
  const id = address.split('/').at(-1) ?? '';
  // Nothing is left to send of an empty file.
  if (bytes.byteLength === 0) return id;
  await call(url, 'PATCH', address, {
    token: creator.token,
    headers: {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    bytes,
  });
  return id;
}

/** @returns the upload once it is published (in every size), refused or failed. */
export async function settled(
  url: string,
  creator: Creator,
  uploadId: string,
  limitMs: number,
): Promise<Upload> {
  return await until(`upload ${uploadId} is settled`, limitMs, async () => {
    const reply = await call(url, 'GET', `/v1/uploads/${uploadId}`, { token: creator.token });
    const found = (await reply.json()) as Upload;
    const over = found.state === 'refused' || found.state === 'failed' || found.step === 'done';
    return over ? found : undefined;
  });
}

interface Asked {
  token?: string;
  headers?: Record<string, string>;
  body?: unknown;
  bytes?: Uint8Array<ArrayBuffer>;
}

/** Calls the API. @throws Error with method, path, status and body for any answer but 2xx. */
export async function call(
  url: string,
  method: string,
  path: string,
  { token, headers, body, bytes }: Asked = {},
): Promise<Response> {
  const reply = await fetch(new URL(path, url), {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(bytes === undefined ? {} : { body: bytes }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return reply;
}
