// sellers.json: who stands behind the ids of a system's sellers. IAB sellers.json 1.0.

import { Type, type Static } from 'typebox';
import type { AdsTxt } from './ads-txt.ts';
import { checkForm, formOf } from './check-form.ts';
import { accept, FaultList, refuse, type Verdict } from './faults.ts';
import { readJson } from './json.ts';
import { Bit, open, Text } from './schema-parts.ts';
import type { SupplyChain } from './supply-chain.ts';

/** The largest systems publish tens of megabytes; ours has one line a publisher. */
export const SELLERS_BYTES_MAX = 8_388_608;
const SELLERS_MAX = 50_000;

const SellerSchema = open({
  seller_id: Type.String({ minLength: 1, maxLength: 255 }),
  is_confidential: Type.Optional(Bit),
  seller_type: Type.Enum(['PUBLISHER', 'INTERMEDIARY', 'BOTH']),
  is_passthrough: Type.Optional(Bit),
  name: Type.Optional(Text),
  domain: Type.Optional(Text),
  comment: Type.Optional(Text),
});
/** Who is paid under an id. */
export type Seller = Static<typeof SellerSchema>;

const SellersSchema = open({
  version: Type.Literal('1.0'),
  contact_email: Type.Optional(Text),
  contact_address: Type.Optional(Text),
  identifiers: Type.Optional(Type.Array(open({ name: Text, value: Text }), { maxItems: 64 })),
  sellers: Type.Array(SellerSchema, { maxItems: SELLERS_MAX }),
});
/** The file. */
export type Sellers = Static<typeof SellersSchema>;

const files = formOf(SellersSchema);

/** Reads a file. @param body at most SELLERS_BYTES_MAX bytes. */
export function readSellers(body: Uint8Array | string): Verdict<Sellers> {
  const read = readJson(body, SELLERS_BYTES_MAX);
  if (!read.ok) return read;
  const faults = new FaultList();
  if (checkForm(files, read.value, '', faults)) sellerRules(read.value as Sellers, faults);
  return faults.found.length > 0 ? refuse(...faults.found) : accept(read.value as Sellers);
}

function sellerRules({ sellers }: Sellers, faults: FaultList): void {
  const seen = new Set<string>();
  for (const [at, seller] of sellers.entries()) {
    const way = `sellers[${at}]`;
    if (seen.has(seller.seller_id))
      faults.add(`${way}.seller_id`, 'duplicate', 'Two sellers have the same id.');
    seen.add(seller.seller_id);
    if (seller.is_confidential === 1) continue;
    for (const name of ['name', 'domain'] as const)
      if (!seller[name])
        faults.add(
          `${way}.${name}`,
          'missing',
          `${name} is required of a seller that is not confidential.`,
        );
  }
}

/**
 * Writes the file.
 *
 * Of confidential sellers only id and type go out: no name, domain, comment, nor anything in extensions. @throws RangeError for a
 * seller that is not confidential and has no name or domain, or an id twice.
 */
export function writeSellers(sellers: Sellers): string {
  const told = sellers.sellers.map(({ seller_id, seller_type, is_passthrough, ...rest }) => ({
    seller_id,
    seller_type,
    ...(is_passthrough !== undefined && { is_passthrough }),
    ...(rest.is_confidential === 1
      ? { is_confidential: 1 }
      : {
          ...(rest.name !== undefined && { name: rest.name }),
          ...(rest.domain !== undefined && { domain: rest.domain }),
          ...(rest.comment !== undefined && { comment: rest.comment }),
        }),
  }));
  const text = JSON.stringify({ ...sellers, sellers: told }, null, 1);
  const read = readSellers(text);
  if (!read.ok) throw new RangeError(read.faults[0]?.sentence);
  return `${text}\n`;
}

/** @returns nodes of our system whose seller is not in our file; a chain may not name one. @param asi our domain, as in ads.txt. */
export function unknownSellers(
  chain: SupplyChain,
  sellers: Sellers,
  asi: string,
): readonly string[] {
  const known = new Set(sellers.sellers.map(({ seller_id }) => seller_id));
  return chain.nodes
    .filter((node) => node.asi === asi && !known.has(node.sid))
    .map(({ sid }) => sid);
}

/** @returns records of an ads.txt for our system whose seller is not in our file. */
export function unlistedAccounts(adsTxt: AdsTxt, sellers: Sellers, asi: string): readonly string[] {
  const known = new Set(sellers.sellers.map(({ seller_id }) => seller_id));
  return adsTxt.records
    .filter(({ domain, accountId }) => domain === asi && !known.has(accountId))
    .map(({ accountId }) => accountId);
}
