// Reads what may be shown from the tables, prepared for memory. It decides nothing that changes with time: dates are asked later.

import type { CreativeContent, LineItem, Targeting } from '@jhalak/contracts/ads';
import type { Logger } from '@jhalak/kernel';
import type { Queries } from '@jhalak/ports';
import { domainsOf, targetsOf, type LiveCreative, type LiveLine } from './live-lines.ts';
import type { LocalCap, Pricing } from './types.ts';

/** Line items in the memory of one process, some 2 kB each with their creatives. The rest is told to the operator's log. */
export const LIVE_LINES_MAX = 50_000;
/** Of all of them. */
const LIVE_LINKS_MAX = 200_000;

interface LineRow {
  organisation: string;
  campaign_id: string;
  line_item_id: string;
  advertiser: string;
  legal_name: string;
  pricing: Pricing;
  price: number;
  goal: number | null;
  priority: number;
  pacing: LineItem['pacing'];
  caps: LocalCap[];
  targeting: Targeting;
  starts_at_ms: number;
  ends_at_ms: number;
  budget: number;
}

interface LinkRow {
  line_item_id: string;
  creative_id: string;
  content: CreativeContent;
}

/** Everything joins within an organisation, so that a link to another's leads nowhere. */
const LIVE = `FROM ad_line_items l
  JOIN ad_campaigns c ON c.organisation = l.organisation AND c.campaign_id = l.campaign_id
  JOIN ad_advertisers a ON a.organisation = l.organisation`;
const MAY_SHOW = `l.is_on AND c.wish = 'live' AND a.verification = 'verified' AND c.ends_at_ms > $1
  AND ($2::text[] IS NULL OR l.organisation = ANY($2))`;

/**
 * @param organisations whose; undefined: everybody's.
 * @returns line items with at least one approved creative, by organisation and id. Cost: two queries.
 */
export async function readLiveLines(
  database: Queries,
  logger: Logger,
  nowMs: number,
  organisations: readonly string[] | undefined,
): Promise<LiveLine[]> {
  const of = organisations ?? null;
  const [rows, links] = await Promise.all([
    database.query<LineRow>(
      {
        name: 'ads.live_lines',
        text: `SELECT l.organisation, l.campaign_id, l.line_item_id, a.name AS advertiser, a.legal_name, l.pricing, l.price,
            l.goal, l.priority, l.pacing, l.caps, l.targeting, c.starts_at_ms, c.ends_at_ms, c.budget
          ${LIVE} WHERE ${MAY_SHOW} ORDER BY l.organisation, l.line_item_id LIMIT ${LIVE_LINES_MAX + 1}`,
      },
      [nowMs, of],
    ),
    database.query<LinkRow>(
      {
        name: 'ads.live_creatives',
        text: `SELECT l.line_item_id, r.creative_id, r.content ${LIVE}
          JOIN ad_line_creatives x ON x.organisation = l.organisation AND x.line_item_id = l.line_item_id
          JOIN ad_creatives r ON r.organisation = x.organisation AND r.creative_id = x.creative_id
          WHERE r.review = 'approved' AND ${MAY_SHOW}
          ORDER BY l.organisation, l.line_item_id, r.creative_id LIMIT ${LIVE_LINKS_MAX + 1}`,
      },
      [nowMs, of],
    ),
  ]);
  if (rows.length > LIVE_LINES_MAX || links.length > LIVE_LINKS_MAX)
    logger.error(
      { lines: rows.length, links: links.length },
      'more line items are live than one process holds; the last ones are not shown',
    );
  const creatives = Map.groupBy(links.slice(0, LIVE_LINKS_MAX), (link) => link.line_item_id);
  return rows.slice(0, LIVE_LINES_MAX).flatMap((row) => {
    const own = (creatives.get(row.line_item_id) ?? []).map(creativeOf);
    return own.length === 0 ? [] : [lineOf(row, own)];
  });
}

function creativeOf({ creative_id: id, content }: LinkRow): LiveCreative {
  return { id, content, domains: domainsOf(content.url) };
}

function lineOf(row: LineRow, creatives: readonly LiveCreative[]): LiveLine {
  return {
    organisation: row.organisation,
    campaign: row.campaign_id,
    lineItem: row.line_item_id,
    advertiser: row.advertiser,
    legalName: row.legal_name,
    pricing: row.pricing,
    price: row.price,
    goal: row.goal ?? undefined,
    priority: row.priority,
    pacing: row.pacing,
    caps: row.caps,
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
    budget: row.budget,
    targets: targetsOf(row.targeting),
    creatives,
  };
}
