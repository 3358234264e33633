// Who sells here: our domain as a system, sellers, authorised systems. From one row come ads.txt, app-ads.txt, sellers.json and our
// node in every supply chain, so that they cannot differ.

import { problem } from '@jhalak/contracts';
import type { Selling, SellingBody } from '@jhalak/contracts/ad-seats';
import {
  readAdsTxt,
  readSellers,
  writeAdsTxt,
  writeSellers,
  type SupplyChainNode,
} from '@jhalak/openrtb';
import type { Queries } from '@jhalak/ports';
import { record, type StoreDeps } from '../record.ts';
import type { Actor } from '../types.ts';

/** Whose rows and acts they are: no advertiser can be called so. */
export const SELLING_ROWS = 'house:selling';
const NOBODY_SELLS = '# Nobody may sell places of this cell.\n';

type Terms = SellingBody['selling'];

/** @returns what stands there; undefined before the operator wrote it. */
export async function readSelling(
  on: Queries,
): Promise<{ selling: Terms; version: number } | undefined> {
  const [row] = await on.query<{ selling: Terms; version: number }>(
    {
      name: 'ads.selling',
      text: 'SELECT selling, version FROM ad_selling WHERE organisation = $1',
    },
    [SELLING_ROWS],
  );
  return row;
}

/** @returns our node for supply chains; undefined before the operator wrote who sells. */
export function ownNode(stored: { selling: Terms } | undefined): SupplyChainNode | undefined {
  if (stored === undefined) return undefined;
  const { domain, ownSeller } = stored.selling;
  return { asi: domain, sid: ownSeller, hp: 1 };
}

/** @returns ads.txt, which is app-ads.txt too. */
export function adsTxtOf(stored: { selling: Terms } | undefined): string {
  if (stored === undefined) return NOBODY_SELLS;
  const { domain, ownSeller, contact, systems } = stored.selling;
  const own = { domain, accountId: ownSeller, relationship: 'DIRECT', authorityId: undefined };
  return writeAdsTxt({
    variables: [
      ...(contact === '' ? [] : [{ name: 'contact', value: contact }]),
      { name: 'ownerdomain', value: domain },
    ],
    records: [
      own as typeof own & { relationship: 'DIRECT' },
      ...systems.map((system) => ({ ...system, authorityId: system.authorityId })),
    ],
  });
}

/** @returns sellers.json; of confidential sellers only id and type. */
export function sellersJsonOf(stored: { selling: Terms } | undefined): string {
  const { sellers = [], contact = '' } = stored?.selling ?? {};
  return writeSellers({
    version: '1.0',
    ...(contact === '' ? {} : { contact_email: contact }),
    sellers: sellers.map(({ id, type, confidential, name, domain }) => ({
      seller_id: id,
      seller_type: type,
      ...(confidential ? { is_confidential: 1 as const } : {}),
      ...(name === '' ? {} : { name }),
      ...(domain === '' ? {} : { domain }),
    })),
  });
}

/** @returns what stands there, with its files. @throws `ads.selling_unset`. */
export async function getSelling(on: Queries): Promise<Omit<Selling, 'acts'>> {
  const stored = await readSelling(on);
  if (stored === undefined)
    throw problem('ads.selling_unset', 'Nobody has written yet who sells here.');
  const files = { adsTxt: adsTxtOf(stored), sellersJson: sellersJsonOf(stored) };
  return { ...stored.selling, version: stored.version, files };
}

/** @throws `ads.selling_invalid` with what would be wrong in the files, `ads.review_state`. */
export async function putSelling(
  deps: StoreDeps,
  { selling, version, note }: SellingBody,
  actor: Actor,
): Promise<void> {
  checkSelling(selling);
  await deps.database.transaction(async (tx) => {
    const [row] = await tx.query(
      {
        name: 'ads.put_selling',
        text: `INSERT INTO ad_selling (organisation, selling, version, changed_at_ms) VALUES ($1, $2, 1, $4)
          ON CONFLICT (organisation) DO UPDATE SET selling = EXCLUDED.selling, version = ad_selling.version + 1,
          changed_at_ms = EXCLUDED.changed_at_ms WHERE ad_selling.version = $3 RETURNING version`,
      },
      [SELLING_ROWS, JSON.stringify(selling), version, deps.clock.nowMs()],
    );
    if (row === undefined)
      throw problem('ads.review_state', 'Who sells here changed since; read it again.');
    await record(deps, tx, {
      ...{ organisation: SELLING_ROWS, actor, action: 'selling_put' },
      ...{ table: 'ad_selling', note },
    });
  });
}

function checkSelling(selling: Terms): void {
  const wrong = wrongIn(selling);
  if (wrong !== undefined) throw problem('ads.selling_invalid', wrong);
}

function wrongIn(selling: Terms): string | undefined {
  if (!selling.sellers.some(({ id }) => id === selling.ownSeller))
    return 'The cell itself must be one of the sellers: every chain names it.';
  try {
    const adsTxt = readAdsTxt(adsTxtOf({ selling }));
    const sellers = readSellers(sellersJsonOf({ selling }));
    const fault = adsTxt.ok ? (sellers.ok ? undefined : sellers.faults[0]) : adsTxt.faults[0];
    return fault?.sentence;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
