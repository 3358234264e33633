#!/usr/bin/env node
// `npm run bench -- NAME [options]`: one benchmark, */bench/NAME.bench.ts of any workspace.

import { runNamedScript } from '../lib/named-script.mjs';
import { namedScripts } from '../lib/test-files.mjs';

await runNamedScript(import.meta.url, 'bench', () => namedScripts('bench', '.bench.ts'));
