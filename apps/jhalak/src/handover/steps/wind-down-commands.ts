// The seller's last two steps as commands.

import type { CommandContext } from '../../command.ts';
import { readLarge } from './read-large.ts';
import { tell } from './speak.ts';
import { doneLines, withNote } from './step-commands.ts';
import { prove, windDown } from './wind-down.ts';

/** A line for each copy that somebody made. */
const LIST_MAX = 1_000_000;

/** `handover wind-down DEAL --key FILE [--backups FILE]`, on the seller's machine. */
export async function windDownCommand(context: CommandContext): Promise<number> {
  const listed = context.options['backups'];
  const backups = listed === undefined ? [] : (await readLarge(listed, LIST_MAX)).split('\n');
  return await withNote(context, async (parts) => {
    const places = backups.filter((line) => line.trim() !== '');
    const done = await windDown({ ...context, say: parts.say }, parts, places);
    tell(context, done, () => doneLines(done));
    return 0;
  });
}

/** `handover prove DEAL --key FILE`, on the seller's machine. */
export async function proveCommand(context: CommandContext): Promise<number> {
  return await withNote(context, async (parts) => {
    const done = await prove({ ...context, say: parts.say }, parts);
    tell(context, done, () => doneLines(done));
    return 0;
  });
}
