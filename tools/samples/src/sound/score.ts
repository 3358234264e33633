// What a clip sounds like: per genre a small arrangement over the clip's own rhythm, in a scale that
// goes with its language. Gentle on purpose: feeds loop.

import { seededRandom } from '@jhalak/kernel';
import type { Random } from '@jhalak/kernel';

import { rhythmOf, STEPS_A_BAR } from '../rhythm.ts';
import type { Rhythm } from '../rhythm.ts';
import type { SampleClip, SampleGenre, SampleLanguage } from '../sample-types.ts';
import {
  bell,
  drumHigh,
  drumLow,
  flute,
  noiseBed,
  pad,
  pluck,
  shake,
  silence,
  slide,
} from './instruments.ts';
import type { Recording } from './instruments.ts';

/** Five notes an octave, in semitones over the root. */
const SCALES: Record<SampleLanguage, readonly [number, number, number, number, number]> = {
  en: [0, 2, 4, 7, 9],
  hi: [0, 2, 4, 7, 9],
  ta: [0, 2, 4, 7, 11],
  te: [0, 3, 5, 8, 10],
  id: [0, 1, 3, 7, 8],
  bn: [0, 2, 4, 5, 9],
  mr: [0, 2, 5, 7, 9],
  gu: [0, 2, 5, 7, 10],
};

interface Band {
  readonly recording: Recording;
  readonly rhythm: Rhythm;
  readonly random: Random;
  readonly durationS: number;
  /** Frequency of a note of the scale; 5 is an octave above 0. */
  hz(degree: number): number;
  /** A melody that walks by small steps: the degree for its n-th note. */
  readonly melody: readonly number[];
}

const MELODY_NOTES = 64;

/** @returns the clip's sound before mastering. Cost: 50 to 250 ms. */
export function playClip(clip: SampleClip): Recording {
  const random = seededRandom(clip.seed ^ 0x5eed);
  const durationS = clip.durationMs / 1000;
  const scale = SCALES[clip.language];
  const root = 130.8 * 2 ** (random.below(6) / 12);
  const melody: number[] = [];
  let degree = random.below(5);
  for (let note = 0; note < MELODY_NOTES; note += 1) {
    degree = Math.max(-1, Math.min(8, degree + random.below(5) - 2));
    melody.push(degree);
  }
  const band: Band = {
    recording: silence(durationS),
    rhythm: rhythmOf(clip.genre, clip.seed),
    random,
    durationS,
    melody,
    hz: (note) => {
      const octave = Math.floor(note / 5);
      return root * 2 ** (octave + (scale[note - octave * 5] ?? 0) / 12);
    },
  };
  ARRANGEMENTS[clip.genre](band);
  return band.recording;
}

/** Calls `play` at every step of the clip that the voice names, until just before the end. */
function eachStroke(
  band: Band,
  voice: readonly number[],
  play: (atS: number, count: number) => void,
): void {
  const { stepS } = band.rhythm;
  const bars = Math.ceil(band.durationS / (stepS * STEPS_A_BAR));
  let count = 0;
  for (let bar = 0; bar < bars; bar += 1) {
    for (const step of voice) {
      const atS = (bar * STEPS_A_BAR + step) * stepS;
      if (atS < band.durationS - 0.05) play(atS, count);
      count += 1;
    }
  }
}

const EVERY_BEAT = [0, 4, 8, 12] as const;
const OFF_BEATS = [2, 6, 10, 14] as const;
const note = (band: Band, count: number): number => band.melody[count % MELODY_NOTES] ?? 0;

/** Four strings of a tanpura, over and over. */
function tanpura(band: Band, gain: number): void {
  const order = [-2, 0, 0, -5];
  for (let index = 0; index * 0.62 < band.durationS; index += 1) {
    const placed = { atS: index * 0.62, gain, pan: index % 2 === 0 ? -0.4 : 0.4 };
    pluck(band.recording, placed, band.hz(order[index % 4] ?? 0), 3.2, 0.35, band.random);
  }
}

function drums(band: Band, gain: number): void {
  const { recording, rhythm, random } = band;
  eachStroke(band, rhythm.low, (atS) => {
    drumLow(recording, { atS, gain: gain * 0.95, pan: -0.2 }, 84);
  });
  eachStroke(band, rhythm.high, (atS, count) => {
    const accent = count % 3 === 0 ? 1 : 0.6;
    drumHigh(recording, { atS, gain: gain * 0.5 * accent, pan: 0.25 }, 310, random);
  });
}

