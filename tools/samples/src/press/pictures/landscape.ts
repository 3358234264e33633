// What the pictures of the sample press are put together from: skies, ridges, water, rain, towns. Each thing is drawn
// from a seeded chance, so that two pictures of one kind are brothers, not twins.

import type { Random } from '@jhalak/kernel';

import type { Canvas } from '../../paint/canvas.ts';
import { linear, radial } from '../../paint/canvas.ts';
import { hex, mix, ramp } from '../../paint/colour.ts';
import type { Colour } from '../../paint/colour.ts';
import { between, FRAME, TURN } from '../../scenes/scene.ts';

export const WIDTH = FRAME.widthPx;
export const HEIGHT = FRAME.heightPx;

/** What a picture is drawn with. */
export interface Brush {
  canvas: Canvas;
  random: Random;
}

export const WHITE: Colour = [255, 255, 255];
export const BLACK: Colour = [0, 0, 0];

/** Fills the picture from the top to the horizon and below it with the horizon's colour. */
export function sky(
  { canvas }: Brush,
  colours: readonly [string, string, string],
  horizonY: number,
): void {
  const [top, middle, low] = colours.map(hex) as [Colour, Colour, Colour];
  const bands = ramp([0, top], [0.55, middle], [1, low]);
  canvas
    .begin()
    .rect(0, 0, WIDTH, HEIGHT)
    .fill(linear(0, 0, 0, horizonY, bands));
}

export function stars({ canvas, random }: Brush, count: number, belowY: number): void {
  for (let star = 0; star < count; star += 1) {
    const [x, y] = [random.next() * WIDTH, random.next() ** 1.4 * belowY];
    const size = 0.7 + random.next() ** 3 * 2.4;
    canvas
      .begin()
      .circle(x, y, size)
      .fill(WHITE, 0.35 + 0.6 * random.next(), 'light');
    if (size > 2.2) canvas.glow(x, y, 16, WHITE, 0.5);
  }
}

/** Sun or moon with its light around it. */
export function disc(
  { canvas }: Brush,
  x: number,
  y: number,
  radius: number,
  colours: { middle: string; edge: string; light: string },
): void {
  canvas.glow(x, y, radius * 4.2, hex(colours.light), 0.42);
  canvas.glow(x, y, radius * 2.1, hex(colours.light), 0.5);
  const face = ramp([0, hex(colours.middle)], [0.75, hex(colours.edge)], [1, hex(colours.edge)]);
  canvas
    .begin()
    .circle(x, y, radius)
    .fill(radial(x - radius * 0.2, y - radius * 0.25, radius * 1.25, face));
}

/** Flat-bottomed heaps, light above and dark below. */
export function cloud(
  { canvas, random }: Brush,
  x: number,
  y: number,
  size: number,
  colours: { light: Colour; dark: Colour; opacity?: number },
): void {
  const shade = ramp([0, colours.light], [1, colours.dark]);
  const opacity = colours.opacity ?? 0.9;
  canvas.begin();
  const heaps = 6;
  for (let heap = 0; heap < heaps; heap += 1) {
    const along = (heap / (heaps - 1) - 0.5) * 2;
    const radius = size * (0.32 + 0.3 * (1 - along * along) + 0.08 * random.next());
    canvas.circle(x + along * size * 1.15, y - radius * 0.55, radius);
  }
  canvas.roundRect(x - size * 1.55, y - size * 0.34, size * 3.1, size * 0.42, size * 0.21);
  canvas.fill(linear(x, y - size, x, y + size * 0.15, shade), opacity);
}

