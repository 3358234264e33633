// What lock packs hold of campaigns and line items, so that together they never hold most of a small budget.

import { DAY_MS } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import type { PacksHold } from './lease-size.ts';
import type { WantedLine } from './leases.ts';

/** Sums of packs' leases that are not closed. */
export interface PackSums {
  /** Units that the packs of a campaign hold. */
  ofCampaign(campaign: string): PacksHold;
  /** Events of its goal that the packs of a line item hold. */
  ofLine(lineItem: string): PacksHold;
  /** Adds what a lease of the same transaction takes. */
  take(line: Pick<WantedLine, 'campaign' | 'lineItem'>, units: number, events: number): void;
}

interface SumRow {
  campaign_id: string;
  line_item_id: string;
  units: number;
  units_today: number;
  events: number;
  events_today: number;
}

/**
 * @param asks of which those for packs are looked at; their campaigns' rows of budgets are held by the caller.
 * @returns what is held without being billed, and what was taken within a day. Cost: a statement; none without packs.
 */
export async function readPacksHold(
  tx: Tx,
  organisation: string,
  asks: readonly WantedLine[],
  nowMs: number,
): Promise<PackSums> {
  const campaigns = new Set(
    asks.filter(({ placement }) => placement === 'lock').map(({ campaign }) => campaign),
  );
  const rows =
    campaigns.size === 0
      ? []
      : await tx.query<SumRow>(
          {
            name: 'ads.packs_hold',
            text: `SELECT campaign_id, line_item_id, sum(units - billed)::bigint AS units,
                coalesce(sum(units) FILTER (WHERE taken_at_ms > $3), 0)::bigint AS units_today,
                coalesce(sum(events - billed_events), 0)::bigint AS events,
                coalesce(sum(events) FILTER (WHERE taken_at_ms > $3), 0)::bigint AS events_today
              FROM ad_leases WHERE organisation = $1 AND campaign_id = ANY($2) AND placement = 'lock' AND state <> 'closed'
              GROUP BY campaign_id, line_item_id`,
          },
          [organisation, [...campaigns], nowMs - DAY_MS],
        );
  const byCampaign = new Map<string, PacksHold>();
  const byLine = new Map<string, PacksHold>();
  for (const row of rows) {
    add(byCampaign, row.campaign_id, row.units, row.units_today);
    add(byLine, row.line_item_id, row.events, row.events_today);
  }
  const none = { held: 0, takenToday: 0 };
  return {
    ofCampaign: (campaign) => byCampaign.get(campaign) ?? none,
    ofLine: (lineItem) => byLine.get(lineItem) ?? none,
    take({ campaign, lineItem }, units, events) {
      add(byCampaign, campaign, units, units);
      add(byLine, lineItem, events, events);
    },
  };
}

function add(sums: Map<string, PacksHold>, key: string, held: number, takenToday: number): void {
  const before = sums.get(key) ?? { held: 0, takenToday: 0 };
  sums.set(key, { held: before.held + held, takenToday: before.takenToday + takenToday });
}
