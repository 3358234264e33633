import type { Cell } from '../wiring/cell.ts';
import type { FastifyInstance } from 'fastify';

/** What the sample world's progress looks like. */
export interface SampleProgress {
  total: number;
  ready: number;
}

/** `GET /v1/health`: 200 when the database answers and the journal moves, else 503. */
export function mountHealth(
  app: FastifyInstance,
  cell: Cell,
  version: string,
  samples: () => SampleProgress | undefined,
): void {
  app.get('/v1/health', async (_request, reply) => {
    const started = performance.now();
    let window = -1;
    try {
      window = await cell.parts.journal.lastWindow();
    } catch {
      // The reply says it: not ready.
    }
    const ok = window >= 0;
    const progress = samples();
    return await reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({
        status: ok ? 'ok' : 'unavailable',
        version,
        region: cell.parts.region,
        database: { ok, answeredInMs: Math.round(performance.now() - started) },
        journal: { window, learnedWindow: cell.taste.version() },
        ...(progress === undefined ? {} : { samples: progress }),
      });
  });
}
