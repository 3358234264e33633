// `handover freeze DEAL --key FILE` and the like: each step that is carried out, as a command.

import { untilAskedToStop } from '../../backup/stop-signal.ts';
import { CommandError, type CommandContext } from '../../command.ts';
import { withCell } from '../../commands/with-cell.ts';
import { cutOver, thaw } from './cut-over.ts';
import { deltaStep } from './delta.ts';
import { fenceStep } from './fence.ts';
import { freezeStep } from './freeze.ts';
import { keysStep } from './keys.ts';
import { ProgressNote } from './progress-note.ts';
import { needed, signingKey, tell } from './speak.ts';
import { runStep, type StepDone, type StepParts, type StepWork } from './step.ts';

/** @returns the command of one step. */
function command(work: (context: CommandContext) => StepWork) {
  return async (context: CommandContext): Promise<number> =>
    await withStep(context, async (parts) => {
      const done = await runStep(parts, work(context));
      tell(context, done, () => doneLines(done));
      return 0;
    });
}

export const freeze = command((context) => freezeStep(forMs(context)));
export const delta = command(() => deltaStep);
export const keys = command(() => keysStep);
export const fence = command(({ options }) => fenceStep(options['moved-to']));

/** `handover cut-over DEAL --key FILE`: freeze, delta, keys and fence within a bounded time, or none of them. */
export async function cutOverCommand(context: CommandContext): Promise<number> {
  return await withStep(context, async (parts) => {
    const ms = forMs(context);
    const movedTo = context.options['moved-to'];
    const { done, frozenMs } = await cutOver(parts, {
      ...(ms === undefined ? {} : { forMs: ms }),
      ...(movedTo === undefined ? {} : { movedTo }),
    });
    tell(context, { done, frozenMs }, () => [
      ...done.flatMap(doneLines),
      `read-only since ${(frozenMs / 1_000).toFixed(1)} s: the buyer goes on now`,
    ]);
    return 0;
  });
}

/** `handover thaw DEAL --key FILE --reason TEXT`. */
export async function thawCommand(context: CommandContext): Promise<number> {
  const reason = needed(context.options['reason'], '--reason says why.');
  return await withStep(context, async (parts) => {
    await thaw(parts, reason);
    tell(context, { thawed: true }, () => ['thawed: people write again']);
    return 0;
  });
}

/** Opens the cell for a step, and notes how far it is for `handover status`. */
export async function withStep(
  context: CommandContext,
  work: (parts: StepParts) => Promise<number>,
): Promise<number> {
  const dealId = needed(context.words[1], 'Say which deal.');
  const key = await signingKey(context);
  const isJson = context.options['json'] !== undefined;
  const note = new ProgressNote(context.settings.home, dealId);
  const say = (line: string): void => {
    note.tell(line);
    if (!isJson) context.say(line);
  };
  return await untilAskedToStop(async (signal) => {
    try {
      return await withCell({ ...context, say }, async (cell) => {
        const { settings } = context;
        const watch: StepParts['watch'] = (step, point) => note.tell(`${step}: ${point}`);
        return await work({ ...{ cell, settings, dealId, key, watch, say, signal } });
      });
    } finally {
      await note.end();
    }
  });
}

export function doneLines({ step, kind, evidence, file }: StepDone): string[] {
  const digest = evidence === undefined ? '' : `  ${evidence.digest.slice(0, 16)}…`;
  switch (kind) {
    case 'done':
      return [`✓ ${step}${digest}`];
    case 'already':
      return [`✓ ${step}: done before${digest}`];
    case 'carried':
      return [`✓ ${step}${digest}`, `  carry ${file ?? ''} to the other owner: handover post`];
  }
}

function forMs({ options }: CommandContext): number | undefined {
  const text = options['for'];
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1)
    throw new CommandError('--for is in whole seconds.');
  return seconds * 1_000;
}
