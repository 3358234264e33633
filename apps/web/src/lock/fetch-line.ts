// The device's way to the cell, over fetch. Replies are cut off where they are longer than they may be.

import type { LineReply, LineRequest } from './device/line.ts';

/** Patience with bad lines; a round that hangs holds up the next. */
const TIMEOUT_MS = 20_000;

export async function fetchLine(request: LineRequest): Promise<LineReply | null> {
  const { method, path, body, etag, named, leaving = false } = request;
  const headers: Record<string, string> = { accept: 'application/json, image/*, video/mp4' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (etag) headers['if-none-match'] = etag;
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: named ? 'same-origin' : 'omit',
      // What is kept, and for how long, is the device's own affair.
      cache: 'no-store',
      keepalive: leaving,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const bytes = await readUpTo(response, request.maxBytes);
    return bytes && { status: response.status, etag: response.headers.get('etag'), bytes };
  } catch {
    return null;
  }
}

async function readUpTo(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