const ARRANGEMENTS: Record<SampleGenre, (band: Band) => void> = {
  music: (band) => {
    tanpura(band, 0.3);
    drums(band, 0.8);
    eachStroke(band, band.rhythm.high, (atS, count) => {
      if (count % 2 === 1) return;
      pluck(
        band.recording,
        { atS, gain: 0.42, pan: 0.3 },
        band.hz(note(band, count) + 5),
        1.6,
        0.7,
        band.random,
      );
    });
  },
  dance: (band) => {
    drums(band, 0.9);
    eachStroke(band, EVERY_BEAT, (atS) => {
      shake(band.recording, { atS, gain: 0.22, pan: 0.3 }, 0.05, band.random);
    });
    eachStroke(band, OFF_BEATS, (atS, count) => {
      bell(band.recording, { atS, gain: 0.07, pan: -0.5 }, 2600 + (count % 3) * 240, 0.3);
      pluck(
        band.recording,
        { atS, gain: 0.3, pan: -0.2 },
        band.hz(note(band, count) + 5),
        0.9,
        0.8,
        band.random,
      );
    });
    tanpura(band, 0.14);
  },
  comedy: (band) => {
    eachStroke(band, EVERY_BEAT, (atS, count) => {
      pluck(
        band.recording,
        { atS, gain: 0.5, pan: -0.2 },
        band.hz(count % 2 === 0 ? -5 : -2),
        0.5,
        0.25,
        band.random,
      );
    });
    eachStroke(band, OFF_BEATS, (atS, count) => {
      pluck(
        band.recording,
        { atS, gain: 0.36, pan: 0.3 },
        band.hz(note(band, count) + 5),
        0.35,
        0.9,
        band.random,
      );
      shake(band.recording, { atS, gain: 0.14, pan: 0.4 }, 0.02, band.random);
    });
    eachStroke(band, [14], (atS, count) => {
      slide(
        band.recording,
        { atS, gain: 0.22, pan: 0 },
        count % 2 === 0 ? 240 : 620,
        count % 2 === 0 ? 620 : 240,
        0.28,
      );
    });
  },
  sports: (band) => {
    const cheer = (s: number): number => 0.55 + 0.45 * Math.sin((s / 3) * Math.PI * 2 - 1.2) ** 2;
    noiseBed(
      band.recording,
      { atS: 0, gain: 0.55, pan: 0 },
      band.durationS,
      { lowHz: 300, highHz: 1500 },
      cheer,
      band.random,
    );
    drums(band, 0.75);
    eachStroke(band, [0, 8], (atS) => {
      drumHigh(band.recording, { atS, gain: 0.3, pan: 0 }, 880, band.random);
    });
    eachStroke(band, EVERY_BEAT, (atS, count) => {
      pluck(
        band.recording,
        { atS, gain: 0.22, pan: 0.2 },
        band.hz(note(band, count)),
        0.8,
        0.6,
        band.random,
      );
    });
  },
  food: (band) => {
    const sizzle = (s: number): number => 0.6 + 0.4 * Math.sin(s * 2.1);
    noiseBed(
      band.recording,
      { atS: 0, gain: 0.05, pan: 0.2 },
      band.durationS,
      { lowHz: 2600, highHz: 8000 },
      sizzle,
      band.random,
    );
    pad(
      band.recording,
      { atS: 0, gain: 0.22, pan: 0 },
      [band.hz(0), band.hz(2), band.hz(3)],
      band.durationS,
    );
    eachStroke(band, band.rhythm.high, (atS, count) => {
      pluck(
        band.recording,
        { atS, gain: 0.4, pan: count % 2 === 0 ? -0.3 : 0.3 },
        band.hz(note(band, count) + 5),
        1.2,
        0.45,
        band.random,
      );
    });
    eachStroke(band, [0, 10], (atS, count) => {
      bell(band.recording, { atS, gain: 0.1, pan: 0.5 }, band.hz(10 + (count % 3)), 1.1);
      drumLow(band.recording, { atS, gain: 0.35, pan: 0 }, 92);
    });
  },
  travel: (band) => {
    const swell = (s: number): number => 0.5 + 0.5 * Math.sin(s * 0.9);
    noiseBed(
      band.recording,
      { atS: 0, gain: 0.16, pan: 0 },
      band.durationS,
      { lowHz: 120, highHz: 900 },
      swell,
      band.random,
    );
    tanpura(band, 0.22);
    eachStroke(band, [0, 1, 8, 9], (atS, count) => {
      shake(
        band.recording,
        { atS, gain: count % 2 === 0 ? 0.16 : 0.1, pan: -0.3 },
        0.025,
        band.random,
      );
      if (count % 2 === 0) drumLow(band.recording, { atS, gain: 0.3, pan: -0.1 }, 70);
    });
    eachStroke(band, [0, 6, 10], (atS, count) => {
      flute(
        band.recording,
        { atS, gain: 0.3, pan: 0.25 },
        band.hz(note(band, count) + 5),
        band.rhythm.stepS * 5,
        band.random,
      );
    });
  },
  news: (band) => {
    pad(
      band.recording,
      { atS: 0, gain: 0.2, pan: 0 },
      [band.hz(-5), band.hz(0), band.hz(3)],
      band.durationS,
    );
    eachStroke(band, [0, 2, 4, 6, 8, 10, 12, 14], (atS, count) => {
      pluck(
        band.recording,
        { atS, gain: 0.3, pan: count % 2 === 0 ? -0.4 : 0.4 },
        band.hz([0, 3, 5, 3][count % 4] ?? 0),
        0.4,
        0.75,
        band.random,
      );
    });
    eachStroke(band, [0, 8], (atS) => {
      drumLow(band.recording, { atS, gain: 0.6, pan: 0 }, 66);
    });
    eachStroke(band, [3, 7, 11], (atS, count) => {
      bell(band.recording, { atS, gain: 0.07, pan: 0.4 }, band.hz(10 + (count % 3) * 2), 0.25);
    });
  },
  learning: (band) => {
    pad(band.recording, { atS: 0, gain: 0.2, pan: 0 }, [band.hz(0), band.hz(3)], band.durationS);
    eachStroke(band, [0, 2, 4, 6, 8, 10, 12, 14], (atS, count) => {
      bell(
        band.recording,
        { atS, gain: 0.14, pan: Math.sin(count) * 0.5 },
        band.hz([5, 7, 8, 10, 8, 7][count % 6] ?? 5),
        0.8,
      );
    });
    eachStroke(band, band.rhythm.low, (atS, count) => {
      pluck(
        band.recording,
        { atS, gain: 0.4, pan: -0.2 },
        band.hz(note(band, count)),
        1.4,
        0.4,
        band.random,
      );
      shake(
        band.recording,
        { atS: atS + band.rhythm.stepS, gain: 0.07, pan: 0.3 },
        0.03,
        band.random,
      );
    });
  },
};
