// A document on A4. What it says is decided elsewhere; nothing is computed here.

import type { AdDocument, DocumentKind, Party } from '@jhalak/contracts/ad-money';
import { Typesetter, type Style } from './typesetter.ts';

const PAGE = { width: 595, height: 842, margin: 48 };
const RIGHT = PAGE.width - PAGE.margin;
const WIDTH = PAGE.width - 2 * PAGE.margin;
/** Below this a table goes on overleaf. */
const BOTTOM = PAGE.height - 72;
/** Lines of one document: an advertiser has CAMPAIGNS_MAX. */
const SHEETS_MAX = 60;

const INK = '#1c1914';
const FAINT = '#6b6455';
const RULE = '#cfc7b6';
const text = (sizePt: number, weight: Style['weight'] = 400, colour = INK): Style => ({
  ...{ sizePt, weight, colour },
});
const BODY = text(9.5);
const BOLD = text(9.5, 700);
const LABEL = text(7.5, 400, FAINT);

const TITLE: Readonly<Record<DocumentKind, string>> = {
  receipt: 'Receipt voucher',
  invoice: 'Tax invoice',
  refund: 'Refund voucher',
  credit: 'Credit note',
};
const REFERS: Readonly<Record<DocumentKind, string>> = {
  receipt: 'Refers to',
  invoice: 'Refers to',
  refund: 'Receipt voucher',
  credit: 'Changes invoice',
};

/** @returns the bytes of a PDF. Cost: some 150 ms, most of it reading fonts. */
export async function documentPdf(document: AdDocument): Promise<Buffer> {
  const title = `${TITLE[document.kind]} ${document.number}`;
  const sheet = new Typesetter({ title, createdAtMs: document.issuedAtMs });
  let y = head(sheet, document);
  y = parties(sheet, document, y);
  y = table(sheet, document, y);
  y = totals(sheet, document, y);
  notes(sheet, document, y);
  feet(sheet, document);
  return await sheet.end();
}

function head(sheet: Typesetter, document: AdDocument): number {
  testBand(sheet, document);
  const top = document.test ? 74 : 58;
  const title = document.test ? `TEST · ${TITLE[document.kind]}` : TITLE[document.kind];
  sheet.line(title, PAGE.margin, top + 12, text(21, 700));
  const facts: [string, string][] = [
    ['Number', document.number],
    ['Date', document.date],
    ...(document.month === undefined ? [] : [['Supplied in', document.month] as [string, string]]),
    ...(document.refersTo === undefined
      ? []
      : ([
          [REFERS[document.kind], document.refersTo.number],
          ['of', document.refersTo.date],
        ] as [string, string][])),
  ];
  let y = top;
  for (const [label, value] of facts) {
    sheet.line(label, RIGHT - 120, y + 4, LABEL, 'right');
    sheet.line(value, RIGHT, y + 4, BOLD, 'right');
    y += 15;
  }
  return Math.max(y, top + 24) + 14;
}

function testBand(sheet: Typesetter, { test }: AdDocument): void {
  if (!test) return;
  sheet.doc.rect(0, 0, PAGE.width, 34).fill('#f6c945');
  sheet.line('TEST · no money moved · worth nothing', PAGE.margin, 22, text(11, 700, '#241b00'));
}

function parties(sheet: Typesetter, document: AdDocument, y: number): number {
  const half = WIDTH / 2 - 12;
  const left = party(sheet, 'From', document.seller, { x: PAGE.margin, y }, half);
  const right = party(sheet, 'To', document.buyer, { x: PAGE.margin + half + 24, y }, half);
  const place = document.placeOfSupply;
  const facts = [
    ...(place === undefined
      ? []
      : [`Place of supply: ${[place.taxCode, place.name].filter(Boolean).join(' ')}`]),
    ...(document.serviceCode === undefined ? [] : [`SAC: ${document.serviceCode}`]),
    `Currency: ${document.currency}`,
  ];
  const under = Math.max(left, right) + 6;
  sheet.line(facts.join('   ·   '), PAGE.margin, under + 8, BODY);
  return under + 28;
}

