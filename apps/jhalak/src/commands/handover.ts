// Handing the cell over: what there is, and the deal under which it is.

import { CommandError, type Command, type CommandContext } from '../command.ts';
import { inventoryLines } from '../handover/print-inventory.ts';
import { withCell } from './with-cell.ts';

const ACTIONS: Readonly<Record<string, (context: CommandContext) => Promise<number>>> = {
  inventory,
};

export const handover: Command = {
  name: 'handover',
  usage: 'handover inventory',
  summary: 'what there is to hand over to another owner, and on what terms each part would go',
  options: {
    json: 'inventory: as JSON',
    content: 'inventory: reads every byte of every file',
  },
  async run(context) {
    const action = ACTIONS[context.words[0] ?? ''];
    if (action === undefined)
      throw new CommandError(`handover: say ${Object.keys(ACTIONS).join(', ')}.`);
    return await action(context);
  },
};

async function inventory(context: CommandContext): Promise<number> {
  const { options, say } = context;
  const content = options['content'] !== undefined;
  const found = await withCell(context, async (cell) => await cell.handover.inventory({ content }));
  if (options['json'] !== undefined) say(JSON.stringify(found));
  else for (const line of inventoryLines(found)) say(line);
  return 0;
}