/** A line of hills or mountains from side to side, filled to the bottom. */
export function ridge(
  { canvas, random }: Brush,
  shape: { y: number; rise: number; jagged?: boolean; peaks?: number },
  top: Colour,
  foot: Colour = top,
): readonly (readonly [number, number])[] {
  const peaks = shape.peaks ?? 3;
  const waves = [1, 2.1, 4.3].map((step) => ({
    step: step * peaks * 0.5,
    phase: random.next() * TURN,
    height: shape.rise / step ** 1.1,
  }));
  const points = Array.from({ length: 61 }, (_, index): [number, number] => {
    const x = (index / 60) * (WIDTH + 40) - 20;
    let y = shape.y;
    for (const wave of waves)
      y -= wave.height * Math.sin((x / WIDTH) * TURN * wave.step + wave.phase);
    if (shape.jagged === true) y += (random.next() - 0.5) * shape.rise * 0.22;
    return [x, y];
  });
  canvas.begin().moveTo(-20, HEIGHT + 10);
  for (const [x, y] of points) canvas.lineTo(x, y);
  canvas.lineTo(WIDTH + 20, HEIGHT + 10).close();
  const fade = ramp([0, top], [1, foot]);
  canvas.fill(linear(0, shape.y - shape.rise, 0, shape.y + 420, fade));
  return points;
}

/** Water from a line to the bottom, with the light of something above it at `lightX`. */
export function water(
  { canvas, random }: Brush,
  y: number,
  colours: { far: string; near: string; glint: string },
  lightX: number,
): void {
  const depth = ramp(
    [0, hex(colours.far)],
    [0.35, mix(hex(colours.far), hex(colours.near), 0.7)],
    [1, hex(colours.near)],
  );
  canvas
    .begin()
    .rect(0, y, WIDTH, HEIGHT - y)
    .fill(linear(0, y, 0, HEIGHT, depth));
  for (let glint = 0; glint < 70; glint += 1) {
    const share = (glint + random.next()) / 70;
    const at = y + 6 + (HEIGHT - y) * share * share;
    const reach = 14 + 120 * share;
    const x = lightX + (random.next() - 0.5) * reach * 2.1;
    const half = reach * (0.18 + 0.4 * random.next());
    canvas
      .begin()
      .moveTo(x - half, at)
      .lineTo(x + half, at);
    canvas.stroke(
      (along) => (0.8 + 3.2 * share) * Math.sin(Math.PI * along),
      hex(colours.glint),
      0.5,
      'light',
    );
  }
  for (let line = 0; line < 14; line += 1) {
    const at = y + 26 + line * line * 3.6;
    const points = Array.from({ length: 33 }, (_, i): [number, number] => [
      i * 23 - 10,
      at + (1.2 + line * 0.5) * Math.sin(i * 0.8 + line * 1.7),
    ]);
    canvas
      .begin()
      .polyline(points)
      .stroke(1.4 + line * 0.12, hex(colours.glint), 0.13);
  }
}

/** Mist between two heights. */
export function haze(
  { canvas }: Brush,
  fromY: number,
  toY: number,
  colour: Colour,
  strength: number,
): void {
  const fade = ramp([0, colour, 0], [0.5, colour, strength], [1, colour, 0]);
  canvas
    .begin()
    .rect(0, fromY, WIDTH, toY - fromY)
    .fill(linear(0, fromY, 0, toY, fade));
}

export function rain({ canvas, random }: Brush, count: number, slant: number): void {
  for (let drop = 0; drop < count; drop += 1) {
    const near = random.next() ** 2;
    const [x, y] = [random.next() * (WIDTH + 200) - 100, random.next() * HEIGHT];
    const length = 16 + 70 * near;
    canvas
      .begin()
      .moveTo(x, y)
      .lineTo(x + slant * length, y + length);
    canvas.stroke(0.8 + 1.7 * near, hex('#dfeaff'), 0.12 + 0.3 * near);
  }
}

/** Towers with lit windows along a street line. */
export function skyline(
  { canvas, random }: Brush,
  shape: { y: number; least: number; most: number; lit: number },
  tone: Colour,
  window: Colour,
): void {
  for (let x = -20; x < WIDTH + 20;) {
    const width = between(random, 46, 104);
    const height = between(random, shape.least, shape.most);
    const wall = mix(tone, BLACK, 0.25 * random.next());
    const top = shape.y - height;
    canvas
      .begin()
      .rect(x, top, width, height + 4)
      .fill(wall);
    if (random.next() < 0.4)
      canvas
        .begin()
        .rect(x + width * 0.3, top - 26, width * 0.4, 28)
        .fill(wall);
    if (random.next() < 0.3)
      canvas
        .begin()
        .moveTo(x + width / 2, top - 70)
        .lineTo(x + width / 2, top)
        .stroke(3, wall);
    for (let wy = top + 16; wy < shape.y - 18; wy += 25) {
      for (let wx = x + 10; wx < x + width - 16; wx += 19) {
        if (random.next() > shape.lit) continue;
        canvas
          .begin()
          .rect(wx, wy, 9, 13)
          .fill(window, 0.55 + 0.45 * random.next());
      }
    }
    x += width + between(random, 0, 14);
  }
}

