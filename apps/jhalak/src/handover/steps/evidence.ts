// What a step leaves: one JSON document a step in `<home>/handover/<deal>/`, whose SHA-256 the signed act names. Written so
// that it is there whole after any crash, or not at all.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DEAL_STEPS, type DealStep } from '@jhalak/contracts/handover-deal';
import { canonicalJson } from '@jhalak/handover';

/** Facts of a step: digests, counts, times. Never personal data: the documents are shown to authorities and buyers. */
export type Facts = Readonly<Record<string, unknown>>;

/** A document with its place and its name for signatures. */
export interface Evidence {
  file: string;
  facts: Facts;
  /** SHA-256 of the file's bytes, hexadecimal. */
  digest: string;
}

/** @returns the folder of a deal in a home: evidence, packages, parcel, events. */
export function dealFolder(home: string, dealId: string): string {
  return join(home, 'handover', dealId);
}

/** @param bidder with a rehearsal: whose. @returns `08-delta.json`. */
export function evidenceName(step: DealStep, bidder?: string): string {
  const number = String(DEAL_STEPS.indexOf(step) + 1).padStart(2, '0');
  return `${number}-${step.replace('_', '-')}${bidder === undefined ? '' : `-${bidder}`}.json`;
}

/** Writes a document, durably, in place of an earlier one. */
export async function writeEvidence(file: string, facts: Facts): Promise<Evidence> {
  const text = canonicalJson(facts);
  await writeDurably(file, text);
  return { file, facts, digest: sha256(text) };
}

/** @returns a document that is there, or undefined. @throws Error for one that was changed by hand into no JSON. */
export async function readEvidence(file: string): Promise<Evidence | undefined> {
  const text = await readFile(file, 'utf8').catch(missing);
  if (text === undefined) return undefined;
  return { file, facts: JSON.parse(text) as Facts, digest: sha256(text) };
}

/** Writes a file whole: the old bytes or the new ones are there, whatever happens, and the new ones when this resolves. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  const held = await open(folder, 'r');
  await held.sync().finally(() => held.close());
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @returns SHA-256 of a file's bytes. Memory: a block. */
export async function fileDigest(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of createReadStream(file)) hash.update(block as Buffer);
  return hash.digest('hex');
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
