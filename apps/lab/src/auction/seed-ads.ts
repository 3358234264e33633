// What an auction chooses from: verified advertisers with money, campaigns that run, line items of all kinds with an approved card.
// Written as rows, because twenty thousand of them through the routes would take the bench's time.

import type { Cell } from '@jhalak/jhalak';
import { DAY_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Journal } from '@jhalak/ports';

const ADVERTISERS = 100;
/** Smallest units; nobody runs out of it. */
const FUNDS = 1_000_000_000;
const BUDGET = 500_000_000;
const LANGUAGES = ['hi', 'en', 'ta', 'te', 'bn', 'mr'];
const GENRES = ['music', 'dance', 'comedy', 'sports', 'food', 'travel', 'learning'];

export interface AdSeed {
  database: Database;
  journal: Pick<Journal, 'append'>;
  clock: Clock;
  ids: Ids;
  ledger: Cell['ledger'];
}

/** Makes line items `from` to `to`; each twenty are a campaign. */
export async function seedLineItems(seed: AdSeed, from: number, to: number): Promise<void> {
  if (from === 0) await seedAdvertisers(seed);
  const nowMs = seed.clock.nowMs();
  const rows = Array.from({ length: to - from }, (_unused, place) => {
    const at = from + place;
    const organisation = nameOf(at);
    const every = at % 3 === 0;
    const targeting = every
      ? {}
      : {
          languages: [LANGUAGES[at % LANGUAGES.length]],
          ...(at % 3 === 1 ? { genres: [GENRES[at % GENRES.length]] } : {}),
        };
    const card = {
      ...{ kind: 'native', title: `Card ${at}`, text: 'What it is about.', button: 'Look' },
      ...{ sponsor: organisation, url: `https://${organisation}.example.in/${at}` },
    };
    return {
      ...{ organisation, targeting: JSON.stringify(targeting), card: JSON.stringify(card) },
      price: 5_000 + ((at * 7_919) % 15_000),
    };
  });
  const ids = (): string[] => rows.map(() => seed.ids.next());
  const [campaigns, lines, creatives] = [ids(), ids(), ids()];
  const organisations = rows.map((row) => row.organisation);
  await seed.database.query(
    {
      name: 'bench.campaigns',
      text: `INSERT INTO ad_campaigns (organisation, campaign_id, name, objective, budget, starts_at_ms, ends_at_ms, wish, created_at_ms, changed_at_ms)
        SELECT o, c, 'bench', 'reach', $3, $4, $5, 'live', $4, $4 FROM unnest($1::text[], $2::uuid[]) AS n(o, c)`,
    },
    [organisations, campaigns, BUDGET, nowMs - DAY_MS, nowMs + 30 * DAY_MS],
  );
  await seed.database.query(
    {
      name: 'bench.lines',
      text: `INSERT INTO ad_line_items (organisation, line_item_id, campaign_id, name, pricing, price, priority, pacing, caps, targeting, is_on, created_at_ms, changed_at_ms)
        SELECT o, l, c, 'bench', 'cpm', p, 8, 'fast', '[]', t, true, $6, $6
        FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::jsonb[]) AS n(o, l, c, p, t)`,
    },
    [
      organisations,
      lines,
      campaigns,
      rows.map(({ price }) => price),
      rows.map(({ targeting }) => targeting),
      nowMs,
    ],
  );
  await seed.database.query(
    {
      name: 'bench.creatives',
      text: `INSERT INTO ad_creatives (organisation, creative_id, name, content, version, review, created_at_ms, changed_at_ms)
        SELECT o, c, 'bench', t, 1, 'approved', $4, $4 FROM unnest($1::text[], $2::uuid[], $3::jsonb[]) AS n(o, c, t)`,
    },
    [organisations, creatives, rows.map(({ card }) => card), nowMs],
  );
  await seed.database.query(
    {
      name: 'bench.links',
      text: `INSERT INTO ad_line_creatives (organisation, line_item_id, creative_id)
        SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[])`,
    },
    [organisations, lines, creatives],
  );
  // Serving reads anew whose acts stand in the journal.
  await seed.database.transaction(async (tx) => {
    await seed.journal.append(
      tx,
      [...new Set(organisations)].map((organisation) => ({
        ...{ stream: 'ads.act', key: organisation, type: 'bench' },
        row: { table: 'ad_advertisers', key: organisation },
        facts: { organisation },
      })),
    );
  });
}

async function seedAdvertisers({ database, clock, ids, ledger }: AdSeed): Promise<void> {
  const names = Array.from({ length: ADVERTISERS }, (_unused, at) => nameOf(at));
  await database.query(
    {
      name: 'bench.advertisers',
      text: `INSERT INTO ad_advertisers (organisation, name, legal_name, website, verification, version, created_by, created_at_ms, changed_at_ms)
        SELECT o, o, o, 'https://example.in', 'verified', 1, $2, $3, $3 FROM unnest($1::text[]) AS n(o)`,
    },
    [names, ids.next(), clock.nowMs()],
  );
  for (const owner of names)
    await database.transaction(async (tx) => {
      const wallet = await ledger.account(tx, { kind: 'advertiser_wallet', owner });
      const clearing = await ledger.account(tx, { kind: 'payment_clearing' });
      const postings = [
        { accountId: wallet, amount: FUNDS },
        { accountId: clearing, amount: -FUNDS },
      ];
      await ledger.post(tx, [{ id: ids.next(), kind: 'bench.paid_in', postings }]);
    });
}

function nameOf(at: number): string {
  return `shop-${at % ADVERTISERS}`;
}
