// Pictures of what people build and do.

import type { Canvas } from '../../paint/canvas.ts';
import { linear } from '../../paint/canvas.ts';
import { hex, mix, ramp } from '../../paint/colour.ts';
import type { Colour } from '../../paint/colour.ts';
import { between, TURN } from '../../scenes/scene.ts';
import {
  birds,
  BLACK,
  cloud,
  disc,
  footShade,
  haze,
  HEIGHT,
  person,
  ridge,
  sky,
  skyline,
  stars,
  tree,
  water,
  WHITE,
  WIDTH,
  type Brush,
} from './landscape.ts';

/** A rocket leaving its tower at dawn. */
export function rocket(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#081a3f', '#2f5f9c', '#ffb07a'], 900);
  stars(brush, 70, 380);
  const plume = ramp(
    [0, hex('#fff6d8')],
    [0.2, hex('#ffc145'), 0.95],
    [0.6, hex('#ff6b2c'), 0.6],
    [1, hex('#ff6b2c'), 0],
  );
  canvas
    .begin()
    .moveTo(330, 560)
    .quadTo(300, 860, 250, 1010)
    .lineTo(470, 1010)
    .quadTo(420, 860, 390, 560)
    .close();
  canvas.fill(linear(0, 560, 0, 1020, plume));
  canvas.glow(360, 620, 260, hex('#ffb347'), 0.9);
  for (let puff = 0; puff < 60; puff += 1) {
    const spread = random.next() - 0.5;
    const y = 1000 + random.next() * 130 - Math.abs(spread) * 40;
    const tone = mix(hex('#ffd9b0'), hex('#7a6f86'), random.next() * 0.8);
    canvas
      .begin()
      .circle(360 + spread * 760, y, between(random, 40, 96))
      .fill(tone, 0.82);
  }
  canvas.begin().rect(520, 640, 16, 420).rect(560, 640, 16, 420).fill(hex('#2a2f45'));
  for (let brace = 0; brace < 9; brace += 1) {
    canvas
      .begin()
      .moveTo(524, 650 + brace * 46)
      .lineTo(572, 690 + brace * 46)
      .stroke(5, hex('#2a2f45'));
  }
  canvas.at(360, 420, 0, 1.15, () => {
    for (const side of [-1, 1]) {
      canvas
        .begin()
        .moveTo(side * 38, 60)
        .quadTo(side * 92, 110, side * 82, 160)
        .lineTo(side * 38, 134)
        .close()
        .fill(hex('#c23b3b'));
      canvas
        .begin()
        .roundRect(side * 46 - 17, -40, 34, 178, 17)
        .fill(
          linear(
            side * 46 - 17,
            0,
            side * 46 + 17,
            0,
            ramp([0, hex('#ffffff')], [1, hex('#9aa6bd')]),
          ),
        );
    }
    canvas
      .begin()
      .moveTo(-38, 140)
      .lineTo(-38, -110)
      .quadTo(-34, -210, 0, -260)
      .quadTo(34, -210, 38, -110)
      .lineTo(38, 140)
      .close();
    canvas.fill(
      linear(-38, 0, 38, 0, ramp([0, hex('#ffffff')], [0.5, hex('#eef2f8')], [1, hex('#93a0b8')])),
    );
    canvas.begin().rect(-38, -60, 76, 20).rect(-38, 70, 76, 20).fill(hex('#ff8c42'));
    canvas
      .begin()
      .circle(0, -130, 17)
      .fill(hex('#24406b'))
      .begin()
      .circle(0, -130, 17)
      .stroke(5, hex('#c9d2e2'));
    canvas
      .begin()
      .moveTo(-26, 140)
      .lineTo(-38, 176)
      .lineTo(38, 176)
      .lineTo(26, 140)
      .close()
      .fill(hex('#33394d'));
  });
  birds(brush, 90, 720, 6, hex('#12203c'));
  ridge(brush, { y: 1130, rise: 12, peaks: 2 }, hex('#1d2033'), hex('#0d0f1c'));
  footShade(brush, 0.4);
}

