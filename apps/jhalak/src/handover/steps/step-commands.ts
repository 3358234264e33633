// `handover freeze DEAL --key FILE` and the like: each step that is carried out, as a command.

import { resolve } from 'node:path';
import { expectedPackage } from '@jhalak/handover';
import { untilAskedToStop } from '../../backup/stop-signal.ts';
import { CommandError, type CommandContext } from '../../command.ts';
import { withCell } from '../../commands/with-cell.ts';
import { givingWay } from '../pack/beside-people.ts';
import { eventsFile, readBundle } from './carry.ts';
import { cutOver, thaw } from './cut-over.ts';
import { deltaStep } from './delta.ts';
import { fenceStep } from './fence.ts';
import { freezeStep } from './freeze.ts';
import { keysStep } from './keys.ts';
import { ProgressNote } from './progress-note.ts';
import { rehearsalStep } from './rehearse.ts';
import { needed, signingKey, tell } from './speak.ts';
import { writeCertificate } from './certificate.ts';
import { verificationStep } from './check.ts';
import { takeOverHere } from './restructure.ts';
import { carriedIn, takeOver } from './takeover.ts';
import { receiptFile, receivePackages } from './receive.ts';
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

/** `handover rehearse DEAL --bidder ID --key FILE`: 0 passed, 1 not. */
export async function rehearse(context: CommandContext): Promise<number> {
  const bidder = needed(context.options['bidder'], '--bidder says whose rehearsal it is.');
  const people = context.options['compare'];
  return await withStep(context, async (parts) => {
    const work = rehearsalStep(people === undefined ? {} : { people: Number(people) });
    const done = await givingWay(async () => await runStep(parts, work, bidder));
    const report = done.evidence?.facts['report'] as { passed: boolean } | undefined;
    tell(context, done, () => doneLines(done));
    return report?.passed === true ? 0 : 1;
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

/** `handover receive DEAL --from FOLDER`, on the buyer's machine, before the keys are given. */
export async function receive(context: CommandContext): Promise<number> {
  const dealId = needed(context.words[1], 'Say which deal.');
  const from = needed(context.options['from'], '--from FOLDER has the packages so far.');
  return await untilAskedToStop(async (signal) => {
    const { settings, say } = context;
    const { packages } = carriedIn(from);
    const isJson = context.options['json'] !== undefined;
    const watch = { say: isJson ? () => undefined : say, signal };
    const { state } = await readBundle(eventsFile(settings.home, dealId));
    const expected = { package: dealId, ...expectedPackage(state) };
    const receipt = receiptFile(settings.home, dealId);
    const received = await receivePackages(packages, { receipt, expected }, watch);
    tell(context, received, () => ['received: the takeover need not read it again']);
    return 0;
  });
}

/** `handover takeover DEAL --from FOLDER --key FILE`, on the buyer's machine; without `--from` where the machine stays. */
export async function takeover(context: CommandContext): Promise<number> {
  const from = context.options['from'];
  return await withNote(context, async (parts) => {
    // A restructuring goes on where it is; a buyer says what was carried to it.
    const done =
      from === undefined
        ? await takeOverHere({ ...context, say: parts.say }, parts)
        : await takeOver(context, parts, carriedIn(from));
    tell(context, done, () => doneLines(done));
    return 0;
  });
}

/** `handover check DEAL --key FILE`: 0 the same, 1 something differs. */
export async function check(context: CommandContext): Promise<number> {
  return await withStep(context, async (parts) => {
    const done = await runStep(parts, verificationStep);
    const facts = done.evidence?.facts ?? {};
    const passed = facts['differenceCount'] === 0;
    const differ = (facts['differences'] ?? []) as string[];
    tell(context, { ...done, passed }, () => [
      ...doneLines(done),
      passed ? 'everything is the same' : `NOT the same: ${differ.join(', ')}`,
    ]);
    return passed ? 0 : 1;
  });
}

/** `handover certify DEAL --out FOLDER`. */
export async function certify(context: CommandContext): Promise<number> {
  const dealId = needed(context.words[1], 'Say which deal.');
  const out = resolve(needed(context.options['out'], '--out FOLDER says where it goes.'));
  return await withCell(context, async (cell) => {
    const kept = await cell.handover.kept(dealId);
    if (kept === undefined) throw new CommandError('There is no such deal here.');
    await cell.border.publish();
    const checkpoint = await cell.border.publicFile('checkpoint');
    const log = {
      vkey: await cell.border.vkey(),
      checkpoint: Buffer.from(checkpoint?.bytes ?? []).toString('utf8'),
    };
    const made = await writeCertificate(out, context.settings.home, kept, log);
    tell(context, made, () => [
      `${out}/certificate.html: ${made.acts.length} acts, ${made.documents.length} documents`,
      `check it without us: sh ${out}/verify.sh`,
    ]);
    return 0;
  });
}

/** Opens the cell for a step, and notes how far it is for `handover status`. */
export async function withStep(
  context: CommandContext,
  work: (parts: StepParts) => Promise<number>,
): Promise<number> {
  return await withNote(
    context,
    async (parts) =>
      await withCell(
        { ...context, say: parts.say },
        async (cell) => await work({ ...parts, cell }),
      ),
  );
}

/** Notes how far a step is that opens no cell, or makes one. */
export async function withNote(
  context: CommandContext,
  work: (parts: Omit<StepParts, 'cell'>) => Promise<number>,
): Promise<number> {
  const dealId = needed(context.words[1], 'Say which deal.');
  const key = await signingKey(context);
  const isJson = context.options['json'] !== undefined;
  const note = new ProgressNote(context.settings.home, dealId);
  const say: StepParts['say'] = (line, far) => {
    note.tell(line, far);
    if (!isJson) context.say(line);
  };
  return await untilAskedToStop(async (signal) => {
    try {
      const { settings, options } = context;
      const bytesPerSecondMax = rateOf(options['rate']);
      const watch: StepParts['watch'] = (step, point) => note.at(step, point);
      return await work({
        ...{ settings, dealId, key, watch, say, signal },
        ...(bytesPerSecondMax === undefined ? {} : { bytesPerSecondMax }),
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

function rateOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const megabytes = Number(text);
  if (!(megabytes > 0)) throw new CommandError('--rate is in megabytes a second.');
  return megabytes * 1_000_000;
}

function forMs({ options }: CommandContext): number | undefined {
  const text = options['for'];
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1)
    throw new CommandError('--for is in whole seconds.');
  return seconds * 1_000;
}
