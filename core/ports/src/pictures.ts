// The picture engine: takes a still picture that a stranger sent and makes from it tall pictures that we serve.
// Like the Transcoder, an adapter holds the stranger's bytes in a cage (no network, no other files, bounded time, memory
// and output), believes neither name nor declared type, and drops all metadata.

/** Shape of what comes out: a phone held upright. */
export const PICTURE_SHAPE = { widthParts: 9, heightParts: 16 } as const;
/** Widths of what comes out unless others are asked for. A narrower source gives fewer; none is enlarged by more than half. */
export const PICTURE_WIDTHS_PX: readonly number[] = [360, 720];
/** Widest that can be asked for: the sharpest phones. */
export const PICTURE_WIDTH_MAX_PX = 1_440;

export interface PictureRequest {
  /** The bytes as they came. */
  source: Uint8Array;
  /** An existing folder of its own; renditions are left there under their names. */
  outputFolder: string;
  /** Ascending, 1 to 4 of them, even, at most PICTURE_WIDTH_MAX_PX; default PICTURE_WIDTHS_PX. The narrowest is always made. */
  widthsPx?: readonly number[];
  signal?: AbortSignal;
}

/** One file that was made. */
export interface MadeRendition {
  /** File name inside the output folder: `360.avif`. */
  name: string;
  format: 'avif' | 'webp';
  widthPx: number;
  heightPx: number;
  bytes: number;
}

/** Why a picture is not taken. Asking again with the same bytes does not help. */
export const PICTURE_REFUSALS = [
  'not_a_picture',
  'unsupported',
  'too_many_pixels',
  'too_small',
  'damaged',
] as const;
export type PictureRefusal = (typeof PICTURE_REFUSALS)[number];

export type PictureResult =
  | {
      kind: 'made';
      /** As the source is shown, after turning upright. */
      sourceWidthPx: number;
      sourceHeightPx: number;
      /** Where the eye goes, 0 to 1 from left and top of the renditions. */
      focus: { x: number; y: number };
      /** Base64 of ThumbHash of the renditions. */
      thumbhash: string;
      /** Ascending by width; each width as WebP, and as AVIF where the engine can and it is small enough. */
      renditions: readonly MadeRendition[];
    }
  /** `detail` is a sentence for the desk. */
  | { kind: 'refused'; reason: PictureRefusal; detail: string };

/** What is refused. All inclusive. */
export interface PictureLimits {
  bytes: number;
  /** Of the decoded picture. */
  pixels: number;
  /** Longest side. */
  sidePx: number;
  wallMs: number;
}

/** Makes pictures. */
export interface Pictures {
  readonly limits: PictureLimits;
  /**
   * Decodes, turns upright, cuts to PICTURE_SHAPE around what matters, shrinks, encodes.
   *
   * @throws MediaError for the machine's faults (`media.engine_missing`, `media.timed_out`, `media.disk_full`, …), whose
   * `retryable` says whether later may be better.
   * Cost: 1 to 2 CPU seconds with AVIF, in a process of its own.
   */
  make(request: PictureRequest): Promise<PictureResult>;
  /** What can be made on this machine. Found once, then remembered. Never throws. */
  formats(): Promise<readonly ('avif' | 'webp')[]>;
}