/** A metro on its viaduct through a city at dusk. */
export function metro(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#1a1440', '#7a3f86', '#ff9e6b'], 800);
  disc(brush, 540, 560, 80, { middle: '#fff0c9', edge: '#ffb36b', light: '#ff8f6b' });
  skyline(brush, { y: 860, least: 220, most: 520, lit: 0.42 }, hex('#4a2f63'), hex('#ffd98a'));
  skyline(brush, { y: 930, least: 120, most: 300, lit: 0.55 }, hex('#2c1d46'), hex('#ffc96b'));
  haze(brush, 780, 960, hex('#ff9e6b'), 0.25);
  canvas
    .begin()
    .rect(0, 930, WIDTH, HEIGHT - 930)
    .fill(linear(0, 930, 0, HEIGHT, ramp([0, hex('#33244d')], [1, hex('#0f0a1c')])));
  for (let x = 30; x < WIDTH; x += 210) {
    canvas
      .begin()
      .moveTo(x, 1010)
      .lineTo(x + 70, 1010)
      .lineTo(x + 54, 1290)
      .lineTo(x + 16, 1290)
      .close()
      .fill(hex('#3d3358'));
  }
  canvas
    .begin()
    .rect(-10, 976, WIDTH + 20, 46)
    .fill(linear(0, 976, 0, 1022, ramp([0, hex('#8a7fa8')], [1, hex('#4a3f68')])));
  canvas
    .begin()
    .rect(-10, 966, WIDTH + 20, 12)
    .fill(hex('#b5abd0'));
  for (let car = 0; car < 3; car += 1) {
    const x = -60 + car * 262;
    canvas.begin().roundRect(x, 842, 252, 124, car === 2 ? 34 : 14);
    canvas.fill(
      linear(0, 842, 0, 966, ramp([0, hex('#f4f6fb')], [0.6, hex('#cfd6e6')], [1, hex('#8c95ad')])),
    );
    canvas.begin().rect(x, 930, 252, 14).fill(hex('#16b8a6'));
    for (let window = 0; window < 4; window += 1) {
      canvas
        .begin()
        .roundRect(x + 18 + window * 58, 866, 44, 46, 8)
        .fill(hex('#ffe7ad'));
      if (random.next() < 0.8)
        canvas
          .begin()
          .circle(x + 40 + window * 58, 894, 9)
          .rect(x + 31 + window * 58, 900, 18, 12)
          .fill(hex('#3a2a4a'));
    }
  }
  canvas.glow(716, 930, 130, hex('#fff3c0'), 1);
  for (let light = 0; light < 20; light += 1) {
    canvas
      .begin()
      .roundRect(
        between(random, 0, WIDTH),
        between(random, 1090, 1230),
        between(random, 20, 60),
        5,
        2,
      );
    canvas.fill(random.next() < 0.5 ? hex('#ff5a5a') : hex('#ffe9b0'), 0.8);
  }
  footShade(brush, 0.35);
}

/** Terraces on a slope: tea in green, rice in gold. */
export function terraces(brush: Brush, crop: 'tea' | 'rice'): void {
  const { canvas, random } = brush;
  const green = crop === 'tea';
  if (green) sky(brush, ['#7fc4e8', '#c9e8ee', '#fff3d6'], 560);
  else sky(brush, ['#5a8fd0', '#ffd9a0', '#ffb35c'], 560);
  disc(brush, green ? 560 : 200, 300, 70, { middle: '#ffffff', edge: '#fff0b8', light: '#fff0c0' });
  for (let heap = 0; heap < 3; heap += 1) {
    cloud(brush, between(random, 60, 660), between(random, 160, 380), between(random, 50, 90), {
      light: WHITE,
      dark: hex('#dfe9f2'),
      opacity: 0.75,
    });
  }
  ridge(
    brush,
    { y: 560, rise: 76, peaks: 3 },
    hex(green ? '#8fb9b0' : '#a98a6b'),
    hex(green ? '#6f9f8f' : '#8a6b52'),
  );
  haze(brush, 500, 660, WHITE, 0.4);
  const [light, dark] = green ? [hex('#8fcf4f'), hex('#14532d')] : [hex('#ffd24a'), hex('#8a5a1c')];
  for (let step = 0; step < 13; step += 1) {
    const y = 640 + step * step * 3.6 + step * 8;
    const bend = 34 + step * 7;
    const phase = step * 0.9;
    canvas.begin().moveTo(-10, y + bend * Math.sin(phase));
    for (let piece = 1; piece <= 12; piece += 1)
      canvas.lineTo(piece * 62, y + bend * Math.sin(phase + piece * 0.52));
    canvas
      .lineTo(WIDTH + 20, HEIGHT)
      .lineTo(-10, HEIGHT)
      .close();
    const tone = mix(light, dark, 0.12 + 0.5 * (step / 13) + 0.12 * (step % 2));
    canvas.fill(
      linear(
        0,
        y - bend,
        0,
        y + 120,
        ramp([0, mix(tone, WHITE, 0.16)], [0.4, tone], [1, mix(tone, BLACK, 0.3)]),
      ),
    );
    for (let tuft = 0; tuft < 30; tuft += 1) {
      const x = (tuft / 30) * WIDTH + between(random, -8, 8);
      const at = y + bend * Math.sin(phase + (x / 62) * 0.52) + 4;
      if (green)
        canvas
          .begin()
          .ellipse(x, at + 4, 9 + step * 1.6, 6 + step)
          .fill(mix(tone, WHITE, 0.1 * random.next()), 0.9);
      else
        canvas
          .begin()
          .moveTo(x, at + 10 + step)
          .quadTo(x + 4, at, x + 6 + step * 0.6, at - 6 - step)
          .stroke(2 + step * 0.2, mix(tone, WHITE, 0.25), 0.8);
    }
  }
  for (const [x, y, height] of [
    [190, 960, 120],
    [520, 1010, 140],
    [350, 900, 96],
  ] as const) {
    person(brush, x, y, height, hex('#3a1f2c'));
    canvas
      .begin()
      .ellipse(x, y - height * 0.97, height * 0.2, height * 0.06)
      .fill(hex('#f2c879'));
    canvas
      .begin()
      .roundRect(x - height * 0.22, y - height * 0.72, height * 0.2, height * 0.3, 8)
      .fill(hex('#c96b2c'));
  }
  footShade(brush, 0.4);
}

