// One HTTP exchange with one of the addresses that were checked. Node's own client, because its `lookup` lets us say
// whereto the socket goes while name, certificate and Host header stay the URL's: nothing is resolved a second time.

import { createHash } from 'node:crypto';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { OutboundFailure, Parcel } from '@jhalak/ports';
import { plainAddress } from './address.ts';
import { HEADER_BYTES_MAX } from './settings.ts';

export interface ExchangeOptions {
  url: URL;
  port: number;
  /** Checked; the socket goes to one of these and nowhere else. */
  addresses: readonly string[];
  /** Everything that is sent, in this order; nothing is added. */
  headers: readonly HeaderLine[];
  /** A body makes it a POST. */
  sends?: Buffer | undefined;
  /** Most bytes of the body, as sent and as unpacked. */
  bytes: number;
  /** At `bytes` the rest is left unread and the beginning is the body. */
  cut: boolean;
  idleMs: number;
  /** Aborted at the end of the exchange's time, or by the caller. */
  signal: AbortSignal;
  /** Looks at status and headers before the body is read: false leaves it unread. */
  wantsBody: (status: number, headers: IncomingMessage['headers']) => boolean;
}

/** One line of a request's head. */
export type HeaderLine = readonly [name: string, value: string];

/** @returns digest and size of the request exactly as it goes over the wire, so that it can be put on record before. */
export function parcelOf(
  asked: Pick<ExchangeOptions, 'url' | 'headers' | 'sends'>,
): Pick<Parcel, 'digest' | 'bytes'> {
  const first = `${methodOf(asked)} ${pathOf(asked.url)} HTTP/1.1`;
  const lines = asked.headers.map(([name, value]) => `${name}: ${value}`);
  // Node writes heads in latin1; ours and what hosts gave us hold printable ASCII only.
  const head = Buffer.from([first, ...lines, '', ''].join('\r\n'), 'latin1');
  const body = asked.sends ?? Buffer.alloc(0);
  const digest = createHash('sha256').update(head).update(body).digest('hex');
  return { digest, bytes: head.byteLength + body.byteLength };
}

function methodOf({ sends }: Pick<ExchangeOptions, 'sends'>): 'GET' | 'POST' {
  return sends === undefined ? 'GET' : 'POST';
}

function pathOf(url: URL): string {
  return `${url.pathname}${url.search}`;
}

export type Exchanged =
  | { kind: 'reply'; status: number; headers: IncomingMessage['headers']; body: Buffer }
  | { kind: 'too_large' }
  | { kind: 'failed'; reason: OutboundFailure };

/** Thrown inside and turned into a value at the end. */
class ExchangeError extends Error {
  readonly outcome: Exclude<Exchanged, { kind: 'reply' }>;

  constructor(outcome: Exclude<Exchanged, { kind: 'reply' }>) {
    super('the exchange ended early');
    this.outcome = outcome;
  }
}

/** @returns the reply, or what went wrong; never throws for what the other side did. */
export async function exchange(options: ExchangeOptions): Promise<Exchanged> {
  try {
    const message = await send(options);
    const status = message.statusCode ?? 0;
    if (!options.wantsBody(status, message.headers)) {
      message.destroy();
      return { kind: 'reply', status, headers: message.headers, body: Buffer.alloc(0) };
    }
    const body = await readBody(message, options);
    return { kind: 'reply', status, headers: message.headers, body };
  } catch (error) {
    if (error instanceof ExchangeError) return error.outcome;
    return { kind: 'failed', reason: failureOf(error, options.signal) };
  }
}

async function send(options: ExchangeOptions): Promise<IncomingMessage> {
  const { url, addresses } = options;
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return await new Promise((resolve, reject) => {
    const sent = request({
      host: url.hostname,
      port: options.port,
      path: pathOf(url),
      method: methodOf(options),
      headers: options.headers.flat(),
      // What leaves is what is on record: not a line more.
      setDefaultHeaders: false,
      // A connection of its own: a kept one would be to an address that was checked for another request.
      agent: false,
      lookup: pinnedLookup(addresses),
      maxHeaderSize: HEADER_BYTES_MAX,
      minVersion: 'TLSv1.2',
      timeout: options.idleMs,
      signal: options.signal,
    });
    sent.once('socket', (socket: Socket) => {
      socket.once('connect', () => {
        if (!isOneOf(addresses, socket.remoteAddress)) {
          sent.destroy(new Error('the socket went elsewhere'));
        }
      });
    });
    sent.once('timeout', () =>
      sent.destroy(new ExchangeError({ kind: 'failed', reason: 'timeout' })),
    );
    sent.once('error', reject);
    sent.once('response', resolve);
    sent.end(options.sends);
  });
}

function isOneOf(addresses: readonly string[], address: string | undefined): boolean {
  const there = plainAddress(address ?? '');
  return addresses.some((one) => plainAddress(one) === there);
}

function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all === true) callback(null, all);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
}

async function readBody(message: IncomingMessage, options: ExchangeOptions): Promise<Buffer> {
  const { bytes, cut } = options;
  if (!cut && Number(message.headers['content-length'] ?? 0) > bytes) {
    message.destroy();
    throw new ExchangeError({ kind: 'too_large' });
  }
  const unpacked = unpack(message, bytes, cut);
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of unpacked) {
    const part = chunk as Buffer;
    total += part.byteLength;
    chunks.push(part);
    if (total <= bytes) continue;
    message.destroy();
    if (cut) return Buffer.concat(chunks).subarray(0, bytes);
    throw new ExchangeError({ kind: 'too_large' });
  }
  // A connection that ends before the promised length is not an error of the stream.
  if (!message.complete) throw new ExchangeError({ kind: 'failed', reason: 'cut_short' });
  return Buffer.concat(chunks);
}

/** Packed bytes are counted too: a body that unpacks to nothing must not be read for ever. */
function unpack(message: IncomingMessage, bytes: number, cut: boolean): AsyncIterable<unknown> {
  const coding = (message.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return message;
  const unpacker = unpackerFor(coding);
  if (unpacker === undefined) {
    message.destroy();
    throw new ExchangeError({ kind: 'failed', reason: 'encoding' });
  }
  let packed = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      packed += chunk.byteLength;
      if (packed > bytes && !cut) done(new ExchangeError({ kind: 'too_large' }));
      else done(null, chunk);
    },
  });
  message.once('error', (error) => counted.destroy(error));
  message.once('aborted', () =>
    counted.destroy(new ExchangeError({ kind: 'failed', reason: 'cut_short' })),
  );
  counted.once('error', (error) => unpacker.destroy(error));
  unpacker.once('close', () => message.destroy());
  return message.pipe(counted).pipe(unpacker);
}

function unpackerFor(coding: string): Transform | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
    // Two codings one in the other were never asked for.
    default:
      return undefined;
  }
}

function failureOf(error: unknown, signal: AbortSignal): OutboundFailure {
  if (signal.aborted) return 'timeout';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_') || code === 'ERR_BROTLI') {
    return 'encoding';
  }
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') return 'cut_short';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME)/.test(code)) {
    return 'tls';
  }
  return 'connection';
}
