// Making a document: who stands on it, its number, its digest. It is written once and never changed; the same thing asked for
// again is the same document.

import { createHash } from 'node:crypto';
import type { AdDocument, DocumentKind, Party, TaxLine } from '@jhalak/contracts/ad-money';
import { assert, MINUTE_MS } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { buyerParty, sellerParty } from '../sellers.ts';
import { taxState } from '../states.ts';
import { financialYear, placeOfSupply, sumOfTaxes, taxRule } from '../tax.ts';
import { readAdvertiser, tell, type MoneyDeps } from '../types.ts';

/** What only this document says. */
export interface Draft {
  organisation: string;
  kind: DocumentKind;
  /** What it is for: it is made once for it. */
  about: string;
  isTest: boolean;
  month?: string;
  lines: AdDocument['lines'];
  taxes: TaxLine[];
  refersTo?: AdDocument['refersTo'];
  notes: string[];
}

export interface IssuedDocument {
  id: string;
  number: string;
  date: string;
}

/** Sixteen characters at most stand in a number (rule 46(b)). */
const SERIES: Readonly<Record<DocumentKind, string>> = {
  receipt: 'RV',
  invoice: 'TI',
  refund: 'RF',
  credit: 'CN',
};
const NUMBER_DIGITS = 6;
const TEST_NOTE = 'TEST: no money moved. This document is worth nothing.';

/** @returns the document; the one that is there when there is one. Cost: eight statements. */
export async function issueDocument(
  deps: MoneyDeps,
  tx: Tx,
  draft: Draft,
): Promise<IssuedDocument> {
  const known = await findAbout(tx, draft);
  if (known !== undefined) return known;
  const advertiser = await readAdvertiser(tx, draft.organisation);
  const seller = await sellerParty(tx, draft.isTest);
  assert(seller, 'nothing is paid for before the operator said who it is');
  const buyer = await buyerParty(tx, advertiser);
  const issuedAtMs = deps.clock.nowMs();
  const date = localDate(deps, issuedAtMs);
  const number = await nextNumber(deps, tx, draft, date);
  const content = contentOf(deps, draft, { seller, buyer }, { number, date, issuedAtMs });
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  await tx.query(
    {
      name: 'ads.issue_document',
      text: `INSERT INTO ad_documents (organisation, document_id, kind, number, about, content, digest, issued_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    },
    [
      ...[draft.organisation, content.id, draft.kind, number, draft.about],
      ...[JSON.stringify(content), digest, issuedAtMs],
    ],
  );
  const told = { table: 'ad_documents', id: content.id };
  await tell(deps, tx, draft.organisation, `${draft.kind}_issued`, told);
  return { id: content.id, number, date };
}

/** @returns a day by the region's clocks, `2026-11-23`. */
export function localDate({ ledger }: Pick<MoneyDeps, 'ledger'>, atMs: number): string {
  return new Date(atMs + ledger.book().offsetMinutes * MINUTE_MS).toISOString().slice(0, 10);
}

async function findAbout(tx: Tx, draft: Draft): Promise<IssuedDocument | undefined> {
  const [row] = await tx.query<{ document_id: string; number: string; date: string }>(
    {
      name: 'ads.document_about',
      text: `SELECT document_id, number, content->>'date' AS date FROM ad_documents
        WHERE organisation = $1 AND kind = $2 AND about = $3`,
    },
    [draft.organisation, draft.kind, draft.about],
  );
  return row === undefined
    ? undefined
    : { id: row.document_id, number: row.number, date: row.date };
}

// Whoever makes the next document of a series waits until this one is committed, or was given up: so there are no gaps.
async function nextNumber(deps: MoneyDeps, tx: Tx, draft: Draft, date: string): Promise<string> {
  const series = `${draft.isTest ? 'T' : ''}${SERIES[draft.kind]}`;
  const year = financialYear(date, deps.region, deps.clock.nowMs());
  const [row] = await tx.query<{ last_number: number }>(
    {
      name: 'ads.next_number',
      text: `INSERT INTO ad_document_numbers AS n (series, year, last_number) VALUES ($1, $2, 1)
        ON CONFLICT (series, year) DO UPDATE SET last_number = n.last_number + 1 RETURNING last_number`,
    },
    [series, year],
  );
  return `${series}/${year}/${String(row?.last_number ?? 1).padStart(NUMBER_DIGITS, '0')}`;
}

function contentOf(
  deps: MoneyDeps,
  draft: Draft,
  { seller, buyer }: { seller: Party; buyer: Party },
  said: { number: string; date: string; issuedAtMs: number },
): Omit<AdDocument, 'digest'> {
  const { currency, minorDigits } = deps.ledger.book();
  const rule = taxRule({ region: deps.region, atMs: said.issuedAtMs });
  const net = draft.lines.reduce((sum, line) => sum + line.net, 0);
  const states = { sellerState: seller.state?.code, buyerState: buyer.state?.code };
  const place = placeOfSupply({ region: deps.region, atMs: said.issuedAtMs, ...states });
  return {
    ...{ id: deps.ids.next(), organisation: draft.organisation, kind: draft.kind },
    ...{ number: said.number, test: draft.isTest, issuedAtMs: said.issuedAtMs, date: said.date },
    ...(draft.month !== undefined && { month: draft.month }),
    ...{ seller, buyer },
    ...(place !== undefined && { placeOfSupply: taxState(place) ?? { name: place } }),
    ...(rule.serviceCode !== undefined && { serviceCode: rule.serviceCode }),
    ...{ currency, minorDigits, lines: draft.lines, net, taxes: draft.taxes },
    total: net + sumOfTaxes(draft.taxes),
    ...(draft.refersTo !== undefined && { refersTo: draft.refersTo }),
    notes: [...(draft.isTest ? [TEST_NOTE] : []), ...rule.notes, ...draft.notes],
  };
}
