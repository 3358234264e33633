// Who stands on documents: the operator, as it says of itself, and advertisers' addresses.

import type { Party, SellerBody, SellerView } from '@jhalak/contracts/ad-money';
import { cleanText } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';
import { locked, record, type AdvertiserRow } from '../record.ts';
import type { Actor } from '../types.ts';
import { taxState } from './states.ts';
import type { MoneyDeps } from './types.ts';

/** No advertiser can be called so. */
const HOUSE = 'house:seller';
/** Stands on TEST documents while nobody said who the operator is; real ones are not made then. */
const TEST_SELLER: SellerBody = {
  legalName: 'TEST operator (nobody has filled in its legal data)',
  address: 'TEST address',
};

interface SellerRow {
  version: number;
  legal_name: string;
  address: string;
  tax_id: string | null;
  state: string | null;
  changed_at_ms: number;
}

/** @returns the newest. Cost: a point read. */
export async function readSeller(on: Queries): Promise<SellerView> {
  const [row] = await on.query<SellerRow>(
    {
      name: 'ads.seller',
      text: 'SELECT * FROM ad_sellers WHERE seller = $1 ORDER BY version DESC LIMIT 1',
    },
    [HOUSE],
  );
  if (row === undefined) return { version: 0 };
  return {
    seller: {
      ...{ legalName: row.legal_name, address: row.address },
      ...(row.tax_id !== null && { taxId: row.tax_id }),
      ...(row.state !== null && { state: row.state }),
    },
    ...{ version: row.version, changedAtMs: row.changed_at_ms },
  };
}

/** Documents from now on name this; those that are issued stay as they are. */
export async function changeSeller(deps: MoneyDeps, body: SellerBody, actor: Actor): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await tx.query(
      {
        name: 'ads.change_seller',
        text: `INSERT INTO ad_sellers (seller, version, legal_name, address, tax_id, state, changed_by, changed_at_ms)
          SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6::uuid, $7 FROM ad_sellers WHERE seller = $1`,
      },
      [
        ...[HOUSE, cleanText(body.legalName), cleanText(body.address)],
        ...[body.taxId ?? null, body.state ?? null, actor.personId, deps.clock.nowMs()],
      ],
    );
    await record(deps, tx, {
      ...{ organisation: HOUSE, actor, action: 'seller_changed', table: 'ad_sellers' },
    });
  });
}

/** @returns who sells now; of TEST documents a stand-in where nobody said. */
export async function sellerParty(on: Queries, isTest: boolean): Promise<Party | undefined> {
  const { seller = isTest ? TEST_SELLER : undefined } = await readSeller(on);
  return seller === undefined ? undefined : partyOf(seller);
}

export async function buyerParty(on: Queries, advertiser: AdvertiserRow): Promise<Party> {
  const address = await readBilling(on, advertiser.organisation);
  return partyOf({
    legalName: advertiser.legal_name,
    ...(address !== undefined && { address }),
    ...(advertiser.tax_id !== null && { taxId: advertiser.tax_id }),
    ...(advertiser.state !== null && { state: advertiser.state }),
  });
}

function partyOf({ state, ...said }: Omit<SellerBody, 'address'> & { address?: string }): Party {
  if (state === undefined) return said;
  const known = taxState(state);
  const named = { code: state, name: known?.name ?? state };
  return { ...said, state: { ...named, ...(known !== undefined && { taxCode: known.taxCode }) } };
}

/** @returns an advertiser's address, where it said one. */
export async function readBilling(on: Queries, organisation: string): Promise<string | undefined> {
  const [row] = await on.query<{ address: string }>(
    { name: 'ads.billing', text: 'SELECT address FROM ad_billing WHERE organisation = $1' },
    [organisation],
  );
  return row?.address;
}

/** @throws `ads.not_found`. */
export async function changeBilling(
  deps: MoneyDeps,
  organisation: string,
  address: string,
  actor: Actor,
): Promise<void> {
  await locked(deps, organisation, async (tx: Tx) => {
    await tx.query(
      {
        name: 'ads.change_billing',
        text: `INSERT INTO ad_billing (organisation, address, changed_at_ms) VALUES ($1, $2, $3)
          ON CONFLICT (organisation) DO UPDATE SET address = excluded.address, changed_at_ms = excluded.changed_at_ms`,
      },
      [organisation, cleanText(address), deps.clock.nowMs()],
    );
    await record(deps, tx, { organisation, actor, action: 'billing_changed', table: 'ad_billing' });
  });
}
