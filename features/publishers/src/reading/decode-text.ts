// From bytes to text. What the bytes themselves show beats what the reply says, and that beats what the document says.

/** A document names its encoding within this many bytes (XML's first line, HTML's first kilobyte). */
const DECLARED_WITHIN_BYTES = 1_024;
/** More unreadable characters than this share means that the encoding was guessed wrongly. */
const UNREADABLE_SHARE_MAX = 0.005;

const DECLARATIONS = [
  /^<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/i,
  /<meta[^>]+\bcharset\s*=\s*["']?([\w.:-]{1,40})/i,
];

/**
 * @param charset as the reply's headers name it.
 * @returns the text without byte order mark, or undefined when no encoding reads it.
 * Cost: linear; some 10 ms for 5 MB.
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string | undefined {
  const marked = markOf(bytes);
  if (marked !== undefined) return readable(bytes, marked);
  // Valid UTF-8 of any length beyond ASCII is UTF-8, whatever labels say: nothing else looks like it by chance.
  const strict = decode(bytes, 'utf-8', true);
  if (strict !== undefined) return strict;
  const head = Buffer.from(bytes.subarray(0, DECLARED_WITHIN_BYTES)).toString('latin1');
  const declared = DECLARATIONS.map((pattern) => pattern.exec(head)?.[1]);
  for (const label of [charset, ...declared, 'windows-1252']) {
    // It is no valid UTF-8: a label that says so is wrong.
    if (label === undefined || /^utf-?8$/i.test(label)) continue;
    const text = readable(bytes, label);
    if (text !== undefined) return text;
  }
  // Some broken characters in long UTF-8 are better than none of it.
  return readable(bytes, 'utf-8');
}

function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function readable(bytes: Uint8Array, label: string): string | undefined {
  const text = decode(bytes, label, false);
  if (text === undefined) return undefined;
  let unreadableCount = 0;
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) {
    unreadableCount += 1;
  }
  return unreadableCount <= text.length * UNREADABLE_SHARE_MAX ? text : undefined;
}

function decode(bytes: Uint8Array, label: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    // An unknown label, or bytes that are not of it: another one may fit.
    return undefined;
  }
}
