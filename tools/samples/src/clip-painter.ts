// Puts a frame together: night, giant genre word, scene, embers, title. Random access by time.

import { seededRandom } from '@jhalak/kernel';
import type { Random } from '@jhalak/kernel';

import { Backdrop } from './paint/backdrop.ts';
import type { Lamp } from './paint/backdrop.ts';
import { Canvas } from './paint/canvas.ts';
import { HOUSE } from './paint/colour.ts';
import { PALETTES } from './paint/palettes.ts';
import type { Palette } from './paint/palettes.ts';
import { rhythmOf } from './rhythm.ts';
import { SAMPLE_GENRES, SAMPLE_LANGUAGES } from './sample-types.ts';
import type { SampleClip } from './sample-types.ts';
import { SCENES } from './scenes/all-scenes.ts';
import { between, FRAME, TURN, wrap } from './scenes/scene.ts';
import type { Moment, SceneSetting } from './scenes/scene.ts';
import { TEXTS } from './texts/all-texts.ts';
import { titleOf } from './title.ts';
import type { Title, TitlePlace } from './title.ts';
import { shapeText } from './type/shaper.ts';

/** Draws a clip's frames into one reused picture. */
export interface ClipPainter {
  readonly canvas: Canvas;
  /** @param s seconds since the start. Cost: 8 to 25 ms at 720 x 1280. */
  paint(s: number): void;
}

/** The night moves slowly enough to be painted anew only this often. */
const BACKDROP_EVERY_S = 1 / 8;
const EMBERS = 14;

/** Middle of the scene when the title stands above or below it. */
const CENTRE_Y_PX = { top: 790, low: 388 } as const;

/** Prepares a clip: shapes its texts, builds its scene. Cost: 50 to 150 ms. */
export function clipPainter(clip: SampleClip): ClipPainter {
  const random = seededRandom(clip.seed);
  const genreIndex = SAMPLE_GENRES.indexOf(clip.genre);
  const languageIndex = SAMPLE_LANGUAGES.indexOf(clip.language);
  const palette = PALETTES[(genreIndex + languageIndex) % PALETTES.length];
  const choice = SCENES[clip.genre][(genreIndex + languageIndex) % 2];
  if (palette === undefined || choice === undefined) throw new Error('a clip without a look');
  const isLow = !choice.fillsFrame && (languageIndex >> 1) % 2 === 1;
  const place: TitlePlace = isLow ? 'low' : 'top';
  const texts = TEXTS[clip.language];
  const setting: SceneSetting = {
    language: clip.language,
    texts,
    palette,
    rhythm: rhythmOf(clip.genre, clip.seed),
    random,
    durationS: clip.durationMs / 1000,
    centreY: CENTRE_Y_PX[place],
    write: (text, sizePx, weight) => shapeText(text, { language: clip.language, sizePx, weight }),
  };
  const label = texts.clips[clip.genre].label;
  const title = titleOf(clip.headline, label, place, setting);
  const layers = [
    nightOf(setting, title),
    ...(choice.fillsFrame ? [] : [ghostWord(label, setting)]),
    choice.make(setting),
    embersOf(setting.palette, random),
    title.draw,
  ];
  const canvas = new Canvas(FRAME.widthPx, FRAME.heightPx);
  return {
    canvas,
    paint: (s) => {
      const moment: Moment = { s, loop: s / setting.durationS };
      for (const layer of layers) layer(canvas, moment);
    },
  };
}

function nightOf(setting: SceneSetting, title: Title): (canvas: Canvas, moment: Moment) => void {
  const { palette, random, centreY } = setting;
  const backdrop = new Backdrop(FRAME.widthPx, FRAME.heightPx);
  const kept = new Int32Array(FRAME.widthPx * FRAME.heightPx);
  const phases = [random.next(), random.next(), random.next()];
  let keptStep = -1;
  return (canvas, { s, loop }) => {
    const step = Math.floor(s / BACKDROP_EVERY_S);
    if (step === keptStep) {
      canvas.pixels.set(kept);
    } else {
      keptStep = step;
      const lamps = palette.lamps.map((colour, index): Lamp => {
        const angle = TURN * (loop + (phases[index] ?? 0));
        return {
          x: FRAME.widthPx * (0.5 + 0.42 * Math.cos(angle)),
          y: centreY + (index - 1) * 330 + 120 * Math.sin(angle),
          radius: 380 - index * 50,
          colour,
          strength: 0.62 - index * 0.1,
        };
      });
      lamps.push({ x: 360, y: centreY, radius: 290, colour: palette.lamps[0], strength: 0.42 });
      backdrop.paint(canvas.pixels, palette.top, palette.bottom, lamps, title.shade);
      kept.set(canvas.pixels);
    }
  };
}

/** The genre's name, larger than the frame, as part of the night. */
function ghostWord(label: string, setting: SceneSetting): (canvas: Canvas, moment: Moment) => void {
  const shaped = setting.write(label, 380, 800);
  const reach = Math.max(120, shaped.widthPx - FRAME.widthPx + 120);
  return (canvas, { loop }) => {
    const x = 40 - reach * (0.5 - 0.5 * Math.cos(TURN * loop));
    canvas.begin().text(shaped, x, setting.centreY + 130);
    canvas.fill(setting.palette.lamps[0], 0.16, 'light');
    canvas.stroke(2, setting.palette.accent, 0.2);
  };
}

/** Sparks that rise from the lamp, as the house's own sign of life. */
function embersOf(palette: Palette, random: Random): (canvas: Canvas, moment: Moment) => void {
  const embers = Array.from({ length: EMBERS }, () => ({
    x: between(random, 20, FRAME.widthPx - 20),
    start: random.next(),
    turns: 1 + random.below(2),
    radius: between(random, 5, 13),
    sway: between(random, 10, 40),
    colour: random.next() < 0.6 ? HOUSE.marigold : palette.accent,
  }));
  return (canvas, { loop }) => {
    for (const ember of embers) {
      const rise = wrap(ember.start + loop * ember.turns);
      const x = ember.x + Math.sin(TURN * (rise * 2 + ember.start)) * ember.sway;
      const light = Math.sin(Math.PI * rise);
      const flicker = 0.7 + 0.3 * Math.sin(TURN * (loop * 23 + ember.start * 9));
      canvas.glow(x, 1240 - rise * 900, ember.radius, ember.colour, light * flicker * 0.8);
    }
  };
}
