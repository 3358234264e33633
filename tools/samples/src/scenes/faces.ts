// Comedy: round friends who cannot stop laughing. They bounce in turn, squash where they land, and
// each wears something of their own.

import type { Canvas } from '../paint/canvas.ts';
import { radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour, Ramp } from '../paint/colour.ts';
import { between, TURN, wrap } from './scene.ts';
import type { SceneMaker } from './scene.ts';

type Wear = 'glasses' | 'turban' | 'moustache' | 'flower' | 'cap' | 'tuft';

interface Friend {
  readonly x: number;
  readonly floorY: number;
  readonly radius: number;
  readonly colour: Colour;
  readonly skin: Ramp;
  readonly wear: Wear;
  readonly delay: number;
  readonly hop: number;
}

const WEARS: readonly Wear[] = ['glasses', 'turban', 'moustache', 'flower', 'cap', 'tuft'];
const INK = hex('#2a1020');
const PLACES = [
  { x: 200, dy: -116, radius: 108 },
  { x: 505, dy: -138, radius: 122 },
  { x: 330, dy: 84, radius: 136 },
  { x: 590, dy: 142, radius: 86 },
  { x: 106, dy: 152, radius: 80 },
] as const;

/** Four or five friends in seeded colours. */
export const faces: SceneMaker = (setting) => {
  const { random, rhythm, centreY, palette } = setting;
  const colours = [HOUSE.marigold, HOUSE.gulal, HOUSE.peacock, HOUSE.kesari, hex('#9a6bff')];
  const shift = random.below(colours.length);
  const wearShift = random.below(WEARS.length);
  const friends = PLACES.slice(0, 4 + random.below(2)).map((place, index): Friend => {
    const colour = colours[(index + shift) % colours.length] ?? HOUSE.marigold;
    return {
      x: place.x + between(random, -14, 14),
      floorY: centreY + place.dy,
      radius: place.radius,
      colour,
      skin: ramp([0, mix(colour, HOUSE.chalk, 0.45)], [0.55, colour], [1, mix(colour, INK, 0.35)]),
      wear: WEARS[(index + wearShift) % WEARS.length] ?? 'tuft',
      delay: index * 0.23,
      hop: between(random, 54, 92),
    };
  });
  const laugh = setting.write(setting.texts.laugh, 52, 800);
  const beatS = rhythm.stepS * 4;
  return (canvas, { s }) => {
    for (const friend of friends) {
      const place = wrap(s / beatS / 2 + friend.delay);
      const air = 4 * place * (1 - place);
      const land = Math.exp(-Math.min(place, 1 - place) * 14);
      shadow(canvas, friend, air);
      canvas.save();
      canvas.translate(friend.x, friend.floorY + friend.radius - air * friend.hop);
      canvas.rotate(0.1 * Math.sin(TURN * (s / beatS / 4 + friend.delay)));
      canvas.scale(1 + 0.13 * land - 0.04 * air, 1 - 0.16 * land + 0.05 * air);
      canvas.translate(0, -friend.radius);
      face(canvas, friend, s, 1 - land * 0.5);
      canvas.restore();
    }
    bubble(canvas, laugh, s / beatS, friends, palette.accent, palette.ink);
  };
};

function shadow(canvas: Canvas, { x, floorY, radius }: Friend, air: number): void {
  canvas
    .begin()
    .ellipse(x, floorY + radius + 4, radius * (0.85 - 0.25 * air), radius * 0.14 * (1 - 0.4 * air));
  canvas.fill(HOUSE.night, 0.55 - 0.25 * air);
}

