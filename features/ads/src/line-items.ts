// Line items of a campaign, and which creatives they show. Every statement names the organisation.

import {
  LINE_CREATIVES_MAX,
  LINE_ITEMS_MAX,
  type LineItem,
  type LineItemBody,
  type LineItemChange,
  type Targeting,
} from '@jhalak/contracts/ads';
import { problem } from '@jhalak/contracts';
import { cleanText } from '@jhalak/kernel';
import type { Queries } from '@jhalak/ports';
import { checkGoesOn, readCampaign } from './campaigns.ts';
import { checkRoom, locked, record, unknown, type StoreDeps } from './record.ts';
import { checkHouse } from './serving/policies.ts';
import type { Actor } from './types.ts';

interface LineRow {
  line_item_id: string;
  campaign_id: string;
  name: string;
  pricing: LineItem['pricing'];
  price: number;
  goal: number | null;
  priority: number;
  pacing: LineItem['pacing'];
  caps: LineItem['caps'];
  targeting: Targeting;
  is_on: boolean;
  creatives: string[];
  created_at_ms: number;
  changed_at_ms: number;
}

/** Which line item of which campaign of which advertiser. */
interface LineKey {
  organisation: string;
  campaign: string;
  lineItem: string;
}

const SHOWN = `SELECT l.*, ARRAY(SELECT x.creative_id::text FROM ad_line_creatives x
    WHERE x.organisation = l.organisation AND x.line_item_id = l.line_item_id ORDER BY 1) AS creatives
  FROM ad_line_items l WHERE l.organisation = $1 AND l.campaign_id = $2`;

/** @returns all line items of a campaign, the oldest first: at most LINE_ITEMS_MAX. @throws `ads.not_found`. */
export async function listLineItems(
  { database }: StoreDeps,
  organisation: string,
  campaign: string,
): Promise<LineItem[]> {
  await readCampaign(database, organisation, campaign);
  const rows = await database.query<LineRow>(
    { name: 'ads.line_items', text: `${SHOWN} ORDER BY l.line_item_id LIMIT ${LINE_ITEMS_MAX}` },
    [organisation, campaign],
  );
  return rows.map(shown);
}

/** @throws `ads.not_found`. */
export async function getLineItem(on: Queries, key: LineKey): Promise<LineItem> {
  const [row] = await on.query<LineRow>(
    { name: 'ads.line_item', text: `${SHOWN} AND l.line_item_id = $3` },
    [key.organisation, key.campaign, key.lineItem],
  );
  if (row === undefined) throw unknown('line item');
  return shown(row);
}

/** @returns its id. @throws `ads.not_found`, `ads.too_many`, `ads.turn`, `ads.dates`, `ads.price_low`, `ads.house_only`. */
export async function createLineItem(
  deps: StoreDeps,
  organisation: string,
  campaign: string,
  body: LineItemBody,
  actor: Actor,
): Promise<string> {
  checkHours(body.targeting);
  checkPrice(body);
  const thingId = deps.ids.next();
  await locked(deps, organisation, async (tx) => {
    checkGoesOn(await readCampaign(tx, organisation, campaign), deps.clock.nowMs());
    if (body.pricing === 'house') await checkHouse(tx, organisation, deps.clock.nowMs());
    const [row] = await tx.query<{ count: number }>(
      {
        name: 'ads.line_item_count',
        text: 'SELECT count(*)::int AS count FROM ad_line_items WHERE organisation = $1 AND campaign_id = $2',
      },
      [organisation, campaign],
    );
    checkRoom(row?.count ?? 0, LINE_ITEMS_MAX, 'line items in a campaign');
    await tx.query(
      {
        name: 'ads.create_line_item',
        text: `INSERT INTO ad_line_items (organisation, line_item_id, campaign_id, name, pricing, price, goal, priority,
            pacing, caps, targeting, is_on, created_at_ms, changed_at_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true, $12, $12)`,
      },
      [organisation, thingId, campaign, ...valuesOf(body), deps.clock.nowMs()],
    );
    const table = 'ad_line_items';
    await record(deps, tx, { organisation, actor, action: 'line_item_made', table, thingId });
  });
  return thingId;
}

