import type { Export } from '@jhalak/contracts/exports';
import { SECOND_MS } from '@jhalak/kernel';
import type { StoredExport } from './store.ts';

/** Before this much is done nobody knows how long the rest takes. */
const ETA_FROM = 0.03;

const MESSAGES: Readonly<Record<string, string>> = {
  'export.disk_full':
    'There is no space left here for an archive. Ask again later, while the operator makes room.',
  internal: 'The archive could not be made. Ask for it again.',
};

/** @returns the job as its person sees it. Cost: none. */
export function exportView(row: StoredExport, nowMs: number): Export {
  const isReady = row.state === 'ready' && nowMs < row.expiresAtMs;
  const state = row.state === 'ready' && !isReady ? 'expired' : row.state;
  return {
    id: row.exportId,
    state,
    progress: Math.min(1, Math.max(0, row.progress)),
    step: row.step,
    eta: etaOf(row, nowMs),
    failure:
      row.failureCode === null
        ? null
        : {
            code: row.failureCode,
            message: MESSAGES[row.failureCode] ?? MESSAGES['internal'] ?? '',
            retryable: true,
          },
    language: row.language,
    askedAtMs: row.askedAtMs,
    bytes: isReady ? row.bytes : null,
    lostFiles: isReady ? row.lostFiles : null,
    expiresAtMs: isReady ? row.expiresAtMs : null,
  };
}

function etaOf({ state, progress, startedAtMs }: StoredExport, nowMs: number): number | null {
  if (state === 'ready') return 0;
  if (state !== 'running' || startedAtMs === null || progress < ETA_FROM) return null;
  return Math.max(0, Math.round(((nowMs - startedAtMs) * (1 - progress)) / progress / SECOND_MS));
}
