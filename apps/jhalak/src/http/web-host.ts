// Serves the built web app: its files, and its pages rendered on the server with the JSON API at hand.

import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { Viewer } from '@jhalak/contracts/accounts';
import type { RegionNotice } from '@jhalak/contracts/orders';
import { problem, type Caller } from '@jhalak/contracts';
import { messageOf, type Logger } from '@jhalak/kernel';
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  preHandlerAsyncHookHandler,
  preHandlerHookHandler,
} from 'fastify';
import type { MovedNotice } from './moved.ts';
import { mountEmbeds, type EmbedRenderer } from './embeds.ts';
import type { PageShell } from './problems.ts';
import { STATE_HEADER } from './region-gate.ts';
import { LOCALE_COOKIE, type SessionReader } from './session.ts';

/** Where the web build put its results. */
export interface WebBuild {
  clientFolder: string;
  serverEntry: string;
}

interface RenderReply {
  status: number;
  html: string;
  headers: Record<string, string>;
}

type Render = (request: {
  url: string;
  nonce: string;
  origin: string;
  acceptLanguage: string;
  localeCookie?: string;
  viewer?: Viewer;
  region?: RegionNotice;
  moved?: MovedNotice;
  api(path: string): Promise<{ status: number; json: unknown }>;
}) => Promise<RenderReply>;

/** Files at the client folder's root that are served under their own name, not immutable. */
const ROOT_FILES = [
  'manifest.webmanifest',
  'sw.js',
  'offline.html',
  'robots.txt',
  'favicon.ico',
  'verify.html',
];
/** Other addresses of the same files. */
const ALSO_AT: Readonly<Record<string, string>> = { 'verify.html': '/verify' };
const YEAR_S = 31_536_000;

/** Counts requests that no route takes; empty where limits are off. */
export interface NotFoundLimits {
  preHandler?: preHandlerHookHandler | preHandlerAsyncHookHandler;
}

/** What pages are served with. */
export interface WebHostParts {
  sessions: SessionReader;
  logger: Logger;
  limits: NotFoundLimits;
  /** The notice of a region that an order closes to this caller. */
  closed(caller: Caller | undefined): RegionNotice | undefined;
  /** Where the page of a channel that moved to another cell is now. */
  channelLink(path: string): Promise<string | undefined>;
  /** Who goes on with the cell, once it was handed over. */
  moved(): Promise<MovedNotice | undefined>;
}

/** Set by the page that tells of the move, for who goes on watching here. */
const STAY_COOKIE = 'jhalak_stay';

export async function mountWebHost(
  app: FastifyInstance,
  build: WebBuild,
  { sessions, logger, limits, closed, moved, channelLink }: WebHostParts,
): Promise<void> {
  // The bundle's own contract (apps/web, render-contract.ts); it is built beside this program.
  const { render, ...embeds } = (await import(
    pathToFileURL(build.serverEntry).href
  )) as EmbedRenderer & { render: Render };
  mountEmbeds(app, embeds, { originOf: (request) => sessions.originOf(request), limits });
  await app.register(fastifyStatic, {
    root: join(build.clientFolder, 'assets'),
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: YEAR_S * 1_000,
    decorateReply: true,
    wildcard: true,
  });
  await app.register(fastifyStatic, {
    root: join(build.clientFolder, 'icons'),
    prefix: '/icons/',
    decorateReply: false,
    maxAge: 86_400_000,
  });
  for (const file of ROOT_FILES) {
    const exists = await stat(join(build.clientFolder, file)).catch(() => undefined);
    if (exists === undefined) continue;
    for (const path of [`/${file}`, ALSO_AT[file]]) {
      if (path === undefined) continue;
      app.get(path, async (_request, reply) => {
        if (file === 'sw.js') void reply.header('service-worker-allowed', '/');
        return await reply
          .header('cache-control', 'no-cache')
          .type(contentTypeOf(file))
          .send(await readFile(join(build.clientFolder, file)));
      });
    }
  }
  app.setNotFoundHandler(limits, async (request, reply) => {
    if (!isPage(request))
      throw problem(
        'not_found',
        'There is nothing at this address. The API is described at /docs.',
      );
    const elsewhere = await linkElsewhere(request, channelLink);
    if (elsewhere !== undefined)
      return await reply.header('cache-control', 'no-cache').redirect(elsewhere, MOVED);
    return await renderPage(app, render, { sessions, logger, closed, moved }, request, reply);
  });
}

