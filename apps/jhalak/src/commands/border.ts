// What strangers need to check a cell's public log, and what its operator does with it.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@jhalak/kernel';
import {
  noteText,
  parseVkey,
  proofFileText,
  readTile,
  TileHashes,
  TlogError,
  utf8,
  verifyLog,
  vkeyOf,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { logSource } from '../border/log-source.ts';
import { runWitness } from '../border/run-witness.ts';
import { verifyAnything } from '../border/verify.ts';
import { makeWitnessKey } from '../border/witness-files.ts';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import { withCell } from './with-cell.ts';

/** How often a witness looks at a log unless told otherwise. */
const LOOK_EVERY_S = 10;

export const border: Command = {
  name: 'border',
  usage: 'border key|verify|proof|witness|witness-key|trust|distrust [WHAT]',
  summary:
    'the public log: its key; verify DIR|URL|FILE --key VKEY (exit 0 proven, 1 refuted, 2 not checked); proof ENTRY; witness',
  options: {
    'key=': "the log's verifier key; for witness and witness-key: the witness's key file",
    'entry=': 'verify: an entry id that must be in the log',
    'older=': 'verify: a file with an older checkpoint that the log must go on from',
    'witnesses=': 'verify: keys of witnesses, by commas, whose co-signature is told',
    json: 'verify: one line of JSON instead of sentences',
    'from=': 'proof: folder or address of a log; default this cell’s',
    'to=': 'proof: the file to write; default ENTRY.tlog-proof',
    'log=': 'witness: folder or address of the log',
    'vkey=': "witness: the log's verifier key",
    'state=': 'witness: the file in which it remembers what it saw',
    'listen=': 'witness: HOST:PORT for POST /add-checkpoint',
    'hand-in=': 'witness: address that takes co-signatures, or no',
    'every=': `witness: seconds between two looks, default ${LOOK_EVERY_S}`,
    once: 'witness: look once and end',
  },
  async run(context) {
    const [action, what] = context.words;
    switch (action) {
      case 'key':
        return await showKey(context);
      case 'verify':
        return await verify(
          context,
          needed(what, 'Say what to verify: a folder, an address or a file.'),
        );
      case 'proof':
        return await proof(context, needed(what, 'Say which entry: its id.'));
      case 'witness':
        return await witness(context);
      case 'witness-key':
        return await witnessKey(
          context,
          needed(what, 'Say the witness’s name: an address of its own, without http.'),
        );
      case 'trust':
        return await trust(context, needed(what, 'Say the witness’s verifier key.'));
      case 'distrust':
        return await distrust(context, needed(what, 'Say the witness’s name.'));
      default:
        throw new CommandError(
          `border ${action ?? ''}: say key, verify, proof, witness, witness-key, trust or distrust.`,
        );
    }
  },
};

function needed(text: string | undefined, sentence: string): string {
  if (text === undefined || text === '') throw new CommandError(sentence);
  return text;
}

async function showKey(context: CommandContext): Promise<number> {
  return await withCell(context, async (cell) => {
    context.say(`cell    ${await cell.border.cellId()}`);
    context.say(`log     ${join(context.settings.home, 'log')}, served at /log/`);
    context.say(`key     ${await cell.border.vkey()}`);
    context.say(`exports ${await cell.border.auditVkey()}`);
    for (const one of await cell.border.witnesses()) context.say(`witness ${one.vkey}`);
    return 0;
  });
}

async function verify(context: CommandContext, where: string): Promise<number> {
  const { options } = context;
  const outcome = await verifyAnything({
    where,
    vkey: needed(options['key'], 'Say under which key: --key VKEY, as the log publishes it.'),
    witnesses: options['witnesses'],
    entryId: options['entry'],
    olderFile: options['older'],
  });
  if (options['json'] === undefined) for (const line of outcome.sentences) context.say(line);
  else context.say(JSON.stringify(outcome.facts));
  return outcome.code;
}

async function proof(context: CommandContext, entryId: string): Promise<number> {
  const { options, settings } = context;
  const from = options['from'] ?? join(settings.home, 'log');
  const vkey =
    options['key'] ?? (await withCell(context, async (cell) => await cell.border.vkey()));
  const files = logSource(from);
  const log = parseVkey(nodeCrypto.sha256, vkey);
  try {
    const { checkpoint, entry } = await verifyLog(nodeCrypto, files, { log, entryId });
    if (entry === undefined) throw new CommandError(`No entry of this log has the id ${entryId}.`);
    const hashes = new TileHashes(
      nodeCrypto.sha256,
      checkpoint.size,
      async (path, width) => await readTile(files, path, width),
    );
    const text = proofFileText({
      index: entry.index,
      entry: entry.bytes,
      hashes: await hashes.inclusion(entry.index),
      checkpoint: utf8(noteText(checkpoint.note)),
    });
    const file = options['to'] ?? `${entryId}.tlog-proof`;
    await writeFile(file, text);
    context.say(`${file}: verify it anywhere with --key '${vkeyOf(log)}'`);
    return 0;
  } catch (error) {
    if (error instanceof TlogError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

async function witness(context: CommandContext): Promise<number> {
  const { options, say } = context;
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stopping.abort(new Error('stopping')));
  const everyS = Number(options['every'] ?? LOOK_EVERY_S);
  if (!(everyS >= 1 && everyS <= 86_400))
    throw new CommandError('--every takes 1 to 86400 seconds.');
  return await runWitness({
    keyFile: needed(options['key'], 'Say the witness’s key file: --key FILE.'),
    log: needed(options['log'], 'Say which log: --log DIR or URL.'),
    vkey: needed(options['vkey'], 'Say the log’s key: --vkey VKEY.'),
    stateFile: needed(options['state'], 'Say where to remember: --state FILE.'),
    listen: options['listen'],
    handIn: options['hand-in'],
    everyMs: everyS * 1_000,
    once: options['once'] !== undefined,
    say,
    nowMs: () => systemClock.nowMs(),
    signal: stopping.signal,
  });
}

async function witnessKey(context: CommandContext, name: string): Promise<number> {
  const file = needed(context.options['key'], 'Say where to put it: --key FILE.');
  const { key } = await makeWitnessKey(file, name);
  context.say(`${file} holds the secret key; logs are given this one:`);
  context.say(vkeyOf(key));
  return 0;
}

async function trust(context: CommandContext, vkey: string): Promise<number> {
  return await withCell(context, async (cell) => {
    const added = await cell.border.addWitness(vkey, 'operator').catch((error: unknown) => {
      if (error instanceof TlogError) throw new CommandError(error.message, { cause: error });
      throw error;
    });
    await cell.border.publish();
    context.say(`co-signatures of ${added.name} count from now on; it is on record`);
    return 0;
  });
}

async function distrust(context: CommandContext, name: string): Promise<number> {
  return await withCell(context, async (cell) => {
    if (!(await cell.border.endWitness(name)))
      throw new CommandError(`There is no witness called ${name}.`);
    await cell.border.publish();
    context.say(`co-signatures of ${name} count no more; it is on record`);
    return 0;
  });
}
