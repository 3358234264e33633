// `jhalak ads ranges FILE --source TEXT`: the operator's own list of data centres, in the place of the one in force.

import { readFile } from 'node:fs/promises';
import { putDataCentres } from '@jhalak/ads';
import { messageOf } from '@jhalak/kernel';
import { CommandError, type CommandContext } from '../command.ts';
import { withCell } from '../commands/with-cell.ts';

/** @returns 0. @throws CommandError that says what is wrong with the file; then the former list stays. */
export async function putRanges(context: CommandContext, file: string): Promise<number> {
  const source = context.options['source'];
  if (source === undefined || source === '')
    throw new CommandError('Say where the list is from, and of which day: --source TEXT.');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read.`, { cause: error });
  }
  const ranges = await withCell(context, async ({ parts }) => {
    try {
      return await putDataCentres(parts, text, source);
    } catch (error) {
      throw new CommandError(`${file}: ${messageOf(error)}`, { cause: error });
    }
  });
  context.say(`${ranges} ranges of addresses are in force on all servers within a minute.`);
  return 0;
}
