// A witness: it co-signs a log's checkpoint only when that goes on from what it saw before, and remembers before it
// answers. https://c2sp.org/tlog-witness for logs that ask, `follow` for logs that are read.

import { decimal, fromBase64, sameBytes, textOf, toBase64, utf8 } from './bytes.ts';
import { openCheckpoint, parseTreeHead, type Checkpoint } from './checkpoints.ts';
import type { Equivocation } from './equivocation.ts';
import { TlogError } from './errors.ts';
import { verifyConsistency } from './merkle.ts';
import {
  cosignatureBytes,
  cosignedText,
  noteText,
  parseNote,
  signatureLine,
  type NoteSignature,
  type TlogCrypto,
  type VerifierKey,
} from './notes.ts';
import { TileHashes, type LogFiles } from './proofs.ts';
import { readTile } from './read-tile.ts';

/** Where a witness keeps the latest checkpoint of each log. */
export interface WitnessMemory {
  /** @returns the checkpoint's bytes; undefined before the first. */
  latest(origin: string): Promise<Uint8Array | undefined>;
  /** Must be durable when it resolves: the co-signature is given out afterwards. */
  keep(origin: string, checkpoint: Uint8Array): Promise<void>;
}

export interface WitnessDeps {
  crypto: TlogCrypto;
  /** The witness's own key, of type 4. */
  key: VerifierKey;
  /** Ed25519 over these bytes. */
  sign(message: Uint8Array): Uint8Array;
  logs: readonly VerifierKey[];
  memory: WitnessMemory;
  /** Seconds since 1970. */
  nowS(): number;
  /** Two histories under one key were seen; called before the log is refused. */
  onEquivocation?: (origin: string, evidence: Equivocation) => Promise<void>;
}

export interface WitnessReply {
  status: 200 | 400 | 403 | 404 | 409 | 422;
  type: string;
  body: string;
}

/** What following a log came to. */
export type Followed =
  | { kind: 'cosigned'; size: bigint; checkpoint: string }
  | { kind: 'known'; size: bigint }
  | { kind: 'smaller'; size: bigint; seen: bigint }
  | { kind: 'split'; size: bigint; seen: bigint };

/** tlog-witness: a client must not send more. */
const PROOF_LINES_MAX = 63;
const PLAIN = 'text/plain; charset=utf-8';

export class Witness {
  readonly #deps: WitnessDeps;
  /** Of each log, its owners' keys, the latest last. */
  readonly #logs: VerifierKey[];
  /** Check and memory are one step: requests wait for each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: WitnessDeps) {
    this.#deps = deps;
    this.#logs = [...deps.logs];
  }

  /**
   * From now on a log is followed under its next owner's key as well: one history, whoever signs it. Give what `nextOwner`
   * returned. What was seen under the former key is still what the log must go on from. @returns whether it is new.
   */
  addOwner(key: VerifierKey): boolean {
    const isKnown = this.#logs.some((one) => sameBytes(one.keyId, key.keyId));
    if (!isKnown) this.#logs.push(key);
    return !isKnown;
  }

  /** `POST /add-checkpoint`. Cost: two signatures and one durable write. */
  async addCheckpoint(body: Uint8Array): Promise<WitnessReply> {
    return await this.#alone(async () => await this.#add(body));
  }

  /** Reads a log's files and co-signs its checkpoint if it goes on from the last. @throws TlogError for a broken log. */
  async follow(log: VerifierKey, files: LogFiles): Promise<Followed> {
    // A former owner signs for it no more.
    const owner = this.#logs.findLast(({ name }) => name === log.name) ?? log;
    return await this.#alone(async () => await this.#follow(owner, files));
  }

