// The syntax of keys. It leaves no way to name anything outside the blob folder: no empty part, no `.` or `..`,
// no separator but `/`, no byte that a file system treats specially.

const PARTS_MIN = 2;
const PARTS_MAX = 6;
/** File systems take names up to 255 bytes; the rest is room for a suffix. */
const PART_CHARS_MAX = 200;
const PART = new RegExp(`^[A-Za-z0-9._-]{1,${PART_CHARS_MAX}}$`);

function isPart(text: string): boolean {
  return PART.test(text) && text !== '.' && text !== '..';
}

/**
 * Splits a key into its parts.
 *
 * @throws RangeError when the text is not a key; keys are minted by our own code, so this is a fault of ours.
 */
export function keyParts(key: string): readonly string[] {
  const parts = key.split('/');
  if (parts.length < PARTS_MIN || parts.length > PARTS_MAX || !parts.every(isPart)) {
    throw new RangeError(
      `a blob key is ${PARTS_MIN} to ${PARTS_MAX} parts of letters, digits, ".", "_" and "-"`,
    );
  }
  return parts;
}

/**
 * Checks a prefix for listing: whole parts, then perhaps the beginning of one more. Empty lists everything.
 *
 * @returns the whole parts in front of the last `/`: the folder in which every match lies.
 * @throws RangeError when no key could begin so.
 */
export function prefixFolderParts(prefix: string): readonly string[] {
  const parts = prefix.split('/');
  const beginning = parts.pop() ?? '';
  const wholeAndSafe = parts.every(isPart) && /^[A-Za-z0-9._-]{0,200}$/.test(beginning);
  if (!wholeAndSafe || parts.length >= PARTS_MAX) {
    throw new RangeError('no blob key begins with this prefix');
  }
  return parts;
}
