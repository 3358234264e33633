// `border verify`: says in sentences what was proven of a log, of one entry's proof, or against a log.
// Exit codes: 0 proven, 1 refuted, 2 could not be checked.

import { readFile, stat } from 'node:fs/promises';
import { messageOf } from '@jhalak/kernel';
import {
  isEquivocation,
  parseProofFile,
  parseVkey,
  textOf,
  TlogError,
  toBase64,
  verifyEquivocation,
  verifyLog,
  verifyProof,
  vkeyOf,
  type Checkpoint,
  type LogOwner,
  type VerifierKey,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { logSource, UnreadableLog } from './log-source.ts';

export interface VerifyRequest {
  /** A folder, an address, a proof file or a file of evidence. */
  where: string;
  vkey: string;
  /** Witnesses' keys, by commas. */
  witnesses?: string | undefined;
  entryId?: string | undefined;
  /** A file with an older checkpoint. */
  olderFile?: string | undefined;
}

interface Outcome {
  code: 0 | 1 | 2;
  sentences: string[];
  facts: Record<string, unknown>;
}

/** @returns what to say and the exit code; never throws for what a log or a file may hold. */
export async function verifyAnything(request: VerifyRequest): Promise<Outcome> {
  try {
    const log = parseVkey(nodeCrypto.sha256, request.vkey);
    const witnesses = (request.witnesses ?? '')
      .split(',')
      .filter((text) => text !== '')
      .map((text) => parseVkey(nodeCrypto.sha256, text));
    const info = await stat(request.where).catch(() => undefined);
    if (info?.isFile() !== true) return await verifyWhole(request, log, witnesses);
    const bytes = await readFile(request.where);
    return isEquivocation(bytes) ? refuted(bytes, log) : oneEntry(bytes, log, witnesses);
  } catch (error) {
    if (error instanceof TlogError) {
      const { fault, where, message } = error;
      // A key that cannot be read says nothing about the log.
      const code = fault === 'key.malformed' ? 2 : 1;
      const opening = code === 2 ? 'NOT CHECKED' : 'REFUTED';
      return {
        code,
        sentences: [`${opening}: ${message}`],
        facts: { ok: false, fault, where, message },
      };
    }
    if (!(error instanceof UnreadableLog) && !isFileError(error)) throw error;
    const message = messageOf(error);
    return {
      code: 2,
      sentences: [`NOT CHECKED: ${message}`],
      facts: { ok: false, fault: 'unreadable', message },
    };
  }
}

async function verifyWhole(
  { where, entryId, olderFile }: VerifyRequest,
  log: VerifierKey,
  witnesses: readonly VerifierKey[],
): Promise<Outcome> {
  const proven = await verifyLog(nodeCrypto, logSource(where), {
    log,
    witnesses,
    ...(entryId === undefined ? {} : { entryId }),
    ...(olderFile === undefined ? {} : { older: await readFile(olderFile) }),
  });
  const { checkpoint, older, entry } = proven;
  const sentences = [
    `PROVEN: ${log.name} signed a log of ${checkpoint.size} entries, and every one of them is here, in its place.`,
    `  root ${toBase64(checkpoint.root)}; ${proven.files} files, ${proven.entryBytes} bytes of entries, each byte accounted for`,
    ...cosignedSentences(checkpoint, witnesses),
  ];
  for (const { key, until } of proven.owners)
    if (until !== undefined)
      sentences.push(
        `  ${key === undefined ? 'an owner before' : vkeyOf(key)} signed up to ${until} entries, and its last entry names the next owner`,
      );
  const present = proven.owners.at(-1)?.key;
  if (proven.owners.length > 1 && present !== undefined)
    sentences.push(`  the present owner’s key: ${vkeyOf(present)}`);
  if (older !== undefined)
    sentences.push(
      `  it goes on from the older checkpoint of ${older.size} entries: nothing of those was changed or taken away`,
    );
  if (entry !== undefined)
    sentences.push(`  entry ${entryId} stands at index ${entry.index}: ${textOf(entry.bytes)}`);
  return {
    code: 0,
    sentences,
    facts: {
      ok: true,
      ...headFacts(checkpoint),
      files: proven.files,
      ...(proven.owners.length > 1 && { owners: proven.owners.map(ownerFacts) }),
      ...(older && { olderSize: String(older.size) }),
      ...(entry && { entry: { index: String(entry.index), text: textOf(entry.bytes) } }),
    },
  };
}

function oneEntry(bytes: Uint8Array, log: VerifierKey, witnesses: readonly VerifierKey[]): Outcome {
  const proof = parseProofFile(bytes);
  const checkpoint = verifyProof(nodeCrypto, proof, { log, witnesses });
  const text = textOf(proof.entry) ?? '(not text)';
  return {
    code: 0,
    sentences: [
      `PROVEN: this entry stands at index ${proof.index} of the log of ${checkpoint.size} entries that ${log.name} signed.`,
      ...cosignedSentences(checkpoint, witnesses),
      `  ${text}`,
    ],
    facts: { ok: true, ...headFacts(checkpoint), entry: { index: String(proof.index), text } },
  };
}

function refuted(bytes: Uint8Array, log: VerifierKey): Outcome {
  const { older, newer } = verifyEquivocation(nodeCrypto, bytes, log);
  return {
    code: 0,
    sentences: [
      `PROVEN: ${log.name} signed two histories, of ${older.size} and of ${newer.size} entries, that cannot both be true. Do not believe this log.`,
    ],
    facts: {
      ok: true,
      equivocation: true,
      olderSize: String(older.size),
      newerSize: String(newer.size),
    },
  };
}

function cosignedSentences(checkpoint: Checkpoint, witnesses: readonly VerifierKey[]): string[] {
  return witnesses.map((witness) => {
    const line = checkpoint.verified.find(({ key }) => key === witness);
    return line === undefined
      ? `  not co-signed by ${witness.name}`
      : `  co-signed by ${witness.name} at ${new Date(Number(line.timeS) * 1_000).toISOString()}`;
  });
}

function headFacts({ origin, size, root, verified }: Checkpoint): Record<string, unknown> {
  return {
    origin,
    size: String(size),
    root: toBase64(root),
    signedBy: verified.map(({ key }) => key.name),
  };
}

function ownerFacts({ key, from, until }: LogOwner): Record<string, string> {
  return {
    ...(key && { key: vkeyOf(key) }),
    from: String(from),
    ...(until !== undefined && { until: String(until) }),
  };
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
