// npm starts us through a shell, and a SIGTERM to npm ends that shell and not us: the program would run on with
// nobody left to stop it. So under npm this process watches its parents and stops when one is gone.

import { readFileSync } from 'node:fs';

/** Soon enough that a supervisor sees the stop as its own doing; a look costs some microseconds. */
const LOOK_EVERY_MS = 250;

/** Has this process get a SIGTERM when npm, or the shell between, is gone. Does nothing without npm. */
export function followNpm() {
  if (process.env.npm_command === undefined) return;
  const parent = process.ppid;
  const npm = isShell(parent) ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    const alone = process.ppid !== parent || (npm !== undefined && parentOf(parent) !== npm);
    if (!alone) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** Only the shell of `sh -c command` stands between npm and us; a person's shell comes and goes. */
function isShell(pid) {
  return readProc(pid, 'cmdline').split('\0')[1] === '-c';
}

function parentOf(pid) {
  // The name of the program stands in brackets and may hold anything.
  return Number(readProc(pid, 'stat').split(') ').at(-1).split(' ')[1]);
}

function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
