// Runs a program on Node 24, which npm brought as a package, as if it were this process: same terminal, same
// exit code, every signal arrives once, and it does not outlive us.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { JHALAK_NODE, nodeMajor, ROOT, SetupError } from './house.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A terminal or systemd signals parent and child at once; the child's word that it got it comes within this. */
const CHILD_SAYS_SO_MS = 250;

/**
 * Compiled programs, so that a second start need not strip types and compile again: a third of its CPU time. An
 * install empties it. Where it can't be written, Node goes without.
 */
export const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'jhalak-compile');

/** @returns the executable: this one when it is new enough, else the one in node_modules. */
export function node24Path() {
  if (nodeMajor() >= JHALAK_NODE) return process.execPath;
  const path = join(ROOT, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (existsSync(path)) return path;
  throw new SetupError(
    `Node ${JHALAK_NODE} (npm package node-linux-${process.arch}) is not in node_modules: run \`npm ci --include=optional\`, or install Node ${JHALAK_NODE}.`,
  );
}

/**
 * Runs `entry` on Node 24 and ends this process with its exit code.
 *
 * On Node 24 already: imports it into this process, and returns when its module has been evaluated.
 */
export async function continueOnNode24(entry, args, env = {}) {
  if (nodeMajor() >= JHALAK_NODE) {
    Object.assign(process.env, env);
    process.argv = [process.execPath, entry, ...args];
    nodeModule.enableCompileCache(COMPILE_CACHE);
    await import(pathToFileURL(entry).href);
    return;
  }
  const follow = fileURLToPath(new URL('follow-parent.mjs', import.meta.url));
  const child = spawn(node24Path(), ['--import', pathToFileURL(follow).href, entry, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...process.env,
      ...env,
      JHALAK_FOLLOWS: String(process.pid),
    },
  });
  forwardSignals(child);
  const exit = await new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  if (exit.error !== undefined) throw exit.error;
  endLike(exit);
}

function forwardSignals(child) {
  const childGot = new Map();
  child.on('message', (message) => childGot.set(message?.gotSignal, performance.now()));
  for (const name of FORWARDED) {
    process.on(name, () => {
      const weGotMs = performance.now();
      const forward = () => {
        const sinceMs = weGotMs - (childGot.get(name) ?? -Infinity);
        if (sinceMs > CHILD_SAYS_SO_MS) child.kill(name);
      };
      // Timers come before messages: on a busy machine the child's word may wait to be read.
      setTimeout(() => setImmediate(forward), CHILD_SAYS_SO_MS);
    });
  }
}

/** Ends this process the way the child ended, so that shells and supervisors see the truth. */
function endLike({ code, signal }) {
  if (signal === null) process.exit(code ?? 1);
  for (const name of FORWARDED) process.removeAllListeners(name);
  process.kill(process.pid, signal);
  // Reached when the signal's default is not to end the process.
  process.exit(1);
}
