// What travels between the cell and its gateway: HTTP over a unix socket; a reply is the length of its JSON, the JSON, and
// the bytes of a body, so that a picture is neither copied into base64 nor read before its size is known.

import type { OutboundReply } from '@jhalak/ports';
import { TERMS } from '../settings.ts';

/** A question is a URL with two validators, or a message of some kilobytes. */
export const QUESTION_BYTES_MAX = 1_000_000;
/** JSON of a reply: a sentence, a receipt, headers. */
const FACTS_BYTES_MAX = 256 * 1_024;
const LENGTH_BYTES = 4;
/** The largest body of any destination, its facts and the length. */
export const REPLY_BYTES_MAX =
  Math.max(...Object.values(TERMS).map((terms) => terms.bytes)) + FACTS_BYTES_MAX + LENGTH_BYTES;

/** @returns the reply's bytes. Cost: one copy of the body's reference, none of its bytes. */
export function frameOf(facts: object, body: Buffer = Buffer.alloc(0)): Buffer[] {
  const json = Buffer.from(JSON.stringify(facts));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.byteLength);
  return [length, json, body];
}

/** @returns what `frameOf` was given. @throws Error when the bytes are no frame. */
export function readFrame(bytes: Buffer): { facts: unknown; body: Buffer } {
  const length = bytes.byteLength < LENGTH_BYTES ? -1 : bytes.readUInt32BE(0);
  const end = LENGTH_BYTES + length;
  if (length < 0 || length > FACTS_BYTES_MAX || end > bytes.byteLength) {
    throw new Error('the gateway sent no whole reply');
  }
  const facts: unknown = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end));
  return { facts, body: bytes.subarray(end) };
}

/** @returns a fetch's reply as a frame. */
export function frameOfFetch(reply: OutboundReply): Buffer[] {
  if (reply.kind !== 'ok') return frameOf(reply);
  const { body, ...facts } = reply;
  return frameOf(facts, body);
}
