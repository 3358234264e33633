// The blur before a picture is shrunk: a moving mean along rows and columns, twice, which comes near to a tent.

/** How often rows and columns are averaged. */
const PASSES = 2;
/** A picture of 128 samples a side is not blurred. */
const SAMPLES = 128;

/** Blurs in place. Cost: linear in pixels whatever the window. */
export function boxBlur(luma: Float32Array, width: number, height: number): void {
  const alongRow = Math.ceil(width / SAMPLES);
  const alongColumn = Math.ceil(height / SAMPLES);
  const copy = new Float32Array(luma.length);
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (let row = 0; row < height; row += 1)
      meanAlong(luma, copy, { from: row * width, count: width, stride: 1 }, alongRow);
    for (let column = 0; column < width; column += 1)
      meanAlong(copy, luma, { from: column, count: height, stride: width }, alongColumn);
  }
}

interface Line {
  from: number;
  count: number;
  stride: number;
}

/** The mean of a window around each value; at the ends of what there is of it. */
function meanAlong(source: Float32Array, target: Float32Array, line: Line, window: number): void {
  const { from, count, stride } = line;
  const ahead = Math.min(Math.floor((window + 2) / 2) - 1, count);
  const at = (index: number): number => source[from + index * stride] ?? 0;
  let sum = 0;
  let held = 0;
  for (let index = 0; index < ahead; index += 1, held += 1) sum += at(index);
  for (let place = 0; place < count; place += 1) {
    const entering = place + ahead;
    if (entering < count) {
      sum += at(entering);
      held += 1;
    }
    const leaving = entering - window;
    if (leaving >= 0) {
      sum -= at(leaving);
      held -= 1;
    }
    target[from + place * stride] = sum / held;
  }
}
