// Loaded before a test file: properties draw the same cases in every run of `npm test`, so that it tells of what was changed
// and not of luck. JHALAK_SEED=n draws others; a file that is run by itself draws new ones each time.

import { readFileSync } from 'node:fs';

const SEED = 20_261_122;

const file = process.argv[1] ?? '';
// Loading the library costs more than most tests: only where the file, or the suite that it runs, uses it.
if (file.endsWith('.test.ts') && /fast-check|[cC]onformance/.test(readFileSync(file, 'utf8'))) {
  const { default: fc } = await import('fast-check');
  const seed = Number(process.env['JHALAK_SEED'] ?? SEED);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
