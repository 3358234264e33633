// The keys, sealed to the buyer: from the act of this step on there is no way back.

import { createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { wrapPackageKey } from '@jhalak/bags';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { CommandError } from '../../command.ts';
import { sealToHolder } from '../hold/hold.ts';
import { recipientOf } from '../recipient-key.ts';
import { documentFile } from './act-commands.ts';
import { mustBeFrozen } from './delta.ts';
import { dealFolder, fileDigest, sha256, writeDurably } from './evidence.ts';
import { packageKey } from './packages.ts';
import type { StepParts, StepWork, Worked } from './step.ts';
import type { DealState } from '@jhalak/handover';
import { readLarge } from './read-large.ts';

const TERMS_BYTES_MAX = 20_000_000;

/** @returns the folder that goes to the buyer after this step. */
function parcelFolder(home: string, dealId: string): string {
  return join(dealFolder(home, dealId), 'parcel');
}

/** Destroys a parcel that was never given. */
export async function forgetParcel(home: string, dealId: string): Promise<void> {
  await rm(parcelFolder(home, dealId), { recursive: true, force: true });
}

/** What terms must say for a machine to carry them out; anything else may stand beside it. */
const Terms = Type.Object({
  /** The buyer's X25519 key: `handover recipient` on the buyer's machine. */
  recipient: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** The key under which the buyer goes on with the public log, as `name+digits+base64`. */
  nextKey: Type.String({ maxLength: 200 }),
  /** The keys that will speak for the cell to other cells, and sign for lock screens: `handover recipient` prints them too. */
  nextCard: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' })),
  nextLock: Type.Optional(
    Type.Object({
      x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
      y: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    }),
  ),
});
export type Terms = Static<typeof Terms>;

/** @returns the terms that were agreed. @throws CommandError where their document is not here, or is another one. */
export async function agreedTerms(home: string, dealId: string, state: DealState): Promise<Terms> {
  const file = documentFile(home, dealId, 'terms');
  const text = await readLarge(file, TERMS_BYTES_MAX).catch((cause: unknown) => {
    throw new CommandError(`The terms are not here: ${file}.`, { cause });
  });
  if (sha256(text) !== state.terms?.document)
    throw new CommandError(`${file} is not the document that was agreed.`);
  let terms: unknown;
  try {
    terms = JSON.parse(text);
  } catch {
    terms = undefined;
  }
  if (!Value.Check(Terms, terms))
    throw new CommandError(
      'These terms name no recipient: they are a JSON document with "recipient" and "nextKey", both of the buyer’s own (handover recipient CELL-ID).',
    );
  return terms;
}

export const keysStep: StepWork = {
  step: 'keys',
  planned: () => ({}),
  async work(parts, { state }, earlier) {
    if (state.kind === 'hold') return await sealToHolder(parts, state);
    await mustBeFrozen(parts);
    const { settings, dealId, cell } = parts;
    if (state.kind === 'restructure') return await nameOwn(parts, state);
    const terms = await agreedTerms(settings.home, dealId, state);
    const recipient = recipientOf(terms.recipient);
    // Once keys are given the fence must not fail: nobody could own the cell then.
    await cell.border.checkNextKey(terms.nextKey);
    const folder = parcelFolder(settings.home, dealId);
    // Half a parcel of a run that was killed has never left: another one is made, with other keys.
    if (earlier === undefined) await rm(folder, { recursive: true, force: true });
    const found = await parcelDigest(folder);
    const made = found ?? (await makeParcel(parts, folder, recipient));
    return {
      facts: { atMs: cell.parts.clock.nowMs(), parcel: made },
      // With the keys given no time ends this freeze any more.
      alongside: async (tx) => await cell.standing.keep(tx),
    };
  },
};

/** Where the machine stays nothing is carried: the new owner's keys are named, and from here on there is no way back. */
async function nameOwn({ cell, settings, dealId }: StepParts, state: DealState): Promise<Worked> {
  const { nextKey, nextCard, nextLock } = await agreedTerms(settings.home, dealId, state);
  await cell.border.checkNextKey(nextKey);
  return {
    facts: { atMs: cell.parts.clock.nowMs(), nextKey, nextCard, nextLock },
    alongside: async (tx) => await cell.standing.keep(tx),
  };
}

async function makeParcel(
  { cell, settings, dealId }: StepParts,
  folder: string,
  recipient: Parameters<typeof wrapPackageKey>[2],
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  const half = `${folder}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true, mode: 0o700 });
  const sealed = join(half, 'keys.sealed');
  const counts = await cell.parts.keys.exportParcel(
    createWriteStream(sealed, { mode: 0o600, flags: 'wx' }),
    recipient,
  );
  const handle = await open(sealed, 'r');
  await handle.sync().finally(() => handle.close());
  const key = await wrapPackageKey(await packageKey(settings.home, dealId), dealId, recipient);
  await writeDurably(join(half, 'package-key.json'), key);
  const files = { 'keys.sealed': await fileDigest(sealed), 'package-key.json': sha256(key) };
  const text = JSON.stringify({ v: 1, deal: dealId, files, counts });
  await writeDurably(join(half, 'parcel.json'), text);
  await rename(half, folder);
  return sha256(text);
}

/** @returns the digest of a parcel that is whole, by which its act names it; undefined where there is none. */
export async function parcelDigest(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'parcel.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { files } = JSON.parse(text) as { files: Record<string, string> };
  for (const [name, digest] of Object.entries(files))
    if ((await fileDigest(join(folder, name)).catch(() => '')) !== digest) return undefined;
  return sha256(text);
}
