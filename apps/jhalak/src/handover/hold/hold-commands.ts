// `handover hold`, `handover release`, `handover lift`: what a hold adds to the commands of a deal.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HOLD_ENDS, type DealAct, type DealFile } from '@jhalak/contracts/handover-deal';
import { add, unsignedFile, type DealState } from '@jhalak/handover';
import { DAY_MS } from '@jhalak/kernel';
import { CommandError, type CommandContext } from '../../command.ts';
import { readAct, signedWith, writeNew } from '../act-files.ts';
import { eventsFile, readBundle } from '../steps/carry.ts';
import { sha256 } from '../steps/evidence.ts';
import { freezeStep } from '../steps/freeze.ts';
import { keysStep } from '../steps/keys.ts';
import { readLarge } from '../steps/read-large.ts';
import { needed, tell } from '../steps/speak.ts';
import { runStep } from '../steps/step.ts';
import { doneLines, withNote } from '../steps/step-commands.ts';
import { withCell } from '../../commands/with-cell.ts';
import { readHeld } from './held.ts';
import { holdHere, liftHold } from './hold.ts';

const DOCUMENT_MAX = 20_000_000;
const APPROVAL_MS = 14 * DAY_MS;

/** `handover hold DEAL --key FILE`: freezes the cell, seals its keys to the holder, and takes them away from here. */
export async function holdCommand(context: CommandContext): Promise<number> {
  return await withNote(context, async (parts) => {
    const told = { ...context, say: parts.say };
    const frozen =
      readHeld(context.settings.home) === undefined
        ? await withCell(told, async (cell) => await runStep({ ...parts, cell }, freezeStep()))
        : undefined;
    const keys = await holdHere(told, parts, keysStep);
    tell(context, { frozen, keys }, () => [
      ...(frozen === undefined ? [] : doneLines(frozen)),
      ...doneLines(keys),
      'held: nothing of it opens here until it is lifted with the holder’s key',
    ]);
    return 0;
  });
}

/**
 * `handover release DEAL --into open|sale|wind_down --document FILE --key FILE --out FILE` proposes; with `--from FILE`, the
 * signed proposal, it approves. Needs no cell: the holder's people sign from the events.
 */
export async function releaseCommand(context: CommandContext): Promise<number> {
  const { options, settings } = context;
  const dealId = needed(context.words[1], 'Say which deal.');
  const out = resolve(needed(options['out'], '--out FILE says where the signed act goes.'));
  const keyPath = needed(options['key'], '--key FILE signs.');
  const { state } = await readBundle(options['events'] ?? eventsFile(settings.home, dealId));
  const proposed = options['from'];
  const act =
    proposed === undefined ? await proposal(context, state) : await approval(state, proposed);
  const file = await signedWith(unsignedFile(act), keyPath);
  await writeNew(out, file);
  tell(context, { file: out, act }, () => [`wrote ${out}: carry it to the machine that is held`]);
  return 0;
}

async function proposal({ options }: CommandContext, state: DealState): Promise<DealAct> {
  const into = HOLD_ENDS.find((one) => one === options['into']);
  if (into === undefined)
    throw new CommandError(`--into says what comes then: ${HOLD_ENDS.join(', ')}.`);
  const path = needed(options['document'], '--document FILE is what is agreed.');
  const document = sha256(await readLarge(path, DOCUMENT_MAX));
  const { deal, head } = state;
  return { v: 1, deal, after: head, act: 'propose', step: 'release', document, into };
}

async function approval(state: DealState, path: string): Promise<DealAct> {
  const { file } = await readAct(path);
  const taken = add(state, file, Math.max(Date.now(), state.atMs));
  if (taken.kind === 'refused') throw new CommandError(taken.why);
  const { proposal: open } = taken.state;
  if (open?.step !== 'release') throw new CommandError(`${path} proposes no release.`);
  const expiresAtMs = Date.now() + APPROVAL_MS;
  return {
    v: 1,
    deal: state.deal,
    act: 'approve',
    step: 'release',
    scope: open.scope,
    expiresAtMs,
  };
}

/** `handover lift DEAL --holder-key FILE --acts FILE,FILE,FILE --key FILE`: exactly as before, or into the next deal. */
export async function liftCommand(context: CommandContext): Promise<number> {
  const path = needed(context.options['holder-key'], '--holder-key FILE opens what is sealed.');
  const holder = await holderKey(path);
  const acts: DealFile[] = [];
  for (const one of (context.options['acts'] ?? '').split(',').filter((name) => name !== ''))
    acts.push((await readAct(one)).file);
  return await withNote(context, async (parts) => {
    const done = await liftHold({ ...context, say: parts.say }, parts, holder, acts);
    tell(context, done, () => doneLines(done));
    return 0;
  });
}

async function holderKey(path: string): Promise<KeyObject> {
  try {
    const key = createPrivateKey(await readFile(path, 'utf8'));
    if (key.asymmetricKeyType === 'x25519') return key;
  } catch (cause) {
    throw new CommandError(`${path} is no key.`, { cause });
  }
  throw new CommandError(`${path} is no X25519 key.`);
}