/** Kites over roofs. */
export function kites(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#2c8fe0', '#7cc8f5', '#ffe9c2'], 980);
  for (let heap = 0; heap < 4; heap += 1) {
    cloud(brush, between(random, 40, 680), 220 + heap * 190, between(random, 60, 110), {
      light: WHITE,
      dark: hex('#d5e6f5'),
      opacity: 0.85,
    });
  }
  const colours = ['#ff3d7f', '#ffc145', '#16b8a6', '#ff6b2c', '#7b4dff', '#ffffff'].map(hex);
  for (let kite = 0; kite < 12; kite += 1) {
    const near = kite / 11;
    const [x, y] = [between(random, 80, 640), 150 + (kite % 6) * 125 + between(random, -40, 40)];
    const size = 34 + 62 * near * near;
    const colour = colours[kite % colours.length] ?? WHITE;
    canvas
      .begin()
      .moveTo(x, y + size)
      .quadTo(x + between(random, -60, 60), 900, 120 + (kite % 5) * 130, 1100)
      .stroke(1.5, WHITE, 0.6);
    canvas.at(x, y, between(random, -0.5, 0.5), size / 60, () => {
      canvas.begin().moveTo(0, -74).lineTo(58, 0).lineTo(0, 74).lineTo(-58, 0).close();
      canvas.fill(
        linear(
          -58,
          -60,
          58,
          60,
          ramp([0, mix(colour, WHITE, 0.25)], [1, mix(colour, BLACK, 0.18)]),
        ),
      );
      canvas
        .begin()
        .moveTo(0, -74)
        .lineTo(58, 0)
        .lineTo(0, 0)
        .close()
        .fill(colours[(kite + 2) % colours.length] ?? WHITE, 0.9);
      canvas
        .begin()
        .moveTo(-58, 0)
        .quadTo(0, -34, 58, 0)
        .moveTo(0, -74)
        .lineTo(0, 74)
        .stroke(3, hex('#5a2d1a'), 0.8);
      canvas
        .begin()
        .moveTo(0, 74)
        .quadTo(26, 110, -8, 140)
        .quadTo(-30, 164, 6, 196)
        .stroke((share) => 9 - 7 * share, colour);
    });
  }
  for (let house = 0; house < 7; house += 1) {
    const [x, top] = [-30 + house * 112, between(random, 1030, 1110)];
    const tone = hex(
      ['#e07a5f', '#f2cc8f', '#81b29a', '#3d5a80', '#c8553d'][house % 5] ?? '#e07a5f',
    );
    canvas
      .begin()
      .rect(x, top, 112, HEIGHT - top)
      .fill(linear(0, top, 0, HEIGHT, ramp([0, tone], [1, mix(tone, BLACK, 0.55)])));
    canvas
      .begin()
      .rect(x - 4, top - 12, 120, 16)
      .fill(mix(tone, BLACK, 0.35));
    person(brush, x + 56, top - 10, between(random, 62, 84), hex('#2b1a2c'));
  }
  footShade(brush, 0.35);
}

