// Which frames we keep. What we serve has an even rate: players on cheap phones and remuxing to segments rely on it,
// and a still end of an uneven recording keeps its length. A repeated frame costs the encoder almost nothing.

import type { SourceVideo } from '@jhalak/ports';

/** What to do with a source's frames. */
export interface FrameRatePlan {
  /** Frames a second of the output, as the exact ratio to give to filters. */
  ratio: string;
  perSecond: number;
  /** `thin` before scaling (frames are left out), `fill` after scaling (frames are repeated), `keep` as they are. */
  change: 'keep' | 'thin' | 'fill';
}

/** 30.3 on a phone's clock is 30: do not halve it. */
const TOLERANCE = 1.02;

/** The rates of film and television, which are ratios, and those of phones. */
const EXACT_RATES: readonly (readonly [number, string])[] = [
  [24000 / 1001, '24000/1001'],
  [30000 / 1001, '30000/1001'],
  [24, '24'],
  [25, '25'],
  [30, '30'],
  [15, '15'],
  [20, '20'],
];
/** A rate within this share of an exact one is that one: durations in files are rounded. */
const EXACT_WITHIN = 0.0004;

/** @returns a plan whose rate is at most `frameRateMax` (a hair above it for phones' 30.1), and above 0. */
export function planFrameRate(
  source: Pick<SourceVideo, 'frameRate' | 'variableFrameRate' | 'tickRate'>,
  frameRateMax: number,
): FrameRatePlan {
  const { frameRate, variableFrameRate, tickRate } = source;
  const rateMax = frameRateMax * TOLERANCE;
  if (frameRate > rateMax) {
    // Every second, third, fourth frame: any other thinning shows as a stutter.
    const every = Math.ceil(frameRate / rateMax);
    return { ...exact(frameRate / every), change: 'thin' };
  }
  if (variableFrameRate) {
    // On ticks of a known rate nothing moves; other ticks are the engine's guess, and 30 moves a frame by 17 ms at most.
    const ticksFit = tickRate >= frameRate / TOLERANCE && tickRate <= rateMax;
    const known = ticksFit && exactRate(tickRate) !== undefined;
    return { ...exact(known ? tickRate : frameRateMax), change: 'fill' };
  }
  return { ...exact(frameRate), change: 'keep' };
}

function exact(rate: number): { ratio: string; perSecond: number } {
  const named = exactRate(rate);
  if (named) return { ratio: named[1], perSecond: named[0] };
  const rounded = Math.max(1, Math.round(rate * 1000)) / 1000;
  return { ratio: `${Math.round(rounded * 1000)}/1000`, perSecond: rounded };
}

function exactRate(rate: number): readonly [number, string] | undefined {
  return EXACT_RATES.find(([value]) => Math.abs(value / rate - 1) < EXACT_WITHIN);
}
