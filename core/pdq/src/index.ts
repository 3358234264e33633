// Which picture is another one again: PDQ of pictures and of a clip's frames, an index of many, and where two clips run in step.
// Pure: no decoder, no clock, no files.

export {
  distanceOf,
  hashFromHex,
  hashToHex,
  pdqHash,
  PDQ_BYTES,
  PDQ_FRAME_SIDE,
  PDQ_QUALITY_MIN,
  PDQ_SIDE_MIN,
  type LumaPicture,
  type PdqHash,
} from './pdq.ts';
export { PDQ_DISTANCE_MAX, PdqIndex, type PdqMatch } from './pdq-index.ts';
export { alignClips, type Alignment, type FrameMatch } from './align.ts';
