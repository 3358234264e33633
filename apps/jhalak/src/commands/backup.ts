// `jhalak backup`: the whole cell into a folder, beside a running Jhalak or alone; its keys into a file apart.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { copyRegister, writeKeys } from '../backup/keys-file.ts';
import { noteBackup } from '../backup/last-backup.ts';
import { withBackupSource } from '../backup/open-source.ts';
import { untilAskedToStop } from '../backup/stop-signal.ts';
import { formatBytes, formatCount } from '../backup/tell.ts';
import { verifyBackup } from '../backup/verify-backup.ts';
import { writeBackup } from '../backup/write-backup.ts';
import { CommandError, type Command, type CommandContext } from '../command.ts';

export const backup: Command = {
  name: 'backup',
  usage: 'backup --to FOLDER',
  summary: 'save the whole cell, also while it runs (--verify FOLDER checks a backup)',
  options: {
    'to=': 'a new folder for everything but the keys',
    'keys-to=': 'a new file for the keys; default FOLDER-keys.ndjson; alone: the keys only',
    link: 'give blobs a second name instead of a copy, where folder and home share a disk',
    'verify=': 'read every byte of the backup in this folder and stop',
  },
  async run(context) {
    const { options } = context;
    const [folder, keysFile, verified] = [options['to'], options['keys-to'], options['verify']];
    if (verified !== undefined) {
      await untilAskedToStop((signal) => verify(context, resolve(verified), signal));
    } else if (folder !== undefined) {
      await untilAskedToStop((signal) => all(context, resolve(folder), signal));
    } else if (keysFile !== undefined) {
      await keysOnly(context, resolve(keysFile));
    } else {
      throw new CommandError('Say where to: npx jhalak backup --to FOLDER');
    }
    return 0;
  },
};

async function all(context: CommandContext, folder: string, signal: AbortSignal): Promise<void> {
  const { say, options } = context;
  const keysFile = resolve(options['keys-to'] ?? `${folder}-keys.ndjson`);
  const startedMs = performance.now();
  say(`backing up to ${folder}`);
  const manifest = await withBackupSource(context, async (source) => {
    const blobs = options['link'] === undefined ? 'copy' : 'link';
    return await writeBackup(source, { folder, keysFile, blobs }, { say, signal });
  });
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const { count, bytes } = manifest.list;
  say(`done in ${seconds} s: ${formatCount(count)} files, ${formatBytes(bytes)}`);
  await noteBackup(context.settings.home, { folder, snapshotAtMs: manifest.snapshotAtMs });
  tellOfKeys(say, keysFile);
  await register(context, keysFile);
}

async function keysOnly(context: CommandContext, keysFile: string): Promise<void> {
  if (existsSync(keysFile))
    throw new CommandError(`${keysFile} exists; keys are never written over.`);
  await mkdir(dirname(keysFile), { recursive: true, mode: 0o700 });
  const counts = await withBackupSource(
    context,
    async (source) => await writeKeys(source.keys, keysFile),
  );
  context.say(`${formatCount(counts.keys)} keys, ${formatCount(counts.erasures)} erasures`);
  tellOfKeys(context.say, keysFile);
  await register(context, keysFile);
}

async function register({ settings, say }: CommandContext, keysFile: string): Promise<void> {
  const copied = await copyRegister(settings.home, keysFile);
  if (copied !== undefined)
    say(
      `orders: ${copied}\nGive the newest one to a restore with --orders: what it knows stays dark. It may be kept for ever.`,
    );
}

function tellOfKeys(say: (line: string) => void, keysFile: string): void {
  say(
    [
      `keys: ${keysFile}`,
      'Keep this file apart from the backup and for 7 days at most: an erasure is whole only when no copy of the key is left.',
      'The root key is part of no backup: keep your own copy of keys/root.key. Without it nothing personal can be read.',
    ].join('\n'),
  );
}

async function verify(context: CommandContext, folder: string, signal: AbortSignal): Promise<void> {
  const manifest = await verifyBackup(folder, { say: context.say, signal });
  const { count, bytes } = manifest.list;
  context.say(
    [
      `whole: ${formatCount(count)} files, ${formatBytes(bytes)}, made ${new Date(manifest.madeAtMs).toISOString()} by Jhalak ${manifest.release}, region ${manifest.region}`,
      'That nobody made it anew is checked by a restore, which has the root key.',
    ].join('\n'),
  );
}
