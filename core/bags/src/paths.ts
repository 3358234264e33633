// Which names a bag may hold. Our own profile allows so few characters that no two names can be one file on any system;
// the general one takes what RFC 8493 allows and refuses what leaves the bag.

import { PackageError } from './errors.ts';

/** Windows stops at 260 with the folder in front. */
const STRICT_PATH_MAX = 200;
/** Lower-case ASCII: no two differ by case or by Unicode form only; a name begins with a letter or digit, so none is `..`. */
const STRICT_PATH =
  /^data\/(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?\/){0,8}[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?$/;

/** @returns whether our own packages may hold a payload file of this path. */
export function isStrictPath(path: string): boolean {
  return path.length <= STRICT_PATH_MAX && STRICT_PATH.test(path);
}

/**
 * @param listed a path as a manifest or fetch.txt spells it.
 * @returns the path in the bag, without `./` in front and with line ends and percent signs decoded.
 * @throws PackageError `path.escape` for whatever could lead out of the bag on some system.
 */
export function pathOfListed(listed: string, isOld: boolean): string {
  const path = decodePercent(listed, isOld).replace(/^(?:\.\/)+/, '');
  const steps = path.split(/[/\\]/);
  const leaves =
    path === '' ||
    path.includes('\0') ||
    /^(?:[/\\~]|[A-Za-z]:[/\\])/.test(path) ||
    steps.some((step) => step === '..' || step === '.' || step === '');
  if (leaves) throw new PackageError('path.escape', 'A listed path leads out of the bag.', listed);
  return path;
}

/** RFC 8493 encodes CR, LF and the percent sign, and nothing else; before 1.0 a percent sign stood for itself. */
function decodePercent(listed: string, isOld: boolean): string {
  return listed.replace(/%(0[AaDd]|25)/g, (whole, hex: string) => {
    if (hex === '25') return isOld ? whole : '%';
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
}
