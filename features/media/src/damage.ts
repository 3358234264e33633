// Which failures of reading say that bytes at rest are not as they were written: trying again will not help, and whoever wants
// them must do without. Everything else (a store that does not answer, no memory) is over some time.

import { PackageError } from '@jhalak/bags';
import { UnopenableError } from '@jhalak/ports';

/** What a file system says of a block that it cannot give back. */
const UNREADABLE: ReadonlySet<unknown> = new Set(['EIO', 'EBADMSG', 'EUCLEAN']);

/** @returns whether the file, its seal or its key is damaged. Pure. */
export function isDamage(error: unknown): boolean {
  if (error instanceof UnopenableError) return true;
  if (error instanceof PackageError) return error.fault === 'part.seal';
  return error instanceof Error && 'code' in error && UNREADABLE.has(error.code);
}
