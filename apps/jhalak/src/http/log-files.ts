// The public files of the transparency log at /log/: the checkpoint, hash tiles and entry bundles of C2SP tlog-tiles.
// Anybody may read them from anywhere, scripts of other sites too; the path reaches the disk only if it is such a file's.

import type { Border } from '@jhalak/border';
import { problem } from '@jhalak/contracts';
import type { FastifyInstance } from 'fastify';

/** A whole log of 256,000 entries in a minute: who verifies more waits for it. */
const FILES_PER_MINUTE = 2_400;
/** A full tile never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** A partial tile never changes either, but gives way to the full one. */
const PASSING = 'public, max-age=300';
/** The checkpoint changes within a second. */
const FRESH = 'no-cache';

/** Serves `GET /log/*`. */
export function mountLogFiles(app: FastifyInstance, border: Border): void {
  const config = { rateLimit: { max: FILES_PER_MINUTE, timeWindow: '1 minute' } };
  app.get('/log/*', { config }, async (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    const file = await border.publicFile(path);
    if (file === undefined)
      throw problem('not_found', 'The log has no such file; its checkpoint says how large it is.');
    const tile = path.startsWith('tile/');
    return await reply
      .header('access-control-allow-origin', '*')
      .header('cache-control', file.immutable ? IMMUTABLE : tile ? PASSING : FRESH)
      .type(tile ? 'application/octet-stream' : 'text/plain; charset=utf-8')
      .send(Buffer.from(file.bytes));
  });
}
