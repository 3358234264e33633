// Programs that npm can't bring: ffmpeg (encoding), bwrap (its sandbox), Chromium (browser tests), and what tests of the
// public log use.

import { existsSync } from 'node:fs';
import { findCommand, isDebianLike, isRoot } from './house.mjs';
import { say, step } from './progress.mjs';
import { runLogged } from './run.mjs';

/** What is looked for, the package that brings it, and what does not work without it. */
const TOOLS = {
  ffmpeg: {
    commands: ['ffmpeg'],
    package: 'ffmpeg',
    without: 'uploads are kept, and wait to be encoded until it is there',
  },
  bwrap: {
    commands: ['bwrap'],
    package: 'bubblewrap',
    without: 'uploads are encoded without a sandbox',
  },
  chromium: {
    commands: [
      'chromium-headless-shell',
      ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    ],
    package: 'chromium',
    // The same engine without a browser around it: a page costs half the processor's time.
    lighter: 'chromium-headless-shell',
    without: 'browser tests are not run',
  },
  go: {
    commands: ['go'],
    package: 'golang-go',
    without: 'nobody but us verifies the public log',
  },
  gomod: {
    // A library in Go's folder, no program.
    folder: '/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog',
    package: 'golang-golang-x-mod-dev',
    without: 'nobody but us verifies the public log',
  },
  strace: {
    commands: ['strace'],
    package: 'strace',
    without: 'no file call of the public log is made to fail',
  },
  ip: {
    commands: ['ip'],
    package: 'iproute2',
    without: 'the host rules of the border are not tried',
  },
  nft: {
    commands: ['nft'],
    package: 'nftables',
    without: 'the host rules of the border are not tried',
  },
  tcpdump: {
    commands: ['tcpdump'],
    package: 'tcpdump',
    without: 'the host rules of the border are not tried',
  },
  jq: {
    commands: ['jq'],
    package: 'jq',
    without: 'nobody but us verifies the packages of a hand-over',
  },
  zstd: {
    commands: ['zstd'],
    package: 'zstd',
    without: 'nobody but us verifies the packages of a hand-over',
  },
  jsonschema: {
    // A library in Python's folder, no program.
    folder: '/usr/lib/python3/dist-packages/jsonschema',
    package: 'python3-jsonschema',
    without: 'nobody but us verifies the packages of a hand-over',
  },
  xmllint: {
    commands: ['xmllint'],
    package: 'libxml2-utils',
    without: 'nobody but us validates our VAST',
  },
  ping: {
    commands: ['ping'],
    package: 'iputils-ping',
    without: 'the host rules of the border are not tried',
  },
};

/** @returns those of `names` that are not on PATH, or not in their folder. */
export function missingTools(names) {
  return names.filter((name) => {
    const { commands, folder } = TOOLS[name];
    return folder === undefined ? findCommand(...commands) === undefined : !existsSync(folder);
  });
}

/** @returns one sentence: what does not work without the tool, or without the built web app (`web`). */
export function consequence(name) {
  if (name === 'web') return 'the web app could not be built: tests of pages fail';
  return `${name} is missing: ${TOOLS[name].without}`;
}

/**
 * Installs what is missing where that is possible, else says what to run. Never throws: Jhalak starts without.
 *
 * @returns those still missing.
 */
export async function ensureTools(names) {
  const missing = missingTools(names);
  const lighter = isDebianLike() && isRoot() ? lighterTools(names) : [];
  if (missing.length === 0 && lighter.length === 0) return [];
  const packages = missing.map((name) => TOOLS[name].package);
  const byHand = `apt-get install -y ${packages.join(' ')}`;
  if (!isDebianLike())
    return leave(missing, `install ${packages.join(' and ')} with this system's own packages`);
  if (!isRoot()) return leave(missing, `run: sudo ${byHand}`);
  try {
    await step(`installing ${[...lighter, ...packages].join(', ')} with apt-get`, (detail) =>
      aptInstall(names, detail),
    );
  } catch (error) {
    say(`  ${error.message}`);
  }
  const still = missingTools(names);
  return still.length === 0 ? [] : leave(still, `run: ${byHand}`);
}

/** @returns packages that do the work of a tool with less, and are not here. A system may not know them. */
function lighterTools(names) {
  return names
    .map((name) => TOOLS[name].lighter)
    .filter((command) => command !== undefined && findCommand(command) === undefined);
}

async function aptInstall(names, detail) {
  // A failed update may still leave usable lists; the install decides.
  if (missingTools(names).length > 0) await aptGet(['update', '-q'], detail);
  for (const command of lighterTools(names)) await aptGet(installing(command), detail);
  const packages = missingTools(names).map((name) => TOOLS[name].package);
  if (packages.length === 0) return;
  const result = await aptGet(installing(...packages), detail);
  if (!result.ok) throw new Error(`apt-get failed; its output is in ${result.log}`);
}

function installing(...packages) {
  const waiting = ['-o', 'DPkg::Lock::Timeout=120'];
  return ['install', '-y', '-q', '--no-install-recommends', ...waiting, ...packages];
}

function aptGet(args, detail) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  return runLogged('apt-get', args, { env, detail });
}

function leave(missing, mend) {
  for (const name of missing) say(`! ${consequence(name)}`);
  say(`  to mend it, ${mend}`);
  return missing;
}
