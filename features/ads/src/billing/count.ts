// Which events are new: each type of a grant counts once (of a pack without identifiers: once a device), and nothing counts of
// an ad that was not rendered before.

import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';
import { CONVERSION_DAYS, type AdEventType } from '@jhalak/contracts/ad-events';
import type { Tx } from '@jhalak/ports';
import { rowsOf } from './facts.ts';
import type { AdGrant } from './grant.ts';
import { NO_ID } from './types.ts';

/** Numbers in the table: never reuse one. */
export const TYPE_NUMBERS: Readonly<Record<AdEventType | 'conversion', number>> = {
  ...{ render: 1, view: 2, click: 3, hide: 4, report: 5, conversion: 6 },
};
/** Other servers' clocks, and the sweep's own pace. */
const KEEP_SLACK_MS = 10 * MINUTE_MS;

export interface Countable {
  type: AdEventType;
  grant: AdGrant;
  /** Of a token that many devices have. */
  showing: string | undefined;
  /** Of a phone brand’s: how its token begins, by which the brand finds it on its statement. */
  tokenName?: string;
}
export type Freshness = 'fresh' | 'duplicate' | 'unrendered';

/** @returns for each event whether it counts; it is counted from then on. Cost: three statements at most. */
export async function countEvents(
  tx: Tx,
  events: readonly Countable[],
  nowMs: number,
): Promise<Freshness[]> {
  const renders = events.filter(({ type }) => type === 'render');
  const others = events.filter(({ type }) => type !== 'render');
  // Renders first, everywhere: two servers that count the same cannot wait for each other.
  const fresh = await insert(tx, renders, nowMs);
  const rendered = await renderedOf(tx, others);
  const counted = await insert(
    tx,
    others.filter((one) => rendered.has(nameOf(one, 'render'))),
    nowMs,
  );
  return events.map((one) => {
    const { type } = one;
    if (type !== 'render' && !rendered.has(nameOf(one, 'render'))) return 'unrendered';
    // What comes twice in one batch counts once.
    return (type === 'render' ? fresh : counted).delete(nameOf(one, type)) ? 'fresh' : 'duplicate';
  });
}

function nameOf({ grant, showing }: Omit<Countable, 'type'>, type: AdEventType): string {
  return `${rowsOf(grant)} ${grant.id} ${TYPE_NUMBERS[type]} ${showing ?? NO_ID}`;
}

async function insert(tx: Tx, events: readonly Countable[], nowMs: number): Promise<Set<string>> {
  const named = new Map(events.map((one) => [nameOf(one, one.type), one]));
  if (named.size === 0) return new Set();
  const rows = [...named]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row);
  const inserted = await tx.query<{
    organisation: string;
    grant_id: string;
    type: number;
    showing: string;
  }>(
    {
      name: 'ads.count',
      text: `INSERT INTO ad_counted (organisation, grant_id, type, showing, at_ms, until_ms)
        SELECT e.organisation, e.grant_id, e.type, e.showing, $1, e.until_ms
        FROM unnest($2::text[], $3::uuid[], $4::smallint[], $5::uuid[], $6::bigint[])
          AS e (organisation, grant_id, type, showing, until_ms)
        ON CONFLICT DO NOTHING RETURNING organisation, grant_id, type, showing`,
    },
    [
      nowMs,
      rows.map(({ grant }) => rowsOf(grant)),
      rows.map(({ grant }) => grant.id),
      rows.map(({ type }) => TYPE_NUMBERS[type]),
      rows.map(({ showing }) => showing ?? NO_ID),
      rows.map(({ type, grant }) => untilMs(type, grant, nowMs)),
    ],
  );
  return new Set(
    inserted.map((row) => `${row.organisation} ${row.grant_id} ${row.type} ${row.showing}`),
  );
}

/** A click is known as long as it may convert. */
function untilMs(type: AdEventType, grant: AdGrant, nowMs: number): number {
  const endMs = type === 'click' ? nowMs + CONVERSION_DAYS * DAY_MS : grant.expiresAtMs;
  return endMs + KEEP_SLACK_MS;
}

async function renderedOf(tx: Tx, events: readonly Countable[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const rows = await tx.query<{ organisation: string; grant_id: string; showing: string }>(
    {
      name: 'ads.rendered',
      text: `SELECT organisation, grant_id, showing FROM ad_counted
        WHERE type = 1 AND (organisation, grant_id, showing) IN (SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[]))`,
    },
    [
      events.map(({ grant }) => rowsOf(grant)),
      events.map(({ grant }) => grant.id),
      events.map(({ showing }) => showing ?? NO_ID),
    ],
  );
  return new Set(rows.map((row) => `${row.organisation} ${row.grant_id} 1 ${row.showing}`));
}
