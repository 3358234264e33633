// The privacy floor of reports. Figures by language, genre or state are told in whole atoms: one creative of one line item in one
// placement on one day, to one audience. A small atom is folded into `other`, and so is the next larger one until what is folded is
// no longer small. Whatever is asked, the same atoms are told: two reports that are taken from each other show nothing more. Pure.

import { REPORT_FLOOR, REPORT_OTHER, type ReportFigures } from '@jhalak/contracts/ad-reports';

export type Figures = ReportFigures;

export const NO_FIGURES: Figures = {
  ...{ shown: 0, viewable: 0, clicks: 0, conversions: 0, reach: 0, spend: 0 },
  reversed: 0,
};

/** One audience's figures in a group of everything that is not audience. */
export interface Atom {
  /** The same for all audiences of one creative, line item, placement and day. */
  group: string;
  /** Language, genre or state. */
  audience: string;
  figures: Figures;
}

/** @returns the same atoms, small ones under `other`; their figures sum to the same. Cost: sorts each group. */
export function fold<One extends Atom>(atoms: readonly One[], floor = REPORT_FLOOR): One[] {
  return [...Map.groupBy(atoms, ({ group }) => group).values()].flatMap((group) => {
    // Ties by name, so that every report folds the same ones.
    const rising = group.toSorted(
      (one, other) =>
        one.figures.shown - other.figures.shown || (one.audience < other.audience ? -1 : 1),
    );
    let folded = 0;
    return rising.map((atom) => {
      // What is folded must itself be no small cell: one more joins until it is not.
      const small = atom.figures.shown < floor || (folded > 0 && folded < floor);
      if (!small) return atom;
      folded += atom.figures.shown;
      return { ...atom, audience: REPORT_OTHER };
    });
  });
}

export function add(one: Figures, other: Figures): Figures {
  return {
    shown: one.shown + other.shown,
    viewable: one.viewable + other.viewable,
    clicks: one.clicks + other.clicks,
    conversions: one.conversions + other.conversions,
    reach: one.reach + other.reach,
    spend: one.spend + other.spend,
    reversed: one.reversed + other.reversed,
  };
}
