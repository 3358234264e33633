// A report as RFC 4180 has it, and as spreadsheets may open it: names come from people, and a cell that begins like a formula would
// be run.

import type { Report, ReportFigures } from '@jhalak/contracts/ad-reports';

const FIGURES = ['shown', 'viewable', 'clicks', 'conversions', 'reach'] as const;
const MONEY = ['spend', 'reversed'] as const;
/** With these a cell is a formula somewhere; the apostrophe says that it is text. */
const FORMULA = /^[=+\-@\t\r\n|%＝＋－＠]/;

/** @returns the report's rows and a total, with a line that says what was filtered. Starts with a mark that tells UTF-8. */
export function reportCsv(report: Report): string {
  const moneyOf = (figures: ReportFigures): (number | string)[] =>
    MONEY.map((one) => money(figures[one], report.minorDigits));
  const head = [
    ...report.by.flatMap((one) => [one, ...(isNamed(report, one) ? [`${one}_name`] : [])]),
    ...[...FIGURES, `spend_${report.currency}`, `taken_back_${report.currency}`],
  ];
  const rows = report.rows.map((row) => [
    ...report.by.flatMap((one) => [
      one === 'hour' ? new Date(Number(row.keys[one])).toISOString() : (row.keys[one] ?? ''),
      ...(isNamed(report, one) ? [row.names[one] ?? ''] : []),
    ]),
    ...FIGURES.map((one) => row[one]),
    ...moneyOf(row),
  ]);
  const blanks = head.length - FIGURES.length - MONEY.length;
  const total = [
    ...Array.from({ length: blanks }, (_one, at) => (at === 0 ? 'total' : '')),
    ...FIGURES.map((one) => report.total[one]),
    ...moneyOf(report.total),
  ];
  const filtered = report.filtered.map(({ reason, events }) => [`filtered: ${reason}`, events]);
  const lines = [head, ...rows, ...(blanks > 0 ? [total] : []), ...filtered];
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

function isNamed(report: Report, dimension: string): boolean {
  return report.rows.some(({ names }) => names[dimension] !== undefined);
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** Exact: no floating point comes near it. A number, so that it can be summed. */
function money(units: number, minorDigits: number): number | string {
  if (minorDigits === 0) return units;
  const digits = String(units).padStart(minorDigits + 1, '0');
  return `${digits.slice(0, -minorDigits)}.${digits.slice(-minorDigits)}`;
}
