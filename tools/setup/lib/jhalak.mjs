// Runs the one program, apps/jhalak, after making sure that it can run.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ensure, main, SETUP_DONE } from './ensure.mjs';
import { ROOT, SetupError } from './house.mjs';
import { continueOnNode24 } from './node24.mjs';

const PROGRAM = join(ROOT, 'apps', 'jhalak', 'src', 'main.ts');

/** @param args the command line of `jhalak`; only `start` has tools installed and the web app built. */
export function runJhalak(args) {
  return main(async () => {
    const starts = args[0] === 'start' && !args.includes('--help');
    await ensure({
      tools: starts ? ['ffmpeg', 'bwrap'] : [],
      web: starts ? 'must' : 'no',
      quiet: !starts,
    });
    if (!existsSync(PROGRAM))
      throw new SetupError(`${PROGRAM} is missing: this checkout is not complete.`);
    await continueOnNode24(PROGRAM, args, { [SETUP_DONE]: '1' });
  });
}
