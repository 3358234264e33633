// The gateway's side of the socket. Who may connect is the socket's own permissions; what may be asked is checked here.

import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf, type Logger } from '@jhalak/kernel';
import {
  DESTINATIONS,
  type BorderMessage,
  type BorderReply,
  type Destination,
  type Outbound,
  type OutboundRequest,
  type SeatLane,
} from '@jhalak/ports';
import { LANE_PROTOCOL } from '../seats/lane-frames.ts';
import { serveLane } from '../seats/lane-server.ts';
import { frameOf, frameOfFetch, QUESTION_BYTES_MAX } from './frames.ts';
import { makeSocketFolder, withShortName } from './socket-path.ts';

export interface GatewayServerOptions {
  socketPath: string;
  /** Who else may connect: `owner` only this user; `group` also the socket folder's group. */
  openTo: 'owner' | 'group';
  /** Takes what publishers' sites are asked for. */
  outbound: Outbound;
  /** Takes what is sent to cells and processors. */
  send(message: BorderMessage): Promise<BorderReply>;
  /** Takes what outside ad seats are asked. */
  seats: SeatLane;
  logger: Logger;
}

export interface GatewayServer {
  /** Ends what is under way and lets the socket go. */
  close(): Promise<void>;
}

/** The cell asks some dozens of questions at once; each waits for a host's turn. */
const CONNECTIONS_MAX = 512;
/** One on this machine answers a knock at once. */
const KNOCK_MS = 2_000;
const MESSAGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAME = /^[a-z0-9][a-z0-9._-]{0,252}$/;

/** Another gateway answers on this socket already. */
export class GatewayRunningError extends Error {}

/**
 * Listens. A socket that a killed gateway left behind is taken over.
 *
 * @throws GatewayRunningError when one is alive.
 */
export async function serveGateway(options: GatewayServerOptions): Promise<GatewayServer> {
  const { socketPath, openTo, logger } = options;
  makeSocketFolder(socketPath);
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      // Whoever asked has given up: what was under way was ended for that.
      if (response.destroyed) return;
      logger.error({ error: messageOf(error) }, 'the gateway could not answer');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.maxConnections = CONNECTIONS_MAX;
  const lanes = new Set<Duplex>();
  server.on('upgrade', (request, connection) => openLane(options, request, connection, lanes));
  await withShortName(socketPath, async (name) => {
    if (await isAlive(name)) {
      throw new GatewayRunningError(`a gateway of this cell is running already (${socketPath})`);
    }
    rmSync(socketPath, { force: true });
    await listen(server, name);
  });
  chmodSync(socketPath, openTo === 'owner' ? 0o600 : 0o660);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      for (const lane of lanes) lane.destroy();
      await closed;
      rmSync(socketPath, { force: true });
    },
  };
}

/** A connection of the cell that stays, for questions to seats. */
function openLane(
  { seats }: GatewayServerOptions,
  request: IncomingMessage,
  connection: Duplex,
  lanes: Set<Duplex>,
): void {
  if (request.url !== '/v1/seats' || request.headers.upgrade !== LANE_PROTOCOL) {
    connection.destroy();
    return;
  }
  lanes.add(connection);
  connection.once('close', () => lanes.delete(connection));
  connection.write(
    `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${LANE_PROTOCOL}\r\n\r\n`,
  );
  serveLane(connection, seats);
}

async function listen(server: Server, name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(name, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** @returns whether a gateway listens at this place. Cost: some milliseconds; KNOCK_MS where one is stuck. */
export async function gatewayAnswers(socketPath: string): Promise<boolean> {
  // Without its folder there is none.
  if (!existsSync(socketPath)) return false;
  return await withShortName(socketPath, isAlive);
}

async function isAlive(name: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(name);
    socket.setTimeout(KNOCK_MS, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function answer(
  options: GatewayServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET' && request.url === '/v1/health') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ready: true, pid: process.pid }));
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('nobody waits any more')));
  const frame = await frameFor(options, request, gone.signal);
  if (frame === undefined) {
    response.writeHead(400).end();
    return;
  }
  if (gone.signal.aborted) return;
  const bytes = frame.reduce((sum, part) => sum + part.byteLength, 0);
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': bytes,
  });
  for (const part of frame) response.write(part);
  response.end();
}

async function frameFor(
  options: GatewayServerOptions,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Buffer[] | undefined> {
  if (request.method !== 'POST') return undefined;
  const question = await readQuestion(request);
  if (request.url === '/v1/fetch') {
    const asked = fetchOf(question);
    if (asked === undefined) return undefined;
    return frameOfFetch(await options.outbound.fetch({ ...asked, signal }));
  }
  const message = request.url === '/v1/send' ? messageFrom(question) : undefined;
  return message && frameOf(await options.send({ ...message, signal }));
}

/** @returns the question, or undefined when it is none. */
async function readQuestion(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of request) {
    const part = chunk as Buffer;
    total += part.byteLength;
    if (total > QUESTION_BYTES_MAX) return {};
    chunks.push(part);
  }
  try {
    const question: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return isRecord(question) ? question : {};
  } catch {
    return {};
  }
}

function fetchOf(question: Record<string, unknown>): OutboundRequest | undefined {
  const { destination, url, validators } = question;
  const known = DESTINATIONS.find((one): one is Destination => one === destination);
  if (known === undefined || typeof url !== 'string') return undefined;
  const { etag, lastModified } = isRecord(validators) ? validators : {};
  return {
    destination: known,
    url,
    validators: {
      ...(typeof etag === 'string' ? { etag } : {}),
      ...(typeof lastModified === 'string' ? { lastModified } : {}),
    },
  };
}

function messageFrom(question: Record<string, unknown>): BorderMessage | undefined {
  const { id, message, to, fields } = question;
  const well =
    typeof id === 'string' &&
    MESSAGE_ID.test(id) &&
    typeof message === 'string' &&
    NAME.test(message) &&
    typeof to === 'string' &&
    NAME.test(to) &&
    isRecord(fields);
  return well ? { id, message, to, fields } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
