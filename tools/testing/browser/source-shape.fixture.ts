// The shape in which a file is meant to be seen, read by ffprobe alone: pixels that are not square, and quarter turns.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Streams {
  streams: readonly {
    width: number;
    height: number;
    sample_aspect_ratio?: string;
    side_data_list?: readonly { rotation?: number }[];
  }[];
}

/** @returns width and height after rotation, in square pixels; the width may be a fraction. Cost: one ffprobe. */
export async function shownShape(file: string): Promise<{ widthPx: number; heightPx: number }> {
  const { stdout } = await promisify(execFile)('ffprobe', [
    ...['-v', 'quiet', '-select_streams', 'v:0', '-show_streams', '-of', 'json', file],
  ]);
  const [stream] = (JSON.parse(stdout) as Streams).streams;
  if (stream === undefined) throw new Error(`${file} has no picture`);
  const [across = 1, up = 1] = (stream.sample_aspect_ratio ?? '1:1').split(':').map(Number);
  const square = across > 0 && up > 0 ? across / up : 1;
  const shape = { widthPx: stream.width * square, heightPx: stream.height };
  const turned = (stream.side_data_list ?? []).some(({ rotation = 0 }) => rotation % 180 !== 0);
  return turned ? { widthPx: shape.heightPx, heightPx: shape.widthPx } : shape;
}
