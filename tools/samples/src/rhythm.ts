// The beat that picture and sound of a clip share: drums on screen are struck when they are heard.

/** One bar has this many steps (sixteenth notes of a 4/4 bar). */
export const STEPS_A_BAR = 16;

/** A repeating bar; each voice names the steps on which it sounds. */
export interface Rhythm {
  readonly stepS: number;
  /** The low voice (drum bass, step of a dancer, bounce). */
  readonly low: readonly number[];
  /** The high voice (drum rim, bell, spark). */
  readonly high: readonly number[];
}

/** Speed by genre in beats a minute: gentle ones below 90. */
const BEATS_A_MINUTE = {
  music: 92,
  dance: 112,
  comedy: 120,
  sports: 104,
  food: 84,
  travel: 96,
  news: 108,
  learning: 88,
} as const;

/** Bars that were played for ages: keherwa, dadra-like, dhamaal, a walking four. */
const PATTERNS: readonly (readonly [low: readonly number[], high: readonly number[]])[] = [
  [
    [0, 6, 8],
    [2, 4, 10, 12, 14],
  ],
  [
    [0, 3, 8, 11],
    [4, 6, 12, 14],
  ],
  [
    [0, 4, 8, 12],
    [2, 6, 10, 14, 15],
  ],
  [
    [0, 7, 10],
    [3, 4, 8, 12, 13],
  ],
];

/** @param variant any non-negative integer: chooses the bar and shifts the speed by up to 8 %. */
export function rhythmOf(genre: keyof typeof BEATS_A_MINUTE, variant: number): Rhythm {
  const pattern = PATTERNS[variant % PATTERNS.length] ?? PATTERNS[0];
  if (pattern === undefined) throw new Error('no patterns');
  const speed = BEATS_A_MINUTE[genre] * (0.96 + ((variant >> 3) % 5) * 0.03);
  return { stepS: 60 / speed / 4, low: pattern[0], high: pattern[1] };
}

/**
 * How long ago a voice last sounded.
 *
 * @returns seconds since the last stroke, and how many strokes came before it.
 */
export function sinceStroke(
  rhythm: Rhythm,
  voice: readonly number[],
  s: number,
): { readonly agoS: number; readonly count: number } {
  const step = s / rhythm.stepS;
  const bar = Math.floor(step / STEPS_A_BAR);
  const inBar = step - bar * STEPS_A_BAR;
  let agoSteps = inBar + STEPS_A_BAR - (voice.at(-1) ?? 0);
  let count = bar * voice.length - 1;
  for (const [index, place] of voice.entries()) {
    if (place > inBar) break;
    agoSteps = inBar - place;
    count = bar * voice.length + index;
  }
  return { agoS: agoSteps * rhythm.stepS, count };
}

/** @returns 1 at each stroke of the voice, falling to nothing over about `fallS` seconds. */
export function pulse(rhythm: Rhythm, voice: readonly number[], s: number, fallS = 0.25): number {
  return Math.exp(-sinceStroke(rhythm, voice, s).agoS / fallS);
}
