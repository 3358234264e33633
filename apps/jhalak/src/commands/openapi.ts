import type { Command } from '../command.ts';
import { createMetrics } from '../http/metrics.ts';
import { createHttpServer } from '../http/server.ts';
import { VERSION } from '../version.ts';
import { withCell } from './with-cell.ts';

/** The same document as `/openapi.json`, for generating clients without a running server. */
export const openapi: Command = {
  name: 'openapi',
  usage: 'openapi',
  summary: 'print the OpenAPI 3.1 description of the API',
  async run(context) {
    return await withCell(context, async (cell, logger) => {
      const server = await createHttpServer({
        cell,
        logger,
        metrics: createMetrics(),
        version: VERSION,
      });
      await server.app.ready();
      context.say(JSON.stringify(server.app.swagger(), null, 2));
      await server.close();
      return 0;
    });
  },
};
