// What the lab may switch off to measure the rest: exploration and caps, single sources, single features. A cell that
// serves people is made without it.

/** Only for measuring. */
export interface FeedLab {
  /** The best by score alone: no exploration, no caps, nothing that was seen. */
  plain: boolean;
  /** Sources and features, by name, that are left out. */
  without: readonly string[];
}

/** @returns the weights, those of features that are left out as 0. */
export function keptWeights<Weights extends object>(weights: Weights, lab?: FeedLab): Weights {
  const gone = (lab?.without ?? []).filter((name) => name in weights);
  return gone.length === 0
    ? weights
    : { ...weights, ...Object.fromEntries(gone.map((name) => [name, 0])) };
}

/** @returns the parts that are not left out. */
export function keptParts<Part extends { name: string }>(
  parts: readonly Part[],
  lab?: FeedLab,
): Part[] {
  return parts.filter(({ name }) => lab?.without.includes(name) !== true);
}
