// Two scenes a genre; which one a clip gets alternates over languages.

import type { SampleGenre } from '../sample-types.ts';
import { cricketBall } from './ball.ts';
import { boat } from './boat.ts';
import { cards } from './cards.ts';
import { chai } from './chai.ts';
import { chalkboard } from './chalk.ts';
import { dancer } from './dancer.ts';
import { drums } from './drums.ts';
import { faces } from './faces.ts';
import { globe } from './globe.ts';
import { letter } from './letter.ts';
import { rangoli } from './rangoli.ts';
import type { SceneMaker } from './scene.ts';
import { stadium } from './stadium.ts';
import { stage } from './stage.ts';
import { strings } from './strings.ts';
import { thali } from './thali.ts';
import { train } from './train.ts';

/** A scene, and whether it is a landscape that fills the frame (then the title stands above it). */
export interface SceneChoice {
  readonly make: SceneMaker;
  readonly fillsFrame: boolean;
}

const object = (make: SceneMaker): SceneChoice => ({ make, fillsFrame: false });

const landscape = (make: SceneMaker): SceneChoice => ({ make, fillsFrame: true });

/** By genre: the scene for even and for odd sums of language and genre index. */
export const SCENES: Readonly<Record<SampleGenre, readonly [SceneChoice, SceneChoice]>> = {
  music: [object(drums), object(strings)],
  dance: [object(dancer), object(rangoli)],
  comedy: [object(faces), landscape(stage)],
  sports: [landscape(stadium), object(cricketBall)],
  food: [object(thali), object(chai)],
  travel: [landscape(train), landscape(boat)],
  news: [object(globe), object(cards)],
  learning: [object(chalkboard), object(letter)],
};
