#!/usr/bin/env node
// `npm run lab -- NAME [options]`: one experiment, apps/lab/experiments/NAME.ts.

import { runNamedScript } from '../lib/named-script.mjs';
import { namedScripts } from '../lib/test-files.mjs';

await runNamedScript(import.meta.url, 'lab', () => namedScripts('experiments', '.ts'));
