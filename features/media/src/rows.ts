// Rows of the media tables and what they mean.

import type { UploadState, UploadStep } from '@jhalak/contracts/videos';
import type { ColumnType } from 'kysely';
import type { ReadyAsset } from './types.ts';

/** Why an upload is refused or failed; safe to show. */
export interface UploadFailure {
  code: string;
  message: string;
  /** Whether its person can have it tried again. */
  retryable: boolean;
}

/** What is published of a clip; words and people stand elsewhere. */
export type StoredAsset = Pick<
  ReadyAsset,
  'durationMs' | 'widthPx' | 'heightPx' | 'thumbhash' | 'posterKey' | 'renditions'
>;

/** An upload, in the words of the house. */
export interface StoredUpload {
  personId: string;
  uploadId: string;
  videoId: string;
  /** As declared at creation. */
  bytes: number;
  state: UploadState;
  /** Sealed. */
  metadata: Buffer;
  sample: boolean;
  failure: UploadFailure | null;
  asset: StoredAsset | null;
  steps: readonly UploadStep[];
  createdAtMs: number;
  changedAtMs: number;
  expiresAtMs: number;
  settledAtMs: number | null;
}

export interface UploadRow {
  person_id: string;
  upload_id: string;
  video_id: string;
  bytes: number;
  state: UploadState;
  metadata: Buffer;
  sample: boolean;
  failure_code: string | null;
  failure_message: string | null;
  failure_retryable: boolean | null;
  asset: StoredAsset | null;
  steps: UploadStep[];
  created_at_ms: number;
  changed_at_ms: number;
  expires_at_ms: number;
  settled_at_ms: number | null;
}

type Json<T> = ColumnType<T, string, string>;

/** The tables for the query builder; JSON is written as text. */
export interface MediaTables {
  media_uploads: Omit<UploadRow, 'asset' | 'steps'> & {
    asset: ColumnType<StoredAsset | null, string | null, string | null>;
    steps: Json<UploadStep[]>;
  };
  media_progress: ProgressRow;
}

export interface ProgressRow {
  upload_id: string;
  step: string;
  share: number;
  eta_ms: number | null;
  failures: number;
  updated_at_ms: number;
}

export const UPLOAD_COLUMNS = `person_id, upload_id, video_id, bytes, state, metadata, sample, failure_code,
  failure_message, failure_retryable, asset, steps, created_at_ms, changed_at_ms, expires_at_ms, settled_at_ms`;

export function fromRow(row: UploadRow): StoredUpload {
  return {
    personId: row.person_id,
    uploadId: row.upload_id,
    videoId: row.video_id,
    bytes: row.bytes,
    state: row.state,
    metadata: row.metadata,
    sample: row.sample,
    failure:
      row.failure_code === null
        ? null
        : {
            code: row.failure_code,
            message: row.failure_message ?? '',
            retryable: row.failure_retryable ?? false,
          },
    asset: row.asset,
    steps: row.steps,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
    expiresAtMs: row.expires_at_ms,
    settledAtMs: row.settled_at_ms,
  };
}
