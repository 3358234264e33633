// May this program start? Pure but for what it is handed.

import { payloadOf, type Envelope } from './dsse.ts';
import {
  differences,
  isSame,
  readStatement,
  type Differences,
  type Measured,
} from './statement.ts';
import type { AddedRelease } from './store.ts';

/** Paths named in a sentence; the rest is counted. */
const NAMED_MAX = 5;

export type RefusalReason =
  | 'nothing_added'
  | 'file_changed'
  | 'model_changed'
  | 'web_changed'
  | 'node_changed'
  | 'too_few_signatures'
  | 'older'
  | 'not_in_log';

export type Verdict =
  /** `number` of the release that runs; absent for one that was not added. */
  | { kind: 'ok'; number: number | undefined }
  | { kind: 'refused'; reason: RefusalReason; sentence: string };

export interface JudgeParts {
  mode: 'recorded' | 'required';
  /** The newest first. */
  releases: readonly AddedRelease[];
  highestStarted: number;
  signaturesNeeded: number;
  signedBy(envelope: Envelope): Promise<readonly string[]>;
  /** @throws when the entry is not in the public log. */
  integrated(entryId: string): Promise<void>;
}

/** @returns `ok` for everything in mode `recorded`; else only for the newest signed release, byte for byte. */
export async function judge(measured: Measured, parts: JudgeParts): Promise<Verdict> {
  const found = parts.releases.find((release) => isSame(compare(measured, release)));
  if (parts.mode === 'recorded') return { kind: 'ok', number: found?.number };
  if (found === undefined) return unknown(measured, parts.releases[0]);
  if (found.number < parts.highestStarted)
    return refused(
      'older',
      `This is release ${found.number}, and release ${parts.highestStarted} has run here: an older one is not started again. Install release ${parts.highestStarted} or a newer one.`,
    );
  // The envelope stands in our own table; who could write there could also write a worse one: it is checked again.
  const signedBy = await parts.signedBy(found.envelope);
  if (signedBy.length < parts.signaturesNeeded)
    return refused(
      'too_few_signatures',
      `Release ${found.number} has ${signedBy.length} good signatures of signers in force, and needs ${parts.signaturesNeeded}. Have it signed again (npx jhalak attest sign) under a new number, and add it.`,
    );
  try {
    await parts.integrated(found.entryId);
  } catch {
    return refused(
      'not_in_log',
      `Release ${found.number} is not in the public log. Find out who wrote its row, and add the release again: npx jhalak attest add FILE.`,
    );
  }
  return { kind: 'ok', number: found.number };
}

function compare(measured: Measured, { envelope }: AddedRelease): Differences {
  return differences(measured, readStatement(payloadOf(envelope)));
}

function unknown(measured: Measured, newest: AddedRelease | undefined): Verdict {
  if (newest === undefined)
    return refused(
      'nothing_added',
      'No signed release was added here yet. Start once with ATTESTATION=recorded, then: npx jhalak attest list, sign, add.',
    );
  const { files, models, web, node } = compare(measured, newest);
  const against = `release ${newest.number}`;
  const remedy = `Install ${against} again, or sign this one and add it: npx jhalak attest list, sign, add.`;
  if (models.length > 0)
    return refused('model_changed', `${named(models)} is not as in ${against}. ${remedy}`);
  if (files.length > 0)
    return refused('file_changed', `${named(files)} is not as in ${against}. ${remedy}`);
  if (web)
    return refused(
      'web_changed',
      `The built web app is not the one of ${against}. Delete apps/web/dist and build it again; if it still differs: ${remedy}`,
    );
  return refused(
    'node_changed',
    `${node ? `Node ${measured.node}` : 'Something'} is not as in ${against}. ${remedy}`,
  );
}

function named(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return `${names.slice(0, NAMED_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function refused(reason: RefusalReason, sentence: string): Verdict {
  return { kind: 'refused', reason, sentence };
}
