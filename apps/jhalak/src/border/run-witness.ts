// `border witness`: follows a log, hands its co-signature in, and answers other logs that ask (tlog-witness).

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, dirname } from 'node:path';
import { messageOf } from '@jhalak/kernel';
import {
  equivocationText,
  nextOwner,
  parseVkey,
  textOf,
  TlogError,
  vkeyOf,
  Witness,
  type VerifierKey,
  type WitnessReply,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { CommandError } from '../command.ts';
import { ask, logSource } from './log-source.ts';
import { readWitnessKey, WitnessStateFile, writeDurably } from './witness-files.ts';

export interface WitnessRequest {
  keyFile: string;
  /** Folder or address of the log's files. */
  log: string;
  vkey: string;
  stateFile: string;
  /** `HOST:PORT` on which other logs may ask; absent: nobody. */
  listen?: string | undefined;
  /** Where co-signatures are handed in; `no` for nowhere. Default: beside the log's address. */
  handIn?: string | undefined;
  everyMs: number;
  /** Looks once and ends. */
  once: boolean;
  say(line: string): void;
  nowMs(): number;
  signal: AbortSignal;
}

/** A request with 63 hashes and a checkpoint with many signatures. */
const BODY_BYTES_MAX = 131_072;
const BODY_LIMIT_MS = 10_000;

/** @returns 0, or 1 when the log was seen to tell two histories. */
export async function runWitness(request: WitnessRequest): Promise<number> {
  const { say } = request;
  const log = parseVkey(nodeCrypto.sha256, request.vkey);
  const { key, sign } = await readWitnessKey(request.keyFile);
  const memory = await WitnessStateFile.open(request.stateFile);
  let split = false;
  try {
    const witness = new Witness({
      ...{ crypto: nodeCrypto, key, sign, logs: [log], memory },
      nowS: () => Math.floor(request.nowMs() / 1_000),
      onEquivocation: async (origin, evidence) => {
        split = true;
        const file = join(dirname(request.stateFile), `equivocation-${request.nowMs()}.json`);
        await writeDurably(file, equivocationText(evidence), { flag: 'w', mode: 0o644 });
        say(`SPLIT VIEW: ${origin} signed two histories. The evidence is in ${file}; tell others.`);
      },
    });
    const server =
      request.listen === undefined ? undefined : await listen(witness, request.listen, say);
    await follow(request, witness, log, () => split);
    await new Promise((resolve) => (server === undefined ? resolve(0) : server.close(resolve)));
  } finally {
    await memory.close();
  }
  return split ? 1 : 0;
}

async function follow(
  request: WitnessRequest,
  witness: Witness,
  log: VerifierKey,
  isSplit: () => boolean,
): Promise<void> {
  const files = logSource(request.log);
  while (!request.signal.aborted) {
    try {
      await look(request, witness, log, files);
    } catch (error) {
      // A log that cannot be read now may be read at the next look.
      if (request.once) throw new CommandError(messageOf(error), { cause: error });
      request.say(`not co-signed: ${messageOf(error)}`);
    }
    // Co-signing nothing more is all that a witness can do; a person must look at it.
    if (request.once || isSplit()) return;
    await pause(request.everyMs, request.signal);
  }
}

async function look(
  request: WitnessRequest,
  witness: Witness,
  log: VerifierKey,
  files: ReturnType<typeof logSource>,
): Promise<void> {
  const seen = await followOwned(request, witness, log, files);
  switch (seen.kind) {
    case 'known':
    case 'split':
      return;
    case 'smaller':
      request.say(
        `not co-signed: the log shows ${seen.size} entries, and this witness has seen ${seen.seen}`,
      );
      return;
    case 'cosigned':
      request.say(`co-signed ${log.name} at ${seen.size} entries`);
      await handIn(request, seen.checkpoint);
  }
}

/** A log that changed hands is signed by its next owner: the former one's last entry says by whom. */
async function followOwned(
  { say }: WitnessRequest,
  witness: Witness,
  log: VerifierKey,
  files: ReturnType<typeof logSource>,
): ReturnType<Witness['follow']> {
  let owner = log;
  for (;;) {
    try {
      return await witness.follow(owner, files);
    } catch (error) {
      if (!(error instanceof TlogError) || error.fault !== 'note.unsigned') throw error;
      const next = await nextOwner(nodeCrypto, files, owner);
      if (next === undefined) throw error;
      if (witness.addOwner(next)) say(`${log.name} has a new owner: ${vkeyOf(next)}`);
      owner = next;
    }
  }
}

async function handIn(request: WitnessRequest, checkpoint: string): Promise<void> {
  const url = handInUrl(request);
  if (url === undefined) return;
  const reply = await ask({ method: 'POST', url, body: JSON.stringify({ checkpoint }) });
  if (reply.status !== 200)
    request.say(`the log did not take the co-signature: ${textOf(reply.body) ?? reply.status}`);
}

function handInUrl({ log, handIn: given }: WitnessRequest): URL | undefined {
  if (given === 'no') return undefined;
  if (given !== undefined) return new URL(given);
  if (!/^https?:\/\//.test(log)) return undefined;
  return new URL('../v1/border/cosignatures', log.endsWith('/') ? log : `${log}/`);
}

async function listen(
  witness: Witness,
  address: string,
  say: (line: string) => void,
): Promise<Server> {
  const match = /^(.+):(\d{1,5})$/.exec(address);
  if (match === null) throw new CommandError('--listen takes HOST:PORT, as in 127.0.0.1:8790.');
  const server = createServer((request, reply) => void answer(witness, request, reply));
  server.requestTimeout = BODY_LIMIT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(match[2]), match[1], resolve);
  });
  const { port } = server.address() as AddressInfo;
  say(`answering POST http://${match[1]}:${port}/add-checkpoint`);
  return server;
}

async function answer(
  witness: Witness,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  const end = ({ status, type, body }: Omit<WitnessReply, 'status'> & { status: number }): void =>
    void reply.writeHead(status, { 'content-type': type }).end(body);
  const plain = 'text/plain; charset=utf-8';
  if (request.method !== 'POST' || request.url !== '/add-checkpoint') {
    end({ status: 404, type: plain, body: 'POST /add-checkpoint\n' });
    return;
  }
  try {
    const body = await readBody(request);
    if (body === undefined) end({ status: 413, type: plain, body: 'too large\n' });
    else end(await witness.addCheckpoint(body));
  } catch {
    // What could not be kept is not co-signed.
    if (!reply.headersSent) end({ status: 500, type: plain, body: 'the witness failed\n' });
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
