// Spices that lie or float around food: star anise, cardamom, chilli, leaf, peppercorn.

import type { Canvas } from '../paint/canvas.ts';
import { hex, HOUSE } from '../paint/colour.ts';
import { between, TURN } from './scene.ts';
import type { Moment, SceneSetting } from './scene.ts';

const DRAWINGS: readonly ((canvas: Canvas) => void)[] = [
  (canvas) => {
    canvas.begin();
    for (let arm = 0; arm < 8; arm += 1) {
      const angle = (arm / 8) * TURN;
      canvas
        .moveTo(0, 0)
        .quadTo(
          Math.cos(angle - 0.4) * 18,
          Math.sin(angle - 0.4) * 18,
          Math.cos(angle) * 34,
          Math.sin(angle) * 34,
        );
      canvas.quadTo(Math.cos(angle + 0.4) * 18, Math.sin(angle + 0.4) * 18, 0, 0);
    }
    canvas.fill(hex('#7a3b1a')).stroke(1.6, hex('#c97a3f'), 0.8);
    canvas.begin().circle(0, 0, 6).fill(hex('#c97a3f'));
  },
  (canvas) => {
    canvas
      .begin()
      .moveTo(-30, 0)
      .cubicTo(-14, -18, 14, -18, 30, 0)
      .cubicTo(14, 18, -14, 18, -30, 0)
      .close();
    canvas.fill(hex('#8fae5a')).stroke(2, hex('#cfe39a'), 0.8);
    canvas
      .begin()
      .moveTo(-24, -2)
      .quadTo(0, -9, 24, -2)
      .moveTo(-24, 3)
      .quadTo(0, 10, 24, 3)
      .stroke(1.6, hex('#5b7a2a'));
  },
  (canvas) => {
    canvas
      .begin()
      .moveTo(-44, 8)
      .quadTo(0, 22, 42, -14)
      .stroke((share) => 8 * (1 - share) + 1, hex('#d8281c'));
    canvas.begin().moveTo(-42, 6).quadTo(-52, -2, -58, -12).stroke(4, hex('#3f7a2c'));
    canvas.begin().moveTo(-36, 6).quadTo(0, 16, 28, -4).stroke(2, hex('#ff9a84'), 0.7);
  },
  (canvas) => {
    canvas
      .begin()
      .moveTo(-34, 10)
      .quadTo(-6, -34, 38, -10)
      .quadTo(10, 28, -34, 10)
      .close()
      .fill(hex('#3f8a3c'));
    canvas.begin().moveTo(-34, 10).quadTo(4, -4, 34, -9).stroke(2.2, hex('#a8dc78'), 0.9);
  },
  (canvas) => {
    canvas
      .begin()
      .circle(-10, 0, 8)
      .circle(10, 6, 7)
      .circle(2, -12, 6)
      .fill(hex('#3a2a24'))
      .stroke(1.5, hex('#8a6b52'), 0.7);
  },
];

/** Scatters `count` spices around the scene's middle; they turn and bob. */
export function spices(
  { random, centreY }: SceneSetting,
  count: number,
): (canvas: Canvas, moment: Moment) => void {
  const things = Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * TURN + between(random, -0.2, 0.2);
    return {
      x: 360 + Math.cos(angle) * between(random, 300, 350),
      y: centreY + Math.sin(angle) * between(random, 310, 390),
      tilt: random.next() * TURN,
      turns: random.below(3) - 1,
      size: between(random, 0.7, 1.15),
      phase: random.next() * TURN,
      draw: DRAWINGS[random.below(DRAWINGS.length)],
    };
  });
  return (canvas, { loop }) => {
    for (const thing of things) {
      const y = thing.y + 9 * Math.sin(TURN * loop * 2 + thing.phase);
      canvas
        .begin()
        .ellipse(thing.x + 5, y + 14, 26 * thing.size, 16 * thing.size)
        .fill(HOUSE.night, 0.35);
      canvas.at(
        thing.x,
        y,
        thing.tilt + TURN * loop * thing.turns * 0.5 + 0.2 * Math.sin(TURN * loop + thing.phase),
        thing.size,
        () => {
          thing.draw?.(canvas);
        },
      );
    }
  };
}
