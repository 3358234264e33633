export { buildLadder } from './ladder.ts';
export type { RenditionPlan } from './ladder.ts';
export { ffmpegTranscoder } from './ffmpeg-transcoder.ts';
export { ffmpegPictures, PICTURE_LIMITS } from './pictures/ffmpeg-pictures.ts';
export { DEFAULT_LIMITS } from './settings.ts';
export type { FfmpegSettings } from './settings.ts';
