// Where reports of one story give different values for the same quantity.

import { labelOf } from './labels.ts';
import type { Mention } from './mentions.ts';
import { sameQuantity } from './same-quantity.ts';
import { sameValue } from './values.ts';

interface StatedValue {
  /** A number, or words (`thousands`, a name, a day). */
  value: number | string;
  /** Ids of the reports that say so, in the order of their coming. */
  reports: readonly string[];
}

export interface Disagreement {
  /** In English, after the words of the reports: `TikTok users, India`. */
  quantity: string;
  /** 2 or more, most reports first. */
  values: readonly StatedValue[];
}

/** Disagreements that a story shows: beyond, something else is wrong. */
const SHOWN_MAX = 12;
/** Mentions compared with each other: the work grows with the square. */
const COMPARED_MAX = 1_500;
/** Reports with more values than this for one quantity talk of several. */
const VALUES_A_REPORT_MAX = 3;

/**
 * @param mentions of all reports of a story, report by report in the order of their coming.
 * @returns what reports differ in, quantities that more reports give first. Cost: quadratic in the mentions of one noun.
 */
export function disagreementsOf(mentions: readonly Mention[]): Disagreement[] {
  return groupsOf(mentions.slice(0, COMPARED_MAX))
    .map((group) => ({ group, values: valuesOf(group) }))
    .filter(({ values }) => values.length > 1)
    .map(({ group, values }) => ({
      quantity: labelOf(group),
      values: values.map(({ mention, reports }) => ({
        value: mention.vague === '' ? mention.value : mention.vague,
        reports,
      })),
    }))
    .toSorted((a, b) => countOf(b) - countOf(a) || (a.quantity < b.quantity ? -1 : 1))
    .slice(0, SHOWN_MAX);
}

function countOf({ values }: Disagreement): number {
  return values.reduce((sum, { reports }) => sum + reports.length, 0);
}

/** Puts mentions of one quantity together. A mention joins a group when it fits most of it, not just one. */
function groupsOf(mentions: readonly Mention[]): Mention[][] {
  const groups: Mention[][] = [];
  for (const mention of mentions) {
    let best: Mention[] | undefined;
    let bestShare = 0.5;
    for (const group of groups) {
      if (group[0]?.noun !== mention.noun || group[0].unit !== mention.unit) continue;
      const share = group.filter((other) => sameQuantity(other, mention)).length / group.length;
      if (share > bestShare || (share === bestShare && best === undefined)) {
        best = group;
        bestShare = share;
      }
    }
    if (best === undefined) groups.push([mention]);
    else best.push(mention);
  }
  return groups;
}

interface ValueGroup {
  mention: Mention;
  reports: string[];
}

/** Each report is put to one value: what it says first, or what it says too and more reports say. */
function valuesOf(group: readonly Mention[]): ValueGroup[] {
  const byReport = new Map<string, Mention[]>();
  for (const mention of group) {
    const list = byReport.get(mention.report) ?? [];
    byReport.set(mention.report, list);
    if (!list.some((other) => sameValue(other, mention))) list.push(mention);
  }
  const values: ValueGroup[] = [];
  // Reports with one value first: they say what others may mean.
  const reports = [...byReport].toSorted(([, a], [, b]) => a.length - b.length);
  for (const [report, stated] of reports) {
    if (stated.length > VALUES_A_REPORT_MAX) continue;
    const known = values
      .filter((value) => stated.some((mention) => sameValue(value.mention, mention)))
      .toSorted((a, b) => b.reports.length - a.reports.length)[0];
    const [mention] = stated;
    if (known !== undefined) known.reports.push(report);
    else if (mention !== undefined) values.push({ mention, reports: [report] });
  }
  const order = [...byReport.keys()];
  for (const value of values) value.reports.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return values.toSorted(
    (a, b) => b.reports.length - a.reports.length || a.mention.value - b.mention.value,
  );
}
