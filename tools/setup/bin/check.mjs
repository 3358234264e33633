#!/usr/bin/env node
// `npm run check [-- STEP...]`: types, lint, format, layers, dead code, repository rules. All of them run, also
// after one failed; the exit code says whether all passed.

import { CHECK_STEPS } from '../lib/check-steps.mjs';
import { SetupError } from '../lib/house.mjs';
import { onNode24 } from '../lib/on-node24.mjs';
import { duration } from '../lib/progress.mjs';

async function check() {
  const wanted = process.argv.slice(2);
  const steps = CHECK_STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (steps.length === 0) {
    throw new SetupError(
      `npm run check -- STEP; the steps are: ${CHECK_STEPS.map(({ name }) => name).join(', ')}`,
    );
  }
  const failed = [];
  for (const { name, unit, run } of steps) {
    const beganMs = performance.now();
    const result = await run();
    const passed = result.ok && result.count > 0;
    if (!passed) failed.push(name);
    const mark = passed ? '✓' : '✗';
    const nothing = result.count === 0 ? ': checked nothing, which is a failure' : '';
    const time = duration(performance.now() - beganMs);
    console.log(
      `${mark} ${name.padEnd(17)} ${String(result.count).padStart(5)} ${unit}  ${time}${nothing}`,
    );
    if (!passed && result.output.trim() !== '') console.log(`${result.output.trim()}\n`);
  }
  console.log(failed.length === 0 ? 'check passed' : `check failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

// The build of the web app writes the types of its texts, which the type check needs.
await onNode24(import.meta.url, { web: 'try', quiet: true }, check);
