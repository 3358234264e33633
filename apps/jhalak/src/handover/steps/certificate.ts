// The certificate of a sale: every act with its signature, every document with its digest, in a folder that anybody can check
// with openssl and sha256sum, and a page to print.

import { createPublicKey } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preAuthenticationEncoding } from '@jhalak/bags';
import type { DealAct, DealEvent, DealPerson } from '@jhalak/contracts/handover-deal';
import { actOf, canonicalJson, keyIdOf, type DealState, type KeptDeal } from '@jhalak/handover';
import { certificatePage } from './certificate-page.ts';
import { dealFolder, sha256 } from './evidence.ts';

/** The fixed beginning of an Ed25519 public key in SPKI form, before its 32 bytes (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** What nobody can show by signatures; it stands on the certificate. */
export const NOT_CLAIMED = [
  'That no copy was made outside of these machines before or during the sale: that cannot be shown by anybody.',
  'That root on a host did not change what this program did: root can.',
  'That two people of this deal are two people in the world, or that a document says the truth.',
  'That the destroyed keys stand in no copy of the key store which was made in the seven days before.',
] as const;

/** One act as a certificate tells it. */
export interface CertifiedAct {
  seq: number;
  atMs: number;
  act: DealAct['act'];
  step: string | undefined;
  person: string;
  party: string;
  /** Digest of the document or evidence that the act names. */
  names: string | undefined;
  event: string;
}

export interface Certificate {
  v: 1;
  deal: string;
  kind: DealState['kind'];
  cell: string;
  region: string;
  epochs: { from: number; to: number | null };
  state: DealState['step'];
  seller: string;
  buyer: string | null;
  acts: CertifiedAct[];
  documents: { name: string; sha256: string }[];
  /** How the public log of the cell is verified, and up to where it went. */
  log: { vkey: string; checkpoint: string };
  notClaimed: readonly string[];
}

/**
 * Writes the certificate into a new folder.
 *
 * @param log as the machine that issues it sees the cell's public log.
 * @returns it. @throws Error where the folder exists.
 */
export async function writeCertificate(
  folder: string,
  home: string,
  { state, events }: KeptDeal,
  log: Certificate['log'],
): Promise<Certificate> {
  await mkdir(folder, { recursive: false, mode: 0o755 });
  const people = peopleOf(state);
  const documents = await copyDocuments(dealFolder(home, state.deal), join(folder, 'documents'));
  const acts = events.flatMap((event) => certifiedAct(event, people));
  await writeActs(folder, events, people);
  const certificate: Certificate = {
    v: 1,
    ...{ deal: state.deal, kind: state.kind, cell: state.cell, region: state.region },
    epochs: { from: state.ownerEpoch, to: state.takeover?.epoch ?? null },
    state: state.step,
    seller: state.seller.name,
    buyer: state.terms === undefined ? null : (state.bidders[state.terms.bidder]?.name ?? null),
    acts,
    documents,
    log,
    notClaimed: NOT_CLAIMED,
  };
  await writeFile(join(folder, 'certificate.json'), canonicalJson(certificate));
  await writeFile(join(folder, 'events.json'), canonicalJson(events));
  await writeFile(join(folder, 'checkpoint'), log.checkpoint);
  await writeFile(join(folder, 'certificate.html'), certificatePage(certificate));
  const sums = documents.map((one) => `${one.sha256}  documents/${one.name}\n`).join('');
  await writeFile(join(folder, 'documents.sha256'), sums);
  await writeFile(join(folder, 'verify.sh'), VERIFY, { mode: 0o755 });
  return certificate;
}

/** Runs anywhere with openssl 3 and coreutils; needs nothing of ours. */
const VERIFY = `#!/bin/sh
# Checks every signature and every document of this certificate. Needs openssl 3 and coreutils.
set -eu
cd "$(dirname "$0")"
sha256sum --quiet -c documents.sha256
count=0
for signed in acts/*.signed; do
  name="\${signed%.signed}"
  openssl pkeyutl -verify -pubin -inkey "people/$(cat "$name.by").pem" -rawin -in "$signed" -sigfile "$name.sig" > /dev/null
  count=$((count + 1))
done
echo "$count signatures are valid; every document is the one that was named."
`;

async function writeActs(
  folder: string,
  events: readonly DealEvent[],
  people: ReadonlyMap<string, Signer>,
): Promise<void> {
  await mkdir(join(folder, 'acts'));
  await mkdir(join(folder, 'people'));
  for (const { person } of people.values()) {
    const der = Buffer.concat([SPKI_PREFIX, Buffer.from(person.key, 'base64')]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const pem = key.export({ type: 'spki', format: 'pem' });
    await writeFile(join(folder, 'people', `${person.id}.pem`), pem);
  }
  for (const { seq, file } of events) {
    const [signature] = file.signatures;
    const signer = people.get(signature?.keyid ?? '');
    if (signature === undefined || signer === undefined) continue;
    const name = join(folder, 'acts', String(seq).padStart(4, '0'));
    const payload = Buffer.from(file.payload, 'base64');
    await writeFile(`${name}.signed`, preAuthenticationEncoding(file.payloadType, payload));
    await writeFile(`${name}.sig`, Buffer.from(signature.sig, 'base64'));
    await writeFile(`${name}.by`, signer.person.id);
  }
}

interface Signer {
  person: DealPerson;
  party: string;
}

/** @returns everybody of a deal by the id of their key. */
function peopleOf(state: DealState): Map<string, Signer> {
  const parties = [
    ...[state.seller, state.regionSide, state.exportSide, state.mediator],
    ...Object.values(state.bidders),
  ].filter((party) => party !== undefined);
  const signers = parties.flatMap(({ name, people }) =>
    people.map((person): [string, Signer] => [
      keyIdOf(Buffer.from(person.key, 'base64')),
      { person, party: name },
    ]),
  );
  return new Map(signers);
}

function certifiedAct(
  { seq, atMs, file, digest }: DealEvent,
  people: ReadonlyMap<string, Signer>,
): CertifiedAct[] {
  const act = actOf(file);
  const signer = people.get(file.signatures[0]?.keyid ?? '');
  if (act === undefined || signer === undefined) return [];
  const told = { seq, atMs, act: act.act, person: signer.person.name, party: signer.party };
  const step = 'step' in act ? act.step : undefined;
  return [{ ...told, step, names: namedBy(act), event: digest }];
}

function namedBy(act: DealAct): string | undefined {
  switch (act.act) {
    case 'inventory':
      return act.inventory;
    case 'propose':
    case 'allow':
      return act.document;
    case 'approve':
      return act.scope;
    case 'done':
    case 'screen':
    case 'return_copy':
      return act.evidence;
    case 'give_copy':
      return act.copy;
    case 'open':
    case 'add_bidder':
    case 'drop_bidder':
    case 'declare':
    case 'thaw':
    case 'abort':
      return undefined;
  }
}

/** Evidence and agreed documents, as they lie in the home. */
async function copyDocuments(from: string, to: string): Promise<Certificate['documents']> {
  await mkdir(to);
  const names = (await readdir(from)).filter((name) =>
    /^\d{2}-[a-z-]+\.(json|document)$/.test(name),
  );
  const documents: Certificate['documents'] = [];
  for (const name of names.toSorted()) {
    const bytes = await readFile(join(from, name));
    await writeFile(join(to, name), bytes);
    documents.push({ name, sha256: sha256(bytes) });
  }
  return documents;
}
