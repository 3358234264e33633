// Verifies a receipt by itself: that it stands in the public log as it is, and that its auction comes to what it says. Nothing but
// the file and the log's key is asked. Pure.

import {
  parseProofFile,
  parseVkey,
  textOf,
  TlogError,
  verifyProof,
  type VerifierKey,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import type { ReceiptFile } from '@jhalak/contracts/ad-reports';
import { isIn } from './batch-tree.ts';
import { readReceipt, type Receipt } from './receipt-text.ts';
import { contradictionsOf } from './recompute.ts';

/** The largest receipt, a path and a proof. */
export const RECEIPT_FILE_BYTES_MAX = 1_000_000;

/** What was found of a receipt. `open`: nothing is wrong, and something is not proven yet. */
export interface ReceiptVerdict {
  readonly state: 'proven' | 'refuted' | 'open';
  readonly sentences: readonly string[];
}

/** @param vkey the log's key as it is published. @returns the verdict; never throws for what a file may hold. */
export function verifyReceiptFile(text: string, vkey: string): ReceiptVerdict {
  try {
    const key = parseVkey(nodeCrypto.sha256, vkey);
    const file = JSON.parse(text.slice(0, RECEIPT_FILE_BYTES_MAX)) as ReceiptFile;
    return verdictOn(file, key);
  } catch (error) {
    if (error instanceof TlogError) return refuted(error.message);
    if (error instanceof SyntaxError || error instanceof TypeError)
      return refuted('This is not a receipt of an auction.');
    throw error;
  }
}

function verdictOn(file: ReceiptFile, key: VerifierKey): ReceiptVerdict {
  const receipt = typeof file.receipt === 'string' ? readReceipt(file.receipt) : undefined;
  if (receipt === undefined) return refuted('This is not a receipt of an auction.');
  const found = contradictionsOf(receipt);
  if (found.length > 0) return refuted(...found.map(({ sentence }) => sentence));
  const { batch, entry } = file;
  const outcome = toldOutcome(receipt);
  if (batch === undefined) return open('It is not in a sealed batch yet.', outcome);
  const path = batch.path.map((hash) => Buffer.from(hash, 'base64'));
  if (!isIn(file.receipt, { ...batch, root: Buffer.from(batch.root, 'hex'), path }))
    return refuted(
      'The batch does not hold this receipt as it is: a byte of it, or its place, was changed.',
    );
  if (entry?.proof === undefined)
    return open('The proof of its batch in the public log is not in the file.', outcome);
  const size = sealedIn(entry.proof, batch, key);
  if (typeof size !== 'bigint') return refuted(size);
  return {
    state: 'proven',
    sentences: [
      `PROVEN: this receipt is number ${batch.index + 1} of the ${batch.size} of its batch, whose root stands in the log of ${size} entries that ${key.name} signed.`,
      ...outcome,
    ],
  };
}

/** @returns the size of the log under whose checkpoint the batch's root stands, or what does not fit. */
function sealedIn(
  proofText: string,
  batch: NonNullable<ReceiptFile['batch']>,
  key: VerifierKey,
): bigint | string {
  const proof = parseProofFile(Buffer.from(proofText));
  const { size } = verifyProof(nodeCrypto, proof, { log: key });
  const { facts } = JSON.parse(textOf(proof.entry) ?? '{}') as {
    facts?: { act?: string; subject?: string; digest?: string; counts?: { receipts?: number } };
  };
  if (facts?.act !== 'auctions.sealed' || facts.subject !== batch.id)
    return 'The entry of the public log is about something else.';
  if (facts.digest !== batch.root || facts.counts?.receipts !== batch.size)
    return 'The public log has another root for this batch: receipts were changed, left out or added after it was sealed.';
  return size;
}

function toldOutcome({ id, terms, outcome }: Receipt): string[] {
  const bids = terms.answers.flatMap(({ response }) =>
    (response.seatbid ?? []).flatMap(({ bid }) => bid),
  ).length;
  const winners = outcome.slots.map(({ imp, winner }) =>
    winner === undefined
      ? `  slot ${imp}: no winner`
      : `  slot ${imp}: ${winner.seat} won with bid ${winner.bid} at ${winner.micros / 1_000_000} ${terms.currency} for a thousand`,
  );
  return [
    `  auction ${id}: ${terms.answers.length} answers, ${bids} bids; run again, it comes to the same winner, price and reasons`,
    ...winners,
  ];
}

function open(sentence: string, outcome: readonly string[]): ReceiptVerdict {
  return { state: 'open', sentences: [`NOT PROVEN YET: ${sentence}`, ...outcome] };
}

function refuted(...sentences: string[]): ReceiptVerdict {
  return { state: 'refuted', sentences: sentences.map((one) => `REFUTED: ${one}`) };
}
