// Colours and gradients as the painter wants them.

/** Red, green, blue, each 0 to 255; fractions are allowed. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A stop of a gradient: where (0 to 1), which colour, how opaque (0 to 1, 1 when left out). */
export type RampStop = readonly [at: number, colour: Colour, opacity?: number];

/** A gradient in RAMP_STEPS steps of red, green, blue (0 to 255 * 256) and opacity (0 to 256). */
export type Ramp = Int32Array;

/** More steps than an 8-bit channel has levels show no difference; blend.ts keeps a step in a byte. */
export const RAMP_STEPS = 256;

/** @param text `#rrggbb`. */
export function hex(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** @param share 0 gives `from`, 1 gives `to`. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/**
 * Bakes a gradient.
 *
 * @param stops ascending by place; before the first and after the last the nearest stop holds.
 * Cost: 20 microseconds; make it once per clip, not per frame.
 */
export function ramp(...stops: readonly RampStop[]): Ramp {
  const baked = new Int32Array(RAMP_STEPS * 4);
  for (let step = 0; step < RAMP_STEPS; step += 1) {
    baked.set(colourAt(stops, step / (RAMP_STEPS - 1)), step * 4);
  }
  return baked;
}

function colourAt(stops: readonly RampStop[], place: number): readonly number[] {
  const after = stops.findIndex(([at]) => at >= place);
  const next = stops[after === -1 ? stops.length - 1 : after];
  const previous = stops[after === -1 ? stops.length - 1 : Math.max(0, after - 1)];
  if (next === undefined || previous === undefined) throw new Error('a gradient needs a stop');
  const width = next[0] - previous[0];
  const share = width <= 0 ? 1 : Math.min(1, Math.max(0, (place - previous[0]) / width));
  const fromOpacity = previous[2] ?? 1;
  const opacity = fromOpacity + ((next[2] ?? 1) - fromOpacity) * share;
  const [red, green, blue] = mix(previous[1], next[1], share);
  return [red * 256, green * 256, blue * 256, opacity * 256];
}

/** House colours of the "diya at night" look. */
export const HOUSE = {
  night: hex('#120c18'),
  raat: hex('#1d1426'),
  plum: hex('#2c1f38'),
  line: hex('#7a668c'),
  chalk: hex('#fff4e6'),
  mist: hex('#bcaec9'),
  kesari: hex('#ff6b2c'),
  marigold: hex('#ffc145'),
  gulal: hex('#ff3d7f'),
  peacock: hex('#16b8a6'),
} as const;
