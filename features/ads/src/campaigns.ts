// Campaigns. Every statement names the organisation.

import { problem } from '@jhalak/contracts';
import {
  CAMPAIGNS_MAX,
  type Campaign,
  type CampaignBody,
  type CampaignChange,
  type CampaignWish,
} from '@jhalak/contracts/ads';
import { cleanText } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';
import { campaignState, canTurn } from './campaign-state.ts';
import { cursorOf, ID_CURSOR, readCursor } from './cursor.ts';
import { checkRoom, locked, record, unknown, type StoreDeps } from './record.ts';
import type { Actor } from './types.ts';

export interface CampaignDeps extends StoreDeps {
  /** ISO 4217 of the region. */
  currency: () => string;
}

interface CampaignRow {
  organisation: string;
  campaign_id: string;
  name: string;
  objective: Campaign['objective'];
  budget: number;
  starts_at_ms: number;
  ends_at_ms: number;
  wish: CampaignWish;
  created_at_ms: number;
  changed_at_ms: number;
}

interface ShownRow extends CampaignRow {
  is_verified: boolean;
  has_approved: boolean;
  draft: number;
  in_review: number;
  approved: number;
  refused: number;
}

const SHOWN = `SELECT c.*, a.verification = 'verified' AS is_verified, r.* FROM ad_campaigns c
  JOIN ad_advertisers a ON a.organisation = c.organisation
  CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(l.is_on AND v.review = 'approved'), false) AS has_approved,
      count(DISTINCT v.creative_id) FILTER (WHERE v.review = 'draft')::int AS draft,
      count(DISTINCT v.creative_id) FILTER (WHERE v.review = 'in_review')::int AS in_review,
      count(DISTINCT v.creative_id) FILTER (WHERE v.review = 'approved')::int AS approved,
      count(DISTINCT v.creative_id) FILTER (WHERE v.review = 'refused')::int AS refused
    FROM ad_line_items l
    JOIN ad_line_creatives x ON x.organisation = l.organisation AND x.line_item_id = l.line_item_id
    JOIN ad_creatives v ON v.organisation = x.organisation AND v.creative_id = x.creative_id
    WHERE l.organisation = c.organisation AND l.campaign_id = c.campaign_id
  ) r WHERE c.organisation = $1`;

/** @returns a page, the newest first. @throws `cursor.invalid`. */
export async function listCampaigns(
  deps: CampaignDeps,
  organisation: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Campaign[]; next: string | null }> {
  const [before = null] = readCursor(page.cursor, ID_CURSOR) ?? [];
  const rows = await deps.database.query<ShownRow>(
    {
      name: 'ads.campaigns',
      text: `${SHOWN} AND ($2::uuid IS NULL OR c.campaign_id < $2) ORDER BY c.campaign_id DESC LIMIT $3`,
    },
    [organisation, before, page.limit],
  );
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  return {
    items: rows.map((row) => shown(deps, row)),
    next: last === undefined ? null : cursorOf(last.campaign_id),
  };
}

/** @throws `ads.not_found`. */
export async function getCampaign(
  deps: CampaignDeps,
  organisation: string,
  campaignId: string,
): Promise<Campaign> {
  const [row] = await deps.database.query<ShownRow>(
    { name: 'ads.campaign', text: `${SHOWN} AND c.campaign_id = $2` },
    [organisation, campaignId],
  );
  if (row === undefined) throw unknown('campaign');
  return shown(deps, row);
}

/** @returns its id. @throws `ads.not_found`, `ads.too_many`, `ads.dates`. */
export async function createCampaign(
  deps: CampaignDeps,
  organisation: string,
  body: CampaignBody,
  actor: Actor,
): Promise<string> {
  checkDates(body, deps.clock.nowMs());
  const thingId = deps.ids.next();
  await locked(deps, organisation, async (tx) => {
    const [row] = await tx.query<{ count: number }>(
      {
        name: 'ads.campaign_count',
        text: 'SELECT count(*)::int AS count FROM ad_campaigns WHERE organisation = $1',
      },
      [organisation],
    );
    checkRoom(row?.count ?? 0, CAMPAIGNS_MAX, 'campaigns');
    await tx.query(
      {
        name: 'ads.create_campaign',
        text: `INSERT INTO ad_campaigns (organisation, campaign_id, name, objective, budget, starts_at_ms, ends_at_ms, wish,
          created_at_ms, changed_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $8)`,
      },
      [
        ...[organisation, thingId, cleanText(body.name), body.objective, body.budget],
        ...[body.startsAtMs, body.endsAtMs, deps.clock.nowMs()],
      ],
    );
    const table = 'ad_campaigns';
    await record(deps, tx, { organisation, actor, action: 'campaign_made', table, thingId });
  });
  return thingId;
}

