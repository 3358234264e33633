// Rotates one class and waits after each batch until it is told to go on, or killed: run by rotation.test.ts.

import { once } from 'node:events';
import { systemClock, silentLogger } from '@jhalak/kernel';
import { openKeystore } from './index.ts';

const [url = '', rootKeyFile = ''] = process.argv.slice(2);
const keys = await openKeystore({
  ...{ url, rootKeyFile, region: 'in', clock: systemClock, logger: silentLogger },
});
await keys.rotateClass('profile', {
  signal: new AbortController().signal,
  progress: async (rewrapped) => {
    process.stdout.write(`batch ${rewrapped}\n`);
    await once(process.stdin, 'data');
  },
});
await keys.close();
process.stdin.destroy();
