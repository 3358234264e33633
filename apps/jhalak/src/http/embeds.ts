// Clips inside other sites: the frame, and oEmbed, by which other sites ask for it. Both see what a stranger sees, whoever looks:
// no session is read, no cookie is set. Only the frame may stand inside another page.

import { randomBytes } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { STATE_HEADER } from './region-gate.ts';
import type { NotFoundLimits } from './web-host.ts';

type ServerApi = (path: string) => Promise<{ status: number; json: unknown }>;

/** The part of the web's server bundle that this needs (apps/web, render-contract.ts). */
export interface EmbedRenderer {
  renderEmbed(request: {
    id: string;
    nonce: string;
    origin: string;
    acceptLanguage: string;
    api: ServerApi;
  }): Promise<{ status: number; html: string }>;
  renderOembed(request: {
    url: string;
    format?: string;
    maxWidthPx?: number;
    maxHeightPx?: number;
    origin: string;
    api: ServerApi;
  }): Promise<{ status: number; json?: unknown }>;
}

/** As for the bytes of a clip: what goes dark is dark everywhere within it. */
const CACHE_S = 60;
const URL_MAX = 500;
const SIDE_MAX_PX = 10_000;

const OembedQuery = Type.Object({
  url: Type.String({ maxLength: URL_MAX }),
  format: Type.Optional(Type.String({ maxLength: 20 })),
  maxwidth: Type.Optional(Type.Integer({ minimum: 1, maximum: SIDE_MAX_PX })),
  maxheight: Type.Optional(Type.Integer({ minimum: 1, maximum: SIDE_MAX_PX })),
});
type OembedQuery = Static<typeof OembedQuery>;

export function mountEmbeds(
  app: FastifyInstance,
  render: EmbedRenderer,
  { originOf, limits }: { originOf(request: FastifyRequest): string; limits: NotFoundLimits },
): void {
  app.get<{ Params: { id: string } }>('/embed/:id', limits, async (request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    const { status, html } = await render.renderEmbed({
      ...{ id: request.params.id, nonce, origin: originOf(request) },
      ...{
        acceptLanguage: request.headers['accept-language'] ?? '',
        api: strangersApi(app, request),
      },
    });
    return await reply
      .code(status)
      .header('content-security-policy', framePolicy(nonce))
      .header('cache-control', `public, max-age=${CACHE_S}`)
      .header('vary', `Accept-Language, ${STATE_HEADER}`)
      .type('text/html; charset=utf-8')
      .send(html);
  });
  app.get<{ Querystring: OembedQuery }>(
    '/oembed',
    { ...limits, schema: { querystring: OembedQuery } },
    async (request, reply) => {
      const { url, format, maxwidth, maxheight } = request.query;
      const { status, json } = await render.renderOembed({
        ...{ url, origin: originOf(request), api: strangersApi(app, request) },
        ...(format === undefined ? {} : { format }),
        ...(maxwidth === undefined ? {} : { maxWidthPx: maxwidth }),
        ...(maxheight === undefined ? {} : { maxHeightPx: maxheight }),
      });
      if (status !== 200) throw oembedProblem(status);
      return await reply
        .header('cache-control', `public, max-age=${CACHE_S}`)
        .header('vary', STATE_HEADER)
        // Anybody's page may read it: it holds nothing of anybody.
        .header('access-control-allow-origin', '*')
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(json));
    },
  );
}

function oembedProblem(status: number): Error {
  switch (status) {
    case 501:
      return problem('oembed.format', 'oEmbed is answered as JSON here; ask with format=json.');
    case 401:
      return problem('oembed.not_public', 'This clip is not shown to everybody; it has no frame.');
    case 503:
      return problem('unavailable', 'The clip cannot be looked up now; ask again in a minute.');
    default:
      return problem(
        'oembed.not_found',
        'No clip of this site is at that link, or none that may be seen.',
      );
  }
}

function framePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "img-src 'self'",
    "media-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    'frame-ancestors *',
  ].join('; ');
}

// As nobody: only where the operator's proxy says that the request comes from counts, because orders hold by place.
function strangersApi(app: FastifyInstance, request: FastifyRequest): ServerApi {
  return async (path) => {
    const headers: Record<string, string> = { accept: 'application/json' };
    const state = request.headers[STATE_HEADER];
    if (typeof state === 'string') headers[STATE_HEADER] = state;
    const answer = await app.inject({
      ...{ method: 'GET', url: path, headers, remoteAddress: request.ip },
    });
    return { status: answer.statusCode, json: answer.body === '' ? null : JSON.parse(answer.body) };
  };
}
