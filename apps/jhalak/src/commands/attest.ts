// Signed releases: list what this checkout is, sign it, verify it, add it to a cell. Signers need no cell: `list`, `sign` and
// `key` work on any machine with the same checkout.

import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import {
  differences,
  isSame,
  keyIdOf,
  rawKeyOf,
  readEnvelope,
  releaseDigest,
  signEnvelope,
  statementOf,
  unsignedEnvelope,
  type CheckedRelease,
  type Measured,
} from '@jhalak/attestation';
import { DAY_MS, messageOf } from '@jhalak/kernel';
import { measure } from '../attest/measure.ts';
import { builtWeb } from '../attest/built-web.ts';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import type { Cell } from '../wiring/cell.ts';
import { ALL_MANIFESTS } from '../wiring/house.ts';
import { withCell } from './with-cell.ts';

/** A statement with its list of files takes some 200 kB. */
const FILE_BYTES_MAX = 8_000_000;
/** Only its owner reads a private key. */
const KEY_MODE = 0o600;

const ACTIONS: Readonly<Record<string, (context: CommandContext) => Promise<number>>> = {
  list,
  key,
  sign,
  verify,
  add,
  signer,
};

export const attest: Command = {
  name: 'attest',
  usage: 'attest list|key|sign|verify|add|signer [FILE]',
  summary: 'sign releases and models, and let a cell run only what was signed',
  options: {
    'number=': 'list: number of the release, above every earlier one',
    'out=': 'list: where the unsigned statement goes; key: where the private key goes',
    'clear=': 'list: MODEL=SHA256 of a model that was trained in another region and may be let in',
    'key=': 'sign: file with an Ed25519 private key (PEM)',
    'by=': 'add, signer: who does it, for the record',
    'days=': 'signer add: for how long its signatures count; without it until it is ended',
  },
  async run(context) {
    const action = ACTIONS[context.words[0] ?? ''];
    if (action === undefined)
      throw new CommandError(`attest: say ${Object.keys(ACTIONS).join(', ')}.`);
    return await action(context);
  },
};

async function measured(): Promise<Measured> {
  const { clientFolder } = await builtWeb();
  return await measure({ manifests: ALL_MANIFESTS, webFolder: clientFolder });
}

async function list({ options, say }: CommandContext): Promise<number> {
  const found = await measured();
  say(`release  ${releaseDigest(found)}  ${found.version}, Node ${found.node}`);
  say(`files    ${Object.keys(found.files).length}`);
  if (found.web !== undefined) say(`web      ${found.web}`);
  for (const [name, digest] of Object.entries(found.models)) say(`model    ${digest}  ${name}`);
  const { out } = options;
  if (out === undefined) return 0;
  const number = Number(options['number']);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new CommandError('--number must be a whole number above that of every release before.');
  const statement = statementOf(found, number, clearedBy(options['clear']));
  const payload = Buffer.from(`${JSON.stringify(statement)}\n`);
  await writeFile(out, `${JSON.stringify(unsignedEnvelope(payload))}\n`, { flag: 'wx' });
  say(`wrote    ${out}: release number ${number}, without signatures`);
  return 0;
}

function clearedBy(option: string | undefined): Record<string, string> {
  if (option === undefined) return {};
  const [, name, digest] = /^([a-z][a-z0-9._-]{0,80})=([0-9a-f]{64})$/.exec(option) ?? [];
  if (name === undefined || digest === undefined)
    throw new CommandError('--clear must be MODEL=SHA256, in lower case.');
  return { [name]: digest };
}

async function key({ options, say }: CommandContext): Promise<number> {
  const out = needed(options['out'], '--out FILE says where the private key goes.');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(out, pem, { flag: 'wx', mode: KEY_MODE });
  const raw = rawKeyOf(publicKey);
  say(`wrote ${out}: keep it away from the machines that run Jhalak`);
  say(`public key ${raw.toString('base64')}`);
  say(`key id     ${keyIdOf(raw)}`);
  return 0;
}

