// One round with the cell: receipt, keys, kill list, pack, files, events; each only when it is due. Without a yes there is
// no round.

import type { LockPack } from '@jhalak/contracts/lock';
import { KEYS_EVERY_MS, KILL_POLL_DARK_MS, KILL_POLL_LIT_MS } from './bounds.ts';
import { isDue } from './clock.ts';
import { isInForce, isStale, mayCall } from './consent.ts';
import { Exchange } from './exchange.ts';
import type { DeviceParts } from './line.ts';
import type { Papers } from './papers.ts';
import { cardsNow } from './showing.ts';
import { stateOf } from './state.ts';
import { sendEvents } from './sync-events.ts';
import { dropOldThings, fetchFiles } from './sync-files.ts';
import { fetchKill, fetchPack, wantsPack, type Fetched } from './sync-papers.ts';
import { syncReceipt, syncTime } from './sync-receipt.ts';

/** Timers come a little early; a look that is put off for that would come a whole poll late. */
const TIMER_SLACK_MS = 2_000;

/** `off`: nothing was asked. `cut`: the network was away. */
export type RoundResult = 'off' | 'cut' | 'done';

export interface Round {
  /** Whether cards stand on a lit screen, which decides how often the kill list is asked for. */
  lit: boolean;
}

/** Cost: nothing when nothing is due; a poll of the kill list is one request, mostly answered 304. */
export async function goRound(
  parts: DeviceParts,
  papers: Papers,
  { lit }: Round,
): Promise<RoundResult> {
  const state = stateOf(await parts.store.readState());
  const exchange = new Exchange(parts, papers, state.answers);
  const { nowMs } = exchange.reading(state);
  const stale = isStale(state, parts.noticeVersion, nowMs);
  if (stale || !mayCall(state, parts.noticeVersion)) return 'off';
  if (isDue(state.keys?.atMs ?? null, KEYS_EVERY_MS, nowMs)) await exchange.fetchKeys();
  await syncReceipt(exchange);
  if (!isInForce(await exchange.state(), parts.noticeVersion)) return exchange.cut ? 'cut' : 'done';
  if (await fetchPapers(exchange, lit)) {
    await syncTime(exchange);
    await fetchPapers(exchange, lit);
  }
  const pack = await papers.pack(await exchange.state());
  if (pack !== undefined) await fetchFiles(exchange, pack);
  await dropOldThings(exchange, pack ?? null);
  await sendEvents(exchange);
  return exchange.cut ? 'cut' : 'done';
}

/** @returns whether the clock cannot be right: it went back, or a kill list that came just now has expired by it. */
async function fetchPapers(exchange: Exchange, lit: boolean): Promise<boolean> {
  let kill: Fetched = { kind: 'none' };
  const everyMs = lit ? KILL_POLL_LIT_MS : KILL_POLL_DARK_MS;
  const before = await exchange.state();
  const { nowMs, trusted } = exchange.reading(before);
  const dark = !trusted || !(await hasCards(exchange));
  if (dark || isDue(before.asked.killAtMs, everyMs - TIMER_SLACK_MS, nowMs))
    kill = await fetchKill(exchange);
  const state = await exchange.state();
  const usable = await hasCards(exchange);
  if (wantsPack(state, usable, exchange.reading(state).nowMs)) {
    // What can be shown stays until all of the new is here; what cannot is replaced at once.
    const filesFirst = (pack: LockPack) =>
      usable ? fetchFiles(exchange, pack) : Promise.resolve();
    await fetchPack(exchange, filesFirst);
  }
  const expired = kill.kind === 'refused' && kill.reason === 'expired';
  return expired || !exchange.reading(await exchange.state()).trusted;
}

async function hasCards(exchange: Exchange): Promise<boolean> {
  const state = await exchange.state();
  const pack = await exchange.papers.pack(state);
  const kill = (await exchange.papers.kill(state)) ?? null;
  return pack !== undefined && cardsNow(pack, kill, exchange.reading(state).nowMs).kind === 'cards';
}
