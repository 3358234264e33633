// The commands for developers set up first, then run themselves again on Node 24, where they may import
// TypeScript.

import { fileURLToPath } from 'node:url';

import { ensure, main, SETUP_DONE } from './ensure.mjs';
import { nodeMajor, JHALAK_NODE } from './house.mjs';
import { continueOnNode24 } from './node24.mjs';

/** Names of missing tools, handed to the second run. */
const MISSING = 'JHALAK_MISSING_TOOLS';

/**
 * @param script `import.meta.url` of the command.
 * @param needs as for ensure().
 * @param run gets the names of tools that are missing; only ever called on Node 24.
 */
export function onNode24(script, needs, run) {
  return main(async () => {
    const missing = await ensure(needs);
    if (process.env[SETUP_DONE] === '1')
      missing.push(...(process.env[MISSING] ?? '').split(',').filter(Boolean));
    if (nodeMajor() < JHALAK_NODE) {
      const env = { [SETUP_DONE]: '1', [MISSING]: missing.join(',') };
      await continueOnNode24(fileURLToPath(script), process.argv.slice(2), env);
      return;
    }
    process.exitCode = await run(missing);
  });
}
