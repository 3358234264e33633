#!/usr/bin/env node
// `npm start [-- options]`: sets up what is missing, then starts Jhalak with all its roles.

import { runJhalak } from '../lib/jhalak.mjs';

await runJhalak(['start', ...process.argv.slice(2)]);
