// The night behind every scene: a vertical gradient with a few slow lamps in it. Light is computed on
// a coarse grid and spread between its points with dither, so the dark stays smooth in 8 bits.

/* oxlint-disable typescript/no-non-null-assertion -- every index is inside by construction, and a check per pixel or sample costs */

import { dither } from './blend.ts';
import { mix } from './colour.ts';
import type { Colour } from './colour.ts';

/** One lamp: where (pixels), how wide (pixels to about a third of its light), how bright (0 to 1). */
export interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: Colour;
  readonly strength: number;
}

/** Pixels between grid points: lamps are hundreds of pixels wide, so straight lines between do. */
const CELL_PX = 16;

/** Paints the backdrop of one frame size. */
export class Backdrop {
  private readonly width: number;
  private readonly height: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly grid: Float32Array;
  private readonly noise: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.columns = Math.ceil(width / CELL_PX) + 1;
    this.rows = Math.ceil(height / CELL_PX) + 1;
    this.grid = new Float32Array(this.columns * this.rows * 3);
    this.noise = Float32Array.from({ length: 64 * 64 }, (_, i) =>
      dither(i % 64, Math.floor(i / 64)),
    );
  }

  /**
   * Fills `pixels` (red, green, blue bytes).
   *
   * @param top,bottom colours of the night above and below.
   * @param shade by how much (0 to 1) the light is taken back at a height, for words to stand on.
   * Cost: 4 to 6 ms at 720 x 1280.
   */
  paint(
    pixels: Uint8Array,
    top: Colour,
    bottom: Colour,
    lamps: readonly Lamp[],
    shade: (y: number) => number,
  ): void {
    this.light(top, bottom, lamps, shade);
    for (let y = 0; y < this.height; y += 1) this.paintRow(pixels, y);
  }

  private light(
    top: Colour,
    bottom: Colour,
    lamps: readonly Lamp[],
    shade: (y: number) => number,
  ): void {
    const { grid, columns, rows, width, height } = this;
    for (let row = 0; row < rows; row += 1) {
      const y = row * CELL_PX;
      const base = mix(top, bottom, y / height);
      const keep = 1 - shade(y);
      for (let column = 0; column < columns; column += 1) {
        const x = column * CELL_PX;
        const edge = Math.hypot((x / width - 0.5) * 1.1, (y / height - 0.5) * 1.2);
        const vignette = (1 - 0.55 * Math.max(0, edge - 0.25)) * keep;
        let [red, green, blue] = base;
        for (const lamp of lamps) {
          const dx = (x - lamp.x) / lamp.radius;
          const dy = (y - lamp.y) / lamp.radius;
          const light = Math.exp(-(dx * dx + dy * dy)) * lamp.strength;
          red += lamp.colour[0] * light;
          green += lamp.colour[1] * light;
          blue += lamp.colour[2] * light;
        }
        const at = (row * columns + column) * 3;
        grid[at] = Math.min(254, red * vignette);
        grid[at + 1] = Math.min(254, green * vignette);
        grid[at + 2] = Math.min(254, blue * vignette);
      }
    }
  }

  private paintRow(pixels: Uint8Array, y: number): void {
    const { grid, columns, noise, width } = this;
    const row = Math.floor(y / CELL_PX);
    const down = (y - row * CELL_PX) / CELL_PX;
    const above = row * columns * 3;
    const below = above + columns * 3;
    const value = (at: number): number =>
      grid[above + at]! + (grid[below + at]! - grid[above + at]!) * down;
    const noiseRow = (y & 63) * 64;
    let at = y * width * 3;
    let red = value(0);
    let green = value(1);
    let blue = value(2);
    for (let column = 0; column + 1 < columns; column += 1) {
      const next = (column + 1) * 3;
      const nextRed = value(next);
      const nextGreen = value(next + 1);
      const nextBlue = value(next + 2);
      const stepRed = (nextRed - red) / CELL_PX;
      const stepGreen = (nextGreen - green) / CELL_PX;
      const stepBlue = (nextBlue - blue) / CELL_PX;
      const endX = Math.min(width, (column + 1) * CELL_PX);
      for (let x = column * CELL_PX; x < endX; x += 1, at += 3) {
        const grain = noise[noiseRow | (x & 63)]!;
        pixels[at] = red + grain;
        pixels[at + 1] = green + grain;
        pixels[at + 2] = blue + grain;
        red += stepRed;
        green += stepGreen;
        blue += stepBlue;
      }
      red = nextRed;
      green = nextGreen;
      blue = nextBlue;
    }
  }
}
