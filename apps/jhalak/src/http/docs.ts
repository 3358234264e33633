// The API's description for machines and people.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { PROBLEM_STATUS } from '@jhalak/contracts';
import type { FastifyInstance } from 'fastify';
import type { OpenApi } from './openapi.ts';

/** `/openapi.json`, a readable page at `/docs`, the list of problem codes at `/docs/problems`. */
export async function mountDocs(app: FastifyInstance, description: OpenApi): Promise<void> {
  const text = JSON.stringify(description);
  await app.register(swagger, {
    mode: 'static',
    // Its own type of the same document is narrower than the standard.
    specification: { document: JSON.parse(text) as never },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { docExpansion: 'list' },
    theme: {
      title: 'Jhalak: the API',
      // The bar names the page's maker and asks for addresses of other descriptions.
      css: [{ filename: 'jhalak.css', content: '.swagger-ui .topbar { display: none; }' }],
    },
  });
  app.get(
    '/openapi.json',
    async (_request, reply) =>
      await reply
        .header('cache-control', 'public, max-age=60')
        .type('application/json; charset=utf-8')
        .send(text),
  );
  app.get('/docs/problems', async (_request, reply) => {
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
