// Puts the features' routes on the server: access by role, input by schema, replies as they come.

import { Transform } from 'node:stream';
import {
  organisationsOf,
  problem,
  type Caller,
  type Role,
  type Route,
  type RouteReply,
} from '@jhalak/contracts';
import type { Accounts } from '@jhalak/accounts';
import type { Oversight } from '@jhalak/border';
import type { WriteStop } from '@jhalak/ports';
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { heedsIdempotencyKey, type Idempotency } from './idempotency.ts';
import { servesHead } from './openapi.ts';
import { routeLimit, type RateLimitOf } from './rate-limits.ts';
import { checkRegion, type RegionGate } from './region-gate.ts';
import type { SessionReader } from './session.ts';
import type { StandingGate } from './standing-gate.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
/** No request of ours takes longer; parts below get the signal. */
const DEADLINE_MS = 30_000;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
    /** Its changes are taken although the cell is frozen. */
    isFree: boolean;
    /** Of routes with `rawBody`: the pieces of the body as they come. */
    bodyPieces: Buffer[] | undefined;
  }
}

/** What routes are mounted with. */
export interface MountParts {
  sessions: SessionReader;
  accounts: Pick<Accounts, 'enter' | 'isFresh'>;
  idempotency: Idempotency;
  region: RegionGate;
  standing: StandingGate;
  limit: RateLimitOf;
  oversight: Pick<Oversight, 'note'>;
  /** Lets changes through a database that only reads; see `WriteStop`. */
  evenFrozen: WriteStop['evenFrozen'];
}

export function mountRoutes(
  app: FastifyInstance,
  routes: readonly Route[],
  parts: MountParts,
): void {
  for (const route of routes) mountRoute(app, route, parts);
}

function mountRoute(
  app: FastifyInstance,
  route: Route,
  { sessions, accounts, idempotency, region, standing, limit, oversight, evenFrozen }: MountParts,
): void {
  const heedsKey = heedsIdempotencyKey(route);
  app.route({
    method: servesHead(route) ? ['GET', 'HEAD'] : route.method,
    url: route.path,
    bodyLimit: route.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    schema: {
      ...(route.params === undefined ? {} : { params: route.params }),
      ...(route.query === undefined ? {} : { querystring: route.query }),
      ...(route.body === undefined ? {} : { body: route.body }),
    },
    config: {
      rateLimit: routeLimit(route, limit),
      routeName: route.name,
    },
    // Before the body is read: a stranger's megabytes are not taken in.
    // After the rate limit, which counts refused requests too.
    preParsing: async (request, _reply, payload) => {
      request.isFree = standing({ method: request.method, path: request.url, route });
      const caller = callerFor(route, request.caller);
      // Under a lent role nothing is done that was not written down before.
      request.caller = caller === undefined ? undefined : await accounts.enter(caller, route.name);
      const { organisation } = request.params as { organisation?: string };
      checkAccess(route, request.caller, organisation);
      checkRegion(route, request.caller, region);
      checkParent(route, request.caller);
      await checkFresh(route, request.caller, accounts);
      await oversight.note(request.caller, route);
      return route.rawBody === undefined ? payload : keepBytes(request, payload);
    },
    handler: async (request, reply) => {
      const { params, query, body, caller } = request;
      const headers = request.headers as Record<string, string | undefined>;
      const signal = requestSignal(reply);
      const pieces = request.bodyPieces;
      const raw = pieces === undefined ? {} : { rawBody: Buffer.concat(pieces) };
      const run = async (): Promise<RouteReply> =>
        await route.handle({
          ...{ params, query, body, caller, headers, address: request.ip, signal },
          ...raw,
        });
      const key = heedsKey ? headers['idempotency-key'] : undefined;
      const once = async (): Promise<RouteReply> =>
        key === undefined
          ? await run()
          : await idempotency.once({ route, key, caller, input: { params, query, body } }, run);
      const answer = request.isFree ? await evenFrozen(once) : await once();
      if (
        answer.session !== undefined &&
        (answer.session === null || sessions.fromOurPage(request))
      ) {
        sessions.setCookie(reply, answer.session);
      }
      return await send(request, reply, answer);
    },
  });
}

