// What each measure of a comparison weighs, in the order of MEASURES. Fitted; see comparison.ts.

export const SAME_LANGUAGE: readonly number[] = [
  -4.59, 2.35, 0, 1.53, 1.85, -3, 2.02, 3.12, -2.93, 2.34, 2.66, 2.12, 1.34, -3, -2.14, 0, -1.68,
  -3.5, -3, 6,
];

export const CROSS_LANGUAGE: readonly number[] = [
  -6.43, 3.21, 0.22, 2.78, 1.55, -1.74, 3.46, 4.46, -2.57, 1.09, 0, 2.83, 4.01, -3, -2.2, 1.7,
  -1.13, -3.5, -3, 0,
];