function face(canvas: Canvas, friend: Friend, s: number, open: number): void {
  const r = friend.radius;
  canvas
    .begin()
    .circle(0, 0, r)
    .fill(radial(-r * 0.35, -r * 0.45, r * 1.5, friend.skin));
  canvas
    .begin()
    .ellipse(-r * 0.58, r * 0.12, r * 0.17, r * 0.12)
    .ellipse(r * 0.58, r * 0.12, r * 0.17, r * 0.12);
  canvas.fill(mix(friend.colour, HOUSE.gulal, 0.7), 0.65);
  canvas.begin();
  for (const side of [-1, 1]) {
    canvas
      .moveTo(side * r * 0.56, -r * 0.12)
      .quadTo(side * r * 0.36, -r * 0.4, side * r * 0.14, -r * 0.12);
  }
  canvas.stroke(r * 0.085, INK);
  mouth(canvas, r, 0.75 + 0.25 * open * Math.sin(s * 15 + friend.delay * 40));
  tears(canvas, r, s + friend.delay * 3);
  wears[friend.wear](canvas, r, friend.colour);
}

function mouth(canvas: Canvas, r: number, open: number): void {
  const depth = r * 0.62 * open;
  canvas
    .begin()
    .moveTo(-r * 0.46, r * 0.12)
    .quadTo(0, r * 0.22, r * 0.46, r * 0.12);
  canvas
    .cubicTo(r * 0.44, r * 0.12 + depth, -r * 0.44, r * 0.12 + depth, -r * 0.46, r * 0.12)
    .close();
  canvas.fill(hex('#5a0f2c')).clip();
  canvas
    .begin()
    .ellipse(0, r * 0.12 + depth * 0.86, r * 0.3, depth * 0.42)
    .fill(hex('#ff6f8f'));
  canvas
    .begin()
    .roundRect(-r * 0.4, r * 0.06, r * 0.8, r * 0.17, r * 0.05)
    .fill(HOUSE.chalk);
  canvas.unclip();
}

/** Tears of laughter, thrown sideways. */
function tears(canvas: Canvas, r: number, s: number): void {
  canvas.begin();
  for (const side of [-1, 1]) {
    for (const offset of [0, 0.5]) {
      const t = wrap(s * 0.9 + offset + (side > 0 ? 0.25 : 0));
      const x = side * r * (0.64 + 0.75 * t);
      const y = -r * 0.2 - r * 0.35 * t + r * 0.95 * t * t;
      canvas.circle(x, y, r * 0.07 * (1 - t * 0.5));
    }
  }
  canvas.fill(hex('#bff3ff'), 0.9);
}

