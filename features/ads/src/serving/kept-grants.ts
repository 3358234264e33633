// What packs without identifiers were granted of late. A language's pack is made anew with each card that changes, on a busy
// morning every minute; were its ads granted anew each time, each pack would hold money for 200 devices for eight days. So for
// half an hour the next pack of the same channel carries the same grant, and its token counts a device once, as it would have.

import { isDeepStrictEqual } from 'node:util';
import { MINUTE_MS } from '@jhalak/kernel';
import type { Queries } from '@jhalak/ports';
import type { Granted } from './deciding.ts';
import { creativeFor, eligible, type ShortlistTerms } from './shortlist.ts';
import type { RankedLine } from './line-index.ts';
import type { LiveLine } from './live-lines.ts';

/** As long as a pack lives that nothing makes old. */
const KEPT_MS = 30 * MINUTE_MS;
/** Languages, phone brands and states of one process; the channel that was made longest ago is forgotten. */
const CHANNELS_MAX = 1_000;
/** A grant of which so large a part was billed goes on for those who have it, and the next pack is granted anew. */
const USED_SHARE = 0.5;

/** A line item's grant. */
export type LineGrant = Exclude<Granted, { kind: 'seat' }>;

/** Grants of packs without identifiers, by channel. Memory only: a process that was started anew grants anew. */
export class KeptGrants {
  readonly #channels = new Map<string, readonly LineGrant[]>();

  /** Remembers what the newest pack of a channel carries. Cost: memory. */
  keep(channel: string, grants: readonly LineGrant[]): void {
    this.#channels.delete(channel);
    if (grants.length === 0) return;
    this.#channels.set(channel, grants);
    const [oldest] = this.#channels.keys();
    if (this.#channels.size > CHANNELS_MAX && oldest !== undefined) this.#channels.delete(oldest);
  }

  /**
   * @param ranked the line items of now: one that is gone, paused, changed or dark is not carried on.
   * @returns grants that the next pack may carry. Cost: a read by key where there are some.
   */
  async of(
    channel: string,
    on: Queries,
    ranked: readonly RankedLine[],
    terms: ShortlistTerms,
  ): Promise<LineGrant[]> {
    const { nowMs } = terms.context;
    const still = (this.#channels.get(channel) ?? []).flatMap((grant) => {
      const ageMs = nowMs - grant.nowMs;
      const isYoung = ageMs >= 0 && ageMs < KEPT_MS;
      const line = isYoung ? asGranted(grant, ranked, terms) : undefined;
      return line === undefined ? [] : [{ ...grant, pick: { ...grant.pick, line } }];
    });
    if (still.length === 0) return [];
    const billed = await readBilled(on, still);
    return still.filter(
      ({ grantId, showings }) => (billed.get(grantId) ?? 0) < showings * USED_SHARE,
    );
  }
}

/** @returns the line item as it is now, where its grant still holds. */
function asGranted(
  { pick }: LineGrant,
  ranked: readonly RankedLine[],
  terms: ShortlistTerms,
): LiveLine | undefined {
  const { lineItem, pricing, price } = pick.line;
  const line = ranked.find((one) => one.line.lineItem === lineItem)?.line;
  if (line === undefined || line.pricing !== pricing || line.price !== price) return undefined;
  const creative = line.creatives.find(({ id }) => id === pick.creative.id);
  if (creative === undefined || !isDeepStrictEqual(creative, pick.creative)) return undefined;
  const isShown = creativeFor({ ...line, creatives: [creative] }, terms) === creative;
  return isShown && eligible(line, terms) ? line : undefined;
}

async function readBilled(
  on: Queries,
  grants: readonly LineGrant[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await on.query<{ grant_id: string; count: number }>(
    {
      name: 'ads.billed_of_kept',
      text: `SELECT grant_id, count(*)::int AS count FROM ad_billed
        WHERE (organisation, grant_id) IN (SELECT * FROM unnest($1::text[], $2::uuid[])) GROUP BY grant_id`,
    },
    [grants.map(({ pick }) => pick.line.organisation), grants.map(({ grantId }) => grantId)],
  );
  return new Map(rows.map((row) => [row.grant_id, row.count]));
}
