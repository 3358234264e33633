// Pictures of weather, animals, mountains and the sea.

import { linear, radial } from '../../paint/canvas.ts';
import { hex, mix, ramp } from '../../paint/colour.ts';
import { between, TURN } from '../../scenes/scene.ts';
import {
  birds,
  BLACK,
  cloud,
  disc,
  fir,
  footShade,
  haze,
  HEIGHT,
  person,
  rain,
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

/** A river over its banks under a heavy sky, roofs and trees standing in it. */
export function flood(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#232c3f', '#4a5a70', '#9aa6ac'], 620);
  for (let heap = 0; heap < 7; heap += 1) {
    const dark = mix(hex('#2b3446'), hex('#55637a'), random.next());
    cloud(brush, random.next() * WIDTH, 90 + heap * 58, between(random, 110, 190), {
      light: mix(dark, WHITE, 0.12),
      dark,
      opacity: 0.85,
    });
  }
  ridge(brush, { y: 640, rise: 46 }, hex('#4f6068'), hex('#3c4b50'));
  haze(brush, 560, 720, hex('#c7d0d2'), 0.5);
  water(brush, 700, { far: '#8f8d7c', near: '#3d3a33', glint: '#e6e2d0' }, 330);
  for (const [x, y, size] of [
    [120, 800, 1],
    [560, 850, 1.35],
    [320, 770, 0.7],
  ] as const) {
    canvas.at(x, y, 0, size, () => {
      canvas.begin().rect(-74, -62, 148, 70).fill(hex('#c9b391'));
      canvas.begin().rect(-16, -48, 32, 56).fill(hex('#4a3828'));
      canvas.begin().moveTo(-98, -58).lineTo(0, -128).lineTo(98, -58).close().fill(hex('#8c3f2c'));
      canvas
        .begin()
        .moveTo(-98, -58)
        .lineTo(0, -128)
        .lineTo(0, -110)
        .lineTo(-72, -58)
        .close()
        .fill(hex('#a9543a'));
      canvas.begin().ellipse(0, 10, 110, 10).fill(hex('#2f2d28'), 0.35);
    });
  }
  tree(brush, 232, 880, 210, hex('#33482f'), hex('#7d9660'));
  tree(brush, 664, 760, 150, hex('#3a4f36'), hex('#7d9660'));
  canvas.at(310, 1010, -0.03, 1.2, () => {
    canvas
      .begin()
      .moveTo(-150, -26)
      .quadTo(-110, 24, -60, 26)
      .lineTo(70, 26)
      .quadTo(120, 22, 158, -30)
      .close();
    canvas.fill(hex('#d2622a'));
    canvas.begin().moveTo(-140, -18).lineTo(148, -20).stroke(5, hex('#ffd9a0'), 0.8);
    for (const x of [-70, -10, 52]) person(brush, x, -8, 96, hex('#1f2630'));
  });
  rain(brush, 190, 0.16);
  footShade(brush, 0.35);
}

/** Night on a beach: a turtle on its way to the sea under the moon. */
export function turtle(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#07122e', '#15326a', '#4b79a8'], 640);
  stars(brush, 130, 560);
  disc(brush, 505, 300, 84, { middle: '#fffbe6', edge: '#f3e3b0', light: '#b9cdf5' });
  water(brush, 620, { far: '#5d86b0', near: '#0f2b57', glint: '#f6ecc8' }, 505);
  canvas
    .begin()
    .moveTo(-10, 905)
    .cubicTo(180, 850, 430, 930, 730, 870)
    .lineTo(730, HEIGHT + 10)
    .lineTo(-10, HEIGHT + 10)
    .close();
  canvas.fill(
    linear(
      0,
      870,
      0,
      HEIGHT,
      ramp([0, hex('#b79f77')], [0.4, hex('#7d6a52')], [1, hex('#332c2b')]),
    ),
  );
  canvas.begin().moveTo(-10, 905).cubicTo(180, 850, 430, 930, 730, 870).stroke(9, WHITE, 0.55);
  for (let grain = 0; grain < 160; grain += 1) {
    const [x, y] = [random.next() * WIDTH, between(random, 930, HEIGHT)];
    canvas
      .begin()
      .circle(x, y, between(random, 1, 3))
      .fill(random.next() < 0.5 ? BLACK : WHITE, 0.16);
  }
  canvas.begin().moveTo(300, 1290).quadTo(330, 1150, 372, 1080).stroke(60, BLACK, 0.14);
  canvas.at(390, 1030, -0.35, 1.25, () => {
    canvas.begin().ellipse(6, 62, 150, 30).fill(BLACK, 0.32);
    for (const [x, y, angle] of [
      [-100, -52, -0.7],
      [106, -44, 0.6],
      [-84, 46, 0.8],
      [92, 48, -0.8],
    ] as const) {
      canvas.at(x, y, angle, 1, () => canvas.begin().ellipse(0, 0, 62, 22).fill(hex('#5f7458')));
    }
    canvas.begin().ellipse(0, -116, 30, 38).fill(hex('#6d8464'));
    canvas.begin().circle(-12, -130, 5).circle(12, -130, 5).fill(hex('#10150f'));
    canvas.begin().ellipse(0, 0, 104, 96);
    canvas.fill(
      radial(-30, -40, 150, ramp([0, hex('#a98f55')], [0.7, hex('#5c4b2e')], [1, hex('#33291b')])),
    );
    for (let plate = 0; plate < 6; plate += 1) {
      const a = (plate / 6) * TURN + 0.5;
      canvas
        .begin()
        .moveTo(Math.cos(a) * 34, Math.sin(a) * 32)
        .lineTo(Math.cos(a) * 98, Math.sin(a) * 90);
      canvas.stroke(4, hex('#2c2417'), 0.75);
    }
    canvas.begin().ellipse(0, 0, 36, 33).stroke(4, hex('#2c2417'), 0.75);
  });
  footShade(brush, 0.45);
}

/** Under the sea: corals in colour, a shoal, light from above. */
export function reef(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#8be3e6', '#1f9bc0', '#0a4a86'], 1100);
  for (let beam = 0; beam < 7; beam += 1) {
    const x = between(random, 40, 680);
    const fade = ramp([0, WHITE, 0.34], [1, WHITE, 0]);
    canvas
      .begin()
      .moveTo(x - 16, -10)
      .lineTo(x + 26, -10)
      .lineTo(x + between(random, 60, 190), 820)
      .lineTo(x - 60, 820)
      .close();
    canvas.fill(linear(0, 0, 0, 820, fade));
  }
  ridge(brush, { y: 1010, rise: 60, peaks: 4 }, hex('#0f5c86'), hex('#07345f'));
  const colours = ['#ff6b6b', '#ffb347', '#ff4fa0', '#9b5de5', '#f9f871', '#ff8c5a'].map(hex);
  for (let coral = 0; coral < 15; coral += 1) {
    const x = (coral / 14) * 760 - 20 + between(random, -18, 18);
    const colour = colours[coral % colours.length] ?? WHITE;
    const height = between(random, 110, 270);
    const baseY = 1150 + between(random, -30, 90);
    if (coral % 3 === 0) {
      for (let finger = -3; finger <= 3; finger += 1) {
        canvas
          .begin()
          .moveTo(x, baseY)
          .quadTo(
            x + finger * 16,
            baseY - height * 0.5,
            x + finger * 30,
            baseY - height * (1 - Math.abs(finger) * 0.12),
          );
        canvas.stroke((share) => 15 - 6 * share, mix(colour, BLACK, 0.08 * Math.abs(finger)));
      }
    } else if (coral % 3 === 1) {
      for (let head = 0; head < 8; head += 1) {
        canvas
          .begin()
          .circle(
            x + between(random, -60, 60),
            baseY - between(random, 10, height * 0.55),
            between(random, 22, 42),
          );
        canvas.fill(mix(colour, head % 2 === 0 ? WHITE : BLACK, 0.14));
      }
    } else {
      canvas
        .begin()
        .moveTo(x - 12, baseY)
        .quadTo(x - 110, baseY - height, x, baseY - height)
        .quadTo(x + 110, baseY - height, x + 12, baseY)
        .close();
      canvas.fill(
        linear(
          x,
          baseY - height,
          x,
          baseY,
          ramp([0, mix(colour, WHITE, 0.25)], [1, mix(colour, BLACK, 0.45)]),
        ),
      );
    }
  }
  for (let fish = 0; fish < 26; fish += 1) {
    const [x, y] = [between(random, 40, 690), between(random, 330, 880)];
    const colour = fish % 4 === 0 ? hex('#ffd23f') : hex('#ff7b3a');
    canvas.at(x, y, between(random, -0.2, 0.2), between(random, 0.55, 1.3), () => {
      canvas
        .begin()
        .moveTo(-58, -20)
        .lineTo(-30, 0)
        .lineTo(-58, 20)
        .close()
        .fill(mix(colour, BLACK, 0.15));
      canvas
        .begin()
        .ellipse(0, 0, 40, 21)
        .fill(linear(0, -20, 0, 20, ramp([0, mix(colour, WHITE, 0.3)], [1, colour])));
      canvas.begin().rect(-8, -19, 9, 38).fill(WHITE, 0.85);
      canvas.begin().circle(22, -5, 5).fill(BLACK);
    });
  }
  for (let bubble = 0; bubble < 30; bubble += 1) {
    canvas
      .begin()
      .circle(between(random, 30, 690), between(random, 120, 1000), between(random, 3, 9));
    canvas.stroke(1.6, WHITE, 0.5);
  }
  footShade(brush, 0.45);
}

/** Elephants crossing a plain at sunset. */
export function elephants(brush: Brush): void {
  const { canvas } = brush;
  sky(brush, ['#3d1d4f', '#c2483f', '#ffb75e'], 800);
  disc(brush, 250, 700, 128, { middle: '#fff3c4', edge: '#ffb648', light: '#ff9a4a' });
  ridge(brush, { y: 800, rise: 34, peaks: 4 }, hex('#8a3f3a'), hex('#5a2a33'));
  haze(brush, 700, 900, hex('#ffb46a'), 0.35);
  canvas.begin().rect(0, 880, WIDTH, HEIGHT - 880);
  canvas.fill(
    linear(
      0,
      880,
      0,
      HEIGHT,
      ramp([0, hex('#a3572f')], [0.4, hex('#5a2d25')], [1, hex('#1c0f14')]),
    ),
  );
  birds(brush, 430, 420, 8, hex('#2a1020'));
  const tone = hex('#241423');
  for (const [x, y, size] of [
    [500, 960, 1.2],
    [200, 985, 0.82],
    [640, 975, 0.52],
  ] as const) {
    canvas.at(x, y, 0, size, () => elephant(brush, tone));
  }
  tree(brush, 90, 930, 330, hex('#2a1520'), hex('#6b2c2a'));
  footShade(brush, 0.3);
}

function elephant({ canvas }: Brush, tone: readonly [number, number, number]): void {
  canvas.begin().ellipse(0, 4, 150, 16).fill(BLACK, 0.3);
  canvas
    .begin()
    .moveTo(120, -60)
    .cubicTo(140, -190, 40, -216, -30, -204)
    .cubicTo(-110, -214, -150, -170, -150, -110);
  canvas
    .cubicTo(-172, -70, -166, -20, -188, 0)
    .lineTo(-170, 4)
    .cubicTo(-146, -20, -150, -60, -128, -78)
    .lineTo(-112, -66);
  canvas
    .lineTo(-104, 0)
    .lineTo(-58, 0)
    .lineTo(-54, -74)
    .lineTo(34, -74)
    .lineTo(40, 0)
    .lineTo(86, 0)
    .lineTo(96, -70)
    .close()
    .fill(tone);
  canvas
    .begin()
    .moveTo(-96, -176)
    .cubicTo(-50, -196, -36, -120, -74, -96)
    .cubicTo(-106, -110, -112, -150, -96, -176)
    .close();
  canvas.fill(mix(tone, WHITE, 0.1));
  canvas
    .begin()
    .moveTo(-138, -92)
    .quadTo(-182, -72, -190, -96)
    .stroke((share) => 7 - 4 * share, hex('#f2e6cf'));
  canvas.begin().moveTo(122, -120).quadTo(146, -90, 140, -40).stroke(5, tone);
}

/** A volcano with its cloud, over fields. */
export function volcano(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#1b2a52', '#6a5a86', '#f0a27a'], 760);
  for (let puff = 0; puff < 46; puff += 1) {
    const share = puff / 45;
    const y = 520 - share * 470;
    const x = 360 + share * share * 210 + (random.next() - 0.5) * (50 + 210 * share);
    const tone = mix(hex('#4a4450'), hex('#b9aeb0'), random.next() * 0.7 + share * 0.2);
    canvas
      .begin()
      .circle(x, y, between(random, 34, 64) + 66 * share)
      .fill(tone, 0.8);
  }
  canvas.glow(360, 520, 170, hex('#ff5a1f'), 0.9);
  canvas
    .begin()
    .moveTo(-30, 960)
    .cubicTo(170, 860, 270, 620, 318, 524)
    .lineTo(402, 524)
    .cubicTo(450, 620, 560, 850, 760, 960)
    .close();
  canvas.fill(
    linear(0, 520, 0, 960, ramp([0, hex('#5b3b46')], [0.5, hex('#3a3346')], [1, hex('#26304a')])),
  );
  for (const [dx, bend] of [
    [-16, -60],
    [6, 20],
    [24, 90],
  ] as const) {
    canvas
      .begin()
      .moveTo(360 + dx, 526)
      .cubicTo(360 + dx, 620, 360 + bend, 690, 360 + bend * 1.6, 800);
    canvas.stroke((share) => 9 - 7 * share, hex('#ff7a2a'), 0.95);
    canvas.glow(360 + bend * 0.6, 640, 70, hex('#ff5a1f'), 0.5);
  }
  ridge(brush, { y: 960, rise: 34, peaks: 3 }, hex('#2f5a46'), hex('#1c3a34'));
  for (let row = 0; row < 8; row += 1) {
    const y = 1000 + row * 34;
    canvas
      .begin()
      .moveTo(-10, y)
      .quadTo(360, y - 26, 730, y)
      .stroke(9, mix(hex('#5f8f4e'), hex('#214438'), row / 8), 0.8);
  }
  for (let palm = 0; palm < 7; palm += 1)
    tree(
      brush,
      palm * 118 + between(random, -20, 20),
      1010 + (palm % 3) * 40,
      120,
      hex('#1b3a30'),
      hex('#3f6b47'),
    );
  footShade(brush, 0.45);
}

/** A snow peak at dawn with a small camp. */
export function snowPeak(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#16305e', '#5f8fc4', '#ffd2b0'], 700);
  stars(brush, 40, 240);
  ridge(brush, { y: 610, rise: 70, jagged: true, peaks: 5 }, hex('#7f9fc4'), hex('#5f7fa8'));
  const peak: [number, number][] = [
    [-40, 900],
    [120, 700],
    [200, 600],
    [286, 420],
    [345, 300],
    [420, 400],
    [470, 380],
    [540, 560],
    [640, 700],
    [770, 880],
  ];
  canvas.begin().polyline(peak).lineTo(770, HEIGHT).lineTo(-40, HEIGHT).close();
  canvas.fill(linear(0, 300, 0, 960, ramp([0, hex('#5a7399')], [1, hex('#2b3f60')])));
  canvas
    .begin()
    .polyline([
      [200, 600],
      [286, 420],
      [345, 300],
      [420, 400],
      [470, 380],
      [540, 560],
      [486, 520],
      [440, 590],
      [400, 500],
      [350, 610],
      [310, 520],
      [256, 620],
    ])
    .close();
  canvas.fill(
    linear(
      200,
      300,
      540,
      620,
      ramp([0, hex('#fff1e0')], [0.5, hex('#ffffff')], [1, hex('#a9c4e6')]),
    ),
  );
  canvas
    .begin()
    .polyline([
      [345, 300],
      [420, 400],
      [400, 500],
      [372, 420],
    ])
    .close()
    .fill(hex('#ffc9a0'), 0.7);
  haze(brush, 700, 900, hex('#dfeaf7'), 0.55);
  ridge(brush, { y: 910, rise: 40, peaks: 2 }, hex('#e8f1fb'), hex('#8ea9c9'));
  for (let tall = 0; tall < 15; tall += 1) {
    fir(
      brush,
      between(random, -10, 730),
      between(random, 940, 1060),
      between(random, 90, 190),
      mix(hex('#1d3a3f'), hex('#35605a'), random.next()),
    );
  }
  for (const [x, y, colour] of [
    [280, 1100, '#ff7b3a'],
    [400, 1130, '#ffc145'],
    [520, 1096, '#e83f6f'],
  ] as const) {
    canvas
      .begin()
      .moveTo(x - 58, y)
      .lineTo(x, y - 70)
      .lineTo(x + 58, y)
      .close()
      .fill(hex(colour));
    canvas
      .begin()
      .moveTo(x - 12, y)
      .lineTo(x, y - 52)
      .lineTo(x + 12, y)
      .close()
      .fill(hex('#2a1a20'));
    canvas.glow(x, y - 20, 60, hex('#ffd08a'), 0.5);
  }
  person(brush, 340, 1150, 74, hex('#22304a'));
  person(brush, 460, 1160, 70, hex('#22304a'));
  footShade(brush, 0.4);
}

/** A lighthouse in a storm: waves, lightning, its beam. */
export function lighthouse(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#0d1424', '#26344c', '#5a6b7e'], 720);
  for (let heap = 0; heap < 9; heap += 1) {
    const dark = mix(hex('#141c2e'), hex('#3d4a60'), random.next());
    cloud(brush, random.next() * WIDTH, 70 + heap * 52, between(random, 120, 200), {
      light: mix(dark, WHITE, 0.08),
      dark,
      opacity: 0.8,
    });
  }
  const bolt: [number, number][] = [
    [150, 160],
    [182, 250],
    [150, 270],
    [196, 380],
    [168, 396],
    [214, 560],
  ];
  canvas
    .begin()
    .polyline(bolt)
    .stroke((share) => 7 - 5 * share, hex('#eaf2ff'));
  canvas.glow(170, 330, 260, hex('#9db8ff'), 0.6);
  const beam = ramp([0, hex('#fff3c0'), 0.75], [1, hex('#fff3c0'), 0]);
  canvas
    .begin()
    .moveTo(470, 474)
    .lineTo(-60, 360)
    .lineTo(-60, 600)
    .close()
    .fill(linear(470, 0, -60, 0, beam));
  canvas
    .begin()
    .moveTo(330, 930)
    .cubicTo(400, 830, 560, 810, 760, 860)
    .lineTo(760, HEIGHT)
    .lineTo(330, HEIGHT)
    .close();
  canvas.fill(linear(0, 820, 0, 1100, ramp([0, hex('#4a4640')], [1, hex('#1d1c20')])));
  canvas.begin().moveTo(424, 860).lineTo(446, 520).lineTo(506, 520).lineTo(528, 860).close();
  canvas.fill(linear(424, 0, 528, 0, ramp([0, hex('#f7f2ea')], [1, hex('#a6a3a8')])));
  for (const [from, to] of [
    [600, 670],
    [750, 820],
  ] as const) {
    const width = (y: number): number => 30 + ((y - 520) / 340) * 22;
    canvas
      .begin()
      .moveTo(476 - width(from), from)
      .lineTo(476 + width(from), from)
      .lineTo(476 + width(to), to)
      .lineTo(476 - width(to), to)
      .close()
      .fill(hex('#c8372d'));
  }
  canvas
    .begin()
    .rect(434, 506, 84, 16)
    .fill(hex('#2a2a30'))
    .begin()
    .rect(450, 448, 52, 60)
    .fill(hex('#ffe9a8'));
  canvas.begin().moveTo(442, 450).lineTo(476, 408).lineTo(510, 450).close().fill(hex('#c8372d'));
  canvas.glow(476, 476, 130, hex('#ffe08a'), 1);
  for (let wave = 0; wave < 6; wave += 1) {
    const y = 880 + wave * wave * 9 + wave * 34;
    const [length, lift] = [150 + wave * 34, 40 + wave * 15];
    const tone = mix(hex('#7f9aa3'), hex('#12202c'), (wave + 0.6) / 6);
    const start = -between(random, 60, length);
    canvas
      .begin()
      .moveTo(-20, HEIGHT + 20)
      .lineTo(-20, y);
    for (let x = start; x < WIDTH + 40; x += length) {
      const high = lift * between(random, 0.6, 1.15);
      canvas.cubicTo(x + length * 0.3, y, x + length * 0.36, y - high, x + length * 0.62, y - high);
      canvas.cubicTo(x + length * 0.72, y - high * 0.7, x + length * 0.7, y, x + length, y);
    }
    canvas.lineTo(WIDTH + 40, HEIGHT + 20).close();
    canvas.fill(
      linear(
        0,
        y - lift,
        0,
        y + 120,
        ramp([0, mix(tone, WHITE, 0.32)], [0.3, tone], [1, mix(tone, BLACK, 0.4)]),
      ),
    );
    canvas.begin();
    for (let drop = 0; drop < 22; drop += 1) {
      canvas.circle(
        between(random, 0, WIDTH),
        y - between(random, -6, lift * 1.2),
        between(random, 1.2, 3 + wave * 0.6),
      );
    }
    canvas.fill(WHITE, 0.55);
  }
  rain(brush, 160, -0.5);
  footShade(brush, 0.4);
}

/** A comet over a dish and a dark ridge. */
export function comet(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#050a1f', '#142a5c', '#5b4a8a'], 900);
  stars(brush, 320, 820);
  const tail = ramp([0, hex('#d8f3ff'), 0.9], [0.35, hex('#7fb8ff'), 0.4], [1, hex('#7f8cff'), 0]);
  canvas
    .begin()
    .moveTo(226, 486)
    .quadTo(470, 260, 760, 60)
    .lineTo(760, 250)
    .quadTo(500, 380, 250, 512)
    .close();
  canvas.fill(linear(230, 500, 740, 120, tail));
  canvas
    .begin()
    .moveTo(232, 500)
    .quadTo(430, 380, 720, 330)
    .lineTo(720, 380)
    .quadTo(430, 420, 240, 510)
    .close();
  canvas.fill(linear(232, 500, 700, 350, ramp([0, hex('#fff0c8'), 0.6], [1, hex('#ffd08a'), 0])));
  canvas.glow(232, 500, 120, hex('#cfeaff'), 1);
  canvas.begin().circle(232, 500, 17).fill(WHITE);
  ridge(brush, { y: 930, rise: 60, peaks: 2 }, hex('#151a38'), hex('#0a0d1e'));
  for (let tall = 0; tall < 12; tall += 1)
    fir(
      brush,
      between(random, -10, 730),
      between(random, 940, 1010),
      between(random, 50, 120),
      hex('#0b1024'),
    );
  canvas
    .begin()
    .moveTo(446, 1180)
    .lineTo(488, 980)
    .lineTo(548, 1180)
    .moveTo(466, 1100)
    .lineTo(526, 1100)
    .stroke(12, hex('#7d879d'));
  canvas.at(500, 1040, -0.35, 1.25, () => {
    canvas.begin().moveTo(-150, -150).quadTo(0, 40, 150, -150).quadTo(0, -104, -150, -150).close();
    canvas.fill(linear(-150, -150, 150, 0, ramp([0, hex('#dfe6f2')], [1, hex('#6d7790')])));
    canvas.begin().moveTo(-110, -140).lineTo(0, -232).lineTo(110, -140).stroke(5, hex('#aeb7c9'));
    canvas.begin().circle(0, -236, 13).fill(hex('#e7ecf5'));
  });
  person(brush, 220, 1130, 110, hex('#060918'));
  person(brush, 286, 1138, 84, hex('#060918'));
  footShade(brush, 0.35);
}

/** Dry earth under a white sun. */
export function heat(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#f2792b', '#ffb347', '#ffe7a0'], 720);
  disc(brush, 380, 330, 132, { middle: '#ffffff', edge: '#fff3b8', light: '#ffe27a' });
  ridge(brush, { y: 720, rise: 40, peaks: 3 }, hex('#d98a4a'), hex('#b5652f'));
  canvas.begin().rect(0, 770, WIDTH, HEIGHT - 770);
  canvas.fill(
    linear(
      0,
      770,
      0,
      HEIGHT,
      ramp([0, hex('#d9994f')], [0.5, hex('#a9652f')], [1, hex('#4f2c1c')]),
    ),
  );
  for (let row = 0; row < 8; row += 1) {
    const [y, step] = [800 + row * row * 7.5, 54 + row * 18];
    for (let x = -30; x < WIDTH + 40; x += step) {
      const [dx, dy] = [between(random, -12, 12), between(random, -6, 6)];
      canvas
        .begin()
        .moveTo(x + dx, y + dy)
        .lineTo(x + step * 0.5, y + 10 + row * 2)
        .lineTo(x + step + dx, y + dy);
      canvas
        .moveTo(x + step * 0.5, y + 10 + row * 2)
        .lineTo(x + step * 0.45 + dx, y + 26 + row * 7)
        .stroke(1.6 + row * 0.5, hex('#4a2413'), 0.7);
    }
  }
  canvas
    .begin()
    .moveTo(560, 930)
    .cubicTo(556, 840, 590, 780, 570, 640)
    .stroke((share) => 20 - 14 * share, hex('#3a2117'));
  for (const [fromY, toX, toY] of [
    [760, 640, 640],
    [720, 500, 610],
    [690, 618, 560],
    [660, 540, 520],
    [800, 500, 730],
  ] as const) {
    canvas
      .begin()
      .moveTo(574, fromY)
      .quadTo((574 + toX) / 2, fromY - 60, toX, toY)
      .stroke((share) => 9 - 7 * share, hex('#3a2117'));
  }
  canvas.at(220, 1010, 0, 1.1, () => {
    canvas.begin().ellipse(0, 8, 92, 15).fill(BLACK, 0.3);
    canvas
      .begin()
      .moveTo(-30, -150)
      .cubicTo(-90, -110, -96, -20, -48, 0)
      .lineTo(48, 0)
      .cubicTo(96, -20, 90, -110, 30, -150)
      .close();
    canvas.fill(
      linear(-90, 0, 90, 0, ramp([0, hex('#d9783f')], [0.4, hex('#b8562a')], [1, hex('#6b2c17')])),
    );
    canvas
      .begin()
      .ellipse(0, -152, 38, 12)
      .fill(hex('#3a1a10'))
      .begin()
      .ellipse(0, -156, 44, 14)
      .stroke(7, hex('#c8683a'));
  });
  footShade(brush, 0.4);
}

/** Rain over a town street with umbrellas. */
export function rainTown(brush: Brush): void {
  const { canvas, random } = brush;
  sky(brush, ['#1f2d49', '#3e5878', '#a9b7b4'], 780);
  for (let heap = 0; heap < 6; heap += 1) {
    const dark = mix(hex('#34465f'), hex('#617690'), random.next());
    cloud(brush, random.next() * WIDTH, 120 + heap * 52, between(random, 110, 170), {
      light: mix(dark, WHITE, 0.2),
      dark,
      opacity: 0.8,
    });
  }
  skyline(brush, { y: 800, least: 150, most: 360, lit: 0.35 }, hex('#4a5c76'), hex('#ffd98a'));
  skyline(brush, { y: 860, least: 90, most: 210, lit: 0.5 }, hex('#2f3d55'), hex('#ffcf6b'));
  canvas.begin().rect(0, 858, WIDTH, HEIGHT - 858);
  canvas.fill(
    linear(
      0,
      858,
      0,
      HEIGHT,
      ramp([0, hex('#5d6c7e')], [0.4, hex('#38465a')], [1, hex('#161c2a')]),
    ),
  );
  for (let gleam = 0; gleam < 26; gleam += 1) {
    const [x, y] = [between(random, 0, WIDTH), between(random, 880, 1240)];
    canvas
      .begin()
      .moveTo(x, y)
      .lineTo(x, y + between(random, 20, 90))
      .stroke(5, random.next() < 0.6 ? hex('#ffcf6b') : hex('#9ec4ff'), 0.2, 'light');
  }
  const colours = ['#ff3d7f', '#ffc145', '#16b8a6', '#ff6b2c', '#7b6bff'].map(hex);
  for (const [index, [x, y, size]] of (
    [
      [130, 1010, 0.8],
      [590, 1000, 0.75],
      [300, 1060, 1.05],
      [470, 1120, 1.3],
      [170, 1180, 1.45],
    ] as const
  ).entries()) {
    canvas.at(x, y, 0, size, () => {
      canvas.begin().ellipse(0, 6, 62, 9).fill(BLACK, 0.35);
      person(brush, 0, 0, 130, hex('#141a28'));
      const colour = colours[index] ?? WHITE;
      canvas
        .begin()
        .moveTo(-86, -116)
        .cubicTo(-80, -196, 80, -196, 86, -116)
        .quadTo(58, -132, 29, -116)
        .quadTo(0, -132, -29, -116)
        .quadTo(-58, -132, -86, -116)
        .close();
      canvas.fill(
        linear(-86, 0, 86, 0, ramp([0, mix(colour, WHITE, 0.2)], [1, mix(colour, BLACK, 0.3)])),
      );
      canvas.begin().moveTo(0, -176).lineTo(0, -70).stroke(4, hex('#0f1320'));
    });
  }
  rain(brush, 230, 0.1);
  footShade(brush, 0.3);
}
