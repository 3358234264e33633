// The cells that were added on this machine: their homes, beside the home of the cell that they were added from.

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from './command.ts';
import type { Settings } from './settings.ts';
import { readRunning } from './wiring/open-database-server.ts';

/** One added cell. */
export interface CellHome {
  /** What the operator calls it. */
  id: string;
  /** What it calls itself: region and ten characters. */
  cellId: string;
  home: string;
  region: string;
  port: number;
}

/** One machine runs one cell, or some for trying out. */
const HOMES_MAX = 20;
const ID = /^[a-z][a-z0-9-]{0,19}$/;

/** @returns those that were added from this home, in order. */
export async function homesOf(home: string): Promise<CellHome[]> {
  const file = listFile(home);
  // The file is ours, and small.
  return await Promise.resolve(
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CellHome[]) : [],
  );
}

/** @throws CommandError when there is none of this id. */
export async function homeOf(home: string, id: string): Promise<CellHome> {
  const found = (await homesOf(home)).find((one) => one.id === id);
  if (found === undefined) throw new CommandError(`No cell ${id} was added here.`);
  return found;
}

/** @returns whether a Jhalak of this home runs. */
export function isRunning(home: string): boolean {
  return readRunning(home) !== undefined;
}

/**
 * Makes a home with its settings; the cell itself is made when it is opened.
 *
 * @throws CommandError for an id that is taken or no id, or a home that exists.
 */
export async function newHome(
  settings: Settings,
  id: string,
  port: number | undefined,
): Promise<Omit<CellHome, 'cellId'>> {
  if (!ID.test(id))
    throw new CommandError('An id has up to 20 lower-case letters, digits and dashes.');
  const homes = await homesOf(settings.home);
  if (homes.length >= HOMES_MAX) throw new CommandError(`${HOMES_MAX} cells are the most.`);
  const home = `${settings.home}-${id}`;
  if (homes.some((one) => one.id === id) || existsSync(home)) {
    throw new CommandError(`There is a cell ${id} already, or something else in ${home}.`);
  }
  const taken = new Set([settings.port, ...homes.map((one) => one.port)]);
  const free = port ?? Array.from(taken).reduce((most, one) => Math.max(most, one), 0) + 1;
  if (port !== undefined && homes.some((one) => one.port === port)) {
    throw new CommandError(`Port ${port} belongs to another cell of this machine.`);
  }
  // The database runs as another user as root: it must reach its own folder inside.
  await mkdir(home, { mode: 0o711 });
  const own = { JHALAK_REGION: settings.region, PORT: String(free) };
  await writeFile(join(home, 'jhalak.json'), `${JSON.stringify(own, undefined, 2)}\n`, {
    mode: 0o600,
  });
  return { id, home, region: settings.region, port: free };
}

/** Puts a cell on the list. */
export async function addHome(home: string, added: CellHome): Promise<void> {
  await keepHomes(home, [...(await homesOf(home)), added]);
}

/** Writes the list: the old one or the new one, never half of it. */
export async function keepHomes(home: string, homes: readonly CellHome[]): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o711 });
  const file = listFile(home);
  await writeFile(`${file}.new`, `${JSON.stringify(homes, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function listFile(home: string): string {
  return join(home, 'cells.json');
}
