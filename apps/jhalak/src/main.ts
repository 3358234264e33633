// The program: `jhalak COMMAND`. Prints sentences, not stacks, for what a person can mend.

import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@jhalak/kernel';
import { CommandError, type Command, type CommandContext } from './command.ts';
import { parseLine } from './command-line.ts';
import { helpFor, helpForAll } from './help.ts';
import { loadSettings, SettingError } from './settings.ts';
import { VERSION } from './version.ts';

/** The launcher's (tools/setup): a service or a script that begins here has it too. */
const COMPILE_CACHE = new URL('../../../node_modules/.cache/jhalak-compile', import.meta.url);
// Types need not be stripped again: half of the time until a command begins. Where it can't be written, Node goes without.
enableCompileCache(fileURLToPath(COMPILE_CACHE));

// Each command is loaded when it is used: `start` need not read what `backup` needs.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).start,
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  samples: async () => (await import('./commands/samples.ts')).samples,
  user: async () => (await import('./commands/user.ts')).user,
  lock: async () => (await import('./commands/lock.ts')).lock,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/restore.ts')).restore,
  drill: async () => (await import('./commands/drill.ts')).drill,
  keys: async () => (await import('./commands/keys.ts')).keys,
  cell: async () => (await import('./commands/cell.ts')).cell,
  border: async () => (await import('./commands/border.ts')).border,
  audit: async () => (await import('./commands/audit.ts')).audit,
  stories: async () => (await import('./commands/stories.ts')).stories,
  media: async () => (await import('./commands/media.ts')).media,
  blobs: async () => (await import('./commands/blobs.ts')).blobs,
  feed: async () => (await import('./commands/feed.ts')).feed,
  attest: async () => (await import('./commands/attest.ts')).attest,
  ads: async () => (await import('./commands/ads.ts')).ads,
  handover: async () => (await import('./commands/handover.ts')).handover,
  demo: async () => (await import('./commands/demo.ts')).demo,
  channel: async () => (await import('./commands/channel.ts')).channel,
  config: async () => (await import('./commands/config.ts')).config,
  sbom: async () => (await import('./commands/sbom.ts')).sbom,
  openapi: async () => (await import('./commands/openapi.ts')).openapi,
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version') {
    say(VERSION);
    return 0;
  }
  const load = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (load === undefined) {
    const all = await Promise.all(Object.values(COMMANDS).map((one) => one()));
    say(helpForAll(all, process.stdout.columns));
    return name === undefined || name === '--help' || name === 'help' ? 0 : 2;
  }
  const command = await load();
  if (rest.includes('--help')) {
    say(helpFor(command, process.stdout.columns));
    return 0;
  }
  const line = parseLine(command, rest);
  const context: CommandContext = {
    ...loadSettings(process.env, line.flags),
    words: line.words,
    options: line.options,
    say,
  };
  return await command.run(context);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const mendable =
    error instanceof CommandError || error instanceof SettingError || hasSentence(error);
  process.stderr.write(mendable ? `jhalak: ${messageOf(error)}\n` : `${stackOf(error)}\n`);
  process.exitCode = 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// Adapters' failures, and what a cell that is held, frozen or over answers, carry a stable code and a sentence for the operator.
function hasSentence(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(postgres|keystore|blobs|embedded|cell)\./.test(error.code)
  );
}
