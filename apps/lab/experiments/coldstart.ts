// `npm run lab -- coldstart [PAGES] [VIEWERS] [SEED] [PART]`: as `npm run bench -- coldstart`.

import { runColdstart } from '../src/coldstart/run-coldstart.ts';

await runColdstart(process.argv.slice(2));