/** A reading room full of light. */
export function library(brush: Brush): void {
  const { canvas, random } = brush;
  canvas
    .begin()
    .rect(0, 0, WIDTH, HEIGHT)
    .fill(
      linear(
        0,
        0,
        0,
        HEIGHT,
        ramp([0, hex('#3a2417')], [0.6, hex('#6b4226')], [1, hex('#22130c')]),
      ),
    );
  canvas
    .begin()
    .moveTo(200, 700)
    .lineTo(200, 280)
    .cubicTo(200, 110, 520, 110, 520, 280)
    .lineTo(520, 700)
    .close();
  canvas.fill(
    linear(0, 150, 0, 700, ramp([0, hex('#9fd8f5')], [0.6, hex('#ffe9b8')], [1, hex('#ffc97a')])),
  );
  canvas
    .begin()
    .moveTo(360, 150)
    .lineTo(360, 700)
    .moveTo(200, 420)
    .lineTo(520, 420)
    .stroke(9, hex('#4a2d1a'));
  canvas.glow(360, 420, 420, hex('#ffd08a'), 0.55);
  const colours = ['#c8372d', '#e8a33d', '#2f7f79', '#4a5fa8', '#8a3f7a', '#d9c39a', '#5a7a3a'].map(
    hex,
  );
  for (const side of [0, 1]) {
    const left = side === 0 ? -10 : 548;
    for (let shelf = 0; shelf < 7; shelf += 1) {
      const y = 190 + shelf * 128;
      canvas.begin().rect(left, y, 186, 12).fill(hex('#2c190e'));
      for (let x = left + 4; x < left + 176;) {
        const width = between(random, 13, 28);
        const height = between(random, 76, 110);
        const colour = colours[random.below(colours.length)] ?? WHITE;
        canvas
          .begin()
          .roundRect(x, y - height, width, height, 3)
          .fill(
            linear(
              x,
              0,
              x + width,
              0,
              ramp([0, mix(colour, WHITE, 0.15)], [1, mix(colour, BLACK, 0.35)]),
            ),
          );
        canvas
          .begin()
          .rect(x, y - height * 0.8, width, 5)
          .fill(hex('#f2dca8'), 0.7);
        x += width + 2;
      }
    }
  }
  const beam = ramp([0, hex('#ffe7b0'), 0.35], [1, hex('#ffe7b0'), 0]);
  canvas
    .begin()
    .moveTo(210, 690)
    .lineTo(510, 690)
    .lineTo(660, 1200)
    .lineTo(60, 1200)
    .close()
    .fill(linear(0, 690, 0, 1200, beam));
  canvas
    .begin()
    .moveTo(60, 1060)
    .lineTo(660, 1060)
    .lineTo(720, 1150)
    .lineTo(0, 1150)
    .close()
    .fill(linear(0, 1060, 0, 1150, ramp([0, hex('#a8693a')], [1, hex('#6b3d20')])));
  canvas.begin().rect(0, 1150, WIDTH, 24).fill(hex('#3d2212'));
  for (const [x, colour] of [
    [170, '#ff6b2c'],
    [350, '#16b8a6'],
    [540, '#ff3d7f'],
  ] as const) {
    canvas.begin().circle(x, 940, 42).fill(hex('#9a6240'));
    canvas
      .begin()
      .moveTo(x - 46, 950)
      .cubicTo(x - 56, 876, x + 56, 876, x + 46, 950)
      .quadTo(x, 912, x - 46, 950)
      .close()
      .fill(hex('#20120c'));
    canvas
      .begin()
      .moveTo(x - 80, 1062)
      .cubicTo(x - 84, 960, x + 84, 960, x + 80, 1062)
      .close()
      .fill(
        linear(
          x - 80,
          0,
          x + 80,
          0,
          ramp([0, mix(hex(colour), WHITE, 0.2)], [1, mix(hex(colour), BLACK, 0.3)]),
        ),
      );
    canvas
      .begin()
      .moveTo(x - 62, 1090)
      .quadTo(x - 30, 1066, x, 1086)
      .quadTo(x + 30, 1066, x + 62, 1090)
      .lineTo(x + 70, 1116)
      .quadTo(x + 32, 1096, x, 1112)
      .quadTo(x - 32, 1096, x - 70, 1116)
      .close()
      .fill(hex('#fff7e6'));
    canvas.begin().moveTo(x, 1086).lineTo(x, 1112).stroke(3, hex('#b59a72'));
  }
  footShade(brush, 0.35);
}

