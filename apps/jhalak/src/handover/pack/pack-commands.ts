// Commands about packages: pack, verify, open and sign them. Only packing needs a cell.

import { readdir, readFile } from 'node:fs/promises';
import {
  parseEnvelope,
  rawEd25519,
  readPackageEnvelope,
  signEnvelope,
  signerId,
  writePackageEnvelope,
  type SignerKey,
} from '@jhalak/bags';
import { messageOf } from '@jhalak/kernel';
import { join } from 'node:path';
import { untilAskedToStop } from '../../backup/stop-signal.ts';
import { formatBytes, formatCount, Progress } from '../../backup/tell.ts';
import { CommandError, type CommandContext } from '../../command.ts';
import { fieldsOf } from '../act-files.ts';
import { basePackage, nextPackage } from '../steps/packages.ts';
import { needed, signingKey, tell } from '../steps/speak.ts';
import { withStep } from '../steps/step-commands.ts';
import { keptDeal } from '../steps/step.ts';
import { givingWay } from './beside-people.ts';
import { openPackages } from './open-set.ts';
import {
  verifyPackages,
  type ExpectedSet,
  type SetVerdict,
  type VerifiedSet,
} from './verify-set.ts';

export const PACK_ACTIONS: Readonly<Record<string, (context: CommandContext) => Promise<number>>> =
  { pack, verify, open, 'sign-package': signPackages };

export const PACK_OPTIONS = {
  'signers=': 'verify: who must have signed, NAME=KEY,NAME=KEY; keys as attest key prints them',
  'package-key=': 'verify, open: file with the key of sealed packages',
  'rate=':
    'pack, rehearse, cut-over: packs so many megabytes of rows and files a second at most, 20 by default',
  delta: 'pack: what changed since the last package, while people go on',
  'log-key=': 'verify: vkey of the cell’s public log; proofs in the packages are checked under it',
  'to=': 'open: a new folder for the plain bags',
} as const;

const KEY_BYTES = 32;

/** `handover pack DEAL --key FILE [--delta] [--rate MB]`: a base, or one delta more, while people go on; signed by whoever answers for it. */
async function pack(context: CommandContext): Promise<number> {
  return await withStep(context, async (parts) => {
    const { state } = await keptDeal(parts);
    const isDelta = context.options['delta'] !== undefined;
    const packed = await givingWay(
      async () => await (isDelta ? nextPackage : basePackage)(parts, state),
    );
    const { sequence, folder, statementDigest, rows, deletions, bytes } = packed;
    tell(context, packed, () => [
      `${sequence === 0 ? 'base' : `delta ${sequence}`}: ${formatCount(rows)} rows, ${formatCount(deletions)} gone, ${formatBytes(bytes)}`,
      `${folder}  ${statementDigest.slice(0, 16)}…`,
    ]);
    return 0;
  });
}

/** `handover verify DIR [region=in set=…]`: 0 whole, 1 refused. */
async function verify(context: CommandContext): Promise<number> {
  const { options, say } = context;
  const [, folder, ...words] = context.words;
  const where = needed(folder, 'Say which folder: the one with 0000 in it.');
  const signers = signersOf(options['signers']);
  if (signers.length === 0)
    throw new CommandError(
      `Say who must have signed: --signers seller=KEY. A signature is there of ${(await signedIds(where)).join(', ') || 'nobody'}.`,
    );
  const packageKey = await packageKeyOf(options['package-key']);
  const isJson = options['json'] !== undefined;
  const progress = new Progress('verified', isJson ? () => undefined : say, {
    count: 0,
    bytes: await bytesToRead(where, packageKey !== undefined),
  });
  const logVkey = options['log-key'];
  const verdict = await untilAskedToStop(
    async (signal) =>
      await verifyPackages(where, {
        signers,
        expected: expectedOf(words),
        onBytes: (bytes) => {
          signal.throwIfAborted();
          progress.add(0, bytes);
        },
        ...(packageKey === undefined ? {} : { packageKey }),
        ...(logVkey === undefined ? {} : { logVkey }),
      }),
  );
  tell(context, toldOf(verdict), () => verdictLines(verdict));
  return verdict.kind === 'valid' ? 0 : 1;
}

/** Without the long lists of tables. */
function toldOf(verdict: SetVerdict): object {
  if (verdict.kind === 'refused') return verdict;
  const { packages, ...rest } = verdict;
  return {
    ...rest,
    packages: packages.map(({ totals, identity, statementDigest, signedBy, unknownKeyIds }) => ({
      ...{ sequence: identity.sequence, createdAtMs: identity.createdAtMs, statementDigest },
      ...{ signedBy, unknownKeyIds, payloadBytes: totals.payloadBytes },
      rows: rowsOf(totals, 'rows'),
      deletions: rowsOf(totals, 'deletions'),
      files: totals.blobCount,
    })),
  };
}

function rowsOf(
  { tables }: VerifiedSet['packages'][number]['totals'],
  what: 'rows' | 'deletions',
): number {
  return tables.reduce((sum, table) => sum + table[what], 0);
}

function verdictLines(verdict: SetVerdict): string[] {
  if (verdict.kind === 'refused')
    return [
      `REFUSED  ${verdict.message}`,
      `  reason ${verdict.fault}`,
      `  where  ${verdict.where}`,
      'Nothing of these packages should be used.',
    ];
  const { identity, packages, contents, set, proofs } = verdict;
  return [
    `WHOLE  cell ${identity.cell}, region ${identity.region}, for the owner of epoch ${identity.epoch}`,
    `  deal     ${identity.package}`,
    ...packages.map(packageLine),
    `  set      ${set}`,
    contents === 'opened'
      ? '  checked  signatures, every byte, every row and its form, every file by its digest, nothing missing'
      : '  checked  signatures and every byte; what is sealed was not looked into: no key was given',
    ...(proofs > 0 ? [`  log      ${proofs} acts of the deal are in the public log`] : []),
    'That this is all there was, or the only copy, no package can show.',
  ];
}

