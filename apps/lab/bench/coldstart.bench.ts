// `npm run bench -- coldstart [PAGES] [VIEWERS] [SEED] [PART]`: new clips and new viewers on the KuaiRand log in
// $JHALAK_SHARED/data/kuairand-pure (default ../shared). PART is `viewers` or one policy; default all. What is simulated
// stands in src/coldstart/click-model.ts.

import { runColdstart } from '../src/coldstart/run-coldstart.ts';

await runColdstart(process.argv.slice(2));
