// Tells a log to a cell, history first, up to a moment; nothing at or after it.

import type { Slot } from '@jhalak/attention';
import { DAY_MS } from '@jhalak/kernel';
import { historyBeginMs, spreadHistory } from './past.ts';
import { historyPlayMs, reportsOf } from './player-reports.ts';
import type { Moment, ReplayCell } from './replay-cell.ts';
import { EVENT } from './replay-log.ts';

/** A history's times are made up: half a day is as fine as they deserve, and one transaction tells of many people. */
const HISTORY_STEP_MS = DAY_MS / 2;
/** Events of these days are told an hour at a time where nobody asks in between. */
const EVENTS_STEP_MS = 3_600_000;
/** People of one transaction: a window of the journal stays below one batch. */
const PEOPLE_MAX = 1_000;

export function emptyMoment(): Moment {
  return { rows: [], likes: [], follows: [] };
}

/** Who listens. */
export interface Listener {
  /** Called after each step. */
  learn(): Promise<void>;
  /** @returns the slot in which our own feed would show a clip now; undefined where it would not, or nobody looked. */
  slotFor?(user: number, item: number): Promise<Slot | undefined>;
}

/** Everything before `untilMs`, in steps. */
export async function tellPast(
  cell: ReplayCell,
  untilMs: number,
  listener: Listener,
): Promise<void> {
  const learn = async (): Promise<void> => await listener.learn();
  await tellHistories(cell, untilMs, learn);
  const { events } = cell.log;
  for (let index = 0; index < events.count;) {
    const stepEndMs = Math.min(
      untilMs,
      (Math.floor((events.atMs[index] ?? 0) / EVENTS_STEP_MS) + 1) * EVENTS_STEP_MS,
    );
    const moment = emptyMoment();
    const first = index;
    for (; index < events.count && (events.atMs[index] ?? 0) < stepEndMs; index += 1) {
      const [user, item] = [events.user[index] ?? 0, events.item[index] ?? 0];
      addEvent(cell, moment, index, await listener.slotFor?.(user, item));
    }
    if (index === first) return;
    cell.moveClock(events.atMs[index - 1] ?? 0);
    await cell.record(moment);
    await learn();
  }
}

/** Adds one event of the log. */
export function addEvent(cell: ReplayCell, moment: Moment, index: number, slot?: Slot): void {
  const { events } = cell.log;
  const item = events.item[index] ?? 0;
  const personId = cell.people[events.user[index] ?? 0] ?? '';
  const videoId = cell.videos[item] ?? '';
  const bits = events.bits[index] ?? 0;
  const watch = {
    ...{ personId, videoId, slotId: cell.base.parts.ids.next(), atMs: events.atMs[index] ?? 0 },
    ...{
      playMs: events.playMs[index] ?? 0,
      durationMs: events.durationMs[index] || cell.durationMs(item),
    },
    ...(slot === undefined ? {} : { slot }),
  };
  moment.rows.push(...reportsOf(watch));
  if ((bits & EVENT.liked) !== 0) moment.likes.push({ personId, videoId });
  if ((bits & EVENT.followed) !== 0)
    moment.follows.push({ personId, creatorId: cell.creatorOf(item) });
}

async function tellHistories(
  cell: ReplayCell,
  untilMs: number,
  learn: () => Promise<void>,
): Promise<void> {
  const beginMs = historyBeginMs(cell.log);
  const steps = new Map<number, Map<number, ReturnType<typeof spreadHistory>>>();
  for (const [user, history] of cell.log.histories.entries()) {
    for (const watch of history === undefined ? [] : spreadHistory(history, beginMs)) {
      if (watch.atMs >= untilMs) continue;
      const step = Math.floor((watch.atMs - beginMs) / HISTORY_STEP_MS);
      const ofStep = steps.get(step) ?? new Map<number, ReturnType<typeof spreadHistory>>();
      steps.set(step, ofStep);
      const ofUser = ofStep.get(user);
      if (ofUser === undefined) ofStep.set(user, [watch]);
      else ofUser.push(watch);
    }
  }
  for (const [step, users] of [...steps].toSorted(([a], [b]) => a - b)) {
    const people = [...users];
    cell.moveClock(beginMs + step * HISTORY_STEP_MS);
    for (let from = 0; from < people.length; from += PEOPLE_MAX) {
      const moment = emptyMoment();
      for (const [user, watches] of people.slice(from, from + PEOPLE_MAX))
        for (const watch of watches) addHistory(cell, moment, user, watch);
      await cell.record(moment);
    }
    cell.moveClock(Math.min(untilMs, beginMs + (step + 1) * HISTORY_STEP_MS) - 1);
    await learn();
  }
}

function addHistory(
  cell: ReplayCell,
  moment: Moment,
  user: number,
  { item, atMs, isLong, isLiked }: ReturnType<typeof spreadHistory>[number],
): void {
  const personId = cell.people[user] ?? '';
  const videoId = cell.videos[item] ?? '';
  const durationMs = cell.durationMs(item);
  const slotId = cell.base.parts.ids.next();
  const playMs = historyPlayMs(isLong, durationMs);
  moment.rows.push(...reportsOf({ personId, videoId, slotId, atMs, playMs, durationMs }));
  if (isLiked) moment.likes.push({ personId, videoId });
}
