// `handover notice DEAL`: what people are told before somebody else runs their cell, and how many chose what.

import type { ChoiceCounts } from '@jhalak/handover';
import type { HandoverNotice } from '@jhalak/contracts/handover-notice';
import { CommandError, type CommandContext } from '../command.ts';
import { withCell } from '../commands/with-cell.ts';
import { needed, tell } from './steps/speak.ts';

export const NOTICE_OPTIONS = {
  'seat=': 'notice: tells people; where the next owner sits, as they should read it',
  'begins=': 'notice: from when it runs the cell, at the earliest: 2027-02-01, or with a time',
  'until=': 'notice: until when people may choose',
} as const;

/** `handover notice DEAL [--seat WORDS --until TIME --begins TIME]`: shows the notice and the choices so far; with a seat it tells people first. */
export async function notice(context: CommandContext): Promise<number> {
  const { options, words } = context;
  const dealId = needed(words[1], 'Say which deal.');
  const { seat } = options;
  return await withCell(context, async ({ handover }) => {
    if (seat !== undefined)
      await handover.publishNotice(dealId, {
        seat,
        fromMs: timeOf(options, 'begins'),
        deadlineMs: timeOf(options, 'until'),
      });
    const shown = await handover.notice();
    const mine = shown?.deal === dealId ? shown : undefined;
    const choices = await handover.choices(dealId);
    tell(context, { notice: mine ?? null, choices }, () => noticeLines(mine, choices));
    return 0;
  });
}

function timeOf(options: CommandContext['options'], name: 'begins' | 'until'): number {
  const text = needed(options[name], `--${name} says when: 2027-02-01, or with a time.`);
  const ms = Date.parse(text);
  if (!Number.isSafeInteger(ms)) throw new CommandError(`--${name} is no time: ${text}.`);
  return ms;
}

function noticeLines(shown: HandoverNotice | undefined, choices: ChoiceCounts): string[] {
  const { told, stay, erase, object } = choices;
  if (shown === undefined)
    return ['People are told nothing: --seat, --begins and --until tell them.'];
  const time = (ms: number): string => new Date(ms).toISOString();
  return [
    `People are told, for the ${ordinal(shown.version)} time, since ${time(shown.publishedAtMs)}:`,
    `  owner    ${shown.owner.name}, ${shown.owner.seat}`,
    `  begins   ${time(shown.fromMs)} at the earliest`,
    `  choose   until ${time(shown.deadlineMs)}`,
    `${told} have seen it: ${stay} stay, ${choices.export} stay and take an archive, ${erase} want to be erased, ${object} object; ${told - stay - choices.export - erase - object} have not chosen, which is to stay.`,
  ];
}

function ordinal(version: number): string {
  return version === 1 ? 'first' : `${version}.`;
}
