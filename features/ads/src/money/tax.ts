// Which tax a service of advertising bears: dated data of the region. Pure. A change of law is a new row.

import type { TaxLine } from '@jhalak/contracts/ad-money';
import { assert } from '@jhalak/kernel';
import { taxState } from './states.ts';

interface TaxHead {
  name: string;
  rateBps: number;
}

interface TaxRule {
  region: string;
  /** From when on, UTC milliseconds. */
  fromMs: number;
  /** Of the service, as documents must name it. */
  serviceCode?: string;
  serviceName: string;
  /** Where seller and buyer are in one state, and where they are not; the same where the law knows no states. */
  within: readonly TaxHead[];
  across: readonly TaxHead[];
  /** States whose own part has another name. */
  union?: { states: readonly string[]; name: string };
  /** Month, from 0, with which a financial year begins. */
  yearStart: number;
  /** Sentences that every document of the region says. */
  notes: readonly string[];
  author: string;
  source: string;
}

const AUTHOR = 'the Jhalak authors, from the laws named; not legal advice';

const TAX_RULES: readonly TaxRule[] = [
  {
    region: 'in',
    fromMs: Date.UTC(2017, 6, 1),
    serviceCode: '998365',
    serviceName: 'Sale of internet advertising space',
    within: [
      { name: 'CGST', rateBps: 900 },
      { name: 'SGST', rateBps: 900 },
    ],
    across: [{ name: 'IGST', rateBps: 1_800 }],
    union: { states: ['IN-AN', 'IN-CH', 'IN-DH', 'IN-LA', 'IN-LD'], name: 'UTGST' },
    yearStart: 3,
    notes: ['Whether tax is payable on reverse charge basis: No.'],
    author: AUTHOR,
    source:
      'CGST Act 2017 s. 9; IGST Act 2017 s. 5, 12(2); UTGST Act 2017 s. 7; notification 11/2017-CT (Rate), heading 9983: 18 %',
  },
  {
    region: 'id',
    fromMs: Date.UTC(2025, 0, 1),
    serviceName: 'Internet advertising',
    within: [{ name: 'PPN', rateBps: 1_100 }],
    across: [{ name: 'PPN', rateBps: 1_100 }],
    yearStart: 0,
    notes: ['PPN 12 % × DPP nilai lain 11/12 (PMK 131/2024).'],
    author: AUTHOR,
    source: 'UU 7/2021 (HPP) art. 7; PMK 131/2024 art. 3: 12 % of eleven twelfths, which is 11 %',
  },
];

const WHOLE_BPS = 10_000;

export interface TaxPlace {
  region: string;
  atMs: number;
  /** ISO 3166-2; absent: not said. */
  sellerState?: string | undefined;
  buyerState?: string | undefined;
}

/** @returns the rule of a day. @throws Error where none is on record: nothing can be sold there. */
export function taxRule({ region, atMs }: Pick<TaxPlace, 'region' | 'atMs'>): TaxRule {
  const rule = TAX_RULES.filter((one) => one.region === region && one.fromMs <= atMs).at(-1);
  assert(rule, `no tax is on record for ${region}`);
  return rule;
}

/** @returns whose tax is due: a buyer whose state nobody knows is where the seller is (IGST Act s. 12(2)(b)(ii)). */
export function placeOfSupply({ sellerState, buyerState }: TaxPlace): string | undefined {
  return buyerState ?? sellerState;
}

/** @returns names and rates that hold between two places. Cost: none. */
export function taxHeads(place: TaxPlace): TaxHead[] {
  const rule = taxRule(place);
  const { sellerState } = place;
  const at = placeOfSupply(place);
  if (stateOf(at) !== stateOf(sellerState)) return [...rule.across];
  const inUnion = at !== undefined && rule.union?.states.includes(at) === true;
  return rule.within.map((head) =>
    inUnion && head.name === 'SGST' ? { ...head, name: rule.union?.name ?? head.name } : head,
  );
}

// Some states have two codes in use.
function stateOf(code: string | undefined): string | undefined {
  return code === undefined ? undefined : (taxState(code)?.taxCode ?? code);
}

/** @returns each head's tax on an amount, half a unit rounded up. @param net whole units, 0 to 10^11. */
export function taxOn(net: number, heads: readonly TaxHead[]): TaxLine[] {
  return heads.map(({ name, rateBps }) => ({ name, rateBps, amount: partOf(net, rateBps) }));
}

/**
 * @returns the part of a payment's taxes that goes back with the part `back` of its net after `before` of it went back: over
 * all refunds of the whole payment exactly the taxes.
 */
export function taxBack(
  { net, taxes }: { net: number; taxes: readonly TaxLine[] },
  before: number,
  back: number,
): TaxLine[] {
  const until = (part: number, whole: number): number =>
    Number((BigInt(whole) * BigInt(part) * 2n + BigInt(net)) / (BigInt(net) * 2n));
  return taxes.map((tax) => ({
    ...tax,
    amount: until(before + back, tax.amount) - until(before, tax.amount),
  }));
}

export function sumOfTaxes(taxes: readonly TaxLine[]): number {
  return taxes.reduce((sum, tax) => sum + tax.amount, 0);
}

function partOf(net: number, bps: number): number {
  return Math.floor((net * bps + WHOLE_BPS / 2) / WHOLE_BPS);
}

/** @returns `26-27` where a year begins in another month than January, else `2026`; of a day by the region's clocks. */
export function financialYear(localDate: string, region: string, atMs: number): string {
  const year = Number(localDate.slice(0, 4));
  const month = Number(localDate.slice(5, 7)) - 1;
  const { yearStart } = taxRule({ region, atMs });
  if (yearStart === 0) return String(year);
  const first = month < yearStart ? year - 1 : year;
  return `${String(first).slice(2)}-${String(first + 1).slice(2)}`;
}
