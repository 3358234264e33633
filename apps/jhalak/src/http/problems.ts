// One place turns failures into replies: RFC 9457, a stable code, a sentence that says what to do.

import type { ServerResponse } from 'node:http';
import { problem, PROBLEM_STATUS, type Problem } from '@jhalak/contracts';
import { JhalakError, messageOf, type Logger } from '@jhalak/kernel';
import { frozenOr, isReadOnlyError } from '@jhalak/postgres';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Fastify's own refusals in our words. */
const FASTIFY_CODES: Readonly<
  Record<string, { code: keyof typeof PROBLEM_STATUS; detail: string }>
> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'request.too_large',
    detail: 'The body is larger than this route takes.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'request.unsupported_type',
    detail: 'Send application/json.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    code: 'request.invalid',
    detail: 'The body is empty; this route needs JSON.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'request.invalid', detail: 'The body is not valid JSON.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'request.invalid',
    detail: 'Content-Length and body differ.',
  },
};

/** The app's page without anything in it. */
export interface PageShell {
  html: string;
  /** Its Content-Security-Policy. */
  policy: string;
}

/** What says that the cell is busy or down, whatever was asked. */
const PASSING = new Set([429, 500, 503]);

/**
 * @param shellOf the app without any data, for who asked for a page: it draws what it can and says why the rest is missing.
 */
export function handleProblems(
  app: FastifyInstance,
  logger: Logger,
  shellOf: (request: FastifyRequest) => PageShell | undefined,
): void {
  app.setErrorHandler(async (error, request, reply) => {
    const known = asJhalakError(error);
    if (known.status >= 500) {
      logger.error(
        {
          requestId: request.id,
          route: request.routeOptions.url,
          code: known.code,
          error: messageOf(error),
          stack: error instanceof Error ? error.stack : undefined,
        },
        'a request failed',
      );
    }
    const shell = PASSING.has(known.status) ? shellOf(request) : undefined;
    return await (shell === undefined
      ? sendProblem(request, reply, known)
      : sendShell(reply, known, shell));
  });
}

/** For what Fastify refuses before any route, hook or error handler: an address that cannot be decoded. */
export function sendUnroutable(requestId: string, response: ServerResponse): void {
  const body = bodyOf(problem('request.invalid', 'This address cannot be read.'), requestId);
  response.writeHead(body.status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  });
  response.end(JSON.stringify(body));
}

async function sendShell(
  reply: FastifyReply,
  { status, retryAfterS }: JhalakError,
  { html, policy }: PageShell,
): Promise<FastifyReply> {
  if (retryAfterS !== undefined) void reply.header('retry-after', String(retryAfterS));
  void reply.header('content-security-policy', policy);
  return await reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(html);
}

async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: JhalakError,
): Promise<FastifyReply> {
  if (error.retryAfterS !== undefined) void reply.header('retry-after', String(error.retryAfterS));
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer realm="jhalak"');
  return await reply
    .code(error.status)
    // Caches may keep a 404 or 451 that says nothing about it; the clip may be back in a minute.
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(bodyOf(error, request.id)));
}

function bodyOf(error: JhalakError, requestId: string): Problem {
  return {
    type: `/docs/problems#${error.code}`,
    title: titleOf(error.status),
    status: error.status,
    detail: error.message,
    code: error.code,
    instance: requestId,
    ...(error.fields === undefined ? {} : { errors: [...error.fields] }),
  };
}

function asJhalakError(error: unknown): JhalakError {
  if (error instanceof JhalakError) return error;
  if (isReadOnlyError(error)) return asJhalakError(frozenOr(error));
  const code =
    error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : '';
  const known = FASTIFY_CODES[code];
  if (known !== undefined)
    return new JhalakError(known.detail, {
      code: known.code,
      status: PROBLEM_STATUS[known.code],
      cause: error,
    });
  const status =
    error !== null && typeof error === 'object' && 'statusCode' in error
      ? Number(error.statusCode)
      : 500;
  if (status >= 400 && status < 500) {
    return new JhalakError(messageOf(error), { code: 'request.invalid', status, cause: error });
  }
  return new JhalakError(
    'Something went wrong on our side. Nothing you sent is lost if we acknowledged it; try again.',
    {
      code: 'internal',
      status: 500,
      cause: error,
    },
  );
}

function titleOf(status: number): string {
  const titles: Readonly<Record<number, string>> = {
    400: 'Bad request',
    401: 'Sign in needed',
    403: 'Not allowed',
    404: 'Not found',
    409: 'Conflict',
    410: 'Gone',
    412: 'Precondition failed',
    413: 'Too large',
    415: 'Unsupported type',
    422: 'Cannot be processed',
    423: 'Locked',
    429: 'Too many requests',
    451: 'Unavailable for legal reasons',
    503: 'Unavailable',
    507: 'No space left',
  };
  return titles[status] ?? (status < 500 ? 'Request refused' : 'Server error');
}
