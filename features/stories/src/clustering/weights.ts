// What each measure of a comparison weighs, in the order of MEASURES. Fitted; see comparison.ts.

export const SAME_LANGUAGE: readonly number[] = [
  -5.48, 5.3, 1.61, 4.61, 0, -2.44, 1.75, 3.09, 1.58, 1.44, 0.95, -3, -2.46, 0, -1.27, -3.5, -3, 6,
];

export const CROSS_LANGUAGE: readonly number[] = [
  -6.92, 4.57, 2.19, 3.15, 0, -1.22, 3.44, 4.63, 0, 3.32, 2.82, -3, -2.88, 2.14, 0, -3.5, -3, 0,
];
