// Where things lie, and what this machine is. Everything in tools/setup runs before any package is installed
// and on every Node from 20 on: no dependencies, no TypeScript.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The folder npm puts commands in; its `node` is Node 24 once packages are installed. */
const LOCAL_BIN = join(ROOT, 'node_modules', '.bin');

/** Node that runs this setup: 20 is what Debian, Ubuntu and most hosts bring. */
const OLDEST_NODE = 20;
/** Node that runs Jhalak: it executes TypeScript as it is. */
export const JHALAK_NODE = 24;

/** A failure whose sentence is for the person at the terminal: printed without a stack. */
export class SetupError extends Error {}

/** @returns the major version of the running Node. */
export function nodeMajor() {
  return Number(process.versions.node.split('.')[0]);
}

/** @throws SetupError where Jhalak can't run at all. @returns a remark to print, or undefined. */
export function checkMachine() {
  if (nodeMajor() < OLDEST_NODE) {
    throw new SetupError(
      `Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or newer, then run the same command again.`,
    );
  }
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new SetupError(
      `Jhalak runs on Linux x64 (and arm64, untested), not on ${process.platform} ${process.arch}: use a Linux machine, a container or WSL.`,
    );
  }
  return process.arch === 'arm64' ? 'arm64 is written but untested' : undefined;
}

/** @returns PATH without our own commands, so that npm and system tools are found, never ours. */
export function systemPath() {
  const parts = (process.env.PATH ?? '').split(delimiter);
  return parts.filter((part) => part !== LOCAL_BIN).join(delimiter);
}

/** @returns the full path of the first of `names` found on PATH, or undefined. Cost: a few stat calls. */
export function findCommand(...names) {
  for (const name of names) {
    for (const folder of systemPath().split(delimiter)) {
      if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return undefined;
}

/** @returns whether packages can be installed here by apt: Debian, Ubuntu and their relatives. */
export function isDebianLike() {
  if (findCommand('apt-get') === undefined || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/** @returns the parsed JSON file, or undefined when it is missing or broken. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
