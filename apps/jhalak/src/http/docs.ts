// OpenAPI 3.1, generated from the routes, and a page to read it.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { PROBLEM_STATUS } from '@jhalak/contracts';
import type { FastifyInstance } from 'fastify';

/** Must be registered before the routes: it listens to them. */
export async function mountOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Jhalak',
        version,
        description:
          'One cell of Jhalak. Send `Authorization: Bearer TOKEN`; make a viewer for a token. Failures are RFC 9457 problems with a stable `code`. Uploads speak tus 1.0 at `/v1/uploads`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          cookie: { type: 'apiKey', in: 'cookie', name: 'jhalak_session' },
        },
      },
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { docExpansion: 'list' },
  });
}

/** After the routes. */
export function mountOpenApiFile(app: FastifyInstance): void {
  app.get(
    '/openapi.json',
    { schema: { hide: true } },
    async (_request, reply) =>
      await reply
        .header('cache-control', 'public, max-age=60')
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(app.swagger())),
  );
  app.get('/docs/problems', { schema: { hide: true } }, async (_request, reply) => {
    const rows = Object.entries(PROBLEM_STATUS)
      .map(
        ([code, status]) => `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td></tr>`,
      )
      .join('');
    return await reply
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Problem codes</title><h1>Problem codes</h1><table><tr><th>code</th><th>status</th></tr>${rows}</table></html>`,
      );
  });
}
