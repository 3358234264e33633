// Prometheus metrics: no personal data, routes by name. Read by this machine, or by whoever has the token.

import { timingSafeEqual } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { PartReport } from '@jhalak/pipeline';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface Metrics {
  observePart(report: PartReport): void;
  /** Adds a gauge that is asked when the metrics are read; what cannot be told at the moment is NaN, and the rest is still told. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  mount(app: FastifyInstance, token: string | undefined): void;
}

export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'jhalak_' });
  const requests = new Histogram({
    name: 'jhalak_http_request_seconds',
    help: 'Time from request to reply',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers: [register],
  });
  const parts = new Histogram({
    name: 'jhalak_pipeline_part_seconds',
    help: 'Time of one part of a candidate pipeline',
    labelNames: ['pipeline', 'kind', 'part'],
    buckets: [0.0001, ...SECONDS],
    registers: [register],
  });
  const failures = new Counter({
    name: 'jhalak_pipeline_failures_total',
    help: 'Parts of a pipeline that failed or were late',
    labelNames: ['pipeline', 'part'],
    registers: [register],
  });
  return {
    observePart(report) {
      parts.observe(
        { pipeline: report.pipeline, kind: report.kind, part: report.part },
        report.durationMs / 1_000,
      );
      if (report.failure !== undefined)
        failures.inc({ pipeline: report.pipeline, part: report.part });
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [register],
        async collect() {
          this.set(
            await Promise.resolve()
              .then(read)
              .catch(() => Number.NaN),
          );
        },
      });
    },
    mount(app, token) {
      app.addHook('onResponse', async (request, reply) => {
        const route =
          (request.routeOptions.config as { routeName?: string } | undefined)?.routeName ?? 'page';
        requests.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
      });
      app.get('/metrics', { config: { rateLimit: false } }, async (request, reply) => {
        if (!mayRead(request, token))
          throw problem(
            'auth.forbidden',
            'Metrics are read from this machine or with METRICS_TOKEN.',
          );
        return await reply
          .header('content-type', register.contentType)
          .send(await register.metrics());
      });
    },
  };
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined)
    return LOOPBACK.has(request.socket.remoteAddress ?? '') && !isProxied(request);
  const given = Buffer.from(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
  const expected = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

// A proxy on this machine stands for the whole world.
function isProxied(request: FastifyRequest): boolean {
  return FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined);
}

const FORWARDING_HEADERS = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];
