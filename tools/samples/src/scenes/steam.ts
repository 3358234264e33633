// Steam: soft ribbons that rise, widen, sway and fade. Shared by the food scenes.

import type { Canvas } from '../paint/canvas.ts';
import { HOUSE } from '../paint/colour.ts';
import { between, TURN, wrap } from './scene.ts';
import type { Moment, SceneSetting } from './scene.ts';

const RIBBONS_EACH = 3;
const POINTS = 22;

/**
 * @param sources where steam leaves, in the coordinates in which the result is drawn.
 * @param strength 0 to 1.
 */
export function steam(
  { random, durationS }: SceneSetting,
  sources: readonly (readonly [x: number, y: number])[],
  strength: number,
): (canvas: Canvas, moment: Moment) => void {
  const ribbons = sources.flatMap(([x, y]) =>
    Array.from({ length: RIBBONS_EACH }, (_, index) => ({
      x: x + between(random, -18, 18),
      y,
      start: index / RIBBONS_EACH + random.next() * 0.1,
      rises: Math.max(1, Math.round(durationS / between(random, 2.4, 3.4))),
      height: between(random, 170, 260),
      bend: random.next() * TURN,
    })),
  );
  return (canvas, { loop }) => {
    for (const ribbon of ribbons) {
      const age = wrap(ribbon.start + loop * ribbon.rises);
      const light = Math.sin(Math.PI * age) * 0.2 * strength;
      const points = Array.from({ length: POINTS }, (_, i): [number, number] => {
        const u = i / (POINTS - 1);
        const sway = Math.sin(u * 5 - age * TURN + ribbon.bend) * (10 + 34 * u);
        return [ribbon.x + sway, ribbon.y - age * 90 - u * ribbon.height];
      });
      const wide = (share: number): number =>
        (6 + 16 * share) * Math.sin(Math.PI * Math.min(0.999, share + 0.02));
      canvas
        .begin()
        .polyline(points)
        .stroke((share) => wide(share) * 1.8, HOUSE.chalk, light * 0.45, 'light');
      canvas.begin().polyline(points).stroke(wide, HOUSE.chalk, light, 'light');
    }
  };
}
