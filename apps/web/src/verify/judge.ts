// What the page finds out: of a folder of the log, of one entry's proof, or of evidence against a log.

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
  type Checkpoint,
  type TlogCrypto,
  type TlogFault,
  type VerifierKey,
} from '@jhalak/tlog';

import { judgeDeal, recordIn, type DealVerdict, type ReadGiven } from './deal.ts';

/** A file as a browser hands it over. */
export interface GivenFile {
  /** With its folders, as in `log/tile/0/000`. */
  path: string;
  bytes(): Promise<Uint8Array>;
}

export interface Question {
  files: readonly GivenFile[];
  vkey: string;
  /** Keys of witnesses, by spaces, commas or lines. */
  witnesses: string;
  older?: GivenFile | undefined;
  onProgress?: (entries: number, of: number) => void;
}

/** A witness that was asked for. `atMs` is absent when it has not signed. */
export interface WitnessWord {
  name: string;
  atMs?: number;
}

export type Verdict =
  | {
      kind: 'log';
      origin: string;
      entries: string;
      root: string;
      olderEntries?: string;
      witnesses: readonly WitnessWord[];
    }
  | {
      kind: 'entry';
      origin: string;
      index: string;
      entries: string;
      root: string;
      text: string;
      witnesses: readonly WitnessWord[];
    }
  | { kind: 'two-histories'; origin: string; older: string; newer: string }
  | { kind: 'refuted'; fault: TlogFault; where: string }
  | { kind: 'unreadable'; why: 'key' | 'nothing' }
  | DealVerdict;

/** A deal's record, and documents beside it: more are a folder of a log. */
const DEAL_FILES_MAX = 200;

/** @returns the verdict; never throws for what files may hold. Cost: some 20,000 entries a second. */
export async function judge(crypto: TlogCrypto, question: Question): Promise<Verdict> {
  try {
    const deal = await findDeal(question.files);
    if (deal !== undefined)
      return judgeDeal(crypto, deal.record, deal.others, keysIn(question.vkey));
    const log = parseVkey(crypto.sha256, question.vkey);
    const witnesses = keysIn(question.witnesses).map((text) => parseVkey(crypto.sha256, text));
    const [only] = question.files;
    if (only === undefined) return { kind: 'unreadable', why: 'nothing' };
    const checkpoint = question.files.find(({ path }) => /(^|\/)checkpoint$/.test(path));
    if (question.files.length === 1 && checkpoint === undefined)
      return judgeFile(crypto, await only.bytes(), log, witnesses);
    if (checkpoint === undefined) return { kind: 'unreadable', why: 'nothing' };
    return await judgeFolder(crypto, question, checkpoint, log, witnesses);
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    if (error.fault === 'key.malformed') return { kind: 'unreadable', why: 'key' };
    return { kind: 'refuted', fault: error.fault, where: error.where };
  }
}

/** @returns keys by spaces, commas or lines. */
function keysIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((one) => one !== '');
}

async function findDeal(
  files: readonly GivenFile[],
): Promise<{ record: Record<string, unknown>; others: ReadGiven[] } | undefined> {
  const few = files.length <= DEAL_FILES_MAX ? files : [];
  if (few.some(({ path }) => /(^|\/)checkpoint$/.test(path))) return undefined;
  let record: Record<string, unknown> | undefined;
  const others: ReadGiven[] = [];
  for (const { path, bytes } of few) {
    const read = await bytes();
    const found = record === undefined ? recordIn(read) : undefined;
    if (found === undefined) others.push({ path, bytes: read });
    else record = found;
  }
  return record === undefined ? undefined : { record, others };
}

function judgeFile(
  crypto: TlogCrypto,
  bytes: Uint8Array,
  log: VerifierKey,
  witnesses: readonly VerifierKey[],
): Verdict {
  if (isEquivocation(bytes)) {
    const { older, newer } = verifyEquivocation(crypto, bytes, log);
    return {
      kind: 'two-histories',
      origin: older.origin,
      older: String(older.size),
      newer: String(newer.size),
    };
  }
  const proof = parseProofFile(bytes);
  const checkpoint = verifyProof(crypto, proof, { log, witnesses });
  return {
    kind: 'entry',
    ...headOf(checkpoint, witnesses),
    index: String(proof.index),
    text: textOf(proof.entry) ?? '',
  };
}

async function judgeFolder(
  crypto: TlogCrypto,
  question: Question,
  checkpoint: GivenFile,
  log: VerifierKey,
  witnesses: readonly VerifierKey[],
): Promise<Verdict> {
  const prefix = checkpoint.path.slice(0, -'checkpoint'.length);
  const byPath = new Map(question.files.map((file) => [file.path, file]));
  const { older, onProgress } = question;
  const proven = await verifyLog(
    crypto,
    { read: async (path) => await byPath.get(prefix + path)?.bytes() },
    {
      log,
      witnesses,
      ...(older === undefined ? {} : { older: await older.bytes() }),
      onProgress: (entries, of) => onProgress?.(Number(entries), Number(of)),
    },
  );
  return {
    kind: 'log',
    ...headOf(proven.checkpoint, witnesses),
    ...(proven.older && { olderEntries: String(proven.older.size) }),
  };
}

function headOf(checkpoint: Checkpoint, witnesses: readonly VerifierKey[]) {
  return {
    origin: checkpoint.origin,
    entries: String(checkpoint.size),
    root: toBase64(checkpoint.root),
    witnesses: witnesses.map((witness): WitnessWord => {
      const signed = checkpoint.verified.find(({ key }) => key === witness);
      if (signed?.timeS === undefined) return { name: witness.name };
      return { name: witness.name, atMs: Number(signed.timeS) * 1_000 };
    }),
  };
}
