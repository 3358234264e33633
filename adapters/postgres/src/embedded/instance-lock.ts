// One Jhalak a data folder. The lock is a listening socket in Linux's abstract namespace: the kernel frees
// it when the process dies in whatever way, so there is no stale lock to judge and no race in judging it.

import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';

/** A lock that was won. */
export interface InstanceLock {
  /** Frees the lock; idempotent. */
  release(): Promise<void>;
}

/** Whether the lock was won, and if not, by which process it is held. */
export type LockOutcome =
  | { readonly kind: 'won'; readonly lock: InstanceLock }
  | { readonly kind: 'held'; readonly byPid: number | undefined };

/** All of sun_path: older and newer Node versions then agree on the name, because none pads it with zeros. */
const ABSTRACT_NAME_BYTES = 108;
/** The holder is on this machine and answers at once, or hangs; the number is only for the sentence. */
const ASK_HOLDER_LIMIT_MS = 500;

/**
 * Takes the lock of `folder`, an absolute real path.
 *
 * Holds between processes of one network namespace, which is one container or one machine.
 */
export async function takeInstanceLock(folder: string): Promise<LockOutcome> {
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const name = `\0jhalak-${digest}`.padEnd(ABSTRACT_NAME_BYTES, '.');
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // Destroyed once written, so that a silent asker can't hold up release().
    socket.end(String(process.pid), () => socket.destroy());
  });
  try {
    await listen(server, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      return { kind: 'held', byPid: await askHolder(name) };
    }
    throw error;
  }
  server.unref();
  return {
    kind: 'won',
    lock: { release: () => new Promise((resolve) => server.close(() => resolve())) },
  };
}

function listen(server: Server, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(name, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function askHolder(name: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(name);
    let answer = '';
    const finish = () => {
      socket.destroy();
      resolve(/^\d{1,10}$/.test(answer) ? Number(answer) : undefined);
    };
    socket.setTimeout(ASK_HOLDER_LIMIT_MS, finish);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (answer = (answer + chunk).slice(0, 20)));
    socket.on('end', finish);
    socket.on('error', finish);
  });
}
