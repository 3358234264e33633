// Areas in a rectangle, each as large as what it stands for (squarified: M. Bruls, K. Huizing, J. van Wijk, 2000).

/** In parts of the rectangle, 0 to 1. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Strip {
  sizes: number[];
  sum: number;
}

/**
 * @param sizes each above 0, the largest first. @param ratio width of the rectangle over its height.
 * @returns an area for each, in the same order. Cost: linear.
 */
export function treemap(sizes: readonly number[], ratio: number): Area[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= 0) return [];
  const areas: Area[] = [];
  // Drawn in a rectangle of `ratio` by 1, then brought back to 1 by 1.
  const room = { x: 0, y: 0, width: ratio, height: 1 };
  const scale = ratio / total;
  let at = 0;
  while (at < sizes.length) {
    const side = Math.min(room.width, room.height);
    const strip: Strip = { sizes: [], sum: 0 };
    while (at < sizes.length) {
      const next = (sizes[at] ?? 0) * scale;
      const wider = { sizes: [...strip.sizes, next], sum: strip.sum + next };
      if (strip.sizes.length > 0 && worst(wider, side) > worst(strip, side)) break;
      strip.sizes = wider.sizes;
      strip.sum = wider.sum;
      at += 1;
    }
    lay(strip, room, areas);
  }
  return areas.map(({ x, y, width, height }) => ({
    ...{ x: x / ratio, width: width / ratio },
    ...{ y, height },
  }));
}

/** How far the flattest area of a strip is from a square. */
function worst({ sizes, sum }: Strip, side: number): number {
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  const square = side * side;
  return Math.max((square * largest) / (sum * sum), (sum * sum) / (square * smallest));
}

function lay({ sizes, sum }: Strip, room: Area, areas: Area[]): void {
  const upright = room.width >= room.height;
  const thick = sum / (upright ? room.height : room.width);
  let along = upright ? room.y : room.x;
  for (const size of sizes) {
    const long = size / thick;
    areas.push(
      upright
        ? { x: room.x, y: along, width: thick, height: long }
        : { x: along, y: room.y, width: long, height: thick },
    );
    along += long;
  }
  if (upright) {
    room.x += thick;
    room.width -= thick;
  } else {
    room.y += thick;
    room.height -= thick;
  }
}
