// Carrying out one step of a deal: ask whether it may, do the work, write the evidence, post the signed act. Killed anywhere,
// the same command goes on: work is found done or done again, and an act counts once.

import { createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { ActOf, DealAct, DealFile, WorkedStep } from '@jhalak/contracts/handover-deal';
import {
  isPast,
  keyIdOf,
  rawKeyOf,
  signFile,
  unsignedFile,
  whyNot,
  writesHere,
  type KnownRanges,
  type KeptDeal,
} from '@jhalak/handover';
import type { Tx } from '@jhalak/ports';
import type { Watch } from '../../backup/tell.ts';
import { CommandError } from '../../command.ts';
import type { Settings } from '../../settings.ts';
import type { Cell } from '../../wiring/cell.ts';
import {
  dealFolder,
  evidenceName,
  readEvidence,
  writeDurably,
  writeEvidence,
  type Evidence,
  type Facts,
} from './evidence.ts';
import { lockSteps } from './step-lock.ts';

/** Where a step is: before its work, after it, with its evidence written, with its act in the log, and with all that follows. */
type StepPoint = 'begin' | 'worked' | 'written' | 'logged' | 'posted';

/** Told where a step is, before it goes on; whoever wants to stop it there can. */
export type StepWatch = (step: WorkedStep, point: StepPoint) => void;

/** What a step is carried out with. */
export interface StepParts {
  cell: Cell;
  settings: Settings;
  dealId: string;
  /** Ed25519, private: of whoever answers for the step. */
  key: KeyObject;
  watch: StepWatch;
  /** What the operator of a cell that serves gives to packing: text of rows, bytes of files. Under a freeze nothing is held back. */
  bytesPerSecondMax?: number;
  /** What was read of the cell before the freeze, in this process: under it only what has changed is. */
  known?: KnownRanges;
  say: Watch['say'];
  signal: AbortSignal;
}

/** What a step's work gives. */
export interface Worked {
  facts: Facts;
  /** What the act says beside the evidence. */
  act?: Partial<Pick<ActOf<'done'>, 'passed' | 'untilMs' | 'epoch'>>;
  /** Comes true together with the act, or not at all. */
  alongside?: (tx: Tx) => Promise<void>;
  /** Done when the act is in the log; what every later call would do by itself too. */
  afterwards?: () => Promise<void>;
}

/** One step's work. */
export interface StepWork {
  step: WorkedStep;
  /** What the act will say, as far as it matters to whether it may. */
  planned(deal: KeptDeal, nowMs: number): Partial<ActOf<'done'>>;
  /** Does it, or finds it done. @param earlier what a run that was killed has left. */
  work(parts: StepParts, deal: KeptDeal, earlier: Evidence | undefined): Promise<Worked>;
}

export interface StepDone {
  step: WorkedStep;
  /** `carried`: the act was signed, and must be carried to the other machine, whose log writes now. */
  kind: 'done' | 'already' | 'carried';
  evidence: Evidence | undefined;
  /** Where the signed act lies, with `carried`. */
  file?: string;
}

const NO_EVIDENCE = '0'.repeat(64);

/**
 * @throws CommandError with the deal's own sentence when it may not, or when somebody else is at it.
 * Cost: the work's.
 */
export async function runStep(
  parts: StepParts,
  work: StepWork,
  bidder?: string,
): Promise<StepDone> {
  const lock = await lockSteps(parts.cell.parts.database, parts.dealId);
  try {
    const { step } = work;
    const file = join(dealFolder(parts.settings.home, parts.dealId), evidenceName(step, bidder));
    const deal = await keptDeal(parts);
    const earlier = await readEvidence(file);
    if (step !== 'rehearsal' && isPast(deal.state, step)) {
      // The run that did it may have been killed before the public files had what it said: with a fence, its last word.
      await parts.cell.border.publish();
      return { step, kind: 'already', evidence: earlier };
    }
    const nowMs = parts.cell.parts.clock.nowMs();
    const planned = { ...work.planned(deal, nowMs), ...(bidder === undefined ? {} : { bidder }) };
    mustBeAllowed(parts, deal, actOf(deal, work.step, NO_EVIDENCE, planned));
    parts.watch(step, 'begin');
    const { facts, act = {}, alongside, afterwards } = await work.work(parts, deal, earlier);
    parts.watch(step, 'worked');
    await lock.check();
    const evidence = await writeEvidence(file, {
      v: 1,
      deal: parts.dealId,
      step,
      ...{ cell: deal.state.cell, region: deal.state.region },
      ...facts,
    });
    parts.watch(step, 'written');
    const signed = signedAct(parts, actOf(deal, step, evidence.digest, { ...planned, ...act }));
    if (!writesHere(deal.side, deal.state)) {
      const carried = file.replace(/\.json$/, '.act.json');
      await writeDurably(carried, `${JSON.stringify(signed)}\n`);
      return { step, kind: 'carried', evidence, file: carried };
    }
    await parts.cell.handover.post(signed, parts.dealId, alongside);
    parts.watch(step, 'logged');
    await afterwards?.();
    parts.watch(step, 'posted');
    return { step, kind: 'done', evidence };
  } finally {
    await lock.release();
  }
}

/** @returns the deal as this machine's log has it. @throws CommandError where there is none. */
export async function keptDeal({
  cell,
  dealId,
}: Pick<StepParts, 'cell' | 'dealId'>): Promise<KeptDeal> {
  const kept = await cell.handover.kept(dealId);
  if (kept === undefined) throw new CommandError('There is no such deal here.');
  return kept;
}

/** Signs an act that follows the deal as it stands, and posts it. */
export async function postAct(
  parts: StepParts,
  fields: Readonly<Record<string, unknown>> & { act: 'thaw' | 'abort' },
): Promise<void> {
  const { state } = await keptDeal(parts);
  const after = fields.act === 'abort' ? {} : { after: state.head };
  const act = { v: 1, deal: parts.dealId, ...after, ...fields } as DealAct;
  await parts.cell.handover.post(signedAct(parts, act), parts.dealId);
}

function actOf(
  { state }: KeptDeal,
  step: WorkedStep,
  evidence: string,
  more: Partial<ActOf<'done'>>,
): ActOf<'done'> {
  const { deal, head } = state;
  return { v: 1, deal, after: head, act: 'done', step, evidence, ...more };
}

function signedAct({ key }: StepParts, act: DealAct): DealFile {
  return signFile(unsignedFile(act), key);
}

function mustBeAllowed({ key, cell }: StepParts, deal: KeptDeal, act: DealAct): void {
  const keyId = keyIdOf(rawKeyOf(createPublicKey(key)));
  const nowMs = Math.max(cell.parts.clock.nowMs(), deal.state.atMs);
  const why = whyNot(deal.state, act, keyId, nowMs);
  if (why !== undefined) throw new CommandError(why);
}
