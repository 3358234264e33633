import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';
import type { Sweep } from '@jhalak/ports';
import { RECORD_DAYS } from '../manifest.ts';
import type { ExportStore, StoredExport } from './store.ts';
import type { ExportsDeps } from './types.ts';

/** Archives ended in one run: some seconds of deletions. */
const ENDED_MAX = 500;

/** Ends what is due: archives whose days are over, runs that died for good, records that are to be forgotten. */
export function expirySweep(deps: Pick<ExportsDeps, 'blobs' | 'clock'>, store: ExportStore): Sweep {
  return {
    name: 'exports.expire',
    everyMs: 10 * MINUTE_MS,
    run: async () => {
      const due = await store.due(deps.clock.nowMs(), ENDED_MAX);
      for (const row of due) await end(deps, store, row);
      return due.length;
    },
  };
}

async function end(
  { blobs, clock }: Pick<ExportsDeps, 'blobs' | 'clock'>,
  store: ExportStore,
  row: StoredExport,
): Promise<void> {
  const untilMs = row.askedAtMs + RECORD_DAYS * DAY_MS;
  if (row.state === 'ready') await endArchive({ blobs }, store, row, untilMs);
  else if (row.state === 'queued' || row.state === 'running')
    await store.fail(row, 'internal', clock.nowMs(), untilMs);
  else await store.forget(row);
}

/** The bytes first: a row without an archive is ended again, an archive without a row would stay. */
export async function endArchive(
  { blobs }: Pick<ExportsDeps, 'blobs'>,
  store: ExportStore,
  row: StoredExport,
  untilMs: number,
): Promise<void> {
  if (row.blobKey !== null) await blobs.delete(row.blobKey);
  await store.expire(row, untilMs);
}
