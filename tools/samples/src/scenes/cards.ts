// News: five front pages with glimpse corners. The top one slides off, the next comes forward; the
// line in which they differ is marked.

import type { Canvas } from '../paint/canvas.ts';
import { linear } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour, Ramp } from '../paint/colour.ts';
import type { SampleGenre } from '../sample-types.ts';
import type { ShapedText } from '../type/shaper.ts';
import { between, ease, TURN, wrap } from './scene.ts';
import type { SceneMaker } from './scene.ts';

interface Paper {
  readonly masthead: ShapedText;
  readonly colour: Colour;
  readonly photo: Ramp;
  readonly hill: number;
  readonly differs: number;
  readonly lengths: readonly number[];
}

const WIDTH = 400;
const HEIGHT = 480;
const PAPERS = 5;
const SECTIONS: readonly SampleGenre[] = ['news', 'sports', 'travel', 'food', 'music'];
/** The share of a card's turn in which it slides away. */
const SLIDE = 0.3;

/** Photos, marked lines and colours by seed; mastheads are genre names of the language. */
export const cards: SceneMaker = (setting) => {
  const { palette, random, centreY, texts, durationS } = setting;
  const tones = [palette.accent, HOUSE.peacock, HOUSE.marigold, HOUSE.gulal, HOUSE.kesari];
  const papers = SECTIONS.map((genre, index): Paper => {
    const tone = tones[index] ?? palette.accent;
    return {
      masthead: setting.write(texts.clips[genre].label, 46, 800),
      colour: tone,
      photo: ramp([0, mix(tone, HOUSE.chalk, 0.5)], [0.6, tone], [1, mix(tone, HOUSE.plum, 0.6)]),
      hill: random.next(),
      differs: random.below(4),
      lengths: Array.from({ length: 5 }, () => between(random, 0.55, 1)),
    };
  });
  const turns = Math.max(2, Math.round(durationS / 1.7));
  return (canvas, { loop, s }) => {
    const turn = loop * turns + 0.45;
    const first = Math.floor(turn);
    const gone = ease((turn - first - (1 - SLIDE)) / SLIDE);
    for (let depth = PAPERS - 1; depth >= 0; depth -= 1) {
      const paper = papers[(first + depth) % PAPERS];
      if (paper === undefined) continue;
      const away = depth === 0 ? gone : 0;
      const rank = Math.max(0, depth - (depth > 0 ? gone : 0));
      const side = (first + depth) % 2 === 0 ? 1 : -1;
      const x = 350 + side * rank * 17 + side * away * 620;
      const y = centreY + 10 - rank * 27 + away * 60;
      const tilt = side * (0.06 * rank + 0.35 * away) + 0.012 * Math.sin(s * 1.3 + depth);
      canvas.at(x, y, tilt, 1 - 0.055 * rank, () => {
        drawSheet(canvas, paper, 1 - rank * 0.13);
        // The rest of a sheet is seen only on top, or below one that is sliding away.
        if (rank < 1) drawStory(canvas, paper, depth === 0 ? wrap(turn) / (1 - SLIDE) : 0, s);
      });
    }
  };
};

function drawSheet(canvas: Canvas, paper: Paper, light: number): void {
  const sheet = mix(HOUSE.plum, HOUSE.chalk, light);
  const left = -WIDTH / 2;
  const top = -HEIGHT / 2;
  canvas
    .begin()
    .glimpse(left + 8, top + 16, WIDTH, HEIGHT, 40)
    .fill(HOUSE.night, 0.4);
  canvas.begin().glimpse(left, top, WIDTH, HEIGHT, 40).fill(sheet);
  canvas
    .begin()
    .text(paper.masthead, left + 30, top + 64)
    .fill(HOUSE.night);
  canvas
    .begin()
    .rect(left + 30, top + 84, WIDTH - 60, 5)
    .fill(paper.colour);
}

function drawStory(canvas: Canvas, paper: Paper, mark: number, s: number): void {
  const left = -WIDTH / 2;
  const top = -HEIGHT / 2;
  photo(canvas, left + 30, top + 106, WIDTH - 60, 168, paper, s);
  for (const [index, length] of paper.lengths.entries()) {
    const y = top + 300 + index * 34;
    const width = (WIDTH - 60) * length;
    const isMarked = index === paper.differs;
    if (isMarked && mark > 0.1) {
      const reach = (width + 16) * ease((mark - 0.1) / 0.4);
      canvas
        .begin()
        .glimpse(left + 22, y - 7, Math.max(12, reach), 28, 10)
        .fill(paper.colour, 0.55);
    }
    canvas
      .begin()
      .roundRect(left + 30, y, width, 14, 7)
      .fill(isMarked ? HOUSE.night : hex('#8d8090'), isMarked ? 0.9 : 0.75);
  }
}

/** A small landscape in the paper's colour: the same event, seen from another side in each. */
function photo(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  paper: Paper,
  s: number,
): void {
  canvas.begin().glimpse(x, y, width, height, 22).clip();
  canvas
    .begin()
    .rect(x, y, width, height)
    .fill(linear(0, y, 0, y + height, paper.photo));
  canvas
    .begin()
    .circle(x + width * (0.25 + 0.5 * paper.hill), y + 62 + 5 * Math.sin(s + paper.hill * TURN), 30)
    .fill(HOUSE.chalk, 0.9);
  for (const [depth, share] of [
    [0.45, 0.35],
    [0.7, 0.6],
  ] as const) {
    canvas.begin().moveTo(x, y + height);
    for (let step = 0; step <= 20; step += 1) {
      const wave = Math.sin((step / 20) * 5 + paper.hill * 9 + depth * 7) * 20;
      canvas.lineTo(x + (width * step) / 20, y + height * (1 - (1 - depth) * 0.9) - wave);
    }
    canvas
      .lineTo(x + width, y + height)
      .close()
      .fill(mix(paper.colour, HOUSE.night, share));
  }
  canvas.unclip();
}