/** Permanent Redirect (RFC 9110, 15.4.9). */
const MOVED = 308;
/** A clip's page, or a person's. */
const CHANNEL_PATH = /^\/(v\/|@|%40)[^/?#]{1,120}$/u;

async function linkElsewhere(
  { url }: FastifyRequest,
  channelLink: WebHostParts['channelLink'],
): Promise<string | undefined> {
  const [path = ''] = url.split('?');
  if (!CHANNEL_PATH.test(path)) return undefined;
  try {
    return await channelLink(decodeURIComponent(path));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** @returns the app's page without anything in it, as phones keep it for when there is no network. */
export async function shellOf(build: WebBuild): Promise<PageShell> {
  const html = await readFile(join(build.clientFolder, 'offline.html'), 'utf8');
  return { html, policy: contentSecurityPolicy() };
}

/** @returns whether a browser wants to show the answer. */
export function wantsPage(request: FastifyRequest): boolean {
  return isPage(request) && request.headers.accept?.includes('text/html') === true;
}

function isPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (/^\/(v1|media|assets|icons)\//.test(request.url)) return false;
  return request.headers.accept === undefined || /text\/html|\*\/\*/.test(request.headers.accept);
}

async function renderPage(
  app: FastifyInstance,
  render: Render,
  { sessions, logger, closed, moved }: Omit<WebHostParts, 'limits' | 'channelLink'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const nonce = randomBytes(16).toString('base64');
  const api = async (path: string): Promise<{ status: number; json: unknown }> =>
    await callApi(app, request, path);
  const viewer = request.caller === undefined ? undefined : await api('/v1/viewers/me');
  const localeCookie = request.cookies[LOCALE_COOKIE];
  const region = closed(request.caller);
  const notice = await moved();
  // Who stays goes on watching here, where there is anything to watch.
  const stays = request.cookies[STAY_COOKIE] !== undefined && notice?.kind === undefined;
  const gone = stays ? undefined : notice;
  const page = await render({
    url: request.url,
    nonce,
    origin: sessions.originOf(request),
    acceptLanguage: request.headers['accept-language'] ?? '',
    ...(localeCookie === undefined ? {} : { localeCookie }),
    ...(viewer?.status === 200 ? { viewer: viewer.json as Viewer } : {}),
    ...(region === undefined ? {} : { region }),
    ...(gone === undefined ? {} : { moved: gone }),
    api,
  }).catch((error: unknown) => {
    logger.error(
      { requestId: request.id, error: messageOf(error) },
      'a page could not be rendered',
    );
    throw error;
  });
  for (const [name, value] of Object.entries(page.headers)) void reply.header(name, value);
  void reply.header('content-security-policy', contentSecurityPolicy(nonce));
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-store');
  return await reply.code(page.status).type('text/html; charset=utf-8').send(page.html);
}

function contentSecurityPolicy(nonce?: string): string {
  const inline = nonce === undefined ? '' : ` 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src 'self'${inline}`,
    `style-src 'self'${inline}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}

// The page asks the same API as everybody, as the same person: no second way to the data.
async function callApi(
  app: FastifyInstance,
  request: FastifyRequest,
  path: string,
): Promise<{ status: number; json: unknown }> {
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const name of ['cookie', 'authorization', 'accept-language', STATE_HEADER] as const) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const locale = request.cookies[LOCALE_COOKIE];
  if (locale !== undefined) headers['accept-language'] = locale;
  const answer = await app.inject({ method: 'GET', url: path, headers, remoteAddress: request.ip });
  return { status: answer.statusCode, json: answer.body === '' ? null : JSON.parse(answer.body) };
}

function contentTypeOf(file: string): string {
  const types: Readonly<Record<string, string>> = {
    webmanifest: 'application/manifest+json',
    js: 'text/javascript; charset=utf-8',
    html: 'text/html; charset=utf-8',
    txt: 'text/plain; charset=utf-8',
    ico: 'image/x-icon',
  };
  return types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}
