// What an ad is, from its token: who pays for it, what it said, and why it was shown. Asked when somebody wants to know, so it
// reads the tables, not the memory of what is live: an ad is explained after its campaign ended, too.

import type { AdWhyCode } from '@jhalak/contracts/ad-slots';
import type { CreativeContent, Targeting } from '@jhalak/contracts/ads';
import type { Queries } from '@jhalak/ports';
import type { AdGrant } from '../billing/grant.ts';
import { targetsOf, whyOf } from './live-lines.ts';
import type { Pricing } from './types.ts';

/** One ad, as it can be told. */
export interface AboutAd {
  /** The advertiser, or `seat:NAME`. */
  organisation: string;
  sponsor: string;
  legalName: string | undefined;
  /** The seat. */
  partner: string | undefined;
  title: string;
  url: string;
  why: readonly AdWhyCode[];
  /** Leanings that its line item asks for. */
  interests: readonly string[];
}

interface AdRow {
  name: string;
  legal_name: string;
  content: CreativeContent | null;
  pricing: Pricing | null;
  targeting: Targeting | null;
}

interface SeatWords {
  sponsor: string;
  title: string;
  url: string;
}

/** @returns what is known of it; undefined when its tables are gone. Cost: one point read. */
export async function aboutAd(database: Queries, grant: AdGrant): Promise<AboutAd | undefined> {
  if (grant.demand === 'seat') return await aboutSeatAd(database, grant);
  const { organisation = '', lineItem = null, creative } = grant;
  const [row] = await database.query<AdRow>(
    {
      name: 'ads.about',
      text: `SELECT a.name, a.legal_name, c.content, l.pricing, l.targeting FROM ad_advertisers a
        LEFT JOIN ad_creatives c ON c.organisation = a.organisation AND c.creative_id = $2
        LEFT JOIN ad_line_items l ON l.organisation = a.organisation AND l.line_item_id = $3
        WHERE a.organisation = $1`,
    },
    [organisation, creative, lineItem],
  );
  if (row === undefined) return undefined;
  const { content, pricing, targeting } = row;
  const targets = targetsOf(targeting ?? {});
  return {
    ...{ organisation, legalName: row.legal_name, partner: undefined },
    sponsor: content === null || content.kind === 'clip' ? row.name : content.sponsor,
    title: content === null || content.kind === 'clip' ? row.name : content.title,
    url: content?.url ?? '',
    why: whyOf({ targets, pricing: pricing ?? 'cpm' }),
    interests: targeting?.interests ?? [],
  };
}

async function aboutSeatAd(database: Queries, grant: AdGrant): Promise<AboutAd | undefined> {
  const organisation = `seat:${grant.seat ?? ''}`;
  const [row] = await database.query<{ content: SeatWords }>(
    {
      name: 'ads.about_seat_ad',
      text: `SELECT content FROM ad_library WHERE organisation = $1 AND creative = $2 ORDER BY version DESC LIMIT 1`,
    },
    [organisation, grant.creative],
  );
  if (row === undefined) return undefined;
  const { sponsor, title, url } = row.content;
  return {
    ...{ organisation, sponsor, title, url, legalName: undefined, partner: grant.seat },
    ...{ why: ['partner'], interests: [] },
  };
}
