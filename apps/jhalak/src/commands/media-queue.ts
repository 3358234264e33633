// `jhalak media queue`, `jhalak media again ID`: what the encoders have before them, and another try of what failed on our side. Nothing
// of a person is shown.

import { SECOND_MS } from '@jhalak/kernel';
import type { QueueStanding, UploadUnderWay } from '@jhalak/media';
import { setTimeout as wait } from 'node:timers/promises';
import { CommandError, type CommandContext } from '../command.ts';
import type { Cell } from '../wiring/cell.ts';
import { withCell } from './with-cell.ts';

/** Those that stand longest; the others are counted. */
const SHOWN_MAX = 50;
const FOLLOW_EVERY_MS = SECOND_MS;
/** Work tells twice a second how far it is: what is silent for so long has lost its worker, and is taken up by the queue. */
const SILENT_MS = 60 * SECOND_MS;

export async function showQueue(context: CommandContext): Promise<number> {
  const follows = context.options['follow'] !== undefined;
  const stopping = new AbortController();
  if (follows) process.once('SIGINT', () => stopping.abort());
  return await withCell(context, async (cell) => {
    for (;;) {
      await showOnce(context, cell);
      if (!follows || stopping.signal.aborted) return 0;
      await wait(FOLLOW_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return 0;
    }
  });
}

export async function tryAgain(context: CommandContext, uploadId: string): Promise<number> {
  return await withCell(context, async (cell) => {
    await tryAgainIn(cell, context, uploadId);
    return 0;
  });
}

/** @throws CommandError with the sentence of the refusal. */
export async function tryAgainIn(
  cell: Pick<Cell, 'media'>,
  { say }: Pick<CommandContext, 'say'>,
  uploadId: string,
): Promise<void> {
  try {
    await cell.media.tryAgain(uploadId);
  } catch (error) {
    throw error instanceof Error ? new CommandError(error.message) : error;
  }
  say('It waits for an encoder once more.');
}

/** Says what stands in the queue now. */
export async function showOnce(
  { options, say }: Pick<CommandContext, 'options' | 'say'>,
  cell: Pick<Cell, 'media' | 'parts'>,
): Promise<void> {
  const [queue, uploads] = await Promise.all([cell.media.queue(), cell.media.underWay(SHOWN_MAX)]);
  const nowMs = cell.parts.clock.nowMs();
  const { waiting, workedOn, clipMs } = queue;
  if (options['json'] !== undefined)
    return say(JSON.stringify({ waiting: waiting.length, workedOn, clipMs, uploads }));
  say(summaryOf(queue));
  for (const upload of uploads) say(lineOf(upload, nowMs));
}

function summaryOf({ waiting, workedOn, clipMs }: QueueStanding): string {
  const speed = clipMs === null ? 'none made yet' : `${(clipMs / SECOND_MS).toFixed(1)} s a clip`;
  return `${waiting.length} waiting, ${workedOn} worked on, ${speed}`;
}

function lineOf(upload: UploadUnderWay, nowMs: number): string {
  const { uploadId, state, step, share, etaMs, failures, movedAtMs } = upload;
  const works = state === 'encoding' || state === 'published';
  const facts = [
    `${Math.round((nowMs - upload.sinceMs) / SECOND_MS)} s`,
    ...(works && step !== null ? [`${step} ${Math.round(share * 100)} %`] : []),
    ...(works && etaMs !== null ? [`${Math.ceil(etaMs / SECOND_MS)} s left`] : []),
    ...(failures > 0 ? [`${failures} failed runs`] : []),
    ...(works && movedAtMs !== null && nowMs - movedAtMs > SILENT_MS ? ['SILENT'] : []),
    ...(state === 'failed' ? [`npx jhalak media again ${uploadId}`] : []),
  ];
  return `  ${uploadId} ${state.padEnd(9)} ${facts.join(', ')}`;
}
