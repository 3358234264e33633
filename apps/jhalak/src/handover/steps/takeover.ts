// The buyer's side of the cut-over: verify everything, import it into an empty home, go on with the deal, begin the next epoch.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createPublicKey } from 'node:crypto';
import { readPackageEnvelope, unwrapPackageKey, type SignerKey } from '@jhalak/bags';
import {
  actOf,
  expectedPackage,
  keyIdOf,
  rawKeyOf,
  whyNot,
  type DealState,
} from '@jhalak/handover';
import type { ActOf, DealEvent } from '@jhalak/contracts/handover-deal';
import { createHash, type KeyObject } from 'node:crypto';
import { CommandError, type CommandContext } from '../../command.ts';
import { withCell } from '../../commands/with-cell.ts';
import { importIntoHome } from '../import/import-home.ts';
import { readRecipientKey } from '../recipient-key.ts';
import { hasCell } from './act-commands.ts';
import { eventsFile, readBundle } from './carry.ts';
import {
  dealFolder,
  evidenceName,
  readEvidence,
  sha256,
  writeDurably,
  type Facts,
} from './evidence.ts';
import { parcelDigest } from './keys.ts';
import { receiptFile, receivedAsBefore } from './receive.ts';
import { runStep, type StepDone, type StepParts, type StepWork } from './step.ts';
import { namedSuccessors, takeOverSignatures } from './succession.ts';
import { tableFacts } from './table-facts.ts';

/** What the seller's people carried here. */
export interface Carried {
  /** `0000`, `0001` and so on. */
  packages: string;
  parcel: string;
  /** Public files of the cell's log. */
  log: string;
}

/** @returns the places in one folder, as the seller's machine lays them out. */
export function carriedIn(folder: string): Carried {
  const at = (name: string): string => resolve(folder, name);
  return { packages: at('packages'), parcel: at('parcel'), log: at('log') };
}

/**
 * Takes the cell over. Killed anywhere, the same call goes on.
 *
 * @param parts without the cell, which is made here.
 * @throws CommandError with the reason: then nothing was taken over, and the home is as empty as before.
 */
export async function takeOver(
  context: CommandContext,
  parts: Omit<StepParts, 'cell'>,
  carried: Carried,
): Promise<StepDone> {
  const { home } = parts.settings;
  const { bundle, state } = await readBundle(eventsFile(home, parts.dealId));
  mayTakeOver(parts, state);
  if (isImported(home, parts.dealId)) return await goOn(context, parts, bundle.events);
  return await importAll(context, parts, { state, events: bundle.events, carried });
}

async function goOn(
  context: CommandContext,
  parts: Omit<StepParts, 'cell'>,
  events: readonly DealEvent[],
): Promise<StepDone> {
  return await withCell({ ...context, say: parts.say }, async (cell) => {
    // The rows hold what the files of the log do, before anything is added.
    await cell.border.publish();
    await cell.handover.goOnAsBuyer(parts.dealId, events);
    return await runStep({ ...parts, cell }, takeoverStep);
  });
}

/** The home was filled for this deal by an earlier call, or by one that was killed just after it. */
function isImported(home: string, dealId: string): boolean {
  if (existsSync(importedFile(home, dealId))) return true;
  if (hasCell(home) && !existsSync(join(home, UNFINISHED)))
    throw new CommandError(`${home} has a cell already: a buyer takes over into an empty home.`);
  return false;
}
const UNFINISHED = 'restore-unfinished';

function importedFile(home: string, dealId: string): string {
  return join(dealFolder(home, dealId), 'imported.json');
}

/** Posts the act; with it the next epoch begins. */
const takeoverStep: StepWork = {
  step: 'takeover',
  planned: ({ state }) => ({ epoch: state.ownerEpoch + 1 }),
  async work({ cell, settings, dealId }, { state }) {
    const imported = JSON.parse(
      await readFile(importedFile(settings.home, dealId), 'utf8'),
    ) as Facts;
    const epoch = state.ownerEpoch + 1;
    const named = await namedSuccessors(settings.home, dealId);
    return {
      facts: {
        ...{ atMs: cell.parts.clock.nowMs(), epoch, fence: state.fence, imported },
        // Before anybody writes: what must be the same as on the seller's side.
        ...(await tableFacts(cell, (imported['licensed'] ?? []) as string[])),
      },
      // Only where the former owner's last word in the public log names this install's own key.
      alongside: async (tx) => {
        await cell.border.beginEpoch(tx);
        await takeOverSignatures(cell, tx, epoch, named);
      },
    };
  },
};

