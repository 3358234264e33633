// Who sells here, as lines that people know from ads.txt: fields with commas between, one system or seller a line.

import type { SellingBody } from '@jhalak/contracts/ad-seats';

type Selling = SellingBody['selling'];
type System = Selling['systems'][number];
type Seller = Selling['sellers'][number];

/** What was typed as a list; or the number of the first line that is not in order. */
export type ReadLines<One> = { ok: true; items: One[] } | { ok: false; line: number };

const CONFIDENTIAL = 'confidential';

/** @returns `exchange.example, 123, RESELLER, f08c47fec0942fa0`. */
export function systemLine({ domain, accountId, relationship, authorityId }: System): string {
  return [
    domain,
    accountId,
    relationship,
    ...(authorityId === undefined ? [] : [authorityId]),
  ].join(', ');
}

export function readSystems(text: string): ReadLines<System> {
  return readLines(text, ([domain = '', accountId = '', kind = '', authorityId = '']) => {
    const relationship = kind.toUpperCase();
    if (domain === '' || accountId === '') return undefined;
    if (relationship !== 'DIRECT' && relationship !== 'RESELLER') return undefined;
    const known = authorityId === '' ? {} : { authorityId };
    return { domain: domain.toLowerCase(), accountId, relationship, ...known };
  });
}

/** @returns `tea-1, PUBLISHER, Tea House, tea.example`, and `confidential` behind it where it is. */
export function sellerLine({ id, type, name, domain, confidential }: Seller): string {
  return [id, type, name, domain, ...(confidential ? [CONFIDENTIAL] : [])].join(', ');
}

export function readSellers(text: string): ReadLines<Seller> {
  return readLines(text, (fields) => {
    const [id = '', kind = '', name = '', domain = '', more = ''] = fields;
    const type = kind.toUpperCase();
    if (id === '' || fields.length > 5 || (more !== '' && more !== CONFIDENTIAL)) return undefined;
    if (type !== 'PUBLISHER' && type !== 'INTERMEDIARY' && type !== 'BOTH') return undefined;
    return { id, type, name, domain: domain.toLowerCase(), confidential: more === CONFIDENTIAL };
  });
}

function readLines<One>(
  text: string,
  read: (fields: readonly string[]) => One | undefined,
): ReadLines<One> {
  const items: One[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const one = read(line.split(',').map((field) => field.trim()));
    if (one === undefined) return { ok: false, line: at + 1 };
    items.push(one);
  }
  return { ok: true, items };
}
