// An address that is known before anybody listens there, and stays free while nobody does.

import { createServer } from 'node:net';

/** Below what systems hand out by themselves (32768 on Linux): no other test or connection is given one of these. */
const FIRST = 20_000;
const COUNT = 10_000;
/** Processes that run at once have numbers near each other: theirs lie this far apart. */
const EACH = 10;

let taken = 0;

/** @returns a port of this process's own that nobody listens on. */
export async function freePort(): Promise<number> {
  for (; taken < COUNT; taken += 1) {
    const port = FIRST + ((process.pid * EACH + taken) % COUNT);
    if (!(await isFree(port))) continue;
    taken += 1;
    return port;
  }
  throw new Error(`none of ${COUNT} ports is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
