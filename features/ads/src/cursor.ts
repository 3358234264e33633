import { problem } from '@jhalak/contracts';

/** @returns an opaque cursor that stands behind these parts. */
export function cursorOf(...parts: readonly (string | number)[]): string {
  return Buffer.from(parts.join(' ')).toString('base64url');
}

/** @param pattern of the parts, as `cursorOf` joined them. @throws `cursor.invalid`. */
export function readCursor(cursor: string | undefined, pattern: RegExp): string[] | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!pattern.test(text))
    throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
  return text.split(' ');
}

/** A cursor of one id. */
export const ID_CURSOR = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
