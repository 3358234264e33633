// `npm run bench -- replay`: Recall, NDCG, coverage and freshness of the feed on KuaiRand-Pure beside tuned baselines. The
// last line is the result. Options and definitions: src/replay/README.md.

import { replayOptions } from '../src/replay/options.ts';
import { runReplay } from '../src/replay/run-replay.ts';

await runReplay(replayOptions(process.argv.slice(2)), (line) => process.stdout.write(`${line}\n`));
