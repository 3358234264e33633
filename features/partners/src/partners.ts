// Partners: phone brands that carry the lock screen. It knows nothing of cards and packs: the lock screen's routes ask its
// gate whose key they see, and tell it what they handed out.

import { DAY_MS, HOUR_MS, type Clock, type Ids, type Logger, type Random } from '@jhalak/kernel';
import type { Database, Feature, Journal } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { forgetHours } from './brand-counts.ts';
import { BrandKeys } from './brand-keys.ts';
import { BrandStore } from './brand-store.ts';
import { isWhole } from './conformance.ts';
import { Gate } from './gate.ts';
import { brandRoutes } from './routes/brands.ts';
import { insightRoutes } from './routes/insight.ts';
import { keyRoutes } from './routes/keys.ts';
import type { Partners } from './types.ts';

/** The manifest's year. */
const ACTS_KEPT_MS = 365 * DAY_MS;
/** Rows deleted by one sweep. */
const ROWS_MAX = 20_000;

export interface PartnersDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  ids: Ids;
  /** Keys come from here: it must be a secure one. */
  random: Random;
  logger: Logger;
}

export function createPartners(deps: PartnersDeps): Partners & Feature {
  const { database, clock } = deps;
  const store = new BrandStore(deps, isWhole);
  const changed = (): void => gate.forget();
  const keys = new BrandKeys({ ...deps, store, changed });
  const gate = new Gate({ ...deps, keys });
  return {
    gate,
    manifest,
    routes: [
      ...brandRoutes({ store, clock, changed }),
      ...keyRoutes(keys),
      ...insightRoutes({ ...deps, store, gate }),
    ],
    jobs: {},
    consumers: [],
    sweeps: [
      {
        name: 'partners.forget',
        everyMs: HOUR_MS,
        run: async () =>
          (await forgetHours(database, clock.nowMs())) + (await forgetActs(database, clock)),
      },
    ],
    endAccess: async (tx, personId) => await keys.endSeenBy(tx, personId),
    start: async () => {
      gate.start();
      await Promise.resolve();
    },
    stop: async () => await gate.stop(),
    catchUp: async () => await gate.flush(),
  };
}

async function forgetActs(database: Database, clock: Clock): Promise<number> {
  const rows = await database.query(
    {
      name: 'partners.forget_acts',
      text: `DELETE FROM brand_acts WHERE (brand_id, act_id) IN
        (SELECT brand_id, act_id FROM brand_acts WHERE at_ms < $1 LIMIT $2) RETURNING act_id`,
    },
    [clock.nowMs() - ACTS_KEPT_MS, ROWS_MAX],
  );
  return rows.length;
}
