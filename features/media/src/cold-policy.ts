// When a file moves to the slower disk, where the operator has one. Dated data: the newest that has begun holds.

/** One rule, from a day on. */
export interface ColdPolicy {
  /** UTC milliseconds. */
  fromMs: number;
  /** Days since a clip was published, and since it was shown to anybody last; of an original: since it was kept. At most 89: so long is it known when a clip was shown. */
  quietDays: number;
  author: string;
  why: string;
}

const COLD_POLICIES: readonly ColdPolicy[] = [
  {
    fromMs: Date.UTC(2026, 10, 1),
    quietDays: 30,
    author: 'Jhalak',
    why: 'a clip that nobody was shown for a month is seldom shown again; chosen, not measured',
  },
];

/** @returns the rule in force; undefined before the first: nothing moves. Pure. */
export function coldPolicyAt(
  nowMs: number,
  policies: readonly ColdPolicy[] = COLD_POLICIES,
): ColdPolicy | undefined {
  return policies
    .filter(({ fromMs }) => fromMs <= nowMs)
    .toSorted((one, other) => other.fromMs - one.fromMs)[0];
}