  async #add(body: Uint8Array): Promise<WitnessReply> {
    const { crypto } = this.#deps;
    const request = parseRequest(body);
    if (request === undefined) return refusal(400, 'not a request as tlog-witness describes it');
    const log = this.#logs.findLast((one) => one.name === request.origin);
    if (log === undefined) return refusal(404, 'this witness does not know the log');
    let checkpoint: Checkpoint;
    try {
      checkpoint = openCheckpoint(crypto, request.checkpoint, { log });
    } catch (error) {
      if (!(error instanceof TlogError)) throw error;
      return refusal(403, 'the log has not signed this');
    }
    if (request.oldSize > checkpoint.size) return refusal(400, 'the old size is larger');
    const seen = await this.#seen(log);
    const seenSize = seen?.checkpoint.size ?? 0n;
    if (request.oldSize !== seenSize)
      return { status: 409, type: 'text/x.tlog.size', body: `${seenSize}\n` };
    if (seen !== undefined && seenSize === checkpoint.size) {
      if (!sameBytes(seen.checkpoint.root, checkpoint.root)) {
        await this.#report(log, { older: seen.bytes, newer: request.checkpoint });
        return { status: 409, type: 'text/x.tlog.size', body: `${seenSize}\n` };
      }
      if (request.proof.length > 0) return refusal(422, 'equal sizes need no proof');
    } else if (!provesGrowth(crypto, seen?.checkpoint, checkpoint, request.proof)) {
      return refusal(422, 'the proof does not lead from the old tree to this one');
    }
    const line = await this.#cosign(log, checkpoint, request.checkpoint);
    return { status: 200, type: PLAIN, body: signatureLine(line) };
  }

  async #follow(log: VerifierKey, files: LogFiles): Promise<Followed> {
    const { crypto } = this.#deps;
    const bytes = await files.read('checkpoint');
    if (bytes === undefined)
      throw new TlogError('file.missing', 'The log has no checkpoint.', 'checkpoint');
    const checkpoint = openCheckpoint(crypto, bytes, { log });
    const { size } = checkpoint;
    const seen = await this.#seen(log);
    if (seen !== undefined) {
      const before = seen.checkpoint;
      if (size < before.size) return { kind: 'smaller', size, seen: before.size };
      if (size === before.size) {
        if (sameBytes(before.root, checkpoint.root)) return { kind: 'known', size };
        await this.#report(log, { older: seen.bytes, newer: bytes });
        return { kind: 'split', size, seen: before.size };
      }
      if (before.size > 0n && !(await this.#goesOn(log, files, { seen, checkpoint, bytes })))
        return { kind: 'split', size, seen: before.size };
    }
    const line = await this.#cosign(log, checkpoint, bytes);
    const note = { ...checkpoint.note, signatures: [...checkpoint.note.signatures, line] };
    return { kind: 'cosigned', size, checkpoint: noteText(note) };
  }

  /** @returns false, and reports, when the log's own tiles make another beginning. @throws TlogError for broken tiles. */
  async #goesOn(
    log: VerifierKey,
    files: LogFiles,
    { seen, checkpoint, bytes }: { seen: Seen; checkpoint: Checkpoint; bytes: Uint8Array },
  ): Promise<boolean> {
    const { sha256 } = this.#deps.crypto;
    const hashes = new TileHashes(
      sha256,
      checkpoint.size,
      async (path, width) => await readTile(files, path, width),
    );
    const proof = await hashes.consistency(seen.checkpoint.size);
    if (provesGrowth(this.#deps.crypto, seen.checkpoint, checkpoint, proof)) return true;
    const root = await hashes.range(0n, seen.checkpoint.size);
    const other = { ...seen.checkpoint, root };
    if (!provesGrowth(this.#deps.crypto, other, checkpoint, proof))
      throw new TlogError('root.differs', 'The tiles do not lead to the root that was signed.');
    await this.#report(log, { older: seen.bytes, newer: bytes, prefix: { root, proof } });
    return false;
  }

  async #seen(log: VerifierKey): Promise<Seen | undefined> {
    const bytes = await this.#deps.memory.latest(log.name);
    if (bytes === undefined) return undefined;
    const { crypto } = this.#deps;
    const owners = this.#logs.filter(({ name }) => name === log.name);
    const signer = owners.findLast((key) => isSignedBy(bytes, key)) ?? log;
    return { bytes, checkpoint: openCheckpoint(crypto, bytes, { log: signer }) };
  }

  async #cosign(
    log: VerifierKey,
    checkpoint: Checkpoint,
    bytes: Uint8Array,
  ): Promise<NoteSignature> {
    const { key, memory, nowS, sign } = this.#deps;
    await memory.keep(log.name, bytes);
    const timeS = BigInt(nowS());
    const signature = sign(utf8(cosignedText(timeS, checkpoint.note.text)));
    return { name: key.name, keyId: key.keyId, signature: cosignatureBytes(timeS, signature) };
  }

  async #report(log: VerifierKey, evidence: Equivocation): Promise<void> {
    await this.#deps.onEquivocation?.(log.name, evidence);
  }

  async #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return await mine;
  }
}

function isSignedBy(bytes: Uint8Array, key: VerifierKey): boolean {
  return parseNote(bytes).signatures.some(({ keyId }) => sameBytes(keyId, key.keyId));
}

interface Seen {
  bytes: Uint8Array;
  checkpoint: Checkpoint;
}

function provesGrowth(
  crypto: TlogCrypto,
  before: Pick<Checkpoint, 'size' | 'root'> | undefined,
  now: Checkpoint,
  proof: readonly Uint8Array[],
): boolean {
  if (before === undefined || before.size === 0n) return proof.length === 0;
  const claim = {
    olderSize: before.size,
    olderRoot: before.root,
    size: now.size,
    root: now.root,
  };
  return verifyConsistency(crypto.sha256, claim, proof);
}

interface AddRequest {
  oldSize: bigint;
  proof: Uint8Array[];
  origin: string;
  checkpoint: Uint8Array;
}

function parseRequest(body: Uint8Array): AddRequest | undefined {
  const text = textOf(body);
  const split = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || split < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, split).split('\n');
  const oldSize = first.startsWith('old ') ? decimal(first.slice('old '.length)) : undefined;
  const proof = lines.flatMap((line) => fromBase64(line) ?? []);
  if (oldSize === undefined || lines.length > PROOF_LINES_MAX || proof.length !== lines.length)
    return undefined;
  const checkpoint = utf8(text.slice(split + 2));
  try {
    return { oldSize, proof, checkpoint, origin: parseTreeHead(parseNote(checkpoint).text).origin };
  } catch (error) {
    if (error instanceof TlogError) return undefined;
    throw error;
  }
}

/** @returns the body of a request to a witness. */
export function addCheckpointBody(
  oldSize: bigint,
  proof: readonly Uint8Array[],
  checkpoint: string,
): string {
  return [`old ${oldSize}`, ...proof.map(toBase64), '', checkpoint].join('\n');
}

function refusal(status: 400 | 403 | 404 | 422, why: string): WitnessReply {
  return { status, type: PLAIN, body: `${why}\n` };
}
