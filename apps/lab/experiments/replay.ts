// `npm run lab -- replay [--events FILE --history FILE --items FILE] [--test-from ISO]`: a log of real viewers, told to a real
// cell. See src/replay/README.md.

import { replayOptions } from '../src/replay/options.ts';
import { runReplay } from '../src/replay/run-replay.ts';

await runReplay(replayOptions(process.argv.slice(2)), (line) => process.stdout.write(`${line}\n`));