/** @throws `ads.not_found`, `ads.dates`; `ads.turn` when it ended. */
export async function changeCampaign(
  deps: CampaignDeps,
  organisation: string,
  campaignId: string,
  change: CampaignChange,
  actor: Actor,
): Promise<void> {
  await locked(deps, organisation, async (tx) => {
    const row = await readCampaign(tx, organisation, campaignId);
    checkGoesOn(row, deps.clock.nowMs());
    const next = {
      name: change.name === undefined ? row.name : cleanText(change.name),
      objective: change.objective ?? row.objective,
      budget: change.budget ?? row.budget,
      startsAtMs: change.startsAtMs ?? row.starts_at_ms,
      endsAtMs: change.endsAtMs ?? row.ends_at_ms,
    };
    checkDates(next, deps.clock.nowMs());
    await tx.query(
      {
        name: 'ads.change_campaign',
        text: `UPDATE ad_campaigns SET name = $3, objective = $4, budget = $5, starts_at_ms = $6, ends_at_ms = $7,
          changed_at_ms = $8 WHERE organisation = $1 AND campaign_id = $2`,
      },
      [
        ...[organisation, campaignId, next.name, next.objective, next.budget],
        ...[next.startsAtMs, next.endsAtMs, deps.clock.nowMs()],
      ],
    );
    const act = { organisation, actor, action: 'campaign_changed', thingId: campaignId };
    await record(deps, tx, { ...act, table: 'ad_campaigns' });
  });
}

/**
 * Makes its owner's wish another one. Going live hands creatives that are drafts to the reviewers.
 *
 * @throws `ads.not_found`, `ads.turn`; `ads.incomplete` without a line item that has a creative.
 */
export async function turnCampaign(
  deps: CampaignDeps,
  organisation: string,
  campaignId: string,
  to: CampaignWish,
  actor: Actor,
): Promise<void> {
  await locked(deps, organisation, async (tx) => {
    const row = await readCampaign(tx, organisation, campaignId);
    checkGoesOn(row, deps.clock.nowMs());
    if (!canTurn(row.wish, to))
      throw problem('ads.turn', `A campaign that is ${row.wish} does not become ${to}.`);
    if (to === 'live') await submitDrafts(deps, tx, organisation, campaignId);
    await tx.query(
      {
        name: 'ads.turn_campaign',
        text: `UPDATE ad_campaigns SET wish = $3, changed_at_ms = $4 WHERE organisation = $1 AND campaign_id = $2`,
      },
      [organisation, campaignId, to, deps.clock.nowMs()],
    );
    const act = { organisation, actor, action: `campaign_${to}`, thingId: campaignId };
    await record(deps, tx, { ...act, table: 'ad_campaigns' });
  });
}

async function submitDrafts(
  { clock }: StoreDeps,
  tx: Tx,
  organisation: string,
  campaignId: string,
): Promise<void> {
  const rows = await tx.query<{ creative_id: string }>(
    {
      name: 'ads.campaign_creatives',
      text: `SELECT DISTINCT x.creative_id FROM ad_line_items l
        JOIN ad_line_creatives x ON x.organisation = l.organisation AND x.line_item_id = l.line_item_id
        WHERE l.organisation = $1 AND l.campaign_id = $2 AND l.is_on`,
    },
    [organisation, campaignId],
  );
  if (rows.length === 0)
    throw problem(
      'ads.incomplete',
      'A campaign needs a line item with a creative; add them first.',
    );
  await tx.query(
    {
      name: 'ads.submit_drafts',
      text: `UPDATE ad_creatives SET review = 'in_review', waits_since_ms = $3, changed_at_ms = $3
        WHERE organisation = $1 AND creative_id = ANY($2) AND review = 'draft'`,
    },
    [organisation, rows.map((row) => row.creative_id), clock.nowMs()],
  );
}

/** @throws `ads.not_found`: also for another's campaign, because the organisation is in the key. */
export async function readCampaign(
  on: Queries,
  organisation: string,
  campaignId: string,
): Promise<CampaignRow> {
  const [row] = await on.query<CampaignRow>(
    {
      name: 'ads.read_campaign',
      text: 'SELECT * FROM ad_campaigns WHERE organisation = $1 AND campaign_id = $2',
    },
    [organisation, campaignId],
  );
  if (row === undefined) throw unknown('campaign');
  return row;
}

/** @throws `ads.turn`. */
export function checkGoesOn(row: Pick<CampaignRow, 'wish' | 'ends_at_ms'>, nowMs: number): void {
  if (row.wish === 'ended' || nowMs >= row.ends_at_ms)
    throw problem('ads.turn', 'This campaign has ended; make another one.');
}

function checkDates({ startsAtMs, endsAtMs }: CampaignBody, nowMs: number): void {
  if (endsAtMs <= startsAtMs || endsAtMs <= nowMs)
    throw problem('ads.dates', 'A campaign ends after it begins, and not in the past.');
}

function shown({ clock, currency }: CampaignDeps, row: ShownRow): Campaign {
  const facts = {
    ...{ wish: row.wish, startsAtMs: row.starts_at_ms, endsAtMs: row.ends_at_ms },
    ...{ isVerified: row.is_verified, hasApproved: row.has_approved },
  };
  return {
    id: row.campaign_id,
    organisation: row.organisation,
    name: row.name,
    objective: row.objective,
    budget: row.budget,
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
    currency: currency(),
    state: campaignState(facts, clock.nowMs()),
    creatives: {
      draft: row.draft,
      inReview: row.in_review,
      approved: row.approved,
      refused: row.refused,
    },
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
  };
}
