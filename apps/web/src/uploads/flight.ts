// Where a clip is on its way, as one value: what this device knows of it joined with what the server says.

import type { Upload } from '@jhalak/contracts/videos';
import type { Draft } from './drafts.ts';

type FlightPhase =
  | 'editing'
  | 'sending'
  | 'paused'
  /** No network: goes on by itself. */
  | 'waiting'
  /** The file is no longer here: the person must pick it again. */
  | 'needs_file'
  | 'needs_account'
  | 'checking'
  | 'encoding'
  /** Before publication, for a person to look at. */
  | 'held'
  | 'published'
  | 'refused'
  | 'failed';

export interface Flight {
  /** The draft's id, or the upload's where this device has no draft. */
  id: string;
  phase: FlightPhase;
  caption: string;
  name: string;
  /** 0 to 1 over the whole way. */
  progress: number;
  /** Seconds left, as the server guesses. */
  etaS: number | null;
  /** Clips that are worked on before this one, while it waits. */
  ahead: number;
  /** What happened so far, oldest first, where it was asked for. */
  steps: NonNullable<Upload['steps']>;
  bytes: number;
  sentBytes: number;
  videoId: string | null;
  /** The server works on it: before it is live, and after, until its larger sizes are there. */
  isWorkedOn: boolean;
  /** Null before the server knows it. */
  uploadId: string | null;
  failure: Upload['failure'];
  createdAtMs: number;
}

/** What the sending itself is doing right now; it lives in the page, not in the store. */
export interface Sending {
  sentBytes: number;
  /** The last try failed for want of network. */
  waiting: boolean;
  needsAccount: boolean;
  /** A refusal before the server knew the upload. */
  refusal: Upload['failure'];
}

/** Sending counts for this part of the whole way; checking and encoding are the rest. */
const SENDING_SHARE = 0.5;

/** The four stations that are shown, in order. */
export const STATIONS = ['sending', 'checking', 'encoding', 'published'] as const;

/** @param sending undefined when nothing is under way in this page. */
export function flightOf(
  draft: Draft,
  sending: Sending | undefined,
  upload: Upload | undefined,
): Flight {
  const phase = phaseOf(draft, sending, upload);
  const sentBytes =
    draft.state === 'sent'
      ? draft.bytes
      : Math.max(sending?.sentBytes ?? 0, upload?.receivedBytes ?? 0);
  return {
    id: draft.id,
    phase,
    caption: draft.details.caption,
    name: draft.name,
    progress: progressOf(phase, draft.bytes === 0 ? 0 : sentBytes / draft.bytes, upload),
    etaS: upload?.eta ?? null,
    ahead: upload?.ahead ?? 0,
    steps: upload?.steps ?? [],
    bytes: draft.bytes,
    sentBytes,
    videoId: upload?.videoId ?? null,
    isWorkedOn: isWorkedOn(phase, upload),
    uploadId: upload?.id ?? null,
    failure: sending?.refusal ?? upload?.failure ?? null,
    createdAtMs: draft.createdAtMs,
  };
}

/** A flight that began on another device, or whose draft is gone. */
export function flightOfUpload(upload: Upload): Flight {
  const phase = upload.state === 'receiving' ? 'needs_file' : upload.state;
  return {
    id: upload.id,
    phase,
    caption: upload.caption,
    name: '',
    progress: progressOf(
      phase,
      upload.bytes === 0 ? 0 : upload.receivedBytes / upload.bytes,
      upload,
    ),
    etaS: upload.eta,
    ahead: upload.ahead ?? 0,
    steps: upload.steps ?? [],
    bytes: upload.bytes,
    sentBytes: upload.receivedBytes,
    videoId: upload.videoId,
    isWorkedOn: isWorkedOn(phase, upload),
    uploadId: upload.id,
    failure: upload.failure,
    createdAtMs: upload.createdAtMs,
  };
}

function phaseOf(
  draft: Draft,
  sending: Sending | undefined,
  upload: Upload | undefined,
): FlightPhase {
  if (sending?.refusal) return 'refused';
  if (upload !== undefined && upload.state !== 'receiving') return upload.state;
  if (draft.state === 'editing' || draft.state === 'paused') return draft.state;
  if (draft.state === 'sent') return 'checking';
  if (draft.blob === null) return 'needs_file';
  if (sending?.needsAccount === true) return 'needs_account';
  return sending?.waiting === true ? 'waiting' : 'sending';
}

function isWorkedOn(phase: FlightPhase, upload: Upload | undefined): boolean {
  if (phase === 'published') return upload?.step !== 'done';
  return phase === 'checking' || phase === 'encoding';
}

function progressOf(phase: FlightPhase, sentShare: number, upload: Upload | undefined): number {
  if (phase === 'published') return 1;
  const sent = Math.min(Math.max(sentShare, 0), 1) * SENDING_SHARE;
  if (phase !== 'checking' && phase !== 'encoding') return sent;
  // The server's progress covers its own view of the whole way; it never moves ours back.
  return Math.max(SENDING_SHARE, upload?.progress ?? 0);
}
