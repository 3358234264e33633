// `handover status DEAL`: where the deal stands, who must act, what runs now and how long it will take.

import { readdir } from 'node:fs/promises';
import type { CommandContext } from '../../command.ts';
import { withCell } from '../../commands/with-cell.ts';
import { nextOf, ownedEpoch } from '@jhalak/handover';
import { CommandError } from '../../command.ts';
import { farWords } from '../../backup/tell.ts';
import { dealLines } from '../print-deal.ts';
import { eventsFile, readBundle } from './carry.ts';
import { dealFolder } from './evidence.ts';
import { hasCell } from './act-commands.ts';
import { readNote, type Noted } from './progress-note.ts';
import { needed, tell } from './speak.ts';

export async function status(context: CommandContext): Promise<number> {
  const dealId = needed(context.words[1], 'Say which deal.');
  const { home } = context.settings;
  const running = await runningNow(home, dealId);
  const documents = (await readdir(dealFolder(home, dealId)).catch(() => []))
    .filter((name) => /^\d{2}-.*\.json$/.test(name))
    .toSorted();
  const now = running === undefined ? [] : runningLines(running);
  if (!hasCell(home)) {
    // The buyer's machine before the takeover: all it has are the events that were carried here.
    const { state } = await readBundle(eventsFile(home, dealId));
    const next = nextOf(state, Date.now());
    const told = { deal: dealId, step: state.step, next, running, documents, cell: null };
    tell(context, told, () => [
      `Deal ${dealId}: followed from a file, ${state.seq} events; waits for ${state.step}`,
      ...next.by.map(({ side }) => `next: ${side}`),
      ...now,
    ]);
    return 0;
  }
  return await withCell(context, async ({ handover, standing }) => {
    const kept = await handover.kept(dealId);
    if (kept === undefined) throw new CommandError('There is no such deal here.');
    const view = await handover.deal(dealId, { side: 'seller' });
    const stands = await standing.look();
    const owns = ownedEpoch(kept.side, kept.state);
    const cell = { state: stands.state, untilMs: stands.untilMs, owns: owns ?? null };
    tell(context, { ...view, running, documents, cell }, () => [
      ...dealLines(view),
      `this cell is ${stands.state}${stands.untilMs === undefined ? '' : ` until ${timeOf(stands.untilMs)}`}; ${owns === undefined ? 'its owner is the other one' : `owner epoch ${owns} is ours`}`,
      ...documents.map((name) => `  document  ${name}`),
      ...now,
    ]);
    return 0;
  });
}

function runningLines({ line, step, startedAtMs, far, leftMs }: Running): string[] {
  const since = `running for ${Math.round((Date.now() - startedAtMs) / 1_000)} s`;
  const what = step === undefined ? since : `${step} ${since}`;
  if (far === undefined) return [`${what}: ${line}`];
  const { leftMs: _then, ...rest } = far;
  const left = leftMs === undefined ? {} : { leftMs };
  return [`${what}: ${far.what} ${farWords({ ...rest, ...left })}`];
}

/** What runs, and how long it will still take by its own pace. */
interface Running extends Noted {
  leftMs?: number;
}

async function runningNow(home: string, dealId: string): Promise<Running | undefined> {
  const noted = await readNote(home, dealId);
  const then = noted?.far?.leftMs;
  if (noted === undefined || then === undefined) return noted;
  return { ...noted, leftMs: Math.max(0, then - (Date.now() - noted.atMs)) };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
