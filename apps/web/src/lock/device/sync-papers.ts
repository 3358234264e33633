// Fetches the kill list and the pack. What does not verify, or would lead back, changes nothing: the old one stays.

import type { KillList, LockPack } from '@jhalak/contracts/lock';
import {
  FLOORS_MAX,
  KILL_LIFE_MS,
  KILL_TYPE,
  PACK_AGAIN_MS,
  PACK_EVERY_FRUGAL_MS,
  PACK_EVERY_MS,
  PACK_LIFE_MS,
  PACK_TEXT_LIKELY,
  PACK_TEXT_MAX,
  PACK_TYPE,
} from './bounds.ts';
import { hasRoom } from './budget.ts';
import { atLeast, isDue } from './clock.ts';
import { receiptOf } from './consent.ts';
import type { Exchange } from './exchange.ts';
import {
  channelOf,
  judgeKill,
  judgePack,
  killChannelOf,
  type Refusal,
  type Verdict,
} from './judge.ts';
import { jsonOf } from './line.ts';
import { isKillList, isPack } from './shapes.ts';
import { isSigned } from './signed.ts';
import { remembered, type LockState } from './state.ts';

/** How a look for something newer ended. */
export type Fetched =
  | { kind: 'taken' }
  | { kind: 'unchanged' }
  | { kind: 'none' }
  | { kind: 'refused'; reason: Refusal | 'unverified' };

const UNVERIFIED: Fetched = { kind: 'refused', reason: 'unverified' };

/** Asks for the kill list, whatever the day's bytes: it is small, and it is what keeps people safe. */
export async function fetchKill(exchange: Exchange): Promise<Fetched> {
  const state = await exchange.state();
  const { nowMs } = exchange.reading(state);
  const { kill } = state;
  // An unchanged list is believed no longer for being unchanged: in time it is asked for whole.
  const fresh = kill !== null && nowMs - kill.issuedAtMs < KILL_LIFE_MS / 2;
  const known = fresh && (await exchange.papers.kill(state)) !== undefined;
  const reply = await exchange.ask({
    method: 'GET',
    path: '/lock/v1/kill',
    etag: known ? kill.etag : null,
    maxBytes: PACK_TEXT_MAX,
    named: false,
  });
  if (reply === null) return { kind: 'none' };
  await exchange.change((now) => ({ ...now, asked: { ...now.asked, killAtMs: nowMs } }));
  if (reply.status === 304) return { kind: 'unchanged' };
  if (reply.status !== 200) return { kind: 'none' };
  const signed = jsonOf(reply);
  const opened = await exchange.open(signed, KILL_TYPE);
  if (opened.kind !== 'ok' || !isKillList(opened.payload) || !isSigned(signed)) return UNVERIFIED;
  const list = opened.payload;
  await learnTime(exchange, list.issuedAtMs);
  await exchange.parts.store.putThing(signed.signature, reply.bytes);
  return await take(exchange, (now, at) => {
    const verdict = judgeKill(list, killContext(now, list, at));
    if (verdict.kind === 'refused') return verdict;
    const { signature } = signed;
    const { version, issuedAtMs, region } = list;
    return {
      ...now,
      region,
      kill: { signature, etag: reply.etag, version, issuedAtMs },
      floors: remembered(now.floors, killChannelOf(list), { version, id: '' }, FLOORS_MAX),
    };
  });
}

function killContext(state: LockState, list: KillList, nowMs: number) {
  return {
    cell: receiptOf(state)?.cell ?? '',
    region: state.region,
    floor: state.floors[killChannelOf(list)],
    keptIssuedAtMs: state.kill?.issuedAtMs ?? 0,
    nowMs,
  };
}

/** @param usable whether there is one that shows cards. @returns whether a pack should be asked for now. */
export function wantsPack(state: LockState, usable: boolean, nowMs: number): boolean {
  if (state.region === null || !hasRoom(state, PACK_TEXT_LIKELY, nowMs)) return false;
  if (state.pack !== null && state.pack.query !== queryOf(state)) return true;
  const everyMs = state.wishes.frugal ? PACK_EVERY_FRUGAL_MS : PACK_EVERY_MS;
  return isDue(state.asked.packAtMs, usable ? everyMs : PACK_AGAIN_MS, nowMs);
}

