// The lock screen from the machine it runs on: its signing key, its switch.

import { CommandError, type Command } from '../command.ts';
import { withCell } from './with-cell.ts';

export const lock: Command = {
  name: 'lock',
  usage: 'lock rotate|dark|lit',
  summary: 'make the next signing key; turn every lock screen dark within a minute, or lit again',
  options: {
    compromised: 'rotate: the present key, and everything that it signed, counts no more at once',
    'note=': 'dark, lit: why; kept on record',
  },
  async run(context) {
    const [action] = context.words;
    if (action !== 'rotate' && action !== 'dark' && action !== 'lit')
      throw new CommandError('Say lock rotate, lock dark or lock lit.');
    const note = context.options['note'] ?? '';
    if (action === 'dark' && note === '') throw new CommandError('Say why: --note TEXT.');
    return await withCell(context, async (cell) => {
      if (action === 'rotate') {
        const compromised = context.options['compromised'] !== undefined;
        const { kid, activeFromMs } = await cell.cards.rotateKey(compromised);
        context.say(`key ${kid} signs from ${new Date(activeFromMs).toISOString()}`);
      } else {
        const version = await cell.cards.setDark(action === 'dark', { by: 'command', note });
        context.say(`the lock screen is ${action}; kill list ${version}`);
      }
      return 0;
    });
  },
};
