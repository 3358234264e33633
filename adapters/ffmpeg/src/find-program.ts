// Where a program is. The shell's way (PATH), without a shell.

import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Folders that are searched after PATH: a service's PATH is often too short. */
const USUAL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/bin', '/usr/sbin'];

/** @returns the absolute path of the first executable of that name, or undefined. An absolute path is only checked. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...USUAL_FOLDERS];
  const places = isAbsolute(name)
    ? [name]
    : folders.filter((folder) => isAbsolute(folder)).map((folder) => join(folder, name));
  for (const place of places) {
    try {
      await access(place, constants.X_OK);
      return place;
    } catch {
      // Not there: the next folder may have it; having it nowhere is the answer `undefined`.
    }
  }
  return undefined;
}
