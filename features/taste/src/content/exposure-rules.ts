// What a region decides about the first showings of a new clip. Tables are data with an author and a date. The learner goes by
// the journal's time, so that a replay comes to the same; a page by its own. A page's receipt needs none of it: what a clip was
// owed stands in it as a number.

/** One table. */
export interface ExposureRules {
  /** ISO date, unique: in force from its beginning (UTC) on. */
  date: string;
  author: string;
  why: string;
  /** Showings by the end of each stage, rising; at most 200 stages. A clip that is in a stage beyond the last has had its share. */
  stages: readonly number[];
  /** Part of the house's average that a clip must reach: a showing that nobody chose holds people less than one that was chosen for them. */
  barPart: number;
  /** No clip is judged by fewer showings. */
  judgedFrom: number;
  /** Normal deviate of the bounds by which a clip is stopped or proven within a stage; 1.28 is one-sided, a tenth. */
  boundZ: number;
  /** Above the bar by its lower bound a clip needs no more help, from this many showings on. */
  provenFrom: number;
  /** Days after it was published for which a clip is owed anything: news is news. */
  owedForDays: number;
}

/** Newest last. */
export const EXPOSURE_TABLES: readonly [ExposureRules, ...ExposureRules[]] = [
  {
    date: '2026-11-22',
    author: 'the founders',
    why: 'set by hand; what these showings cost and find stands in docs/measurements/coldstart.md',
    stages: [20, 100, 400],
    barPart: 0.85,
    judgedFrom: 12,
    boundZ: 1.28,
    provenFrom: 50,
    owedForDays: 14,
  },
];
