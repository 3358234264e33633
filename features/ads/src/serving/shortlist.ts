// Which own line items may bid for one place, and with which creative. Pure: everything that it asks is handed in.

import type { AdPolicy } from '@jhalak/contracts/ad-slots';
import type { RankedLine } from './line-index.ts';
import { fits, hourOfWeek, matches, type LiveCreative, type LiveLine } from './live-lines.ts';
import type { AdContext } from './types.ts';
import { underCaps, type ViewerRecord } from './viewer-memory.ts';

/** Advertisers that bid for one place: with the best of sixteen the auction is decided, and one of them has money left. */
const BIDDERS_MAX = 16;

/** A line item with the creative that it would show. */
export interface Pick extends RankedLine {
  creative: LiveCreative;
  /** The deal under which it goes before others. */
  deal: AdPolicy['deals'][number] | undefined;
}

export interface ShortlistTerms {
  context: AdContext;
  policy: AdPolicy;
  offsetMinutes: number;
  /** Absent: nobody is known. Then caps are the device's to hold, so only lock packs may have what has them. */
  record: ViewerRecord | undefined;
  /** Whether the record has room for more that has caps. */
  room: boolean;
  /** Advertisers that have a place in the same pack. */
  without: ReadonlySet<string>;
  /** Micros of one smallest unit. */
  unitMicros: number;
  /** How many showings are asked for at once. */
  showings: number;
  /** Whether pacing lets it bid now. */
  paced: (ranked: RankedLine) => boolean;
  /** Whether orders, and its own clip's standing, let a creative be seen by this viewer. */
  maySee: (creative: LiveCreative) => boolean;
}

/** @returns whether a line item is for this place and person at all, apart from money. Cost: comparisons. */
export function eligible(line: LiveLine, terms: ShortlistTerms): boolean {
  const { context, policy, record } = terms;
  const { nowMs } = context;
  if (nowMs < line.startsAtMs || nowMs >= line.endsAtMs) return false;
  if (terms.without.has(line.organisation)) return false;
  if (line.pricing === 'house' && !policy.houseAdvertisers.includes(line.organisation))
    return false;
  if (!matches(line, context, hourOfWeek(nowMs, terms.offsetMinutes))) return false;
  if (record === undefined) return line.caps.length === 0 || context.placement === 'lock';
  if (record.hiddenAdvertisers.includes(line.organisation)) return false;
  if (line.caps.length === 0) return true;
  return terms.room && underCaps(record, line, nowMs, terms.showings);
}

/**
 * @param ranked highest bid first, as the index gives them.
 * @returns at most BIDDERS_MAX, one of each advertiser: of its own line items that fit, the one that it put first, then the one
 *   that bids most. Deals come first. House ads are not among them. Cost: linear until enough are found.
 */
export function shortlist(ranked: readonly RankedLine[], terms: ShortlistTerms): Pick[] {
  const { policy, context } = terms;
  const deals = policy.deals.filter(({ placements }) => placements.includes(context.placement));
  const floorOf = (deal: AdPolicy['deals'][number] | undefined): number =>
    deal === undefined || deal.floor === 0 ? policy.floors[context.placement] : deal.floor;
  const best = new Map<string, Pick>();
  const consider = (one: RankedLine, deal: Pick['deal']): void => {
    const { line } = one;
    if (line.pricing === 'house' || one.ecpmMicros < floorOf(deal) * terms.unitMicros) return;
    const before = best.get(line.organisation);
    if (before !== undefined && !goesBefore(one, deal, before)) return;
    if (!eligible(line, terms)) return;
    const creative = creativeFor(line, terms);
    if (creative !== undefined && terms.paced(one))
      best.set(line.organisation, { ...one, creative, deal });
  };
  const dealt = new Map(deals.map((deal) => [deal.lineItem, deal]));
  if (dealt.size > 0)
    for (const one of ranked) {
      const deal = dealt.get(one.line.lineItem);
      if (deal?.organisation === one.line.organisation) consider(one, deal);
    }
  for (const one of ranked) {
    if (best.size >= BIDDERS_MAX && !best.has(one.line.organisation)) break;
    if (!dealt.has(one.line.lineItem)) consider(one, undefined);
  }
  return [...best.values()];
}

/** Whether it takes the place of another of the same advertiser. */
function goesBefore(one: RankedLine, deal: Pick['deal'], other: Pick): boolean {
  if ((deal === undefined) !== (other.deal === undefined)) return deal !== undefined;
  return one.line.priority < other.line.priority;
}

/** @returns the first house ad that may be shown: the operator's own, where nobody pays. */
export function houseAd(ranked: readonly RankedLine[], terms: ShortlistTerms): Pick | undefined {
  for (let at = ranked.length - 1; at >= 0; at -= 1) {
    const one = ranked[at];
    // They bid nothing, so all of them stand at the end.
    if (one === undefined || one.ecpmMicros > 0) return undefined;
    if (!eligible(one.line, terms)) continue;
    const creative = creativeFor(one.line, terms);
    if (creative !== undefined) return { ...one, creative, deal: undefined };
  }
  return undefined;
}

/** @returns of those that may be seen here, the one that the viewer saw longest ago, or never. */
export function creativeFor(line: LiveLine, terms: ShortlistTerms): LiveCreative | undefined {
  const { context, policy, record } = terms;
  let chosen: LiveCreative | undefined;
  let chosenSeen = Infinity;
  for (const creative of line.creatives) {
    if (!fits(creative, context.placement)) continue;
    if (record?.hiddenCreatives.includes(creative.id) === true) continue;
    if (creative.domains.some((domain) => policy.blockedDomains.includes(domain))) continue;
    // -1 where it is not remembered.
    const seen = record === undefined ? -1 : record.creatives.indexOf(creative.id);
    if (seen >= chosenSeen || !terms.maySee(creative)) continue;
    chosen = creative;
    chosenSeen = seen;
  }
  return chosen;
}
