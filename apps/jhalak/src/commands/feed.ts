// `jhalak feed replay RECEIPT`: a page of the last day, chosen again from what was logged. Whoever has the number of a receipt
// has it from its person; nothing of the person is shown.

import type { ReceiptReplay } from '@jhalak/feed';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import { withCell } from './with-cell.ts';

/** Features shown for each slot: those that say most. */
const FEATURES_SHOWN = 4;

const LACKING = {
  ranker: 'the ranker’s parameters of that version are gone',
  weights: 'the weight table of that date is gone',
  selection: 'the selection’s settings of that date are gone',
  features: 'the page was made by a release with other features',
} as const;

export const feed: Command = {
  name: 'feed',
  usage: 'feed replay RECEIPT',
  summary:
    'choose a served page again from its receipt, slot by slot (exit 0 the same, 1 not, 2 cannot be chosen again)',
  options: { json: 'one line of JSON instead of sentences' },
  async run(context) {
    const [action, receipt] = context.words;
    if (action !== 'replay' || receipt === undefined)
      throw new CommandError('Say feed replay RECEIPT; a page names its receipt for a day.');
    const replay = await withCell(context, async (cell) => await cell.feed.replay(receipt));
    if (replay === undefined) {
      context.say('There is no page of that receipt: it is older than a day, or erased.');
      return 2;
    }
    tell(context, replay);
    if (replay.same === null) return 2;
    return replay.same ? 0 : 1;
  },
};

function tell({ options, say }: CommandContext, replay: ReceiptReplay): void {
  if (options['json'] !== undefined) return say(JSON.stringify(replay));
  const { madeAtMs, learnedWindow, rankerVersion, weights, seed, candidates, slots } = replay;
  say(`page of ${new Date(madeAtMs).toISOString()}, chosen from ${candidates} clips`);
  say(
    `  learned up to window ${learnedWindow}, ranker ${rankerVersion}, weights of ${weights}, seed ${seed}`,
  );
  for (const slot of slots) {
    const mark = replay.same === null ? '?' : slot.same ? '=' : '≠';
    const place = String(slot.place + 1).padStart(3);
    const chance = slot.propensity.toFixed(4);
    say(
      `${place} ${mark} ${slot.videoId ?? '(left out)'}  ${slot.how} ${chance}  ${strongest(slot)}`,
    );
  }
  if (replay.lacking !== null) say(`NOT CHOSEN AGAIN: ${LACKING[replay.lacking]}`);
  else say(replay.same === true ? 'THE SAME, slot by slot' : 'NOT THE SAME');
}

function strongest({ features }: ReceiptReplay['slots'][number]): string {
  return Object.entries(features)
    .filter(([, value]) => value !== 0)
    .toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, FEATURES_SHOWN)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