interface Import {
  state: DealState;
  events: readonly DealEvent[];
  carried: Carried;
}

/** Imports, and goes on with the deal while the database runs. */
async function importAll(
  context: CommandContext,
  parts: Omit<StepParts, 'cell'>,
  { state, events, carried }: Import,
): Promise<StepDone> {
  const { home } = parts.settings;
  let done: StepDone | undefined;
  await mustBeNamed(home, parts.dealId, carried);
  const recipient = await readRecipientKey(home);
  const wrapped = await readFile(join(carried.parcel, 'package-key.json'), 'utf8');
  await importIntoHome(
    { ...context, say: parts.say },
    {
      folder: carried.packages,
      expected: { package: parts.dealId, ...expectedPackage(state) },
      signers: await signersOf(state, events, carried.packages),
      received: await receivedAsBefore(carried.packages, receiptFile(home, parts.dealId)),
      packageKey: await unwrapPackageKey(wrapped, parts.dealId, recipient),
      keysFile: join(carried.parcel, 'keys.sealed'),
      recipient,
      log: carried.log,
      whenWhole: async (imported) => {
        await writeDurably(importedFile(home, parts.dealId), JSON.stringify(imported));
        done = await goOn(context, parts, events);
      },
    },
    parts.signal,
  );
  if (done === undefined) throw new Error('an import that returns is whole');
  return done;
}

/** The packages and the parcel must be those that the seller's people signed in the deal: no other ones, however well signed. */
async function mustBeNamed(home: string, dealId: string, carried: Carried): Promise<void> {
  const delta = await readEvidence(join(dealFolder(home, dealId), evidenceName('delta')));
  const keys = await readEvidence(join(dealFolder(home, dealId), evidenceName('keys')));
  if (delta === undefined || keys === undefined)
    throw new CommandError('What the seller signed of the packages is not here: follow it anew.');
  if ((await setDigest(carried.packages)) !== delta.facts['packageSet'])
    throw new CommandError('These are not the packages that the seller signed in this deal.');
  if ((await parcelDigest(carried.parcel)) !== keys.facts['parcel'])
    throw new CommandError('This is not the parcel of keys that the seller signed in this deal.');
}

/** @returns the digest of the set as its statements say; the bytes are verified by the import. */
async function setDigest(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    const { payload } = await readPackageEnvelope(join(folder, name));
    const bytes = Buffer.from(payload, 'base64');
    lines.push(`${createHash('sha512').update(bytes).digest('hex')}\n`);
  }
  return sha256(lines.join(''));
}

/** @returns the person of the seller who answers for the packages: the one who signed the delta in the deal. */
async function signersOf(
  state: DealState,
  events: readonly DealEvent[],
  folder: string,
): Promise<SignerKey[]> {
  const signed = events.findLast(({ file }) => {
    const act = actOf(file);
    return act?.act === 'done' && act.step === 'delta';
  });
  const keyId = signed?.file.signatures[0]?.keyid;
  const person = state.seller.people.find(
    ({ key }) => keyIdOf(Buffer.from(key, 'base64')) === keyId,
  );
  if (person === undefined) throw new CommandError(`Nobody of the seller signed ${folder}.`);
  return [{ name: person.id, publicKey: Buffer.from(person.key, 'base64') }];
}

function mayTakeOver({ key, dealId }: { key: KeyObject; dealId: string }, state: DealState): void {
  if (state.takeover !== undefined) return;
  const act: ActOf<'done'> = {
    v: 1,
    deal: dealId,
    after: state.head,
    act: 'done',
    step: 'takeover',
    evidence: '0'.repeat(64),
    epoch: state.ownerEpoch + 1,
  };
  const keyId = keyIdOf(rawKeyOf(createPublicKey(key)));
  const why = whyNot(state, act, keyId, Math.max(Date.now(), state.atMs));
  if (why !== undefined) throw new CommandError(why);
}
