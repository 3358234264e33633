// The files of this repository, as rules look at them. Reads the working tree, so that a rule also sees what is
// not committed yet.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..', '..', '..');

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.jhalak']);

/** @returns paths relative to the root that match `pattern`, sorted. Skips packages, builds and homes. */
export function houseFiles(pattern: RegExp, folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return houseFiles(pattern, path);
      return entry.isFile() && pattern.test(path) ? [path] : [];
    })
    .sort();
}

/** @returns the text of a file, by its path relative to the root. */
export function readHouseFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** @returns the folders of all workspaces, `core/kernel` and so on. */
export function workspaceFolders(): string[] {
  return houseFiles(/^(apps|core|features|adapters|tools)\/[^/]+\/package\.json$/).map((path) =>
    path.replace('/package.json', ''),
  );
}

/** @returns the parsed JSON object of a file. */
export function readHouseJson(path: string): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(readHouseFile(path));
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new TypeError(`${path} does not hold a JSON object`);
  }
  return { ...parsed };
}

/** @returns the members of a value that may be an object; none when it isn't. */
export function membersOf(value: unknown): [string, unknown][] {
  return value !== null && typeof value === 'object' ? Object.entries(value) : [];
}