/** A village with panels on its roofs. */
export function solar(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#3f9be0', '#a8dcf5', '#fff0c9'], 640);
  disc(brush, 170, 240, 78, { middle: '#ffffff', edge: '#ffe27a', light: '#ffe79a' });
  cloud(brush, 520, 300, 74, { light: WHITE, dark: hex('#d8e6f2') });
  ridge(brush, { y: 640, rise: 54, peaks: 3 }, hex('#7fae7a'), hex('#4f8a5c'));
  ridge(brush, { y: 760, rise: 30, peaks: 2 }, hex('#9cc36b'), hex('#4a7a3f'));
  for (let house = 0; house < 5; house += 1) {
    const [x, y] = [60 + house * 150, 830 + (house % 2) * 70];
    const wall = hex(['#f2d6b3', '#e8b48a', '#f7e3c4', '#dba37c', '#f0c9a0'][house] ?? '#f2d6b3');
    canvas
      .begin()
      .rect(x - 62, y - 66, 124, 86)
      .fill(wall)
      .begin()
      .rect(x - 14, y - 34, 30, 54)
      .fill(hex('#5a3a26'));
    canvas
      .begin()
      .moveTo(x - 84, y - 62)
      .lineTo(x - 30, y - 128)
      .lineTo(x + 94, y - 128)
      .lineTo(x + 70, y - 62)
      .close()
      .fill(hex('#b5533c'));
    panels(canvas, x - 34, y - 118, 1);
  }
  canvas
    .begin()
    .rect(0, 960, WIDTH, HEIGHT - 960)
    .fill(linear(0, 960, 0, HEIGHT, ramp([0, hex('#7fb052')], [1, hex('#23401f')])));
  for (let row = 0; row < 3; row += 1) {
    for (let column = 0; column < 4; column += 1) {
      canvas.at(40 + column * 178 + row * 14, 1000 + row * 92, 0, 1.2 + row * 0.22, () =>
        panels(canvas, 0, 0, 1),
      );
    }
  }
  tree(brush, 672, 900, 190, hex('#2f6b3a'), hex('#9cd06b'));
  for (let flower = 0; flower < 30; flower += 1) {
    canvas
      .begin()
      .circle(between(random, 0, WIDTH), between(random, 970, 1260), 3.5)
      .fill(random.next() < 0.5 ? hex('#ffd24a') : WHITE, 0.8);
  }
  footShade(brush, 0.35);
}

function panels(canvas: Canvas, x: number, y: number, size: number): void {
  canvas
    .begin()
    .moveTo(x, y + 44 * size)
    .lineTo(x + 20 * size, y)
    .lineTo(x + 112 * size, y)
    .lineTo(x + 96 * size, y + 44 * size)
    .close();
  canvas.fill(
    linear(
      x,
      y,
      x + 100,
      y + 44,
      ramp([0, hex('#5a8fd8')], [0.5, hex('#1f3f7a')], [1, hex('#14284f')]),
    ),
  );
  canvas.begin();
  for (let line = 1; line < 5; line += 1)
    canvas.moveTo(x + 20 + line * 18, y).lineTo(x + line * 19, y + 44);
  canvas
    .moveTo(x + 10, y + 22)
    .lineTo(x + 104, y + 22)
    .stroke(1.6, hex('#cfe0ff'), 0.7);
}

/** Wind turbines in the sea. */
export function wind(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#2b4f8f', '#8fb9e0', '#ffd6ae'], 760);
  disc(brush, 360, 690, 92, { middle: '#fff8de', edge: '#ffc98a', light: '#ffb98a' });
  cloud(brush, 140, 260, 84, { light: hex('#fff1e2'), dark: hex('#b9c6dc'), opacity: 0.8 });
  cloud(brush, 590, 380, 60, { light: hex('#fff1e2'), dark: hex('#b9c6dc'), opacity: 0.8 });
  water(brush, 760, { far: '#ffc79a', near: '#163459', glint: '#fff0d2' }, 360);
  for (const [x, y, height] of [
    [610, 790, 250],
    [250, 800, 300],
    [440, 830, 400],
    [110, 900, 620],
  ] as const) {
    const top = y - height;
    canvas
      .begin()
      .moveTo(x - height * 0.022, y)
      .lineTo(x - height * 0.009, top)
      .lineTo(x + height * 0.009, top)
      .lineTo(x + height * 0.022, y)
      .close();
    canvas.fill(linear(x - 10, 0, x + 10, 0, ramp([0, WHITE], [1, hex('#a9b6c9')])));
    canvas
      .begin()
      .rect(x - height * 0.035, y - 8, height * 0.07, 16)
      .fill(hex('#ffb02e'));
    const turn = random.next() * TURN;
    for (let blade = 0; blade < 3; blade += 1) {
      canvas.at(x, top, turn + (blade * TURN) / 3, height / 400, () => {
        canvas
          .begin()
          .moveTo(0, -6)
          .quadTo(60, -26, 220, -4)
          .lineTo(220, 0)
          .quadTo(60, 10, 0, 7)
          .close()
          .fill(hex('#f7fafd'));
      });
    }
    canvas
      .begin()
      .circle(x, top, height * 0.024)
      .fill(hex('#dfe6ef'));
  }
  canvas.at(540, 1010, 0, 1.1, () => {
    canvas
      .begin()
      .moveTo(-120, -16)
      .quadTo(-90, 32, -60, 34)
      .lineTo(70, 34)
      .lineTo(120, -22)
      .close()
      .fill(hex('#c8372d'));
    canvas
      .begin()
      .rect(-50, -66, 84, 50)
      .fill(WHITE)
      .begin()
      .rect(-38, -56, 60, 18)
      .fill(hex('#2f5f9c'));
  });
  birds(brush, 470, 540, 6, hex('#23365a'));
  footShade(brush, 0.4);
}

