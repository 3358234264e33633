// `jhalak channel`: one creator's channel to another cell of the same region, by what two operators carry.

import { resolve } from 'node:path';
import { untilAskedToStop } from '../backup/stop-signal.ts';
import { packChannel, receiptOf } from '../channel/send.ts';
import { receiptPaper, recipientPaper, takeChannel } from '../channel/receive.ts';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import { needed, tell } from '../handover/steps/speak.ts';
import type { Cell } from '../wiring/cell.ts';
import { withCell } from './with-cell.ts';

export const channel: Command = {
  name: 'channel',
  usage: 'channel list|recipient|pack|take|receipt|done [WHAT]',
  summary:
    'a creator’s channel to another cell of this region: list, pack MOVE --to FILE --out DIR, done FILE; there: recipient, take DIR, receipt MOVE',
  options: {
    'to=': 'pack: what channel recipient printed in the other cell',
    'out=': 'pack: a new folder to be carried; receipt: the file to write',
    json: 'print one line of JSON at the end',
  },
  async run(context) {
    const [action, what] = context.words;
    const work = ACTIONS[action ?? ''];
    if (work === undefined)
      throw new CommandError('Say channel list, recipient, pack, take, receipt or done.');
    const quiet =
      context.options['json'] === undefined ? context : { ...context, say: () => undefined };
    return await untilAskedToStop(
      async (signal) =>
        await withCell(quiet, async (cell) => await work({ context, cell, what, signal })),
    );
  },
};

interface Work {
  context: CommandContext;
  cell: Cell;
  what: string | undefined;
  signal: AbortSignal;
}

const ACTIONS: Readonly<Record<string, (work: Work) => Promise<number>>> = {
  list: async ({ context, cell }) => {
    const moves = await cell.channels.asked();
    tell(
      context,
      moves.map(({ moveId, toCell, state }) => ({ move: moveId, to: toCell, state })),
      () =>
        moves.length === 0
          ? ['Nobody asked to go to another cell.']
          : moves.map(({ moveId, toCell, state, askedAtMs }) =>
              [moveId, state, `to ${toCell}`, `asked ${new Date(askedAtMs).toISOString()}`].join(
                '  ',
              ),
            ),
    );
    return 0;
  },
  recipient: async ({ context, cell }) => {
    context.say(JSON.stringify(await recipientPaper(cell, context.settings.home)));
    return 0;
  },
  pack: async ({ context, cell, what, signal }) => {
    const moveId = needed(what, 'Say which move: channel list shows them.');
    const recipientFile = resolve(needed(context.options['to'], '--to FILE is of the other cell.'));
    const out = resolve(needed(context.options['out'], '--out DIR is what is carried.'));
    const watch = watchOf(context, signal);
    const sent = await packChannel(cell, { moveId, recipientFile, out }, watch);
    const { underOrder, removed } = sent.left;
    tell(context, sent, () => [
      `packed: ${sent.clips} clips; ${underOrder} under an order and ${removed} removed ones stay`,
      `carry ${out} to the other cell: npx jhalak channel take DIR`,
    ]);
    return 0;
  },
  take: async ({ context, cell, what, signal }) => {
    const folder = resolve(needed(what, 'Say which folder was carried here.'));
    const came = await takeChannel(cell, context.settings.home, folder, watchOf(context, signal));
    tell(context, came, () => [
      came.isNew ? `taken: ${came.clips} clips wait for their creator` : 'it was here before',
      ...(came.refused === 0 ? [] : [`${came.refused} clips are refused by this cell’s rules`]),
      `when its creator has said the code: npx jhalak channel receipt ${came.move} --out FILE`,
    ]);
    return 0;
  },
  receipt: async ({ context, cell, what }) => {
    const moveId = needed(what, 'Say which move.');
    const out = resolve(needed(context.options['out'], '--out FILE is for the other cell.'));
    const receipt = await receiptPaper(cell, moveId, out);
    tell(context, { move: moveId, clips: receipt.clips.length, out }, () => [
      `${receipt.clips.length} clips are at home here; carry ${out} back: npx jhalak channel done FILE`,
    ]);
    return 0;
  },
  done: async ({ context, cell, what }) => {
    const done = await receiptOf(cell, resolve(needed(what, 'Say which receipt.')));
    tell(context, done, () => [`${done.clips} clips have moved: old links lead there now`]);
    return 0;
  },
};

function watchOf({ options, say }: CommandContext, signal: AbortSignal) {
  return { say: options['json'] === undefined ? say : () => undefined, signal };
}
