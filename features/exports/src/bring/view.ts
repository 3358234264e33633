import type { Import } from '@jhalak/contracts/imports';
import type { StoredImport } from './types.ts';

const MESSAGES: Readonly<Record<string, string>> = {
  'import.not_an_archive':
    'This is not an archive of this kind of app. Send the ZIP file as you fetched it.',
  'import.damaged':
    'The archive is not whole, or was changed. Fetch it once more and send it as it is.',
  'import.too_large': 'The archive holds more than archives do.',
  'import.forged':
    'The archive names a service that is known here, and that one did not sign it. Fetch it there once more.',
  'import.newer': 'The archive was made by a newer version. The operator here has to update first.',
  'family.consent_needed':
    'A parent took their word back while it came. What came before stays, and can be taken back.',
  'upload.disk_full':
    'There was not enough space left here. Send it again later, while the operator makes room.',
  internal: 'This did not come to an end on our side. Send the archive again.',
};

/** How the clips of an import stand now. */
export interface ClipsNow {
  came: number;
  published: number;
  refused: number;
}

/** @returns the job as its person sees it. Cost: none. */
export function importView(
  row: StoredImport,
  now: { receivedBytes: number; clips: ClipsNow | undefined; nowMs: number },
): Import {
  const { clips: _handed, ...outcome } = row.outcome;
  const isOver = row.state === 'done' || row.state === 'undone' || row.state === 'undoing';
  const receiving = row.bytes === 0 ? 1 : now.receivedBytes / row.bytes;
  return {
    id: row.importId,
    state: row.state,
    progress: Math.min(1, Math.max(0, row.state === 'receiving' ? receiving : row.progress)),
    step: row.step,
    eta: null,
    failure:
      row.failureCode === null
        ? null
        : {
            code: row.failureCode,
            message: MESSAGES[row.failureCode] ?? MESSAGES['internal'] ?? '',
            retryable: row.failureCode !== 'import.forged',
          },
    bytes: row.bytes,
    receivedBytes: row.state === 'receiving' ? now.receivedBytes : row.bytes,
    createdAtMs: row.createdAtMs,
    source:
      row.proven === null
        ? null
        : {
            proven: row.proven,
            cell: row.fromCell,
            address: row.fromAddress,
            handle: row.fromHandle,
            madeAtMs: row.madeAtMs,
          },
    // What was found before there were lists of close friends and packs says nothing of them.
    found: row.found && { ...row.found, close: row.found.close ?? 0, packs: row.found.packs ?? 0 },
    outcome: isOver
      ? { ...outcome, ...(now.clips === undefined ? {} : { clips: now.clips }) }
      : null,
    undoUntilMs: row.state === 'done' && now.nowMs < row.expiresAtMs ? row.expiresAtMs : null,
  };
}
