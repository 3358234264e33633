// Run on an old Node by the tests: becomes signals.fixture.mjs on Node 24.

import { fileURLToPath } from 'node:url';

import { continueOnNode24 } from '../lib/node24.mjs';

const program = fileURLToPath(new URL('signals.fixture.mjs', import.meta.url));
await continueOnNode24(program, process.argv.slice(2));
