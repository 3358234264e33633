// Eight nights. Every palette keeps the house's accents and changes the light that falls into it.

import { hex, HOUSE } from './colour.ts';
import type { Colour } from './colour.ts';

/** The colours of one clip. */
export interface Palette {
  /** The night above and below. */
  readonly top: Colour;
  readonly bottom: Colour;
  /** Lamps in the night, strongest first. */
  readonly lamps: readonly [Colour, Colour, Colour];
  /** Main accent: chip, hero shapes. `ink` is readable on it. */
  readonly accent: Colour;
  readonly ink: Colour;
  /** Second accent, unlike the first. */
  readonly second: Colour;
  /** Third accent for small things. */
  readonly third: Colour;
}

const KESARI_INK = hex('#260d00');
const GULAL_INK = hex('#2b0011');
const PEACOCK_INK = hex('#00201c');
const { kesari, marigold, gulal, peacock, chalk } = HOUSE;

/** In a fixed order: a clip's palette is chosen by index. */
export const PALETTES: readonly Palette[] = [
  {
    top: hex('#1a0b16'),
    bottom: hex('#150a14'),
    lamps: [hex('#b8431a'), hex('#8f1f4d'), hex('#5a2a78')],
    accent: kesari,
    ink: KESARI_INK,
    second: marigold,
    third: gulal,
  },
  {
    top: hex('#160a26'),
    bottom: hex('#120c18'),
    lamps: [hex('#5b2bb0'), hex('#b01f62'), hex('#1b3f9a')],
    accent: gulal,
    ink: GULAL_INK,
    second: marigold,
    third: peacock,
  },
  {
    top: hex('#07191c'),
    bottom: hex('#0f0f1a'),
    lamps: [hex('#0f8d80'), hex('#1c4f86'), hex('#8a6a1c')],
    accent: peacock,
    ink: PEACOCK_INK,
    second: marigold,
    third: kesari,
  },
  {
    top: hex('#1c1206'),
    bottom: hex('#160c14'),
    lamps: [hex('#a86f14'), hex('#b0401a'), hex('#6b1f4a')],
    accent: marigold,
    ink: KESARI_INK,
    second: gulal,
    third: kesari,
  },
  {
    top: hex('#0a1030'),
    bottom: hex('#110c1c'),
    lamps: [hex('#2748c4'), hex('#0f7f8d'), hex('#7a2a8c')],
    accent: marigold,
    ink: KESARI_INK,
    second: peacock,
    third: gulal,
  },
  {
    top: hex('#200a20'),
    bottom: hex('#130a1a'),
    lamps: [hex('#a3206e'), hex('#c4501a'), hex('#3a2a9c')],
    accent: peacock,
    ink: PEACOCK_INK,
    second: gulal,
    third: marigold,
  },
  {
    top: hex('#10180a'),
    bottom: hex('#120f16'),
    lamps: [hex('#5a7f1c'), hex('#0f7a5c'), hex('#9c6a14')],
    accent: kesari,
    ink: KESARI_INK,
    second: chalk,
    third: marigold,
  },
  {
    top: hex('#24101a'),
    bottom: hex('#140a16'),
    lamps: [hex('#c4485a'), hex('#b86a1a'), hex('#5a2fa0')],
    accent: gulal,
    ink: GULAL_INK,
    second: kesari,
    third: marigold,
  },
];
