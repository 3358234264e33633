// The HTTP server of the api role. Order matters: cookies, caller, limits, routes, pages.

import cookie from '@fastify/cookie';
import { problem, type Caller } from '@jhalak/contracts';
import type { RegionNotice } from '@jhalak/contracts/orders';
import type { Logger } from '@jhalak/kernel';
import { regionView } from '@jhalak/orders';
import fastify, { type FastifyInstance } from 'fastify';
import type { Cell } from '../wiring/cell.ts';
import { mountDocs } from './docs.ts';
import { Idempotency } from './idempotency.ts';
import { mountHealth, type SampleProgress } from './health.ts';
import { mountLogFiles } from './log-files.ts';
import type { Metrics } from './metrics.ts';
import { mountRoutes } from './mount-routes.ts';
import { openApiOf } from './openapi.ts';
import { handleProblems, sendUnroutable, type PageShell } from './problems.ts';
import { limited, limitRates, limitsOf } from './rate-limits.ts';
import { inState, regionGate, STATE_HEADER } from './region-gate.ts';
import { sessionReader } from './session.ts';
import { mountTus } from './tus.ts';
import { movedReader } from './moved.ts';
import { standingGate } from './standing-gate.ts';
import { compileValidator } from './validation.ts';
import { answerShares } from './share-target.ts';
import { mountWebHost, shellOf, wantsPage, type WebBuild } from './web-host.ts';

export interface HttpOptions {
  cell: Cell;
  logger: Logger;
  metrics: Metrics;
  version: string;
  publicUrl?: string | undefined;
  trustProxy?: boolean;
  metricsToken?: string | undefined;
  /** Without it only the API is served. */
  web?: WebBuild | undefined;
  samples?: () => SampleProgress | undefined;
  /** How many strangers may share an address, as behind a carrier's network; times as much is taken from it. Default 1. */
  peoplePerAddress?: number;
  /** Tests of everything else turn limits off; default on. */
  rateLimits?: boolean;
}

export interface HttpServer {
  app: FastifyInstance;
  /** @returns the address it listens on. */
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
}

/** A client that sends headers or a body more slowly than this is cut off. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Answers under way may end for this long when the server stops; then their connections are cut. */
const CLOSE_GRACE_MS = 3_000;
/** Idle keep-alive connections. */
const KEEP_ALIVE_MS = 65_000;

export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { cell, logger } = options;
  const app = fastify({
    // One hop: the address that our own proxy added. Further ones are whatever the client wrote.
    trustProxy: options.trustProxy === true ? (_address: string, hop: number) => hop < 1 : false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: 200 },
    // HEAD wherever GET is (RFC 9110, 9.3.2); media and tus answer it themselves.
    exposeHeadRoutes: true,
    frameworkErrors: (_error, request, reply) => sendUnroutable(request.id, reply.raw),
    genReqId: () => cell.parts.ids.next(),
    logger: false,
  });
  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  // Bodies are JSON, or tus's own type; Fastify would hand plain text to the handlers.
  app.removeContentTypeParser('text/plain');
  let shell: PageShell | undefined;
  handleProblems(app, logger, (request) => (wantsPage(request) ? shell : undefined));
  const sessions = sessionReader(cell.accounts, options.publicUrl);
  await app.register(cookie);
  app.decorateRequest('caller', undefined);
  answerShares(app);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
    void reply.header('referrer-policy', 'strict-origin-when-cross-origin');
    void reply.header('x-request-id', request.id);
    if (options.publicUrl?.startsWith('https:') === true) {
      void reply.header('strict-transport-security', 'max-age=31536000');
    }
    const caller = await sessions.callerOf(request);
    // Nobody's own word on where they are counts: only the operator's proxy says it.
    request.caller =
      options.trustProxy === true ? inState(caller, request.headers[STATE_HEADER]) : caller;
  });
  const perAddress = limitsOf(options.peoplePerAddress ?? 1);
  if (options.rateLimits !== false) await limitRates(app, perAddress);
  options.metrics.mount(app, options.metricsToken);
  const region = regionGate(cell.visibility);
  const standing = standingGate(cell.standing, () => cell.parts.clock.nowMs());
  const takers = {
    '/v1/uploads': cell.media.handleTus.bind(cell.media),
    '/v1/imports': cell.bring.handleTus,
  };
  mountTus(app, takers, { region, standing });
  mountRoutes(app, cell.routes, {
    sessions,
    accounts: cell.accounts,
    idempotency: new Idempotency({ ...cell.parts, logger }),
    region,
    standing,
    limit: perAddress,
    oversight: cell.oversight,
    evenFrozen: async (work) => await cell.parts.database.evenFrozen(work),
  });
  mountLogFiles(app, cell.border);
  mountHealth(app, cell, options.version, options.samples ?? (() => undefined));
  await mountDocs(app, openApiOf(cell.routes, options.version));
  if (options.web === undefined) {
    app.setNotFoundHandler(limited(app), () => {
      throw problem(
        'not_found',
        'There is nothing at this address. The API is described at /docs.',
      );
    });
  } else {
    const closed = (caller: Caller | undefined): RegionNotice | undefined =>
      region(caller) ? regionView(cell.visibility.appBlock(caller?.state)) : undefined;
    const moved = movedReader(cell.standing, cell.handover);
    const limits = limited(app);
    const channelLink = async (path: string): Promise<string | undefined> =>
      await cell.channels.linkOf(path);
    const host = { sessions, logger, limits, closed, moved, channelLink };
    await mountWebHost(app, options.web, host);
    shell = await shellOf(options.web);
  }
  return {
    app,
    listen: async (port, host) => await app.listen({ port, host }),
    close: async () => {
      // They would hold up the stop until they are cut.
      cell.inbox.closeStreams();
      cell.media.closeStreams();
      app.server.closeIdleConnections();
      // A slow download must not hold up the stop: its player asks again for the range it lacks.
      const cut = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS);
      await app.close().finally(() => clearTimeout(cut));
    },
  };
}