const wears: Record<Wear, (canvas: Canvas, r: number, colour: Colour) => void> = {
  glasses: (canvas, r) => {
    canvas
      .begin()
      .circle(-r * 0.36, -r * 0.18, r * 0.27)
      .circle(r * 0.36, -r * 0.18, r * 0.27);
    canvas.fill(HOUSE.chalk, 0.25).stroke(r * 0.06, INK);
    canvas
      .begin()
      .moveTo(-r * 0.1, -r * 0.2)
      .quadTo(0, -r * 0.28, r * 0.1, -r * 0.2)
      .stroke(r * 0.06, INK);
  },
  turban: (canvas, r, colour) => {
    const cloth = mix(colour, HOUSE.gulal, 0.75);
    canvas
      .begin()
      .moveTo(-r * 0.98, -r * 0.36)
      .cubicTo(-r * 1.02, -r * 1.24, r * 1.02, -r * 1.24, r * 0.98, -r * 0.36);
    canvas
      .quadTo(0, -r * 0.78, -r * 0.98, -r * 0.36)
      .close()
      .fill(cloth);
    canvas.begin();
    for (const k of [0.1, 0.32, 0.54]) {
      canvas
        .moveTo(-r * (0.95 - k * 0.3), -r * (0.42 + k))
        .quadTo(r * 0.1, -r * (0.74 + k * 0.6), r * (0.9 - k), -r * (0.5 + k * 0.9));
    }
    canvas.stroke(r * 0.04, HOUSE.chalk, 0.55);
    canvas
      .begin()
      .circle(0, -r * 0.82, r * 0.1)
      .fill(HOUSE.marigold)
      .circle(0, -r * 0.82, r * 0.05)
      .stroke(3, INK, 0.4);
  },
  moustache: (canvas, r) => {
    canvas
      .begin()
      .moveTo(0, r * 0.05)
      .cubicTo(r * 0.2, -r * 0.1, r * 0.42, r * 0.12, r * 0.66, -r * 0.1);
    canvas.cubicTo(r * 0.56, r * 0.24, r * 0.2, r * 0.22, 0, r * 0.12);
    canvas.cubicTo(-r * 0.2, r * 0.22, -r * 0.56, r * 0.24, -r * 0.66, -r * 0.1);
    canvas
      .cubicTo(-r * 0.42, r * 0.12, -r * 0.2, -r * 0.1, 0, r * 0.05)
      .close()
      .fill(INK);
  },
  flower: (canvas, r) => {
    canvas.begin();
    for (let petal = 0; petal < 6; petal += 1) {
      const angle = (petal / 6) * TURN;
      canvas.circle(
        r * 0.58 + Math.cos(angle) * r * 0.16,
        -r * 0.8 + Math.sin(angle) * r * 0.16,
        r * 0.12,
      );
    }
    canvas
      .fill(HOUSE.chalk)
      .begin()
      .circle(r * 0.58, -r * 0.8, r * 0.11)
      .fill(HOUSE.marigold);
    canvas
      .begin()
      .circle(0, -r * 0.52, r * 0.07)
      .fill(HOUSE.gulal);
  },
  cap: (canvas, r, colour) => {
    const cloth = mix(colour, hex('#1b3f9a'), 0.8);
    canvas
      .begin()
      .moveTo(-r * 0.86, -r * 0.46)
      .cubicTo(-r * 0.8, -r * 1.16, r * 0.8, -r * 1.16, r * 0.86, -r * 0.46);
    canvas
      .quadTo(0, -r * 0.7, -r * 0.86, -r * 0.46)
      .close()
      .fill(cloth);
    canvas
      .begin()
      .moveTo(-r * 0.2, -r * 0.6)
      .cubicTo(r * 0.3, -r * 0.86, r * 1.3, -r * 0.7, r * 1.34, -r * 0.42);
    canvas
      .cubicTo(r, -r * 0.56, r * 0.4, -r * 0.56, -r * 0.2, -r * 0.6)
      .close()
      .fill(mix(cloth, INK, 0.4));
  },
  tuft: (canvas, r) => {
    canvas.begin();
    for (const lean of [-0.3, 0, 0.3]) {
      canvas
        .moveTo(lean * r * 0.3, -r * 0.94)
        .quadTo(lean * r * 0.6, -r * 1.2, lean * r * 1.3, -r * 1.3);
    }
    canvas.stroke((share) => r * 0.06 * (1 - share) + 1, INK);
  },
};

/** The laughter itself, from one friend after another. */
function bubble(
  canvas: Canvas,
  laugh: { readonly widthPx: number } & Parameters<Canvas['text']>[0],
  beat: number,
  friends: readonly Friend[],
  colour: Colour,
  ink: Colour,
): void {
  const friend = friends[Math.floor(beat / 4) % friends.length];
  if (friend === undefined) return;
  const t = (beat % 4) / 4;
  const size =
    Math.min(1, t * 9) *
    (1 + 0.25 * Math.exp(-t * 9) * Math.sin(t * 50)) *
    Math.min(1, (1 - t) * 12);
  if (size <= 0.02) return;
  const width = laugh.widthPx + 52;
  const left = friend.x > 360;
  const x = friend.x + (left ? -friend.radius * 0.5 - width : friend.radius * 0.5);
  const kept = Math.max(24, Math.min(696 - width, x));
  canvas.at(
    kept + (left ? width : 0),
    friend.floorY - friend.radius * 0.9 - 20 * t,
    left ? -0.06 : 0.06,
    size,
    () => {
      canvas.translate(left ? -width : 0, -78);
      canvas.begin().glimpse(0, 0, width, 84, 30).fill(colour);
      canvas.begin().text(laugh, 26, 60).fill(ink);
    },
  );
}
