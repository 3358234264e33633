// What its uploader reads of a clip that is held.

import { mediaErrorSentence, type MediaErrorCode } from '@jhalak/ports';
import type { UploadFailure } from './rows.ts';

/** @returns the code with its English sentence; sending the same bytes again changes nothing. */
export function heldFailure(code: MediaErrorCode): UploadFailure {
  return { code, message: mediaErrorSentence(code), retryable: false };
}
