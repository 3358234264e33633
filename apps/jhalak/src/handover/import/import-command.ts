// `jhalak handover import DEAL`: what the seller's machine gave out, into the buyer's own empty home. The deal's events, which the
// buyer has taken and judged before, say whose signatures count, which keys were given and what the packages must add up to.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readPackageEnvelope, signerId, unwrapPackageKey, type SignerKey } from '@jhalak/bags';
import { expectedPackage, type DealState } from '@jhalak/handover';
import { untilAskedToStop } from '../../backup/stop-signal.ts';
import { formatCount } from '../../backup/tell.ts';
import { CommandError, type CommandContext } from '../../command.ts';
import { readRecipientKey } from '../recipient-key.ts';
import { eventsFile, readBundle } from '../steps/carry.ts';
import { dealFolder, evidenceName, readEvidence, writeDurably } from '../steps/evidence.ts';
import { parcelDigest } from '../steps/keys.ts';
import { needed, tell } from '../steps/speak.ts';
import { importIntoHome, type HomeImport } from './import-home.ts';

/** `handover import DEAL [--packages DIR] [--parcel DIR] [--log LOG]`. */
export async function importCommand(context: CommandContext): Promise<number> {
  const dealId = needed(context.words[1], 'Say which deal.');
  const { options, settings } = context;
  const own = dealFolder(settings.home, dealId);
  const packages = resolve(options['packages'] ?? join(own, 'packages'));
  const parcel = resolve(options['parcel'] ?? join(own, 'parcel'));
  for (const folder of [packages, parcel])
    if (!existsSync(folder)) throw new CommandError(`${folder} is not there.`);
  const { state } = await readBundle(eventsFile(settings.home, dealId));
  const given = await givenOf(context, state, { packages, parcel });
  const { imported, settled } = await untilAskedToStop(
    async (signal) => await importIntoHome(context, given, signal),
  );
  // The takeover finds there that the home was filled for this deal.
  await writeDurably(join(own, 'imported.json'), JSON.stringify(imported));
  const again = settled.erasedAgain + settled.keysDestroyed;
  tell(context, { ...imported, erasedAgain: again }, () => [
    `imported ${formatCount(imported.packages)} packages: ${formatCount(sum(imported.tables))} rows, ${formatCount(imported.files.count)} files, ${formatCount(imported.keys.keys)} keys`,
    `epoch ${imported.epoch} begins with the takeover: npx jhalak handover takeover ${dealId}`,
  ]);
  return 0;
}

function sum(tables: Readonly<Record<string, number>>): number {
  return Object.values(tables).reduce((all, rows) => all + rows, 0);
}

async function givenOf(
  { settings, options }: CommandContext,
  state: DealState,
  from: { packages: string; parcel: string },
): Promise<HomeImport> {
  if (state.keys === undefined || (await parcelDigest(from.parcel)) !== state.keys)
    throw new CommandError(`${from.parcel} is not the parcel that the deal's events name.`);
  const recipient = await readRecipientKey(settings.home);
  const wrapped = await readFile(join(from.parcel, 'package-key.json'), 'utf8');
  return {
    folder: from.packages,
    packageKey: await unwrapPackageKey(wrapped, state.deal, recipient),
    signers: await signersOf(from.packages, state),
    expected: { package: state.deal, ...expectedPackage(state) },
    packageSet: await agreedSet(settings.home, state),
    keysFile: join(from.parcel, 'keys.sealed'),
    recipient,
    log: options['log'],
  };
}

/**
 * @returns the seller's people who signed the base; every package must have all their signatures. @throws CommandError where none
 * of them did.
 */
async function signersOf(folder: string, state: DealState): Promise<SignerKey[]> {
  const { signatures } = await readPackageEnvelope(join(folder, '0000'));
  const signed = new Set(signatures.map(({ keyid }) => keyid));
  const signers = state.seller.people
    .map(({ id, key }): SignerKey => ({ name: id, publicKey: Buffer.from(key, 'base64') }))
    .filter(({ publicKey }) => signed.has(signerId(publicKey)));
  if (signers.length > 0) return signers;
  throw new CommandError('Nobody who may speak for the seller in this deal has signed the base.');
}

/** @returns what the packages add up to, as the seller's act of the delta says. */
async function agreedSet(home: string, state: DealState): Promise<string> {
  const file = join(dealFolder(home, state.deal), evidenceName('delta'));
  const evidence = await readEvidence(file);
  const set = evidence?.facts['packageSet'];
  if (evidence === undefined || evidence.digest !== state.package || typeof set !== 'string')
    throw new CommandError(
      `${file} is not what the deal's events name: take them again, with follow.`,
    );
  return set;
}
