// Only one setup at a time in one checkout. The lock is a listening socket in Linux's abstract namespace: the
// kernel frees it when its process dies in whatever way, so there is no stale lock to judge.

import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:net';

import { ROOT, SetupError } from './house.mjs';
import { say } from './progress.mjs';

/** All of sun_path: Node 20 pads a shorter name with zeros and Node 24 doesn't, so they would miss each other. */
const NAME_BYTES = 108;
/** Longer than npm and apt need on a slow line. */
const WAIT_LIMIT_MS = 20 * 60_000;

/** Runs `work` while holding the lock; waits for a setup that is under way. */
export async function withSetupLock(work) {
  const digest = createHash('sha256').update(ROOT).digest('hex').slice(0, 32);
  const name = `\0jhalak-setup-${digest}`.padEnd(NAME_BYTES, '.');
  const endMs = performance.now() + WAIT_LIMIT_MS;
  let told = false;
  for (;;) {
    const server = await tryToListen(name);
    if (server !== undefined) {
      try {
        return await work();
      } finally {
        server.close();
      }
    }
    if (!told) say('  another setup is at work in this folder; waiting for it');
    told = true;
    if (performance.now() > endMs) {
      throw new SetupError(
        'Another setup in this folder does not finish: stop it, then run the same command again.',
      );
    }
    await untilHolderIsGone(name, endMs - performance.now());
  }
}

function tryToListen(name) {
  return new Promise((resolve, reject) => {
    const waiting = new Set();
    const server = createServer((socket) => {
      // Kept open without a word: the end of the connection is the news that the lock is free.
      socket.on('error', () => undefined);
      socket.unref();
      waiting.add(socket);
    });
    server.once('error', (error) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(name, () => {
      server.unref();
      resolve({
        close() {
          server.close();
          for (const socket of waiting) socket.destroy();
        },
      });
    });
  });
}

function untilHolderIsGone(name, limitMs) {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.setTimeout(Math.max(1, limitMs), () => socket.destroy());
    socket.resume();
    socket.once('error', () => undefined);
    socket.once('close', resolve);
  });
}
