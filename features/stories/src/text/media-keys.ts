// Keys of the best-known agencies and papers. They are cited in reports of all events, and so say little of which it is.

import media from '../../data/media.json' with { type: 'json' };
import { nameKeys } from './names.ts';

const KEYS: ReadonlySet<string> = new Set(
  `${media.agencies} ${media.papers}`
    .split(' ')
    .filter((name) => !name.includes('_'))
    .flatMap((name) => nameKeys([name.toLowerCase()], 0, name).keys),
);

/** @returns whether a name's key is that of a medium that others cite. */
export function isMediaKey(key: string): boolean {
  return KEYS.has(key);
}
