// What people of a sale carry on a disk from the seller's machine to the buyer's, in two goes: most of it before the freeze.

import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sale } from '@jhalak/jhalak';

const BASE = join('packages', '0000');
/** A package's signatures; the rest of a base stays what it was. */
const SIGNED = join(BASE, 'statement.json');

/** The base, sealed, while everybody still writes at the seller's; and what was signed so far. @param to the disk. */
export async function carryBase(sale: Sale, to: string): Promise<void> {
  const from = sale.seller.file('handover', sale.deal);
  await cp(join(from, BASE), join(to, BASE), { recursive: true });
  await sale.follow(sale.seller, sale.buyer);
}

/** What is left for the cut-over: what changed since, signatures, the keys, the public log. */
export async function carryRest(sale: Sale, to: string): Promise<void> {
  const from = sale.seller.file('handover', sale.deal);
  await cp(join(from, SIGNED), join(to, SIGNED));
  const packages = (await readdir(join(from, 'packages'))).map((name) => join('packages', name));
  for (const name of [...packages.filter((one) => one !== BASE), 'parcel'])
    await cp(join(from, name), join(to, name), { recursive: true });
  await cp(sale.seller.file('log'), join(to, 'log'), { recursive: true });
  await sale.follow(sale.seller, sale.buyer);
}
