// One place for the failures of the embedded server, so that each carries a stable code and says what to do.

import { JhalakError } from '@jhalak/kernel';

/** What can go wrong; the sentence of the error says what to do about it. */
export type EmbeddedFailure =
  | 'postgres.platform_unsupported'
  | 'postgres.binaries_missing'
  | 'postgres.folder_unusable'
  | 'postgres.version_mismatch'
  | 'postgres.locale_wrong'
  | 'postgres.home_in_use'
  | 'postgres.init_failed'
  | 'postgres.start_failed'
  | 'postgres.stop_failed';

/** @returns an error for the operator: `sentence` names the folder or setting and the mend. */
export function embeddedFailure(
  code: EmbeddedFailure,
  sentence: string,
  cause?: unknown,
): JhalakError {
  return new JhalakError(sentence, {
    code,
    status: 503,
    ...(cause === undefined ? {} : { cause }),
  });
}
