// The text of tag files: decoding, lines, bagit.txt and bag-info.txt.

import { PackageError } from './errors.ts';

/** What bagit.txt says. */
export interface BagDeclaration {
  /** `1.0`, `0.97`. */
  version: string;
  /** Whether the rules before RFC 8493 hold. */
  isOld: boolean;
  /** In capitals. */
  encoding: string;
}

/** Drafts that differ from each other in nothing that is checked here, and the RFC. */
const VERSIONS = new Set(['0.93', '0.94', '0.95', '0.96', '0.97', '1.0']);

/** @throws PackageError `bagit.malformed`, `bagit.version`, `encoding.invalid`. */
export function parseDeclaration(bytes: Buffer): BagDeclaration {
  const [first = '', second = '', ...more] = linesOfText(decodeUtf8(bytes, 'bagit.txt'));
  const version = /^BagIt-Version: (\d+\.\d+)$/.exec(first)?.[1];
  const encoding = /^Tag-File-Character-Encoding: (\S+)$/.exec(second)?.[1];
  if (version === undefined || encoding === undefined || more.length > 0)
    throw new PackageError(
      'bagit.malformed',
      'bagit.txt is not its two lines, exactly.',
      'bagit.txt',
    );
  if (!VERSIONS.has(version))
    throw new PackageError(
      'bagit.version',
      `No version ${version} of BagIt is known.`,
      'bagit.txt',
    );
  return { version, isOld: version !== '1.0', encoding: encoding.toUpperCase() };
}

/** @throws PackageError `encoding.unsupported`, `encoding.invalid`. */
export function decodeTag(bytes: Buffer, encoding: string, where: string): string {
  switch (encoding) {
    case 'UTF-8':
    case 'UTF8':
    case 'US-ASCII':
      return decodeUtf8(bytes, where);
    case 'ISO-8859-1':
      return bytes.toString('latin1');
    case 'UTF-16':
    case 'UTF-16BE':
    case 'UTF-16LE':
      return decodeUtf16(bytes, encoding, where);
    default:
      throw new PackageError(
        'encoding.unsupported',
        `Tag files in ${encoding} cannot be read.`,
        where,
      );
  }
}

function decodeUtf8(bytes: Buffer, where: string): string {
  try {
    // A byte order mark is kept, so that it is seen where it must not be.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PackageError('encoding.invalid', 'This tag file is no UTF-8.', where, cause);
  }
}

/** Without a mark UTF-16 is big-endian (RFC 2781). */
function decodeUtf16(bytes: Buffer, encoding: string, where: string): string {
  const hasLittleMark = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isLittle = encoding === 'UTF-16LE' || (encoding === 'UTF-16' && hasLittleMark);
  try {
    return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PackageError('encoding.invalid', 'This tag file is no UTF-16.', where, cause);
  }
}

/** @returns lines without their ends (LF, CR or both); nothing after the last end. */
export function linesOfText(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** @returns label and value in order; a label may stand there more than once. @throws PackageError `info.malformed`. */
export function parseBagInfo(text: string, isOld: boolean): [string, string][] {
  const pattern = isOld
    ? /^([^:\s][^:]*?)\s*:\s*(.*)$/
    : /^([^:\s](?:[^:]*[^:\s])?):(?:[ \t](.*))?$/;
  const entries: [string, string][] = [];
  for (const line of linesOfText(text)) {
    const last = entries.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] += ` ${line.trim()}`;
      continue;
    }
    const match = pattern.exec(line);
    if (match === null)
      throw new PackageError(
        'info.malformed',
        'A line of bag-info.txt is no label with a value.',
        'bag-info.txt',
      );
    entries.push([match[1] ?? '', match[2] ?? '']);
  }
  return entries;
}

/** @returns the value of a label, whatever its case; the last one, which is how bagit.py reads Payload-Oxum too. */
export function infoValue(entries: readonly (readonly [string, string])[], label: string) {
  return entries.findLast(([name]) => name.toLowerCase() === label.toLowerCase())?.[1];
}