/** @throws `ads.not_found`, `ads.turn`, `ads.dates`, `ads.price_low`, `ads.house_only`. */
export async function changeLineItem(
  deps: StoreDeps,
  key: LineKey,
  change: LineItemChange,
  actor: Actor,
): Promise<void> {
  const { organisation, campaign, lineItem } = key;
  await locked(deps, organisation, async (tx) => {
    checkGoesOn(await readCampaign(tx, organisation, campaign), deps.clock.nowMs());
    const next = { ...(await getLineItem(tx, key)), ...change };
    checkHours(next.targeting);
    checkPrice(next);
    if (next.pricing === 'house') await checkHouse(tx, organisation, deps.clock.nowMs());
    await tx.query(
      {
        name: 'ads.change_line_item',
        text: `UPDATE ad_line_items SET name = $4, pricing = $5, price = $6, goal = $7, priority = $8, pacing = $9,
          caps = $10, targeting = $11, is_on = $12, changed_at_ms = $13
          WHERE organisation = $1 AND line_item_id = $2 AND campaign_id = $3`,
      },
      [organisation, lineItem, campaign, ...valuesOf(next), next.on, deps.clock.nowMs()],
    );
    const act = { organisation, actor, action: 'line_item_changed', thingId: lineItem };
    await record(deps, tx, { ...act, table: 'ad_line_items' });
  });
}

/** Lets a line item show a creative of the same advertiser, or no more. Idempotent. @throws `ads.not_found`, `ads.too_many`. */
export async function linkCreative(
  deps: StoreDeps,
  key: LineKey & { creative: string },
  to: 'linked' | 'unlinked',
  actor: Actor,
): Promise<void> {
  const { organisation, lineItem, creative } = key;
  await locked(deps, organisation, async (tx) => {
    const line = await getLineItem(tx, key);
    const [own] = await tx.query(
      {
        name: 'ads.own_creative',
        text: 'SELECT 1 FROM ad_creatives WHERE organisation = $1 AND creative_id = $2',
      },
      [organisation, creative],
    );
    if (own === undefined) throw unknown('creative');
    if (line.creatives.includes(creative) === (to === 'linked')) return;
    if (to === 'linked')
      checkRoom(line.creatives.length, LINE_CREATIVES_MAX, 'creatives of a line item');
    await tx.query(
      to === 'linked'
        ? {
            name: 'ads.link',
            text: 'INSERT INTO ad_line_creatives (organisation, line_item_id, creative_id) VALUES ($1, $2, $3)',
          }
        : {
            name: 'ads.unlink',
            text: 'DELETE FROM ad_line_creatives WHERE organisation = $1 AND line_item_id = $2 AND creative_id = $3',
          },
      [organisation, lineItem, creative],
    );
    const act = { organisation, actor, action: `creative_${to}`, thingId: lineItem };
    await record(deps, tx, { ...act, table: 'ad_line_items' });
  });
}

function valuesOf(body: LineItemBody): unknown[] {
  return [
    ...[cleanText(body.name), body.pricing, body.price, body.goal ?? null, body.priority],
    ...[body.pacing, JSON.stringify(body.caps), JSON.stringify(body.targeting)],
  ];
}

/** One showing costs a smallest unit at least, so that each one that is billed has its entry in the books. */
const CPM_MIN = 1_000;

function checkPrice({ pricing, price }: Pick<LineItemBody, 'pricing' | 'price'>): void {
  if (pricing === 'cpm' && price < CPM_MIN)
    throw problem('ads.price_low', `A thousand showings cost ${CPM_MIN} smallest units at least.`);
}

function checkHours({ hours = [] }: Targeting): void {
  if (hours.some((one) => one.toHour <= one.fromHour))
    throw problem('ads.dates', 'Hours of a day end after they begin; split those over midnight.');
}

function shown(row: LineRow): LineItem {
  return {
    id: row.line_item_id,
    campaign: row.campaign_id,
    name: row.name,
    pricing: row.pricing,
    price: row.price,
    ...(row.goal === null ? {} : { goal: row.goal }),
    priority: row.priority,
    pacing: row.pacing,
    caps: row.caps,
    targeting: row.targeting,
    on: row.is_on,
    creatives: row.creatives,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
  };
}
