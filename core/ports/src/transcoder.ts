// The media engine: looks at a file that a stranger sent, and makes from it the files that we serve.
// An adapter must hold the stranger's file in a cage (no network, no other files, bounded time, memory and output),
// believe nothing that the file or its name says, and leave nothing half-written that looks finished.

export { MEDIA_ERROR_CODES, MediaError, mediaErrorSentence } from './media-error.ts';
export type { MediaErrorCode, MediaErrorFacts } from './media-error.ts';

import type { MediaError } from './media-error.ts';

/** Turns an upload into renditions, a poster and a placeholder. Safe to call from several jobs at once. */
export interface Transcoder {
  /** What this engine refuses; shown to people before they upload. */
  readonly limits: MediaLimits;

  /**
   * Reads what a file is, by its bytes: name and declared type are never asked.
   *
   * @param sourcePath a finished local file; never a URL.
   * @throws MediaError with the reason for which the file is refused, or why the engine could not look.
   * Cost: one or two short processes, about 0.1 CPU seconds each; no frame is encoded.
   */
  probe(sourcePath: string, options?: { signal?: AbortSignal }): Promise<SourceVideo>;

  /**
   * Encodes every rendition of the ladder, a poster and a placeholder into a folder.
   *
   * Files appear in the folder under their final name only when complete and checked; until then (and after a kill)
   * there is at most a folder `.partial-*`, which the next call for the same output folder removes. Files are not
   * synced to disk: the blob store does that when it takes them.
   *
   * @throws MediaError; then no file that this call made is left in the folder, except renditions already announced and their poster.
   * Cost: 1 to 1.5 CPU seconds a second of 720p clip; memory up to `limits.memoryBytes`.
   */
  transcode(request: TranscodeRequest): Promise<Transcoded>;

  /** What engine stands behind this port and how well it is caged. Found once, then remembered. Never throws. */
  capabilities(): Promise<TranscoderCapabilities>;
}

/** Makes short silent moving pictures from files that the engine made itself. */
export interface LoopMaker {
  /**
   * Cuts, shrinks and encodes a few seconds, without sound, metadata first.
   *
   * @returns undefined when it cannot be made within `bytesMax`.
   * @throws MediaError as `transcode` does.
   * Cost: 0.6 CPU seconds for three seconds of 360 pixels; up to three times that for a restless clip.
   */
  makeLoop(request: LoopRequest): Promise<MadeLoop | undefined>;
}

/** Takes pictures out of files that the engine made itself. */
export interface StillMaker {
  /**
   * Puts small pictures of the whole length on one sheet, row by row.
   *
   * @throws MediaError as `transcode` does.
   * Cost: one decode of the file: 0.1 CPU seconds for ten seconds of 360 pixels.
   */
  makeStoryboard(request: StoryboardRequest): Promise<MadeStoryboard>;
  /** Takes the picture that stands at one moment, and its placeholder. @throws MediaError as `transcode` does. */
  makeStill(request: StillRequest): Promise<MadeStill>;
}

export interface StoryboardRequest {
  /** A finished local MP4 of ours, upright. */
  sourcePath: string;
  source: { widthPx: number; heightPx: number };
  durationMs: number;
  /** An existing folder of its own; the file is left there under its name. */
  outputFolder: string;
  signal?: AbortSignal;
}

export interface MadeStoryboard {
  /** File name inside the output folder. */
  file: string;
  bytes: number;
  /** Between one picture and the next; the first is at 0. */
  everyMs: number;
  count: number;
  /** Pictures in a row. */
  columns: number;
  /** Of one picture. */
  widthPx: number;
  heightPx: number;
}

export interface StillRequest extends Omit<StoryboardRequest, 'durationMs'> {
  /** Within the file. */
  atMs: number;
}

export interface MadeStill {
  file: string;
  bytes: number;
  /** Base64 of ThumbHash. */
  thumbhash: string;
}

