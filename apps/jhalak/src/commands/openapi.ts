import type { Command } from '../command.ts';
import { openApiOf } from '../http/openapi.ts';
import { VERSION } from '../version.ts';
import { withCell } from './with-cell.ts';

/** The same document as `/openapi.json`, for generating clients without a running server. */
export const openapi: Command = {
  name: 'openapi',
  usage: 'openapi',
  summary: 'print the OpenAPI 3.1 description of the API',
  async run(context) {
    return await withCell(context, (cell) => {
      context.say(JSON.stringify(openApiOf(cell.routes, VERSION), null, 2));
      return Promise.resolve(0);
    });
  },
};
