// Hands tus requests to media as they are: their bodies are streams, not JSON.

import type { Media } from '@jhalak/media';
import type { FastifyInstance } from 'fastify';
import { regionBlocked, type RegionGate } from './region-gate.ts';
import type { StandingGate } from './standing-gate.ts';

/** Pieces of one upload a minute; a phone on a bad line sends many small ones. */
const REQUESTS_PER_MINUTE = 1_200;

export function mountTus(
  app: FastifyInstance,
  media: Media,
  { region, standing }: { region: RegionGate; standing: StandingGate },
): void {
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) =>
    done(null, undefined),
  );
  for (const [url, methods] of [
    ['/v1/uploads', ['POST', 'OPTIONS']],
    ['/v1/uploads/:id', ['HEAD', 'PATCH', 'DELETE', 'OPTIONS']],
  ] as const) {
    app.route({
      method: [...methods],
      url,
      config: { rateLimit: { max: REQUESTS_PER_MINUTE, timeWindow: '1 minute' }, routeName: 'tus' },
      handler: async (request, reply) => {
        if (region(request.caller)) throw regionBlocked();
        standing({ method: request.method, path: request.url });
        // What hooks have set (rate limits, security) goes out with media's own reply.
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) reply.raw.setHeader(name, value);
        }
        reply.hijack();
        // Somebody who is leaving uploads nothing.
        const caller = request.caller?.deletionDueAtMs === undefined ? request.caller : undefined;
        await media.handleTus(request.raw, reply.raw, caller);
      },
    });
  }
}
