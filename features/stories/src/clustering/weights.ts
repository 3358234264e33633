// What each measure of a comparison weighs, in the order of MEASURES. Fitted; see comparison.ts.

export const SAME_LANGUAGE: readonly number[] = [
  -5, 4, 3, 4, 2, 2, 3, 8, 1, 2, 0.5, -0.5, -2, -3, 6,
];

export const CROSS_LANGUAGE: readonly number[] = [
  -5, 6, 4, 5, 3, 3, 4, 0, 2, 3, 0.8, -0.5, -2, -3, 0,
];
