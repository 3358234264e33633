// News: a globe of dots that turns towards Asia, messages that arc between cities, and a ticker of
// the other genres in the clip's language.

import type { Canvas } from '../paint/canvas.ts';
import { radial } from '../paint/canvas.ts';
import { HOUSE, mix, ramp } from '../paint/colour.ts';
import { between, TURN, wrap } from './scene.ts';
import type { Moment, SceneMaker, SceneSetting } from './scene.ts';
import { SAMPLE_GENRES } from '../sample-types.ts';
import { CITIES, landDots } from './world-map.ts';

const RADIUS = 238;
/** North pole leans towards the viewer by this much, as the tropics look best so. */
const LEAN = 0.28;
/** Looks from the Gulf to the Pacific's edge and back, in radians; around India in the middle. */
const SWAY = 0.7;
const MESSAGES = 8;

/** Starting longitude and messages by seed. */
export const globe: SceneMaker = (setting) => {
  const { palette, random, centreY } = setting;
  const dots = landDots();
  const y = centreY - 36;
  const start = between(random, -1.6, -1.1);
  const messages = Array.from({ length: MESSAGES }, (_, index) => ({
    from: CITIES[index % CITIES.length] ?? CITIES[0],
    to: CITIES[(index * 5 + 3 + random.below(4)) % CITIES.length] ?? CITIES[0],
    phase: random.next(),
  }));
  const sea = ramp(
    [0, mix(palette.lamps[0], HOUSE.chalk, 0.12)],
    [0.6, mix(palette.lamps[0], HOUSE.night, 0.45)],
    [1, mix(palette.lamps[2], HOUSE.night, 0.7)],
  );
  const ticker = tickerOf(setting, y + 176);
  return (canvas, moment) => {
    const turn = start + SWAY * Math.sin(TURN * moment.loop);
    const place = (
      latitude: number,
      longitude: number,
      lift: number,
    ): readonly [number, number, number] => {
      const a = (longitude * Math.PI) / 180 + turn;
      const b = (latitude * Math.PI) / 180;
      const x = Math.cos(b) * Math.sin(a);
      const y0 = Math.sin(b);
      const z0 = Math.cos(b) * Math.cos(a);
      const up = y0 * Math.cos(LEAN) - z0 * Math.sin(LEAN);
      const near = y0 * Math.sin(LEAN) + z0 * Math.cos(LEAN);
      return [360 + x * RADIUS * lift, y - up * RADIUS * lift, near];
    };
    canvas
      .begin()
      .circle(360, y, RADIUS + 14)
      .stroke(3, palette.accent, 0.35);
    canvas
      .begin()
      .circle(360, y, RADIUS)
      .fill(radial(300, y - 90, RADIUS * 1.45, sea));
    lines(canvas, place);
    for (const [index, tone] of [palette.second, mix(palette.second, HOUSE.chalk, 0.5)].entries()) {
      canvas.begin();
      for (const [dot, [latitude, longitude]] of dots.entries()) {
        if (dot % 2 !== index) continue;
        const [x, dotY, near] = place(latitude, longitude, 1);
        if (near > 0.05)
          canvas.rect(
            x - 1.4 - 1.8 * near,
            dotY - 1.4 - 1.8 * near,
            2.8 + 3.6 * near,
            2.8 + 3.6 * near,
          );
      }
      canvas.fill(tone, 0.92);
    }
    orbit(canvas, y, moment, palette.accent);
    for (const message of messages) {
      if (message.from === undefined || message.to === undefined) continue;
      arc(
        canvas,
        message.from,
        message.to,
        wrap(moment.loop * 3 + message.phase),
        place,
        palette.accent,
      );
    }
    ticker(canvas, moment);
  };
};

type Place = (
  latitude: number,
  longitude: number,
  lift: number,
) => readonly [number, number, number];

