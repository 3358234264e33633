// What another app shares goes to the service worker and never here. Here it arrives where there is none yet: the person is sent
// to the create screen, which says what to do; what came with it is let go unread. Before cookies are read: a share is no change.

import { problem } from '@jhalak/contracts';
import type { FastifyInstance } from 'fastify';

const PATH = '/share-target';
/** Where the create screen tells that nothing came along. */
const UNSHARED = '/create?unshared';
/** Who may send somebody here: the phone itself, and our own pages. Old browsers say nothing. */
const ALLOWED: ReadonlySet<unknown> = new Set(['none', 'same-origin', undefined]);

export function answerShares(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST' || request.url.split('?', 1)[0] !== PATH) return;
    if (!ALLOWED.has(request.headers['sec-fetch-site']))
      throw problem(
        'request.cross_origin',
        'Another site tried to share something into this app in your name. Nothing was taken. Share it from your phone instead.',
      );
    await reply.header('cache-control', 'no-store').redirect(UNSHARED, 303);
  });
}