export interface LoopRequest {
  /** A finished local MP4 of ours, upright. */
  sourcePath: string;
  source: { widthPx: number; heightPx: number };
  /** On the source's own timeline; 0 or more. */
  startMs: number;
  durationMs: number;
  /** Even. */
  widthPx: number;
  bytesMax: number;
  /** An existing folder of its own; the file is left there under its name. */
  outputFolder: string;
  signal?: AbortSignal;
}

export interface MadeLoop {
  /** File name inside the output folder. */
  file: string;
  widthPx: number;
  heightPx: number;
  bytes: number;
  durationMs: number;
}

/** What is refused. All inclusive: a file exactly at a limit passes. */
export interface MediaLimits {
  /** Size of the upload. */
  bytes: number;
  /** Shortest and longest playing time. */
  durationMinMs: number;
  durationMaxMs: number;
  /** Pixels of one decoded frame. */
  pixels: number;
  /** Frames in the whole file. */
  frames: number;
  /** Frames a second, averaged over the file. */
  frameRate: number;
  /** Tracks of any kind. */
  tracks: number;
  /** Wall time for looking at a file. */
  probeWallMs: number;
  /** Wall time for encoding: a fixed part and a part per millisecond of clip. */
  transcodeWallMs: { base: number; perClipMs: number };
  /** Address space of one engine process. */
  memoryBytes: number;
  /** Largest single file that the engine may write. */
  outputBytes: number;
}

/** The kinds of file that are read, by what their first bytes say. */
export const SOURCE_CONTAINERS = ['mp4', 'matroska', 'avi', 'mpegts', 'mpegps'] as const;
export type SourceContainer = (typeof SOURCE_CONTAINERS)[number];

/** How the stored picture has to be turned to stand upright; turns are clockwise. */
export const ORIENTATIONS = [
  'upright',
  'turn_90',
  'turn_180',
  'turn_270',
  'mirror_horizontal',
  'mirror_vertical',
  'transpose',
  'anti_transpose',
] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** What a probe found. Plain JSON, so that it can travel through a queue. Claims of the file, bounded but not proven. */
export interface SourceVideo {
  container: SourceContainer;
  bytes: number;
  /** Playing time as claimed; the truth is known after decoding. */
  durationMs: number;
  /** Size as it must be shown: upright, square pixels. */
  widthPx: number;
  heightPx: number;
  /** Size as stored, before turning and with its own pixel shape. */
  storedWidthPx: number;
  storedHeightPx: number;
  orientation: Orientation;
  /** Frames a second, frames divided by time: safe for variable rate; above 0. */
  frameRate: number;
  /** Whether frames come at uneven times, or begin later than the sound. */
  variableFrameRate: boolean;
  /** The even rate on whose ticks the frames lie, as the file says it: can be thousands; 0 when unknown. */
  tickRate: number;
  interlaced: boolean;
  hdr: 'none' | 'hlg' | 'pq';
  /** How the picture's numbers mean colours, as the video names it; `unknown` where the file says nothing. */
  colour: { matrix: string; primaries: string; transfer: string; fullRange: boolean; rgb: boolean };
  videoCodec: string;
  /** Track number of the first usable picture. */
  videoTrackIndex: number;
  hasAudio: boolean;
  /** The first usable sound; absent when there is none. */
  audio?: { trackIndex: number; codec: string; channelCount: number; sampleRateHz: number };
}

/** What a file of ours says of itself. */
export interface FileLabel {
  /** IPTC's address of how the picture came about. */
  digitalSourceType: string;
  /** Which clip it is, for good. */
  contentId: string;
}

/** Sound from a file that the engine made itself, from its beginning; where it ends before the pictures, silence follows. */
export interface UnderlaidSound {
  /** A finished local MP4 of ours with sound. */
  path: string;
  /** `instead` of the clip's own sound, or `with` it. */
  mode: 'instead' | 'with';
}

