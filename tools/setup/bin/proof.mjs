#!/usr/bin/env node
// `npm run proof -- NAME [options]`: one full-count proof, apps/lab/proofs/NAME.ts.

import { runNamedScript } from '../lib/named-script.mjs';
import { namedScripts } from '../lib/test-files.mjs';

await runNamedScript(import.meta.url, 'proof', () => namedScripts('proofs', '.ts'));
