// Finds the files of one kind in all workspaces.

import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { workspaces } from './dependencies.mjs';
import { ROOT } from './house.mjs';

const SKIPPED = new Set(['node_modules', 'dist', '.jhalak']);

function filesUnder(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(path);
    return [path];
  });
}

/** @returns paths relative to the root whose names end with one of `endings`, sorted. */
export function workspaceFiles(...endings) {
  return workspaces()
    .flatMap(filesUnder)
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort();
}

/** @returns scripts by name: the files of folders named `folder` that end with `ending`, without that ending. */
export function namedScripts(folder, ending) {
  const found = workspaceFiles(ending).filter((path) => path.split('/').at(-2) === folder);
  return new Map(found.map((path) => [basename(path, ending), path]));
}
