// The shared first step of every command: whatever this machine lacks is brought, one line a step. When nothing
// is missing it costs some tens of milliseconds and says one line.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
  dependenciesAreFresh,
  installDependencies,
  markFresh,
  npmInstalledTheLock,
} from './dependencies.mjs';
import { followNpm } from './follow-npm.mjs';
import { checkMachine, JHALAK_NODE, ROOT, SetupError } from './house.mjs';
import { node24Path } from './node24.mjs';
import { duration, say, step } from './progress.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { ensureTools, missingTools } from './system-tools.mjs';
import { buildWebApp, webAppExists, webBuildIsFresh } from './web.mjs';

/** Set for processes that a finished setup starts, so that they don't set up again. */
export const SETUP_DONE = 'JHALAK_SETUP_DONE';

/**
 * @param needs.tools names of system tools that this command can use, of system-tools.mjs.
 * @param needs.web `must` (a failed build ends the command), `try` (it is said, and returned as missing), or `no`.
 * @param needs.quiet says nothing when there is nothing to do.
 * @returns the tools that are still missing, `web` among them when its build failed.
 * @throws SetupError whose sentence says what to do.
 */
export async function ensure({ tools = [], web = 'no', quiet = false } = {}) {
  const beganMs = performance.now();
  const remark = checkMachine();
  if (process.env[SETUP_DONE] === '1') return [];
  let worked = await ensureDependencies();
  if (missingTools(tools).length > 0) worked = true;
  const missing = await ensureTools(tools);
  if (web !== 'no') worked = (await ensureWebApp(web, missing)) || worked;
  if (remark !== undefined) say(`! ${remark}`);
  if (!worked && !quiet)
    say(`  set up already, nothing to do (${duration(performance.now() - beganMs)})`);
  return missing;
}

async function ensureDependencies() {
  if (dependenciesAreFresh()) return false;
  if (npmInstalledTheLock()) {
    markFresh();
    return false;
  }
  await withSetupLock(async () => {
    if (dependenciesAreFresh()) return;
    const first = !existsSync(join(ROOT, 'node_modules', '.package-lock.json'));
    const name = first ? 'installing packages' : 'updating packages to package-lock.json';
    await step(`${name}, with Node ${JHALAK_NODE} and PostgreSQL 18`, installDependencies);
  });
  node24Path();
  return true;
}

async function ensureWebApp(web, missing) {
  if (!webAppExists()) {
    say('! the web app is not built: apps/web/build.ts is missing');
    missing.push('web');
    return false;
  }
  if (webBuildIsFresh()) return false;
  try {
    await withSetupLock(async () => {
      if (!webBuildIsFresh()) await step('building the web app', buildWebApp);
    });
  } catch (error) {
    if (web === 'must' || !(error instanceof SetupError)) throw error;
    say(error.message);
    missing.push('web');
  }
  return true;
}

/** Runs a command's main function; a SetupError ends it with its sentence, anything else with its stack. */
export async function main(run) {
  followNpm();
  try {
    await run();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`\n${error.message}`);
    process.exit(1);
  }
}
