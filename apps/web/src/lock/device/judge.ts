// Whether a verified pack or kill list may take the place of the one that is kept. A refusal keeps the old one.

import type { KillList, LockPack } from '@jhalak/contracts/lock';
import { KILL_LIFE_MS, PACK_LIFE_MS } from './bounds.ts';
import type { Floor } from './state.ts';

export type Refusal =
  /** Not of the cell whose receipt is in force. */
  | 'other_cell'
  /** Not what was asked for: another region or language. */
  | 'other_channel'
  /** A lower version than one that was kept before, or another pack under the same version. */
  | 'older'
  | 'expired'
  /** Its life is longer than the contract allows. */
  | 'long_life'
  /** Made under a newer kill list than the one known. */
  | 'kill_list_older';

export type Verdict = { kind: 'good' } | { kind: 'refused'; reason: Refusal };

/** Cells' clocks and ours differ by less. */
const LIFE_SLACK_MS = 1_000;

export interface PackContext {
  cell: string;
  region: string;
  language: string;
  /** The last of its channel that was taken. */
  floor: Floor | undefined;
  killVersion: number;
  nowMs: number;
}

const NO_FLOOR: Floor = { version: 0, id: '' };

/** @param pack with a good signature. */
export function judgePack(pack: LockPack, context: PackContext): Verdict {
  if (pack.cell !== context.cell) return refused('other_cell');
  if (pack.region !== context.region || pack.language !== context.language)
    return refused('other_channel');
  const floor = context.floor ?? NO_FLOOR;
  if (pack.version < floor.version) return refused('older');
  if (pack.version === floor.version && pack.pack !== floor.id) return refused('older');
  if (endOf(pack) <= context.nowMs) return refused('expired');
  if (pack.expiresAtMs - pack.issuedAtMs > PACK_LIFE_MS + LIFE_SLACK_MS)
    return refused('long_life');
  if (pack.killVersion > context.killVersion) return refused('kill_list_older');
  return { kind: 'good' };
}

export interface KillContext {
  cell: string;
  /** Null before the first list, which tells it. */
  region: string | null;
  floor: Floor | undefined;
  /** When the kept list was issued; 0 when there is none. */
  keptIssuedAtMs: number;
  nowMs: number;
}

/** @param list with a good signature. The same version may come again, issued later: its life is then longer. */
export function judgeKill(list: KillList, context: KillContext): Verdict {
  if (list.cell !== context.cell) return refused('other_cell');
  if (context.region !== null && list.region !== context.region) return refused('other_channel');
  const { version } = context.floor ?? NO_FLOOR;
  if (list.version < version) return refused('older');
  if (list.version === version && list.issuedAtMs < context.keptIssuedAtMs) return refused('older');
  if (endOf(list) <= context.nowMs) return refused('expired');
  if (list.expiresAtMs - list.issuedAtMs > KILL_LIFE_MS + LIFE_SLACK_MS)
    return refused('long_life');
  return { kind: 'good' };
}

/** The end that it names, and never later than a day after its issue. */
export function endOf(signed: Pick<LockPack, 'issuedAtMs' | 'expiresAtMs'>): number {
  return Math.min(signed.expiresAtMs, signed.issuedAtMs + PACK_LIFE_MS);
}

/** A channel's name among the floors. A personal channel is its viewer's. */
export function channelOf(pack: LockPack, owner: string | null): string {
  const whose = pack.kind === 'personal' ? `/${owner ?? ''}` : '';
  return `pack/${pack.cell}/${pack.region}/${pack.language}/${pack.kind}${whose}`;
}

export const killChannelOf = (list: Pick<KillList, 'cell' | 'region'>): string =>
  `kill/${list.cell}/${list.region}`;

const refused = (reason: Refusal): Verdict => ({ kind: 'refused', reason });
