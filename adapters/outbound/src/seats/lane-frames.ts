// What travels on the lane between the cell and its gateway: many questions at once over one connection. A frame is its length, the
// length of its head, the head as JSON, and a body as it is, so that requests and answers are never JSON within JSON.

import type { Duplex } from 'node:stream';

/** How the connection is asked for. */
export const LANE_PROTOCOL = 'jhalak-seats/1';
const LENGTH_BYTES = 4;
/** The largest answer of a seat, with its head. */
export const FRAME_BYTES_MAX = 1_048_576 + 65_536;
/** Bytes that wait to be written on one side before more is refused: a second or so of a busy cell. */
const WAITING_BYTES_MAX = 16_777_216;

/** One frame. */
export interface Frame {
  head: Readonly<Record<string, unknown>>;
  body: Buffer;
}

/** Writes a frame; those of one turn of the loop go together. @returns false when too much waits already: then nothing is written. */
export function writeFrame(to: Duplex, head: object, body: Buffer = Buffer.alloc(0)): boolean {
  if (to.destroyed || to.writableLength > WAITING_BYTES_MAX) return false;
  const json = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(2 * LENGTH_BYTES);
  lengths.writeUInt32BE(LENGTH_BYTES + json.byteLength + body.byteLength, 0);
  lengths.writeUInt32BE(json.byteLength, LENGTH_BYTES);
  if (to.writableCorked === 0) {
    to.cork();
    setImmediate(() => to.uncork());
  }
  to.write(lengths);
  to.write(json);
  if (body.byteLength > 0) to.write(body);
  return true;
}

/** Reads frames; whoever breaks the form is cut off. */
export function readFrames(from: Duplex, take: (frame: Frame) => void): void {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let wanted = LENGTH_BYTES;
  from.on('data', (chunk: Buffer) => {
    held.push(chunk);
    heldBytes += chunk.byteLength;
    if (heldBytes < wanted) return;
    let bytes = held.length === 1 ? chunk : Buffer.concat(held, heldBytes);
    while (bytes.byteLength >= LENGTH_BYTES) {
      const length = bytes.readUInt32BE(0);
      if (length > FRAME_BYTES_MAX || length < LENGTH_BYTES) return void from.destroy();
      wanted = LENGTH_BYTES + length;
      if (bytes.byteLength < wanted) break;
      const frame = frameOf(bytes.subarray(LENGTH_BYTES, wanted));
      if (frame === undefined) return void from.destroy();
      bytes = bytes.subarray(wanted);
      wanted = LENGTH_BYTES;
      take(frame);
    }
    held = bytes.byteLength === 0 ? [] : [bytes];
    heldBytes = bytes.byteLength;
  });
}

function frameOf(bytes: Buffer): Frame | undefined {
  const end = LENGTH_BYTES + bytes.readUInt32BE(0);
  if (end > bytes.byteLength) return undefined;
  try {
    const head: unknown = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end));
    if (typeof head !== 'object' || head === null) return undefined;
    return { head: head as Record<string, unknown>, body: bytes.subarray(end) };
  } catch {
    return undefined;
  }
}