/** The last squares of a chess game. */
export function chess(brush: Brush): void {
  const { canvas } = brush;
  canvas
    .begin()
    .rect(0, 0, WIDTH, HEIGHT)
    .fill(
      linear(
        0,
        0,
        0,
        HEIGHT,
        ramp([0, hex('#0f2a3a')], [0.55, hex('#1f5a66')], [1, hex('#0a1a22')]),
      ),
    );
  canvas.glow(360, 430, 460, hex('#ffc97a'), 0.55);
  for (let row = 0; row < 7; row += 1) {
    for (let column = -4; column < 4; column += 1) {
      const edge = (r: number, c: number): [number, number] => {
        const deep = r / 7;
        return [360 + c * (88 + 130 * deep), 800 + 470 * deep ** 1.35];
      };
      const light = (row + column) % 2 === 0;
      canvas
        .begin()
        .polyline([
          edge(row, column),
          edge(row, column + 1),
          edge(row + 1, column + 1),
          edge(row + 1, column),
        ])
        .close();
      canvas.fill(light ? hex('#f2dfb8') : hex('#7a4326'), 0.97);
    }
  }
  const piece = (
    x: number,
    y: number,
    size: number,
    tone: Colour,
    kind: 'king' | 'pawn' | 'rook',
  ): void => {
    canvas.at(x, y, 0, size, () => {
      const shade = linear(
        -60,
        0,
        60,
        0,
        ramp([0, mix(tone, WHITE, 0.35)], [0.45, tone], [1, mix(tone, BLACK, 0.55)]),
      );
      canvas.begin().ellipse(10, 4, 96, 22).fill(BLACK, 0.35);
      canvas
        .begin()
        .ellipse(0, -8, 74, 20)
        .fill(shade)
        .begin()
        .rect(-74, -34, 148, 26)
        .fill(shade)
        .begin()
        .ellipse(0, -34, 64, 17)
        .fill(shade);
      const neck = kind === 'king' ? 280 : kind === 'rook' ? 190 : 130;
      canvas
        .begin()
        .moveTo(-54, -36)
        .quadTo(-22, -90, -26, -neck)
        .lineTo(26, -neck)
        .quadTo(22, -90, 54, -36)
        .close()
        .fill(shade);
      if (kind === 'pawn')
        canvas
          .begin()
          .ellipse(0, -neck, 42, 11)
          .fill(shade)
          .begin()
          .circle(0, -neck - 40, 42)
          .fill(shade);
      if (kind === 'rook') {
        canvas
          .begin()
          .rect(-48, -neck - 70, 96, 70)
          .fill(shade);
        for (const notch of [-48, -14, 20])
          canvas
            .begin()
            .rect(notch, -neck - 92, 28, 26)
            .fill(shade);
      }
      if (kind === 'king') {
        canvas
          .begin()
          .moveTo(-46, -neck - 86)
          .quadTo(0, -neck - 116, 46, -neck - 86)
          .lineTo(26, -neck)
          .lineTo(-26, -neck)
          .close()
          .fill(shade);
        canvas
          .begin()
          .rect(-7, -neck - 164, 14, 68)
          .rect(-26, -neck - 146, 52, 14)
          .fill(shade);
      }
    });
  };
  piece(560, 900, 0.7, hex('#3a1f16'), 'rook');
  piece(190, 910, 0.66, hex('#3a1f16'), 'pawn');
  piece(340, 1040, 1.15, hex('#f0d9a8'), 'king');
  piece(560, 1130, 1.05, hex('#f0d9a8'), 'pawn');
  piece(110, 1150, 1.1, hex('#3a1f16'), 'pawn');
  footShade(brush, 0.4);
}