/** @returns the body, of which every piece is kept on its way. Its length is counted where it is parsed. */
function keepBytes(request: FastifyRequest, payload: RequestPayload): RequestPayload {
  const pieces: Buffer[] = [];
  request.bodyPieces = pieces;
  const kept: Transform & { receivedEncodedLength?: number } = new Transform({
    transform(piece: Buffer, _encoding, done) {
      pieces.push(piece);
      kept.receivedEncodedLength = (kept.receivedEncodedLength ?? 0) + piece.length;
      done(null, piece);
    },
  });
  payload.once('error', (error) => kept.destroy(error));
  return payload.pipe(kept);
}

/**
 * Somebody whose account waits for its deletion can sign in to undo it; elsewhere they count as nobody.
 *
 * @throws `account.pending_deletion` where nobody may call.
 */
function callerFor(route: Route, caller: Caller | undefined): Caller | undefined {
  if (caller?.deletionDueAtMs === undefined || route.pendingDeletion === 'allowed') return caller;
  if (route.access === 'anyone') return undefined;
  throw problem(
    'account.pending_deletion',
    'This account waits for its deletion. Bring it back first: POST /v1/accounts/me/restore.',
  );
}

/**
 * @param organisation as the path names it.
 * @throws `auth.required` or `auth.forbidden`.
 */
function checkAccess(
  { access, owner }: Pick<Route, 'access' | 'owner'>,
  caller: Caller | undefined,
  organisation: string | undefined,
): void {
  if (access === 'anyone') return;
  if (caller === undefined)
    throw problem('auth.required', 'This needs a token: make a viewer, or sign in.');
  if (access === 'viewer') return;
  if (caller.handle === undefined)
    throw problem('auth.required', 'This needs an account: sign up or sign in.');
  if (access === 'account') return;
  const allowed =
    owner === 'organisation'
      ? reaches(organisationsOf(caller, access), organisation)
      : caller.roles.includes('admin') || access.some((role: Role) => caller.roles.includes(role));
  if (!allowed)
    throw problem('auth.forbidden', `This needs one of the roles ${access.join(', ')}.`);
}

/** @throws `family.consent_needed` where a parent must agree first. */
function checkParent(route: Route, caller: Caller | undefined): void {
  if (route.parentFirst === true && caller?.child?.consent === false)
    throw problem(
      'family.consent_needed',
      'A parent must agree to this first. On the page Family you can ask them.',
    );
}

/** @throws `auth.step_up` where the last proof is too old for what the route does. */
async function checkFresh(
  route: Route,
  caller: Caller | undefined,
  accounts: Pick<Accounts, 'isFresh'>,
): Promise<void> {
  if (route.stepUp !== true || caller?.handle === undefined) return;
  if (!(await accounts.isFresh(caller)))
    throw problem(
      'auth.step_up',
      'Prove first that it is you: POST /v1/step-up. It holds for ten minutes.',
    );
}

// The same answer for an organisation that does not exist: nobody learns which ones do.
function reaches(held: 'all' | readonly string[], organisation: string | undefined): boolean {
  if (held === 'all') return true;
  return organisation === undefined ? held.length > 0 : held.includes(organisation);
}

// One controller and one timer: joining signals costs a tenth of a feed page.
function requestSignal(reply: FastifyReply): AbortSignal {
  const over = new AbortController();
  const late = setTimeout(
    () => over.abort(new DOMException('The request took too long', 'TimeoutError')),
    DEADLINE_MS,
  );
  // A process that stops does not wait for it.
  late.unref();
  reply.raw.once('close', () => {
    clearTimeout(late);
    if (!reply.raw.writableFinished) over.abort(new Error('the client went away'));
  });
  return over.signal;
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: RouteReply,
): Promise<FastifyReply> {
  void reply.code(answer.status);
  for (const [name, value] of Object.entries(answer.headers ?? {})) void reply.header(name, value);
  if (answer.stream !== undefined) {
    if (request.method === 'HEAD') {
      answer.stream.destroy();
      return await reply.send('');
    }
    return await reply.send(answer.stream);
  }
  const json =
    answer.rawJson ?? (answer.json === undefined ? undefined : JSON.stringify(answer.json));
  if (json === undefined) return await reply.send();
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  return await reply.header('content-type', 'application/json; charset=utf-8').send(json);
}
