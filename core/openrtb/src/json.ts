// JSON of strangers: bytes and depth are bounded before JSON.parse sees them, so that neither memory nor the stack is theirs.

import { JSON_DEPTH_MAX } from './bounds.ts';
import { accept, bodyFault, refuse, type Verdict } from './faults.ts';

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Reads one JSON text. Members that are `null` are taken as absent, as OpenRTB's own libraries do (2.6, 2.3: omitted and
 * unknown mean the same).
 *
 * @param body bytes in UTF-8, or text. @param bytesMax refused above it. Cost: two passes over the text.
 */
export function readJson(body: Uint8Array | string, bytesMax: number): Verdict<unknown> {
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  if (size > bytesMax)
    return refuse(bodyFault('too_large', `The message has more than ${bytesMax} bytes.`));
  const text = typeof body === 'string' ? body : utf8(body);
  if (text === undefined) return refuse(bodyFault('malformed', 'The message is not UTF-8.'));
  if (depthOf(text) > JSON_DEPTH_MAX)
    return refuse(bodyFault('too_large', `The message is nested deeper than ${JSON_DEPTH_MAX}.`));
  try {
    return accept(withoutNulls(JSON.parse(text)));
  } catch (error) {
    // The parser's own words would repeat what was sent.
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(bodyFault('malformed', 'The message is not JSON.'));
  }
}

/** @returns whether it is an object with members, and no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the text, or undefined when it is not UTF-8; a byte order mark is dropped. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Counts brackets outside strings; stops past the bound. Wrong JSON gives some number, and the parser refuses it afterwards. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === BACKSLASH) at += 1;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === 91 || char === 123) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (deepest > JSON_DEPTH_MAX) return deepest;
    } else if (char === 93 || char === 125) depth -= 1;
  }
  return deepest;
}

/** Depth is bounded, so this may call itself. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    for (const item of value) withoutNulls(item);
  } else if (isRecord(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (member === null) delete value[name];
      else withoutNulls(member);
    }
  }
  return value;
}