export interface TranscodeRequest {
  /** The same finished local file that was probed. */
  sourcePath: string;
  source: SourceVideo;
  /**
   * The part to keep, on the source's own timeline; absent: all of it. `startMs` is 0 or more and below `endMs`; an
   * end beyond the source's end means its end. Frame-accurate. What is left must still be within
   * `limits.durationMinMs` (`media.too_short`).
   */
  trim?: { startMs: number; endMs: number };
  /** Another clip's sound to lay under it, or over its own. */
  sound?: UnderlaidSound;
  /** Written into each file, so that it says of itself what it is wherever it is taken. */
  label?: FileLabel;
  /** Small copies by which the clip is known again, made in the same decode; absent: none. */
  prints?: PrintRequest;
  /** An existing folder of its own for this upload: one transcode at a time writes there. */
  outputFolder: string;
  /**
   * Told once per rendition, ascending, when its file stands complete under its name. The smallest comes with all that
   * is needed to show it, and on long clips well before the rest. Awaited; a throw fails the transcode.
   */
  onRendition?: (rendition: EncodedRendition, clip: PlayableClip) => void | Promise<void>;
  /** Told when a rendition of the ladder was left out because its encoder failed; all others are made. */
  onLeftOut?: (left: { codec: 'av1'; failure: MediaError }) => void;
  /** Told 0 to 1, never falling, at most a few times a second. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** One finished encoding. */
export interface EncodedRendition {
  /** File name inside the output folder: `360.mp4`. */
  file: string;
  /** RFC 6381 codecs string for a `type` attribute: `avc1.64001f,mp4a.40.2`, `av01.0.04M.08,mp4a.40.2`. */
  codec: string;
  widthPx: number;
  heightPx: number;
  /** Average over the file, sound included. */
  bitrateBps: number;
  bytes: number;
}

/** What the engine writes for whoever knows clips again. */
export interface PrintRequest {
  /** Grey frames of so many pixels a side, whatever the clip's shape. */
  sidePx: number;
  /** Time between frames; the first is the clip's first. */
  everyMs: number;
}

/** The small copies, in the output folder until the call ends. They are of the clip's own sound, not of one laid under it. */
export interface PrintFiles {
  /** All frames, one after the other, a byte a pixel. */
  frames: { file: string; sidePx: number; everyMs: number; count: number };
  /** Chromaprint's raw fingerprint: 32 bits, little-endian, each `everyMs`. Absent without sound, and where the engine has no chromaprint. */
  sound?: { file: string; everyMs: number; count: number };
}

/** What is the same for all renditions of a clip. */
export interface PlayableClip {
  /** Present when asked for. */
  prints?: PrintFiles;
  poster: Poster;
  /** Base64 of ThumbHash: about 25 bytes that draw a blurred picture. */
  thumbhash: string;
  /** Measured on what was encoded. */
  durationMs: number;
  hasAudio: boolean;
}

export interface Poster {
  /** File name inside the output folder. */
  file: string;
  contentType: 'image/webp' | 'image/jpeg';
  widthPx: number;
  heightPx: number;
  bytes: number;
}

export interface Transcoded extends PlayableClip {
  /** 1 or more, ascending by size, each size once. The first and the last are H.264, which every player knows; others may be AV1. */
  renditions: readonly EncodedRendition[];
}

/** What `doctor` shows of the engine. */
export interface TranscoderCapabilities {
  engine: string;
  /** Version as the engine says it; undefined when it is missing. */
  version: string | undefined;
  /** Whether transcode can work at all. */
  ready: boolean;
  /** Engine names of what it can read and write, of those that we use. */
  decoders: readonly string[];
  encoders: readonly string[];
  /** Whether HDR can be brought to normal range; without it HDR clips are refused. */
  toneMapping: boolean;
  /** The cage around strangers' files, and why it is that one. */
  sandbox: { kind: 'bwrap' | 'none'; reason: string };
  /** Whether time, memory and file size of a process are bounded by the kernel. */
  resourceLimits: { kind: 'prlimit' | 'none'; reason: string };
  findings: readonly CapabilityFinding[];
}

export interface CapabilityFinding {
  name: string;
  state: 'ok' | 'degraded' | 'missing';
  detail: string;
  /** What to do; absent when the state is ok. */
  mend?: string;
}
