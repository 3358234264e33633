#!/usr/bin/env node
// `npm test [-- FILTER... --node-test-options]`: every *.test.ts of every workspace on node's own runner, with
// one PostgreSQL for the run. A FILTER keeps the files whose path contains it.

import { onNode24 } from '../lib/on-node24.mjs';
import { runTests } from '../lib/test-run.mjs';

await onNode24(
  import.meta.url,
  {
    tools: [
      ...['ffmpeg', 'bwrap', 'chromium', 'go', 'gomod', 'strace', 'ip', 'nft', 'tcpdump', 'ping'],
      ...['jq', 'zstd', 'jsonschema', 'xmllint'],
    ],
    web: 'try',
    quiet: true,
  },
  (missing) => runTests(process.argv.slice(2), missing),
);