/** Cyclists on a night road. */
export function cycling(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#0c0f2c', '#33307a', '#e0629a'], 720);
  stars(brush, 120, 480);
  skyline(brush, { y: 740, least: 60, most: 240, lit: 0.6 }, hex('#241f55'), hex('#ffd98a'));
  canvas
    .begin()
    .rect(0, 738, WIDTH, HEIGHT - 738)
    .fill(linear(0, 738, 0, HEIGHT, ramp([0, hex('#2b2457')], [1, hex('#0b0918')])));
  canvas
    .begin()
    .moveTo(320, 740)
    .lineTo(400, 740)
    .lineTo(860, HEIGHT)
    .lineTo(-140, HEIGHT)
    .close()
    .fill(linear(0, 740, 0, HEIGHT, ramp([0, hex('#5a4f86')], [1, hex('#221d3d')])));
  for (let dash = 0; dash < 9; dash += 1) {
    const share = (dash / 9) ** 1.8;
    const y = 750 + share * 520;
    canvas
      .begin()
      .rect(360 - 2 - 9 * share, y, 4 + 18 * share, 8 + 54 * share)
      .fill(hex('#ffe9b0'), 0.85);
  }
  const colours = ['#ff3d7f', '#16b8a6', '#ffc145', '#ff6b2c', '#7bdcff'].map(hex);
  for (const [index, [x, y, size]] of (
    [
      [330, 800, 0.28],
      [410, 820, 0.34],
      [290, 870, 0.5],
      [470, 910, 0.66],
      [210, 1010, 0.95],
      [540, 1100, 1.25],
    ] as const
  ).entries()) {
    canvas.at(x, y, 0, size, () => cyclist(canvas, colours[index % colours.length] ?? WHITE));
    canvas.glow(x, y - 96 * size, 90 * size, hex('#fff3c0'), 0.8);
  }
  for (let lamp = 0; lamp < 4; lamp += 1) {
    const share = (lamp + 1) / 4;
    for (const side of [-1, 1]) {
      const [x, y] = [360 + side * (70 + 300 * share), 770 + 330 * share ** 1.6];
      canvas
        .begin()
        .moveTo(x, y)
        .lineTo(x, y - 260 * share)
        .lineTo(x - side * 44 * share, y - 270 * share)
        .stroke(3 + 5 * share, hex('#15122b'));
      canvas.glow(x - side * 44 * share, y - 266 * share, 30 + 80 * share, hex('#ffcf7a'), 0.9);
    }
  }
  void random;
  footShade(brush, 0.35);
}

function cyclist(canvas: Canvas, colour: Colour): void {
  canvas.begin().ellipse(0, 6, 70, 12).fill(BLACK, 0.4);
  canvas.begin().ellipse(0, -48, 15, 54).stroke(9, hex('#0d0b18'));
  canvas
    .begin()
    .moveTo(0, -60)
    .lineTo(0, -120)
    .moveTo(-44, -124)
    .lineTo(44, -124)
    .stroke(9, hex('#c9d2e2'));
  canvas
    .begin()
    .moveTo(-18, -100)
    .lineTo(-26, -30)
    .moveTo(18, -100)
    .lineTo(24, -62)
    .stroke(19, hex('#2a2140'));
  canvas
    .begin()
    .moveTo(-46, -126)
    .cubicTo(-52, -214, 52, -214, 46, -126)
    .quadTo(0, -96, -46, -126)
    .close();
  canvas.fill(
    linear(-46, 0, 46, 0, ramp([0, mix(colour, WHITE, 0.25)], [1, mix(colour, BLACK, 0.3)])),
  );
  canvas
    .begin()
    .circle(0, -222, 25)
    .fill(hex('#8a5a3c'))
    .begin()
    .moveTo(-32, -222)
    .cubicTo(-30, -276, 30, -276, 32, -222)
    .close()
    .fill(colour);
  canvas.begin().circle(0, -108, 9).fill(hex('#fff8e0'));
}