async function sign({ words, options, say }: CommandContext): Promise<number> {
  const file = needed(words[1], 'Say which file: the one that list wrote.');
  const pem = await readText(needed(options['key'], '--key FILE says with which key.'));
  const privateKey = createPrivateKey(pem);
  const envelope = readEnvelope(await readText(file));
  const signed = signEnvelope(envelope, privateKey);
  await writeFile(file, `${JSON.stringify(signed)}\n`);
  const keyId = keyIdOf(rawKeyOf(createPublicKey(privateKey)));
  say(`${file} has ${signed.signatures.length} signatures now; the last one by ${keyId}`);
  return 0;
}

async function verify(context: CommandContext): Promise<number> {
  const { words, say } = context;
  const text = await readText(needed(words[1], 'Say which file.'));
  const release = await withCell(context, async (cell) => await checked(cell, text));
  const found = differences(await measured(), release.statement);
  const wrong = [...found.models, ...found.files].slice(0, 20);
  say(`release number ${release.statement.predicate.number}, ${describe(release)}`);
  if (isSame(found)) {
    say('This checkout is exactly that release.');
    return 0;
  }
  say('This checkout is not that release:');
  for (const path of wrong) say(`  ${path}`);
  if (found.web) say('  the built web app');
  if (found.node) say('  the version of Node');
  return 1;
}

async function add(context: CommandContext): Promise<number> {
  const { words, options, say } = context;
  const text = await readText(needed(words[1], 'Say which file.'));
  const by = options['by'] ?? 'command';
  const release = await withCell(context, async (cell) => {
    try {
      return await cell.attestation.add(text, by);
    } catch (error) {
      throw new CommandError(messageOf(error), { cause: error });
    }
  });
  say(`added release number ${release.statement.predicate.number}, ${describe(release)}`);
  return 0;
}

async function signer(context: CommandContext): Promise<number> {
  const [, action, name, publicText] = context.words;
  const by = context.options['by'] ?? 'command';
  return await withCell(context, async ({ attestation, parts }) => {
    if (action === 'add') {
      const publicKey = Buffer.from(needed(publicText, 'signer add NAME PUBLIC-KEY.'), 'base64');
      const days = context.options['days'];
      const untilMs = days === undefined ? undefined : parts.clock.nowMs() + Number(days) * DAY_MS;
      if (untilMs !== undefined && !Number.isSafeInteger(untilMs))
        throw new CommandError('--days must be a whole number.');
      const added = await attestation.addSigner({
        name: needed(name, 'signer add NAME PUBLIC-KEY.'),
        publicKey,
        by,
        ...(untilMs === undefined ? {} : { untilMs }),
      });
      context.say(`${added.name} signs with ${added.keyId}`);
    } else if (action === 'end') {
      const ended = await attestation.endSigner(needed(name, 'signer end KEY-ID.'), by);
      if (!ended) throw new CommandError('No such key is in force.');
      context.say('its signatures count no more');
    } else {
      for (const one of await attestation.signers())
        context.say(
          `${one.keyId}  ${one.name}  until ${one.untilMs === undefined ? 'ended by hand' : new Date(one.untilMs).toISOString()}`,
        );
    }
    return 0;
  });
}

async function checked(cell: Cell, text: string): Promise<CheckedRelease> {
  try {
    return await cell.attestation.check(text);
  } catch (error) {
    throw new CommandError(messageOf(error), { cause: error });
  }
}

function describe({ signedBy }: CheckedRelease): string {
  return `${signedBy.length} good signatures of listed signers${signedBy.length > 0 ? `: ${signedBy.join(', ')}` : ''}`;
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > FILE_BYTES_MAX) throw new CommandError(`${file} is larger than such a file can be.`);
  return await readFile(file, 'utf8');
}

function needed(value: string | undefined, sentence: string): string {
  if (value === undefined) throw new CommandError(sentence);
  return value;
}
