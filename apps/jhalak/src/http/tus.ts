// Hands tus requests to whoever takes the bytes, as they are: their bodies are streams, not JSON.

import type { Caller } from '@jhalak/contracts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { regionBlocked, type RegionGate } from './region-gate.ts';
import type { StandingGate } from './standing-gate.ts';

/** Pieces of one upload a minute; a phone on a bad line sends many small ones. */
const REQUESTS_PER_MINUTE = 1_200;

/** Who takes what is sent to an address. */
type TusHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  caller: Caller | undefined,
) => Promise<void>;

/** @param takers by address: `/v1/uploads`. */
export function mountTus(
  app: FastifyInstance,
  takers: Readonly<Record<string, TusHandler>>,
  { region, standing }: { region: RegionGate; standing: StandingGate },
): void {
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) =>
    done(null, undefined),
  );
  const addresses = Object.entries(takers).flatMap(([path, take]) => [
    { url: path, methods: ['POST', 'OPTIONS'], take },
    { url: `${path}/:id`, methods: ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'], take },
  ]);
  for (const { url, methods, take } of addresses) {
    app.route({
      method: methods,
      url,
      config: { rateLimit: { max: REQUESTS_PER_MINUTE, timeWindow: '1 minute' }, routeName: 'tus' },
      handler: async (request, reply) => {
        if (region(request.caller)) throw regionBlocked();
        standing({ method: request.method, path: request.url });
        // What hooks have set (rate limits, security) goes out with the taker's own reply.
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) reply.raw.setHeader(name, value);
        }
        reply.hijack();
        // Somebody who is leaving uploads nothing.
        const caller = request.caller?.deletionDueAtMs === undefined ? request.caller : undefined;
        await take(request.raw, reply.raw, caller);
      },
    });
  }
}
