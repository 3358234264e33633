// What the public ad library keeps: ads in the words that were let out, noted when they are let out, so that no later change of a
// creative takes from it what people saw.

import type { CreativeContent } from '@jhalak/contracts/ads';
import type { Ids } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';
import type { SeatAd } from '../receipts/receipts.ts';

/** Wordings of one thing of a seat; a seat that sends another text each time is kept with its first ones. */
const SEAT_WORDINGS_MAX = 20;

/** What is kept of an outside seat's ad. */
interface SeatContent {
  kind: 'seat';
  format: SeatAd['kind'];
  title: string;
  text: string;
  sponsor: string;
  domain: string;
  url: string;
}
/** Content as a library row has it. */
export type LibraryContent = CreativeContent | SeatContent;

/** A creative was approved: what it says is in the library as soon as it was shown. In the verdict's transaction. Idempotent. */
export async function noteApproved(
  tx: Tx,
  ids: Ids,
  row: { organisation: string; creative_id: string; version: number; content: CreativeContent },
  nowMs: number,
): Promise<void> {
  const { organisation, creative_id, version, content } = row;
  await tx.query(
    {
      name: 'ads.library_approved',
      text: `INSERT INTO ad_library (organisation, ad_id, creative, version, content, words, searched, from_ms, shown, reach,
          spend, placements, languages, states, targeting)
        SELECT $1, $2, $3, $4, $5, $6, $6 || ' ' || lower(name || ' ' || legal_name), $7, 0, 0, 0, '{}', '{}', '{}', '[]'
        FROM ad_advertisers WHERE organisation = $1
        ON CONFLICT (organisation, creative, version) DO NOTHING`,
    },
    [
      organisation,
      ids.next(),
      creative_id,
      version,
      JSON.stringify(content),
      wordsOf(content),
      nowMs,
    ],
  );
}

/** An outside seat won with this ad. Idempotent. Cost: a statement; whoever calls remembers which ones it noted. */
export async function noteSeatAd(on: Queries, ids: Ids, ad: SeatAd, nowMs: number): Promise<void> {
  const { title, text, sponsor, domain, url, kind: format } = ad;
  const content: SeatContent = { kind: 'seat', format, title, text, sponsor, domain, url };
  await on.query(
    {
      name: 'ads.library_seat_ad',
      text: `INSERT INTO ad_library (organisation, ad_id, creative, version, content, words, searched, from_ms, shown, reach,
          spend, placements, languages, states, targeting)
        SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $5, $6, 0, 0, 0, '{}', '{}', '{}', '[]'
        FROM ad_library WHERE organisation = $1 AND creative = $3
        HAVING count(*) < ${SEAT_WORDINGS_MAX} AND count(*) FILTER (WHERE content = $4::jsonb) = 0
        ON CONFLICT (organisation, creative, version) DO NOTHING`,
    },
    [`seat:${ad.seat}`, ids.next(), ad.creative, JSON.stringify(content), wordsOf(content), nowMs],
  );
}

/** An advertiser has other names: its ads are found by them. In the change's transaction. */
export async function renameInLibrary(
  tx: Tx,
  organisation: string,
  names: readonly [name: string, legalName: string],
): Promise<void> {
  await tx.query(
    {
      name: 'ads.library_renamed',
      text: `UPDATE ad_library SET searched = words || ' ' || $2 WHERE organisation = $1`,
    },
    [organisation, names.join(' ').toLowerCase()],
  );
}

function wordsOf(content: LibraryContent): string {
  const { kind, ...rest } = content;
  return `${kind} ${Object.values(rest).join(' ')}`.toLowerCase();
}
