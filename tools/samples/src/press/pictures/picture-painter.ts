// One picture for one story: a landscape of the press, or a moment of a clip's scene without its words.

import { seededRandom } from '@jhalak/kernel';
import type { Random } from '@jhalak/kernel';

import { Backdrop } from '../../paint/backdrop.ts';
import { Canvas } from '../../paint/canvas.ts';
import { PALETTES } from '../../paint/palettes.ts';
import { rhythmOf } from '../../rhythm.ts';
import { cricketBall } from '../../scenes/ball.ts';
import { boat } from '../../scenes/boat.ts';
import { chai } from '../../scenes/chai.ts';
import { dancer } from '../../scenes/dancer.ts';
import { drums } from '../../scenes/drums.ts';
import { rangoli } from '../../scenes/rangoli.ts';
import { FRAME, TURN } from '../../scenes/scene.ts';
import type { Moment, SceneMaker, SceneSetting } from '../../scenes/scene.ts';
import { stadium } from '../../scenes/stadium.ts';
import { stage } from '../../scenes/stage.ts';
import { strings } from '../../scenes/strings.ts';
import { thali } from '../../scenes/thali.ts';
import { train } from '../../scenes/train.ts';
import { ENGLISH } from '../../texts/en.ts';
import { shapeText } from '../../type/shaper.ts';
import type { PictureName } from '../press-types.ts';
import { footShade } from './landscape.ts';
import type { Brush } from './landscape.ts';
import {
  comet,
  elephants,
  flood,
  heat,
  lighthouse,
  rainTown,
  reef,
  snowPeak,
  turtle,
  volcano,
} from './nature.ts';
import {
  bridge,
  chess,
  cycling,
  kites,
  lanterns,
  library,
  metro,
  rocket,
  solar,
  terraces,
  wind,
} from './town.ts';

type Draw = (brush: Brush) => void;

/** A moment at which every scene shows its main thing whole. */
const MOMENT: Moment = { s: 2.2, loop: 0.37 };
const DURATION_S = 6;

const PICTURES: Readonly<Record<PictureName, Draw>> = {
  ball: ofScene(cricketBall, 4),
  boat: ofScene(boat, 3),
  bridge,
  chai: ofScene(chai, 1),
  chess,
  comet,
  cycling,
  dancer: ofScene(dancer, 2),
  drums: ofScene(drums, 0),
  elephants,
  flood,
  heat,
  kites,
  lanterns,
  library,
  lighthouse,
  metro,
  rainTown,
  rangoli: ofScene(rangoli, 3),
  reef,
  rice: (brush) => terraces(brush, 'rice'),
  rocket,
  snowPeak,
  solar,
  stadium: ofScene(stadium, 6),
  stage: ofScene(stage, 5),
  strings: ofScene(strings, 1),
  tea: (brush) => terraces(brush, 'tea'),
  thali: ofScene(thali, 0),
  train: ofScene(train, 2),
  turtle,
  volcano,
  wind,
};

/**
 * Draws a picture of 720 x 1280 pixels.
 *
 * @param seed same seed, same pixels.
 * Cost: 30 to 180 ms.
 */
export function drawPicture(name: PictureName, seed: number): Canvas {
  const canvas = new Canvas(FRAME.widthPx, FRAME.heightPx);
  PICTURES[name]({ canvas, random: seededRandom(seed) });
  return canvas;
}

function ofScene(make: SceneMaker, paletteIndex: number): Draw {
  return (brush) => {
    const { canvas, random } = brush;
    const palette = PALETTES[paletteIndex % PALETTES.length];
    if (palette === undefined) throw new Error('a scene without colours');
    const lamps = palette.lamps.map((colour, index) => ({
      x: FRAME.widthPx * (0.5 + 0.38 * Math.cos(index * 2.1 + TURN * random.next())),
      y: 320 + index * 300,
      radius: 430,
      colour,
      strength: 0.62,
    }));
    new Backdrop(FRAME.widthPx, FRAME.heightPx).paint(
      canvas.pixels,
      palette.top,
      palette.bottom,
      lamps,
      () => 0,
    );
    make(settingOf(palette, random))(canvas, MOMENT);
    footShade(brush, 0.25);
  };
}

function settingOf(palette: SceneSetting['palette'], random: Random): SceneSetting {
  return {
    language: 'en',
    texts: ENGLISH,
    palette,
    rhythm: rhythmOf('music', 3),
    random,
    durationS: DURATION_S,
    centreY: FRAME.heightPx / 2 - 40,
    write: (text, sizePx, weight) => shapeText(text, { language: 'en', sizePx, weight }),
  };
}
