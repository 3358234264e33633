import { defineRoute, type Route } from '@jhalak/contracts';
import { SignedJson } from '@jhalak/contracts/lock';
import type { BrandGate } from '../brand-gate.ts';
import type { KillLists } from '../kill-lists.ts';
import { isKnown } from './conditional.ts';
import { brandOf } from './lock-caller.ts';

/** The longest that any cache may keep it: a killed card is dark within one poll and this. */
const CACHE_S = 15;
/** Whole shops of phones share an address, each asks every 45 s. */
const LISTS_PER_MINUTE = 1_200;

export function getKill(kills: KillLists, gate: BrandGate | undefined): Route {
  return defineRoute({
    method: 'GET',
    path: '/lock/v1/kill',
    name: 'getKillList',
    summary: 'Cards that must not be shown any more, signed; asked for every 45 s while lit',
    tag: 'lock',
    access: 'anyone',
    owner: 'public',
    whileBlocked: 'open',
    replies: { 200: SignedJson, 304: null },
    ratePerMinute: LISTS_PER_MINUTE,
    async handle({ headers }) {
      const brand = await brandOf(gate, headers);
      const list = await kills.current(brand);
      const etag = `"k${list.version}-${list.issuedAtMs}"`;
      const common = {
        etag,
        'cache-control': `public, max-age=${CACHE_S}`,
        vary: 'jhalak-brand',
      };
      if (isKnown(headers['if-none-match'], etag)) return { status: 304, headers: common };
      return { status: 200, rawJson: list.body, headers: common };
    },
  });
}
