// Takes the setup lock, says so, and gives it back when its input ends.

import { withSetupLock } from '../lib/setup-lock.mjs';

await withSetupLock(async () => {
  console.log('holding');
  for await (const chunk of process.stdin) void chunk;
});
console.log('released');
