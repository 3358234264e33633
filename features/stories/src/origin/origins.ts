// What a report rests on: a medium that it names, or its own work. Reports with one origin count once: five papers that
// retell Bloomberg are one voice.

import type { ReadArticle } from '../text/read-article.ts';
import { likeness } from '../clustering/signature.ts';
import { attributionsOf, ownReporting, type Attribution } from './attribution.ts';
import { knownMedia, unknownMedia } from './media-names.ts';

export interface ReportOrigin {
  /** Equal for reports that rest on the same. */
  key: string;
  /** The medium as it is shown; the publisher, or else the report's id, for own reporting. */
  name: string;
  own: boolean;
}

/** A source named only this late in an article (as a share of its sentences) carries the background. */
const LATE_SHARE = 0.6;
/** Short articles are looked at whole. */
const SENTENCES_SURE = 5;
/** How little a source counts that is named for an earlier report. */
const BACKGROUND_SHARE = 0.1;
/** Copies of one text: MinHash estimate. Two papers' own sentences about one event stay far below. */
const COPY_MIN = 0.7;

/** @returns the one origin of a report. Cost: that of `attributionsOf`. */
function originOf(read: ReadArticle): ReportOrigin {
  const { id, publisher } = read.article;
  const own = ownOrigin(id, publisher);
  const scores = new Map<string, { source: Attribution['source']; score: number; first: number }>();
  const reach = Math.max(SENTENCES_SURE, Math.ceil(read.sentences.length * LATE_SHARE));
  for (const { source, sentence, background, cited } of attributionsOf(read)) {
    if (sentence >= reach) continue;
    const score = ((cited ? 2 : 1) * (background ? BACKGROUND_SHARE : 1)) / (1 + 0.3 * sentence);
    const before = scores.get(source.key);
    scores.set(source.key, {
      source,
      score: score + (before?.score ?? 0),
      first: Math.min(sentence, before?.first ?? sentence),
    });
  }
  const [best] = [...scores.values()].toSorted((a, b) => b.score - a.score || a.first - b.first);
  if (best === undefined || best.score < BACKGROUND_SHARE + 0.01 || best.source.key === own.key)
    return own;
  const asked = ownReporting(read);
  // Who heard it first-hand, and names a medium only later, reports itself.
  if (asked >= 0 && asked < best.first && asked <= 2) return own;
  return { key: best.source.key, name: best.source.name, own: false };
}

function ownOrigin(id: string, publisher: string): ReportOrigin {
  if (publisher === '') return { key: `r:${id}`, name: id, own: true };
  const words = publisher.split(' ');
  const medium = knownMedia(words) ?? unknownMedia(words);
  return { key: medium?.key ?? `r:${publisher}`, name: publisher, own: true };
}

/**
 * @param reports with their signatures, in the order of their coming.
 * @returns each report's origin; copies of a report share that report's.
 */
export function originsOf(
  reports: readonly { read: ReadArticle; signature: Uint32Array }[],
): Map<string, ReportOrigin> {
  const found = new Map<string, ReportOrigin>();
  for (const [index, { read, signature }] of reports.entries()) {
    const origin = originOf(read);
    const earlier = reports
      .slice(0, index)
      .find((other) => likeness(other.signature, signature) >= COPY_MIN);
    const copied = earlier === undefined ? undefined : found.get(earlier.read.article.id);
    found.set(read.article.id, origin.own && copied !== undefined ? copied : origin);
  }
  return found;
}