function packageLine({
  identity,
  totals,
  signedBy,
  unknownKeyIds,
}: VerifiedSet['packages'][number]): string {
  const name = identity.sequence === 0 ? 'base' : `delta ${identity.sequence}`;
  const gone = rowsOf(totals, 'deletions');
  const facts = [
    `${formatCount(rowsOf(totals, 'rows'))} rows`,
    ...(gone > 0 ? [`${formatCount(gone)} gone`] : []),
    `${formatCount(totals.blobCount)} files`,
    formatBytes(totals.payloadBytes),
    `signed by ${signedBy.join(', ')}`,
    ...(unknownKeyIds.length > 0 ? [`${unknownKeyIds.length} more that nobody named`] : []),
  ];
  return `  ${name.padEnd(8)} ${new Date(identity.createdAtMs).toISOString()}  ${facts.join(', ')}`;
}

/** `handover open DIR --package-key FILE --to DIR`. */
async function open(context: CommandContext): Promise<number> {
  const { options, say } = context;
  const folder = needed(context.words[1], 'Say which folder: the one with 0000 in it.');
  const to = needed(options['to'], '--to DIR says where the plain bags go.');
  const key = await packageKeyOf(needed(options['package-key'], '--package-key FILE opens them.'));
  if (key === undefined) return 1;
  const opened = await untilAskedToStop(
    async (signal) => await openPackages(folder, key, to, { say, signal }),
  );
  const { packages, files, bytes } = opened;
  tell(context, opened, () => [
    `opened ${packages} packages: ${formatCount(files)} files, ${formatBytes(bytes)} in ${to}`,
    'Everybody’s data lies there in clear: remove it when you have looked.',
  ]);
  return 0;
}

/** `handover sign-package DIR --key FILE`: every package of the set, after each was checked. */
async function signPackages(context: CommandContext): Promise<number> {
  const { options } = context;
  const folder = needed(context.words[1], 'Say which folder: the one with 0000 in it.');
  const key = await signingKey(context);
  const packageKey = await packageKeyOf(options['package-key']);
  const verdict = await verifyPackages(folder, {
    signers: 'nobody_yet',
    ...(packageKey === undefined ? {} : { packageKey }),
  });
  if (verdict.kind === 'refused') {
    tell(context, verdict, () => verdictLines(verdict));
    return 1;
  }
  for (const { identity } of verdict.packages) {
    const one = join(folder, String(identity.sequence).padStart(4, '0'));
    await writePackageEnvelope(one, signEnvelope(await readPackageEnvelope(one), key));
  }
  const by = signerId(rawEd25519(key));
  const count = verdict.packages.length;
  tell(context, { packages: count, by, set: verdict.set }, () => [
    `${count} packages are signed by ${by}`,
    `set ${verdict.set}`,
  ]);
  return 0;
}

function signersOf(text: string | undefined): SignerKey[] {
  if (text === undefined) return [];
  return text.split(',').map((one) => {
    const [, name, key] = /^([A-Za-z0-9._-]{1,60})=([A-Za-z0-9+/]{43}=)$/.exec(one) ?? [];
    if (name === undefined || key === undefined)
      throw new CommandError(`${one}: say a signer as NAME=KEY, the key as attest key prints it.`);
    return { name, publicKey: Buffer.from(key, 'base64') };
  });
}

/** As the statements say, for telling how far it is: what is opened is read a second time. */
async function bytesToRead(folder: string, isOpened: boolean): Promise<number> {
  let bytes = 0;
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /^\d{4}$/.test(one))) {
    const envelope = await readPackageEnvelope(join(folder, name)).catch(() => undefined);
    if (envelope === undefined) continue;
    const said = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as {
      predicate?: { payloadBytes?: unknown };
    };
    bytes += Number(said.predicate?.payloadBytes) || 0;
  }
  return isOpened ? bytes * 2 : bytes;
}

async function signedIds(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, '0000/statement.json'), 'utf8').catch(() => undefined);
  return text === undefined ? [] : parseEnvelope(text).signatures.map(({ keyid }) => keyid);
}

async function packageKeyOf(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new CommandError(`${file} cannot be read: ${messageOf(cause)}.`, { cause });
  });
  const key =
    bytes.length === KEY_BYTES ? bytes : Buffer.from(bytes.toString('utf8').trim(), 'hex');
  if (key.length !== KEY_BYTES) throw new CommandError(`${file} holds no key of 32 bytes.`);
  return key;
}

const TEXT_FIELDS = ['package', 'cell', 'region', 'set'] as const;
const NUMBER_FIELDS = ['epoch', 'count'] as const;

function expectedOf(words: readonly string[]): ExpectedSet {
  const given = fieldsOf(words);
  const expected: ExpectedSet = {};
  for (const name of TEXT_FIELDS) {
    const value = given[name];
    if (typeof value === 'string') expected[name] = value;
    delete given[name];
  }
  for (const name of NUMBER_FIELDS) {
    const value = given[name];
    if (typeof value === 'number') expected[name] = value;
    delete given[name];
  }
  const [unknown] = Object.keys(given);
  if (unknown !== undefined)
    throw new CommandError(
      `${unknown}: say ${[...TEXT_FIELDS, ...NUMBER_FIELDS].join(', ')} as name=value.`,
    );
  return expected;
}