/** A long footbridge between two hills. */
export function bridge(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#4aa3d8', '#bfe6ee', '#fff2d2'], 700);
  disc(brush, 520, 240, 66, { middle: '#ffffff', edge: '#fff0b8', light: '#fff0c0' });
  ridge(brush, { y: 600, rise: 90, peaks: 3 }, hex('#8fb5c4'), hex('#6d9bab'));
  ridge(brush, { y: 720, rise: 70, peaks: 2 }, hex('#5f9a7f'), hex('#3a7a5f'));
  haze(brush, 640, 900, WHITE, 0.55);
  canvas
    .begin()
    .moveTo(-10, 700)
    .cubicTo(120, 720, 170, 860, 190, 1290)
    .lineTo(-10, 1290)
    .close()
    .fill(hex('#2c5a3f'));
  canvas
    .begin()
    .moveTo(730, 700)
    .cubicTo(600, 720, 550, 860, 530, 1290)
    .lineTo(730, 1290)
    .close()
    .fill(hex('#2c5a3f'));
  water(brush, 1130, { far: '#8fd0d8', near: '#1f5f70', glint: '#ffffff' }, 360);
  canvas
    .begin()
    .moveTo(-10, 700)
    .cubicTo(120, 720, 170, 860, 190, 1290)
    .lineTo(-10, 1290)
    .close()
    .fill(hex('#2c5a3f'));
  canvas
    .begin()
    .moveTo(730, 700)
    .cubicTo(600, 720, 550, 860, 530, 1290)
    .lineTo(730, 1290)
    .close()
    .fill(hex('#244a35'));
  const at = (share: number): [number, number] => [
    110 + 500 * share,
    770 + 4 * 78 * share * (1 - share),
  ];
  const rail = (lift: number): [number, number][] =>
    Array.from({ length: 41 }, (_, i) => {
      const [x, y] = at(i / 40);
      return [x, y - lift];
    });
  canvas.begin().polyline(rail(0)).stroke(15, hex('#7a4326'));
  canvas.begin().polyline(rail(58)).stroke(6, hex('#d9a05c'));
  for (let rope = 0; rope <= 40; rope += 1) {
    const [x, y] = at(rope / 40);
    canvas
      .begin()
      .moveTo(x, y)
      .lineTo(x, y - 58)
      .stroke(2.4, hex('#8a5a34'));
  }
  for (const x of [104, 616])
    canvas
      .begin()
      .rect(x - 13, 640, 26, 150)
      .fill(hex('#5a3420'))
      .begin()
      .rect(x - 24, 628, 48, 18)
      .fill(hex('#8a5a34'));
  for (const share of [0.2, 0.34, 0.5, 0.58, 0.76]) {
    const [x, y] = at(share);
    person(
      brush,
      x,
      y - 4,
      between(random, 66, 84),
      hex(
        ['#c8372d', '#2b2a4c', '#16827a', '#7a3f86', '#c96b2c'][Math.floor(share * 6) % 5] ??
          '#2b2a4c',
      ),
    );
  }
  for (const [x, y, h] of [
    [60, 760, 210],
    [668, 770, 240],
    [120, 1010, 180],
    [620, 1040, 190],
  ] as const)
    tree(brush, x, y, h, hex('#1f4a30'), hex('#7db36b'));
  birds(brush, 240, 440, 7, hex('#2b4a5a'));
  footShade(brush, 0.4);
}

/** Lanterns on a river and in the sky. */
export function lanterns(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#0a0826', '#2b1c5a', '#8a3f7a'], 760);
  stars(brush, 90, 500);
  ridge(brush, { y: 740, rise: 50, peaks: 3 }, hex('#1f1440'), hex('#120c28'));
  for (let lamp = 0; lamp < 40; lamp += 1) {
    canvas
      .begin()
      .circle(between(random, 0, WIDTH), between(random, 730, 770), 2.5)
      .fill(hex('#ffcf7a'));
  }
  water(brush, 770, { far: '#5a2f6b', near: '#0c0a22', glint: '#ffb85c' }, 360);
  for (let lantern = 0; lantern < 24; lantern += 1) {
    const near = random.next() ** 1.6;
    const [x, y] = [between(random, 30, 690), 90 + (lantern / 24) * 560 + between(random, -30, 30)];
    canvas.at(x, y, between(random, -0.12, 0.12), 0.35 + near * 0.95, () => {
      canvas.glow(0, 0, 130, hex('#ff8f3a'), 0.75);
      canvas
        .begin()
        .moveTo(-34, -54)
        .quadTo(0, -74, 34, -54)
        .lineTo(42, 34)
        .quadTo(0, 52, -42, 34)
        .close();
      canvas.fill(
        linear(
          0,
          -60,
          0,
          46,
          ramp([0, hex('#ff9a4a')], [0.7, hex('#ffd98a')], [1, hex('#fff6d8')]),
        ),
      );
      canvas.begin().ellipse(0, 38, 36, 8).fill(hex('#fff9e8'));
    });
  }
  for (let diya = 0; diya < 16; diya += 1) {
    const share = (diya + 0.5) / 16;
    const y = 800 + share * share * 400;
    const size = 0.3 + share;
    canvas.at(between(random, 30, 690), y, 0, size, () => {
      canvas.glow(0, -22, 80, hex('#ffb347'), 0.9);
      canvas
        .begin()
        .moveTo(-40, -6)
        .quadTo(0, 34, 40, -6)
        .quadTo(0, 8, -40, -6)
        .close()
        .fill(hex('#b5562a'));
      canvas
        .begin()
        .moveTo(0, -44)
        .quadTo(13, -16, 0, -8)
        .quadTo(-13, -16, 0, -44)
        .close()
        .fill(hex('#fff0b8'));
      canvas.begin().ellipse(0, 22, 44, 5).fill(hex('#ffb347'), 0.35);
    });
  }
  footShade(brush, 0.3);
}
