#!/usr/bin/env node
// `npx jhalak COMMAND`: the program of apps/jhalak on Node 24, whatever Node runs this.

import { runJhalak } from '../../../tools/setup/lib/jhalak.mjs';

await runJhalak(process.argv.slice(2));