/** A fir as a few leaning tiers. */
export function fir({ canvas }: Brush, x: number, y: number, height: number, tone: Colour): void {
  canvas.begin();
  for (let tier = 0; tier < 4; tier += 1) {
    const top = y - height * (1 - tier * 0.2);
    const half = height * (0.1 + tier * 0.055);
    canvas
      .moveTo(x, top)
      .lineTo(x + half, top + height * 0.34)
      .lineTo(x - half, top + height * 0.34)
      .close();
  }
  canvas.rect(x - height * 0.025, y - height * 0.12, height * 0.05, height * 0.12).fill(tone);
}

/** A round-headed tree with some light in its crown. */
export function tree(
  { canvas, random }: Brush,
  x: number,
  y: number,
  height: number,
  tone: Colour,
  light: Colour,
): void {
  canvas
    .begin()
    .moveTo(x, y)
    .quadTo(x + height * 0.03, y - height * 0.3, x, y - height * 0.55);
  canvas.stroke((share) => height * 0.045 * (1.2 - share), mix(tone, BLACK, 0.4));
  for (let leaf = 0; leaf < 9; leaf += 1) {
    const angle = (leaf / 9) * TURN;
    const [dx, dy] = [Math.cos(angle) * height * 0.24, Math.sin(angle) * height * 0.16];
    canvas.begin().circle(x + dx, y - height * 0.68 + dy, height * between(random, 0.13, 0.19));
    canvas.fill(mix(tone, light, Math.max(0, -Math.sin(angle)) * 0.55));
  }
  canvas
    .begin()
    .circle(x, y - height * 0.68, height * 0.2)
    .fill(tone);
}

/** A standing person, seen against the light. */
export function person(
  { canvas }: Brush,
  x: number,
  y: number,
  height: number,
  tone: Colour,
): void {
  canvas
    .begin()
    .circle(x, y - height * 0.88, height * 0.11)
    .fill(tone);
  canvas
    .begin()
    .moveTo(x, y - height * 0.76)
    .lineTo(x, y - height * 0.36);
  canvas.stroke((share) => height * (0.11 - 0.03 * share), tone);
  canvas
    .begin()
    .moveTo(x, y - height * 0.4)
    .lineTo(x - height * 0.1, y);
  canvas
    .moveTo(x, y - height * 0.4)
    .lineTo(x + height * 0.1, y)
    .stroke(height * 0.085, tone);
  canvas
    .begin()
    .moveTo(x, y - height * 0.7)
    .lineTo(x - height * 0.15, y - height * 0.46);
  canvas
    .moveTo(x, y - height * 0.7)
    .lineTo(x + height * 0.17, y - height * 0.52)
    .stroke(height * 0.065, tone);
}

/** Birds far away. */
export function birds(
  { canvas, random }: Brush,
  x: number,
  y: number,
  count: number,
  tone: Colour,
): void {
  for (let bird = 0; bird < count; bird += 1) {
    const [bx, by] = [x + bird * between(random, 22, 44), y + between(random, -34, 34)];
    const span = between(random, 9, 17);
    canvas
      .begin()
      .moveTo(bx - span, by - span * 0.5)
      .quadTo(bx - span * 0.4, by - span * 0.5, bx, by);
    canvas
      .quadTo(bx + span * 0.4, by - span * 0.5, bx + span, by - span * 0.5)
      .stroke(2.6, tone, 0.9);
  }
}

/** Darkens the foot of the picture a little, where words will stand. */
export function footShade({ canvas }: Brush, strength = 0.4): void {
  const fade = ramp([0, BLACK, 0], [1, BLACK, strength]);
  canvas
    .begin()
    .rect(0, HEIGHT * 0.62, WIDTH, HEIGHT * 0.38)
    .fill(linear(0, HEIGHT * 0.62, 0, HEIGHT, fade));
}
