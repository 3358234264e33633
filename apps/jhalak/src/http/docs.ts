// The API's description for machines and people.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { PROBLEM_MEANING, PROBLEM_STATUS } from '@jhalak/contracts';
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
  const problems = problemsPage();
  app.get(
    '/docs/problems',
    async (_request, reply) => await reply.type('text/html; charset=utf-8').send(problems),
  );
}

// Codes and sentences are ours: nothing in them needs escaping but what marks code.
function problemsPage(): string {
  const rows = Object.entries(PROBLEM_STATUS).map(([code, status]) => {
    const meaning = PROBLEM_MEANING[code as keyof typeof PROBLEM_MEANING];
    const text = meaning.replaceAll(/`([^`]+)`/g, '<code>$1</code>');
    return `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${text}</td></tr>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Problem codes</title><style>${PAGE_STYLE}</style><h1>Problem codes</h1><p>Failures are RFC 9457 problems. Switch on <code>code</code>: codes are never renamed. Refusals of a clip itself (<code>media.*</code>) stand in an upload's <code>failure</code>.</p><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">What happened, what to do</th></tr></thead><tbody>${rows.join('')}</tbody></table></html>`;
}

const PAGE_STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-top:1px solid #ddd}tbody th{font-weight:400}tr:target{background:#fff3c4}th code{white-space:nowrap}td code{overflow-wrap:anywhere}';