function lines(canvas: Canvas, place: Place): void {
  canvas.begin();
  const walk = (from: (share: number) => readonly [number, number]): void => {
    let isOpen = false;
    for (let step = 0; step <= 60; step += 1) {
      const [latitude, longitude] = from(step / 60);
      const [x, y, near] = place(latitude, longitude, 1);
      if (near < 0) isOpen = false;
      else if (isOpen) canvas.lineTo(x, y);
      else {
        canvas.moveTo(x, y);
        isOpen = true;
      }
    }
  };
  for (let longitude = -180; longitude < 180; longitude += 30)
    walk((share) => [-80 + share * 160, longitude]);
  for (const latitude of [-60, -30, 0, 30, 60]) walk((share) => [latitude, -180 + share * 360]);
  canvas.stroke(1.4, HOUSE.chalk, 0.22);
}

function arc(
  canvas: Canvas,
  from: readonly [number, number],
  to: readonly [number, number],
  t: number,
  place: Place,
  colour: readonly [number, number, number],
): void {
  const at = (share: number): readonly [number, number, number] =>
    place(
      from[0] + (to[0] - from[0]) * share,
      from[1] + (to[1] - from[1]) * share,
      1 + 0.16 * Math.sin(Math.PI * share),
    );
  const head = Math.min(1, t * 1.7);
  const tail = Math.max(0, t * 1.7 - 0.7);
  const points: [number, number][] = [];
  for (let step = 0; step <= 20; step += 1) {
    const [x, y, near] = at(tail + ((head - tail) * step) / 20);
    if (near > 0) points.push([x, y]);
  }
  if (points.length > 1)
    canvas
      .begin()
      .polyline(points)
      .stroke((share) => 0.6 + 2.6 * share, colour, 0.95);
  const [cityX, cityY, cityNear] = at(0);
  if (cityNear > 0)
    canvas
      .begin()
      .circle(cityX, cityY, 5.5)
      .fill(HOUSE.chalk)
      .circle(cityX, cityY, 8 + 18 * t)
      .stroke(2, HOUSE.chalk, 1 - t);
  const [x, y, near] = at(head);
  if (near > 0 && head < 1) canvas.glow(x, y, 34, HOUSE.chalk, 0.9);
}

function orbit(
  canvas: Canvas,
  y: number,
  { loop }: Moment,
  colour: readonly [number, number, number],
): void {
  const point = (angle: number): [number, number] => [
    360 + Math.cos(angle) * 316,
    y + Math.sin(angle) * 84 - Math.cos(angle) * 66,
  ];
  const front = Array.from({ length: 50 }, (_, i) => point((i / 49) * Math.PI));
  canvas.begin().polyline(front).stroke(3, colour, 0.7);
  const [x, satelliteY] = point(Math.PI * wrap(loop * 2));
  canvas.at(x, satelliteY, 0.5, 1, () => {
    canvas
      .begin()
      .roundRect(-10, -10, 20, 20, 5)
      .fill(HOUSE.chalk)
      .begin()
      .rect(-36, -7, 22, 14)
      .rect(14, -7, 22, 14)
      .fill(colour);
  });
  canvas.glow(x, satelliteY, 60, colour, 0.6);
}

/** Genre names on a tilted band, running without end. */
function tickerOf(
  { texts, palette, write }: SceneSetting,
  y: number,
): (canvas: Canvas, moment: Moment) => void {
  const words = SAMPLE_GENRES.filter((genre) => genre !== 'news').map((genre) =>
    write(texts.clips[genre].label, 34, 700),
  );
  const gap = 58;
  const width = words.reduce((sum, { widthPx }) => sum + widthPx + gap, 0);
  return (canvas, { loop }) => {
    canvas.save();
    canvas.translate(360, y).rotate(-0.07);
    canvas.begin().rect(-400, -34, 800, 68).fill(palette.accent);
    canvas.begin().rect(-400, -34, 800, 4).rect(-400, 30, 800, 4).fill(HOUSE.night, 0.25);
    let x = -400 - wrap(loop) * width;
    for (let round = 0; round < 3; round += 1) {
      for (const word of words) {
        if (x < 400 && x + word.widthPx > -400) canvas.begin().text(word, x, 12).fill(palette.ink);
        if (x < 400 && x > -440)
          canvas
            .begin()
            .circle(x + word.widthPx + gap / 2, 0, 6)
            .fill(palette.ink, 0.55);
        x += word.widthPx + gap;
      }
    }
    canvas.restore();
  };
}
