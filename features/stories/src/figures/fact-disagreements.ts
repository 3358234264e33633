// Where reports of one story name different people for one office, or different days for one act.

import type { Disagreement } from './disagreements.ts';
import type { Fact } from './facts.ts';

/** Shared context (Jaccard) of two sentences that give a day for one act. */
const CONTEXT_MIN = 0.2;
/** Facts of one story that are compared. */
const COMPARED_MAX = 600;

/** @param facts of all reports, report by report. @returns offices and days that differ. */
export function factDisagreements(facts: readonly Fact[]): Disagreement[] {
  const groups: Fact[][] = [];
  for (const fact of facts.slice(0, COMPARED_MAX)) {
    const group = groups.find((one) => one.every((other) => sameThing(other, fact)));
    if (group === undefined) groups.push([fact]);
    else group.push(fact);
  }
  return groups.flatMap((group) => {
    const values = valuesOf(group);
    return values.length < 2 ? [] : [{ quantity: labelOf(group), values }];
  });
}

function sameThing(a: Fact, b: Fact): boolean {
  if (a.of !== b.of) return false;
  const owned = a.owners.some((key) => b.owners.includes(key));
  // `The deal closes on 30 September`: in one story the deal is the same one.
  const nobodys = a.owners.length === 0 && b.owners.length === 0;
  if (a.of.startsWith('date:')) return (owned || nobodys) && sharedContext(a, b) >= CONTEXT_MIN;
  // The same people are the same office, whosever it is called.
  return owned || a.owners.length === 0 || b.owners.length === 0 || sameName(a.keys, b.keys);
}

function valuesOf(group: readonly Fact[]): { value: string; reports: string[] }[] {
  const byReport = new Map<string, Fact[]>();
  for (const fact of group) {
    const list = byReport.get(fact.report) ?? [];
    byReport.set(fact.report, list);
    const known = list.findIndex((other) => sameName(other.keys, fact.keys));
    if (known < 0) list.push(fact);
    else if (fact.keys.length > (list[known]?.keys.length ?? 0)) list[known] = fact;
  }
  const values: { fact: Fact; value: string; reports: string[] }[] = [];
  for (const [report, stated] of byReport) {
    const [fact] = stated;
    // Two holders in one report: an old and a new one, or two offices.
    if (fact === undefined || stated.length > 1) continue;
    const known = values.find((value) => sameName(value.fact.keys, fact.keys));
    if (known === undefined) values.push({ fact, value: fact.value, reports: [report] });
    else {
      known.reports.push(report);
      if (fact.keys.length > known.fact.keys.length)
        Object.assign(known, { fact, value: fact.value });
    }
  }
  return values
    .toSorted((a, b) => b.reports.length - a.reports.length)
    .map(({ value, reports }) => ({ value, reports }));
}

/** One name holds the other: `Thiel` is `Peter Thiel`; sounds may differ by one letter between scripts. */
function sameName(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.every((key) => long.some((other) => sameSound(key, other)));
}

function sameSound(a: string, b: string): boolean {
  if (a === b) return true;
  if (/^\d/.test(a) || Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 5)
    return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  const rest = short.length === long.length ? short.slice(at + 1) : short.slice(at);
  return rest === long.slice(at + 1);
}

function sharedContext(a: Fact, b: Fact): number {
  let shared = 0;
  for (const key of a.context) if (b.context.has(key)) shared += 1;
  return shared / Math.max(1, a.context.size + b.context.size - shared);
}

function labelOf(group: readonly Fact[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const what = first.of.startsWith('date:')
    ? `date of ${first.of.slice(5).replaceAll('_', ' ')}`
    : first.of.replaceAll('_', ' ');
  const owner =
    group.map(({ ownerText }) => ownerText).find((text) => /^\p{Script=Latin}/u.test(text)) ??
    first.ownerText;
  return owner === '' ? what : `${what}, ${owner}`;
}
