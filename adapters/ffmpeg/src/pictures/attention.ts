// Where the eye goes in a picture, from a tiny copy: what is sharp, colourful or skin-like draws it, the middle and the
// upper half a little. Good enough to keep heads in a tall cut; it knows nothing of what it sees.

/** A tiny copy: RGB, row by row. */
export interface TinyPicture {
  widthPx: number;
  heightPx: number;
  rgb: Uint8Array;
}

export interface Cut {
  /** Left and top as shares of the source, 0 to 1. */
  x: number;
  y: number;
  /** Size as shares of the source. */
  width: number;
  height: number;
  /** Where the eye goes inside the cut, 0 to 1. */
  focus: { x: number; y: number };
}

/** What draws the eye, by hand: faces beat fields, fields beat sky. */
const WEIGHTS = { detail: 1, skin: 1.6, colour: 0.35 };
/** How much of a pixel's pull is lost at the edge of the picture: framing puts what matters inside. */
const EDGE_LOSS = 0.45;
/** Heads are above the middle: the pull is full here (share of the height) and falls to both sides. */
const BEST_HEIGHT = 0.4;
/** A tall cut of a wide picture is placed in steps of this share of the free room. */
const STEPS = 64;
/** The focus is drawn to the middle by this much, because a face at the very edge of a cut looks like a mistake. */
const FOCUS_CALM = 0.25;

/**
 * Chooses the part of a picture with the given shape that draws the eye most.
 *
 * @param aspect width by height of the part.
 * @param sourceAspect width by height of the source; the tiny copy may be rounded.
 * Cost: pure, about a millisecond for 128 pixels of width.
 */
export function chooseCut(tiny: TinyPicture, aspect: number, sourceAspect: number): Cut {
  const pull = pullOf(tiny);
  const width = Math.min(1, aspect / sourceAspect);
  const height = Math.min(1, sourceAspect / aspect);
  const sums = summed(pull, tiny.widthPx, tiny.heightPx);
  let best = { x: (1 - width) / 2, y: (1 - height) / 2, score: -1 };
  for (let step = 0; step <= STEPS; step += 1) {
    const share = step / STEPS;
    const [x, y] = [(1 - width) * share, (1 - height) * share];
    const score = sums(x, y, x + width, y + height);
    // A hair for the middle, so that an even picture is cut in its middle.
    const calm = 1 - 0.02 * Math.abs(share - 0.5);
    if (score * calm > best.score) best = { x, y, score: score * calm };
  }
  const cut = { x: best.x, y: best.y, width, height };
  return { ...cut, focus: focusIn(tiny, pull, cut) };
}

/** @returns the pull of each pixel, 0 or more. */
function pullOf({ widthPx, heightPx, rgb }: TinyPicture): Float32Array {
  const count = widthPx * heightPx;
  const luma = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    luma[i] =
      (0.2126 * (rgb[i * 3] ?? 0) +
        0.7152 * (rgb[i * 3 + 1] ?? 0) +
        0.0722 * (rgb[i * 3 + 2] ?? 0)) /
      255;
  }
  const pull = new Float32Array(count);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const i = y * widthPx + x;
      const here = luma[i] ?? 0;
      const detail = detailAt(luma, widthPx, heightPx, x, y);
      const drawn =
        WEIGHTS.detail * detail +
        WEIGHTS.skin * skinAt(rgb, i, here) +
        WEIGHTS.colour * colourAt(rgb, i, here);
      pull[i] = drawn * placeWeight((x + 0.5) / widthPx, (y + 0.5) / heightPx);
    }
  }
  return pull;
}

/** How much a pixel differs from its four neighbours. */
function detailAt(luma: Float32Array, width: number, height: number, x: number, y: number): number {
  const at = (dx: number, dy: number): number => {
    const [nx, ny] = [
      Math.min(width - 1, Math.max(0, x + dx)),
      Math.min(height - 1, Math.max(0, y + dy)),
    ];
    return luma[ny * width + nx] ?? 0;
  };
  return Math.abs(4 * at(0, 0) - at(-1, 0) - at(1, 0) - at(0, -1) - at(0, 1));
}

/**
 * Skin of any tone lies along one line of red, green and blue; only its brightness differs. From 0 to 1.
 * Sand and wood lie there too: it is a hint among others.
 */
function skinAt(rgb: Uint8Array, index: number, luma: number): number {
  const [red, green, blue] = [
    rgb[index * 3] ?? 0,
    rgb[index * 3 + 1] ?? 0,
    rgb[index * 3 + 2] ?? 0,
  ];
  if (luma < 0.12 || luma > 0.92 || red <= green || green <= blue * 0.9) return 0;
  const length = Math.hypot(red, green, blue) || 1;
  const off = Math.hypot(red / length - 0.78, green / length - 0.52, blue / length - 0.36);
  return off < 0.16 ? 1 - off / 0.16 : 0;
}

/** Saturation of what is neither night nor glare, 0 to 1. */
function colourAt(rgb: Uint8Array, index: number, luma: number): number {
  if (luma < 0.08 || luma > 0.95) return 0;
  const [red, green, blue] = [
    rgb[index * 3] ?? 0,
    rgb[index * 3 + 1] ?? 0,
    rgb[index * 3 + 2] ?? 0,
  ];
  const most = Math.max(red, green, blue);
  return most === 0 ? 0 : (most - Math.min(red, green, blue)) / most;
}

function placeWeight(x: number, y: number): number {
  const aside = Math.abs(x - 0.5) * 2;
  const above = Math.min(1, Math.abs(y - BEST_HEIGHT) / Math.max(BEST_HEIGHT, 1 - BEST_HEIGHT));
  return 1 - EDGE_LOSS * Math.max(aside ** 2, above ** 2);
}

/** @returns a function that sums a rectangle given in shares, in constant time. */
function summed(
  values: Float32Array,
  width: number,
  height: number,
): (left: number, top: number, right: number, bottom: number) => number {
  const table = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += values[y * width + x] ?? 0;
      table[(y + 1) * (width + 1) + x + 1] = (table[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  const at = (x: number, y: number): number =>
    table[Math.round(y * height) * (width + 1) + Math.round(x * width)] ?? 0;
  return (left, top, right, bottom) =>
    at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top);
}

/** The middle of the pull inside the cut; squared, so that a small face beats a large texture. */
function focusIn(
  { widthPx, heightPx }: TinyPicture,
  pull: Float32Array,
  cut: Omit<Cut, 'focus'>,
): { x: number; y: number } {
  const [fromX, fromY] = [Math.round(cut.x * widthPx), Math.round(cut.y * heightPx)];
  const toX = Math.min(widthPx, Math.round((cut.x + cut.width) * widthPx));
  const toY = Math.min(heightPx, Math.round((cut.y + cut.height) * heightPx));
  let [total, sumX, sumY] = [0, 0, 0];
  for (let y = fromY; y < toY; y += 1) {
    for (let x = fromX; x < toX; x += 1) {
      const weight = (pull[y * widthPx + x] ?? 0) ** 2;
      total += weight;
      sumX += weight * (x + 0.5 - fromX);
      sumY += weight * (y + 0.5 - fromY);
    }
  }
  if (total === 0) return { x: 0.5, y: 0.5 };
  const calm = (share: number): number => share + (0.5 - share) * FOCUS_CALM;
  const round = (share: number): number =>
    Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 1_000;
  return {
    x: round(calm(sumX / total / Math.max(1, toX - fromX))),
    y: round(calm(sumY / total / Math.max(1, toY - fromY))),
  };
}
