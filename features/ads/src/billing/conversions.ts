// Conversions: an advertiser's own server names a click that came to something. Once a click, and only a click that was counted;
// nothing of the person goes either way.

import { problem } from '@jhalak/contracts';
import { CONVERSION_DAYS } from '@jhalak/contracts/ad-events';
import { DAY_MS } from '@jhalak/kernel';
import { TYPE_NUMBERS } from './count.ts';
import { addFacts, addFiltered } from './facts.ts';
import type { AdGrant } from './grant.ts';
import type { AdTokens } from './token.ts';
import { NO_ID, type BillingDeps } from './types.ts';

interface ConversionDeps extends Pick<BillingDeps, 'database' | 'clock'> {
  tokens: AdTokens;
}

/**
 * Counts a conversion. @param organisation whose key was shown. @returns whether it is new. Durable when it resolves.
 * @throws `ads.click_unknown` for what is no click of this advertiser's ads of the last CONVERSION_DAYS.
 */
export async function convert(
  { database, clock, tokens }: ConversionDeps,
  organisation: string,
  clickId: string,
): Promise<boolean> {
  const nowMs = clock.nowMs();
  const grant = tokens.readClick(clickId);
  if (grant === undefined || grant.organisation !== organisation) throw unknownClick();
  const isNew = await database.transaction(async (tx) => {
    const [click] = await tx.query<{ showing: string; at_ms: number }>(
      {
        name: 'ads.click',
        text: `SELECT showing, at_ms FROM ad_counted WHERE organisation = $1 AND grant_id = $2 AND type = $3
          ORDER BY at_ms LIMIT 1`,
      },
      [organisation, grant.id, TYPE_NUMBERS.click],
    );
    if (click === undefined || click.at_ms + CONVERSION_DAYS * DAY_MS < nowMs) return undefined;
    const counted = await tx.query(
      {
        name: 'ads.convert',
        text: `INSERT INTO ad_counted (organisation, grant_id, type, showing, at_ms, until_ms)
          VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING grant_id`,
      },
      [
        ...[organisation, grant.id, TYPE_NUMBERS.conversion, NO_ID, nowMs],
        click.at_ms + (CONVERSION_DAYS + 1) * DAY_MS,
      ],
    );
    if (counted.length > 0) await addFacts(tx, [factOf(grant)], nowMs);
    else await addFiltered(tx, [{ grant, reason: 'duplicate' }], nowMs);
    return counted.length > 0;
  });
  if (isNew === undefined) throw unknownClick();
  return isNew;
}

function factOf(grant: AdGrant): Parameters<typeof addFacts>[1][number] {
  return { grant, counts: { conversions: 1 } };
}

function unknownClick(): Error {
  return problem('ads.click_unknown', 'This is no click on an ad of yours of the last 30 days.');
}
