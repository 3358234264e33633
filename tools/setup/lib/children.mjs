// Runs a child in the foreground: our terminal, and its end is our end. Ctrl-C reaches it by itself; the other
// signals are passed on, and this process waits so that it can clean up.

import { spawn } from 'node:child_process';

const PASSED_ON = ['SIGTERM', 'SIGHUP'];
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** @returns its exit code; 128 + n when signal n ended it, 1 when another did. */
export async function runForeground(command, args, options) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const pass = (name) => child.kill(name);
  const wait = () => undefined;
  for (const name of PASSED_ON) process.on(name, pass);
  process.on('SIGINT', wait);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? EXIT_OF_SIGNAL[signal] ?? 1));
    });
  } finally {
    for (const name of PASSED_ON) process.off(name, pass);
    process.off('SIGINT', wait);
  }
}