function party(
  sheet: Typesetter,
  label: string,
  who: Party,
  at: { x: number; y: number },
  width: number,
): number {
  let { y } = at;
  const write = (words: string, style: Style): void => {
    for (const line of sheet.wrap(words, width, style)) {
      sheet.line(line, at.x, (y += 13.5), style);
    }
  };
  sheet.line(label, at.x, y, LABEL);
  write(who.legalName, BOLD);
  if (who.address !== undefined) write(who.address, BODY);
  if (who.state !== undefined) {
    const code = who.state.taxCode === undefined ? '' : ` (code ${who.state.taxCode})`;
    write(`${who.state.name}${code}`, BODY);
  }
  const tax =
    who.taxId === undefined ? 'Not registered for tax' : `Tax number (GSTIN): ${who.taxId}`;
  write(tax, BODY);
  return y + 12;
}

function table(sheet: Typesetter, document: AdDocument, from: number): number {
  const AMOUNT_WIDTH = 110;
  let y = columns(sheet, from);
  let sheets = 1;
  for (const [index, line] of document.lines.entries()) {
    const what = sheet.wrap(`${index + 1}. ${line.what}`, WIDTH - AMOUNT_WIDTH, BODY);
    if (y + what.length * 13 > BOTTOM && sheets < SHEETS_MAX) {
      sheet.doc.addPage();
      testBand(sheet, document);
      y = columns(sheet, document.test ? 70 : 56);
      sheets += 1;
    }
    sheet.line(amountText(line.net, document), RIGHT, y + 12, BODY, 'right');
    for (const one of what) sheet.line(one, PAGE.margin, (y += 13) - 1, BODY);
    y += 6;
  }
  return y;
}

function columns(sheet: Typesetter, y: number): number {
  sheet.line('Description of service', PAGE.margin, y, LABEL);
  sheet.line('Taxable value', RIGHT, y, LABEL, 'right');
  rule(sheet, y + 6);
  return y + 12;
}

function rule(sheet: Typesetter, y: number): void {
  sheet.doc.moveTo(PAGE.margin, y).lineTo(RIGHT, y).lineWidth(0.6).stroke(RULE);
}

function totals(sheet: Typesetter, document: AdDocument, from: number): number {
  const ROW = 16;
  let y = from;
  if (y + (document.taxes.length + 3) * ROW > BOTTOM) {
    sheet.doc.addPage();
    testBand(sheet, document);
    y = 64;
  }
  rule(sheet, y + 2);
  const rows: [string, number, Style][] = [
    ['Taxable value', document.net, BODY],
    ...document.taxes.map((tax): [string, number, Style] => [
      `${tax.name} ${tax.rateBps / 100} %`,
      tax.amount,
      BODY,
    ]),
    ['Total', document.total, text(12, 700)],
  ];
  for (const [label, amount, style] of rows) {
    y += ROW + (style === BODY ? 0 : 4);
    sheet.line(label, RIGHT - 150, y, style, 'right');
    sheet.line(amountText(amount, document), RIGHT, y, style, 'right');
  }
  return y + 26;
}

function notes(sheet: Typesetter, document: AdDocument, from: number): void {
  let y = from;
  const said = [...document.notes, `Digest (SHA-256): ${document.digest}`];
  for (const note of said)
    for (const line of sheet.wrap(note, WIDTH, LABEL)) {
      if (y > BOTTOM) {
        sheet.doc.addPage();
        testBand(sheet, document);
        y = 64;
      }
      sheet.line(line, PAGE.margin, y, LABEL);
      y += 11;
    }
}

function feet(sheet: Typesetter, document: AdDocument): void {
  const { count } = sheet.doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    sheet.doc.switchToPage(index);
    const y = PAGE.height - 34;
    sheet.line(`${TITLE[document.kind]} ${document.number}`, PAGE.margin, y, LABEL);
    sheet.line(`Sheet ${index + 1} of ${count}`, RIGHT, y, LABEL, 'right');
  }
}

/** Digits grouped as a reader of the currency groups them. Exact: no fraction of a unit is ever made. */
function amountText(amount: number, { currency, minorDigits }: AdDocument): string {
  const whole = Math.trunc(Math.abs(amount) / 10 ** minorDigits);
  const rest = String(Math.abs(amount) % 10 ** minorDigits).padStart(minorDigits, '0');
  const grouped = new Intl.NumberFormat(currency === 'INR' ? 'en-IN' : 'en').format(whole);
  const sign = currency === 'INR' ? '₹' : `${currency} `;
  return `${amount < 0 ? '−' : ''}${sign}${grouped}${minorDigits === 0 ? '' : `.${rest}`}`;
}