/**
 * Asks for the channel's pack.
 *
 * @param beforeTaken called with a pack that is good, before it takes the old one's place: fetches its files.
 */
export async function fetchPack(
  exchange: Exchange,
  beforeTaken: (pack: LockPack) => Promise<void>,
): Promise<Fetched> {
  const state = await exchange.state();
  const { nowMs } = exchange.reading(state);
  const query = queryOf(state);
  const present = state.pack?.query === query ? await exchange.papers.pack(state) : undefined;
  const known = present !== undefined && nowMs - present.issuedAtMs < PACK_LIFE_MS / 2;
  const reply = await exchange.ask({
    method: 'GET',
    path: query,
    etag: known ? (state.pack?.etag ?? null) : null,
    maxBytes: PACK_TEXT_MAX,
    named: state.wishes.learns,
  });
  if (reply === null) return { kind: 'none' };
  await exchange.change((now) => ({ ...now, asked: { ...now.asked, packAtMs: nowMs } }));
  if (reply.status === 304) return { kind: 'unchanged' };
  if (reply.status !== 200) return { kind: 'none' };
  const signed = jsonOf(reply);
  const opened = await exchange.open(signed, PACK_TYPE);
  if (opened.kind !== 'ok' || !isPack(opened.payload) || !isSigned(signed)) return UNVERIFIED;
  const pack = opened.payload;
  await learnTime(exchange, pack.issuedAtMs);
  // The same again, under whatever tag: with another tag than its own it would seem to be what it is not.
  if (pack.pack === present?.pack && pack.issuedAtMs <= present.issuedAtMs)
    return { kind: 'unchanged' };
  if (pack.killVersion > ((await exchange.state()).kill?.version ?? -1)) await fetchKill(exchange);
  const first = await exchange.state();
  const verdict = judgePack(pack, packContext(first, pack, exchange.reading(first).nowMs));
  if (verdict.kind === 'refused') return verdict;
  await beforeTaken(pack);
  await exchange.parts.store.putThing(signed.signature, reply.bytes);
  return await take(exchange, (now, at) => {
    const again = judgePack(pack, packContext(now, pack, at));
    if (again.kind === 'refused') return again;
    const { signature } = signed;
    const { version, pack: id } = pack;
    const channel = channelOf(pack, now.wishes.owner);
    return {
      ...now,
      pack: { signature, etag: reply.etag, version, query },
      floors: remembered(now.floors, channel, { version, id }, FLOORS_MAX),
    };
  });
}

function packContext(state: LockState, pack: LockPack, nowMs: number) {
  return {
    cell: receiptOf(state)?.cell ?? '',
    region: state.region ?? '',
    language: state.wishes.language,
    floor: state.floors[channelOf(pack, state.wishes.owner)],
    killVersion: state.kill?.version ?? -1,
    nowMs,
  };
}

/** What is signed tells that it is at least that late, whatever else is wrong with it. */
async function learnTime(exchange: Exchange, issuedAtMs: number): Promise<void> {
  await exchange.change((now) => ({
    ...now,
    clock: atLeast(now.clock, exchange.parts.wallMs(), issuedAtMs),
  }));
}

/** Judges once more where nothing can come between, and takes. */
async function take(
  exchange: Exchange,
  decide: (state: LockState, nowMs: number) => LockState | Extract<Verdict, { kind: 'refused' }>,
): Promise<Fetched> {
  const results: Fetched[] = [];
  await exchange.change((state) => {
    const decided = decide(state, exchange.reading(state).nowMs);
    const refused = 'kind' in decided;
    results.push(refused ? decided : { kind: 'taken' });
    return refused ? state : decided;
  });
  // Nothing was decided where the person answered meanwhile.
  const result = results.at(-1) ?? { kind: 'none' };
  if (result.kind === 'taken') exchange.parts.changed();
  return result;
}

/** The address of the wanted pack; another one is another variant. */
function queryOf({ region, wishes }: LockState): string {
  const kind = wishes.learns ? '' : '&kind=contextual';
  const query = `width=${wishes.widthPx}&format=${wishes.format}${kind}`;
  return `/lock/v1/packs/${region}/${wishes.language}/current?${query}`;
}
