// The program: `jhalak COMMAND`. Prints sentences, not stacks, for what a person can mend.

import { messageOf } from '@jhalak/kernel';
import { CommandError, type Command, type CommandContext } from './command.ts';
import { parseLine } from './command-line.ts';
import { backup } from './commands/backup.ts';
import { config } from './commands/config.ts';
import { doctor } from './commands/doctor.ts';
import { migrateCommand } from './commands/migrate.ts';
import { openapi } from './commands/openapi.ts';
import { restore } from './commands/restore.ts';
import { samples } from './commands/samples.ts';
import { start } from './commands/start.ts';
import { user } from './commands/user.ts';
import { loadSettings, SettingError } from './settings.ts';
import { VERSION } from './version.ts';

const COMMANDS: readonly Command[] = [start, migrateCommand, doctor, samples, user, backup, restore, config, openapi];

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version') {
    console.log(VERSION);
    return 0;
  }
  const command = COMMANDS.find((one) => one.name === name);
  if (command === undefined || rest.includes('--help')) {
    console.log(command === undefined ? helpForAll() : helpFor(command));
    return name === undefined || name === '--help' || name === 'help' || command !== undefined ? 0 : 2;
  }
  const line = parseLine(command, rest);
  const context: CommandContext = {
    ...loadSettings(process.env, line.flags),
    words: line.words,
    options: line.options,
    say: (text) => console.log(text),
  };
  return await command.run(context);
}

function helpForAll(): string {
  const width = Math.max(...COMMANDS.map((command) => command.usage.length));
  const lines = COMMANDS.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`);
  return [
    `jhalak ${VERSION}: short video and lock screen on your own machines`,
    '',
    'usage: npx jhalak COMMAND [--setting value]',
    '',
    ...lines,
    '',
    'npx jhalak COMMAND --help tells more; npx jhalak config lists every setting.',
  ].join('\n');
}

function helpFor(command: Command): string {
  const options = Object.entries(command.options ?? {}).map(
    ([name, meaning]) => `  --${name.endsWith('=') ? `${name.slice(0, -1)} VALUE` : name}  ${meaning}`,
  );
  return [`usage: npx jhalak ${command.usage}`, '', command.summary, ...(options.length > 0 ? ['', ...options] : [])].join('\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const mendable = error instanceof CommandError || error instanceof SettingError || hasSentence(error);
  console.error(mendable ? `jhalak: ${messageOf(error)}` : error);
  process.exitCode = 1;
}

// Adapters' failures carry a stable code and a sentence for the operator.
function hasSentence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(postgres|keystore|blobs|embedded)\./.test(error.code);
}
