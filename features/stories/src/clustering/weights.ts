// What each measure of a comparison weighs, in the order of MEASURES. Fitted; see comparison.ts.

export const SAME_LANGUAGE: readonly number[] = [
  -5.85, 6.11, 2.15, 4.61, 0, 1.74, 3.03, 1.58, 1.19, 0.92, -3, -2.44, 0, -1.35, -3.5, -3, 6,
];

export const CROSS_LANGUAGE: readonly number[] = [
  -6.68, 4.88, 2.3, 3.3, 0.38, 3.14, 4.17, 0, 3.64, 2.84, -3, -3, 1.85, 0, -3.5, -3, 0,
];
