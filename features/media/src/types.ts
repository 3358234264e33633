// What the rest of the house sees of media.

import type { Caller } from '@jhalak/contracts';
import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { ClipAudience } from '@jhalak/contracts/audience';
import type { UploadMetadata, UploadState } from '@jhalak/contracts/videos';
import type { MediaErrorCode, PrintFiles, PrintRequest, Tx } from '@jhalak/ports';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Original } from './originals.ts';
import type { QueueStanding, UploadUnderWay } from './outlook.ts';

/** One rendition whose bytes are durable in the blob store. */
export interface ReadyRendition {
  /** Blob key. */
  key: string;
  /** RFC 6381 codecs string. */
  codec: string;
  widthPx: number;
  heightPx: number;
  bitrateBps: number;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/** A clip that can be played: at least one rendition and the poster are durable. */
export interface ReadyAsset {
  videoId: string;
  personId: string;
  /** NFC, may be empty. */
  caption: string;
  language: string;
  genre: string;
  /** As given by the creator and found in the caption: lower-case, without `#`, distinct. */
  tags: readonly string[];
  durationMs: number;
  /** Size of the clip as shown: upright, square pixels; renditions may be smaller, never larger. */
  widthPx: number;
  heightPx: number;
  /** Base64 of ThumbHash. */
  thumbhash: string;
  posterKey: string;
  /** All that are ready, ascending by size. */
  renditions: readonly ReadyRendition[];
  /** Made or changed by AI, as its uploader or the file says. */
  ai?: AiMark;
  /** The clip whose sound is heard; default: its own. */
  sound?: string;
  /** Whether others may use its own sound; default: not. */
  remix?: boolean;
  /** Who may see it; default: everybody. */
  audience?: ClipAudience;
  /** Part of the sample world. */
  sample: boolean;
  /** When it was published elsewhere before it came here; default: now. */
  publishedAtMs?: number;
}

/** Where a clip becomes a video; implemented by the videos feature, wired in the app. */
export interface VideoPublisher {
  /** Makes the video, in the transaction in which the upload becomes `published`. Called once for a video id. */
  publish(tx: Tx, asset: ReadyAsset): Promise<void>;
  /** More renditions of a published video are ready: `asset.renditions` lists all. Ignores a video that is gone. */
  extend(tx: Tx, asset: ReadyAsset): Promise<void>;
}

/** A sheet of small pictures over a clip's length, row by row. */
interface Storyboard {
  /** Blob key. */
  key: string;
  /** Between one picture and the next; the first is at 0. */
  everyMs: number;
  count: number;
  columns: number;
  /** Of one picture. */
  widthPx: number;
  heightPx: number;
}

/** What a clip has beside its renditions. */
export interface Looks {
  storyboard: Storyboard;
  /** A few silent seconds; absent: it could not be made small. */
  previewKey?: string;
}

/** A clip as the work on its looks needs it. */
export interface DressedClip {
  durationMs: number;
  /** Ascending. */
  renditions: readonly { key: string; codec: string; widthPx: number; heightPx: number }[];
  /** Blob keys of its looks that are in use. */
  held: readonly string[];
}

/** Where looks are kept; implemented by the videos feature, wired in the app. */
export interface ClipLooks {
  /** @returns undefined for a clip that is gone. */
  clipFor(videoId: string): Promise<DressedClip | undefined>;
  /** @returns ids of clips without looks that are not deleted, greater than `after`, in order. Cost: one query. */
  undressedAfter(after: string, limit: number): Promise<string[]>;
  /** Ignores a clip that is gone. */
  dress(tx: Tx, videoId: string, looks: Looks): Promise<void>;
  /** Another cover; ignores a clip that is gone. */
  cover(tx: Tx, videoId: string, cover: { posterKey: string; thumbhash: string }): Promise<void>;
}

/** Limits and places; cross-checked by the app. */
export interface MediaSettings {
  /**
   * Folder for received bytes and for work on them; made when missing, 0700. On one file system, seen by the api and
   * the media role alike.
   */
  uploadFolder: string;
  /** Largest upload; default 250 MB. */
  maxBytes?: number;
  /** Longest clip after trimming; default 180 s. The transcoder's own limit holds too. */
  maxDurationMs?: number;
  /** Uploads that one person may have open (`receiving`) at once; default 10. */
  maxOpenUploadsPerPerson?: number;
  /** How long an upload may stay unfinished, and a failed one may be retried; default 24 h. */
  uploadTtlMs?: number;
  /** No upload is begun or continued that would leave less space on the disk; default 1 GiB. */
  freeDiskFloorBytes?: number;
  /** How much room the clips of one person may take, with their originals and what is on its way; default 20 GB. */
  personBytesMax?: number;
  /** Days for which a clip is kept as it was sent, at most a year; 0: only until it is encoded. Default a year. */
  originalsDays?: number;
}

/** A clip that comes from a local file. */
export interface IngestRequest extends Omit<UploadMetadata, 'filename' | 'filetype'> {
  personId: string;
  sample: boolean;
  /** Makes the call idempotent: a second one with the same id (UUIDv7) finds the first one's upload. */
  uploadId?: string;
  /** Under which it is to be published (UUIDv7), where somebody must know before; default: a new one. */
  videoId?: string;
}

/** How an upload of before stands. */
export interface UploadStanding {
  state: UploadState;
  /** Why it ended without a clip. */
  failureCode: string | null;
}

/** Sounds of other clips; implemented by the videos feature, wired in the app. */
export interface SoundSource {
  /** @returns the blob in which a sound is heard, where this person may use it now, and the AI mark of the clip that it is from. */
  soundFor(
    soundId: string,
    personId: string,
  ): Promise<{ key: string; ai: AiMark | null } | undefined>;
}

/** What orders ask of media: bytes that may not be published again, and bytes that must be kept before they go. */
export interface OrderGate {
  /** @param sha256 of the bytes as received. */
  refuses(sha256: string): Promise<boolean>;
  /** Called before a video's blobs are deleted; when it throws they stay. */
  beforeDelete(videoId: string): Promise<void>;
  /** Called when a video's original was sealed: what opens it is kept if its bytes must be, because erasing its person ends that key. */
  keepOriginal(videoId: string): Promise<void>;
}

/** A clip whose first rendition is durable and that nobody sees yet. */
export interface JudgedClip {
  personId: string;
  uploadId: string;
  videoId: string;
  /** Of the bytes as received, lower-case hexadecimal. */
  sha256: string;
  /** Where the print files lie. */
  folder: string;
  prints: PrintFiles;
  durationMs: number;
  /** As shown. */
  widthPx: number;
  heightPx: number;
  /** Its sound may be used by others. */
  remix: boolean;
}

/** What is known of a clip before it is published. */
export interface Judgement {
  /** Why it may not be published now; absent: it may. */
  held?: MediaErrorCode;
  /** The known sound that it plays, where it may be used by who uploads it. */
  sound?: string;
  /**
   * Writes down what was judged, in the transaction that publishes or holds the clip.
   *
   * @returns false when what it was held against has changed: it has to be judged again, and nothing was written.
   */
  record(tx: Tx): Promise<boolean>;
}

/** Whether a clip is one that is known; implemented by the matching feature, wired in the app. */
export interface MatchGate {
  /** What the engine has to write for it. */
  prints: PrintRequest;
  /** Cost: hashing the frames, some milliseconds each, and looking them up. */
  judge(clip: JudgedClip): Promise<Judgement>;
}

/** What becomes of a clip that is held. */
export type HeldDecision =
  /** It is judged and encoded anew. */
  | { kind: 'release' }
  /** It stays held, for another reason. */
  | { kind: 'tell'; code: MediaErrorCode }
  /** It ends, and its bytes go. */
  | { kind: 'refuse'; code: MediaErrorCode };

/** What media gives to the rest of the house. */
export interface Media {
  /**
   * Answers one tus 1.0 request (POST, HEAD, PATCH, DELETE, OPTIONS) under /v1/uploads, refusals included
   * (problem+json). The body must not have been read.
   *
   * @param caller who asks, as the token told; undefined without one.
   * Acknowledged bytes are on the disk; the last acknowledgement also means that the work is queued.
   */
  handleTus(req: IncomingMessage, res: ServerResponse, caller: Caller | undefined): Promise<void>;
  /**
   * Takes a copy of a local file as a finished upload.
   *
   * @throws JhalakError `upload.metadata_invalid`, `upload.too_large`, `upload.disk_full`.
   */
  ingestFile(path: string, request: IngestRequest): Promise<{ uploadId: string; videoId: string }>;
  /** @returns how these uploads of a person stand; what is gone is missing. Cost: one query. */
  standings(
    personId: string,
    uploadIds: readonly string[],
  ): Promise<ReadonlyMap<string, UploadStanding>>;
  /** Whether a person's upload of this id was begun before, and is not deleted. */
  hasUpload(personId: string, uploadId: string): Promise<boolean>;
  /** @returns blob keys of everything that is kept of a video: as received, encodings, posters. */
  keysOf(videoId: string): Promise<string[]>;
  /** @returns SHA-256 of the bytes as received; undefined where they are not kept. Cost: reads them once. */
  sourceDigest(videoId: string): Promise<string | undefined>;
  /** @returns the clip as it was sent; undefined where that is not kept, or its person was erased. */
  original(videoId: string): Promise<Original | undefined>;
  /**
   * @returns where a sealed original lies, and its own key, for whoever must open it after its person was erased (`unsealOriginal`);
   *   undefined where there is none, or none that opens.
   */
  originalSecret(videoId: string): Promise<{ blobKey: string; secret: Buffer } | undefined>;
  /** Decides on a held upload, in the caller's transaction. @returns false where it is held no more. */
  decideHeld(
    tx: Tx,
    upload: { personId: string; uploadId: string },
    decision: HeldDecision,
  ): Promise<boolean>;
  /** Queues the work on another cover, the picture at a moment of the clip; the last wish counts. */
  askCover(tx: Tx, videoId: string, atMs: number): Promise<void>;
  /** Removes everything of a video that is here: blobs, received bytes, the upload's record. Idempotent. */
  deleteAssets(videoId: string): Promise<void>;
  /** @returns the queue as it stands: who waits, how many are worked on, how long a clip took of late. Cost: three queries a second at most. */
  queue(): Promise<QueueStanding>;
  /** @returns uploads that wait, are worked on, or failed on our side, those that stand longest first. Cost: one query. */
  underWay(limit: number): Promise<UploadUnderWay[]>;
  /**
   * Has an upload that failed on our side tried again, whosever it is: for operators.
   *
   * @throws JhalakError `upload.not_found`, `upload.not_retryable`.
   */
  tryAgain(uploadId: string): Promise<void>;
  /** Ends every stream of uploads under way and opens none any more, so that the server can close. */
  closeStreams(): void;
}
