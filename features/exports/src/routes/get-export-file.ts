// The bytes of an archive: to its person alone, whole or in ranges, and in no cache.

import { defineRoute, problem, type Caller, type Route, type RouteReply } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { assert, DAY_MS } from '@jhalak/kernel';
import { RECORD_DAYS } from '../../manifest.ts';
import { openSealed, type SealedBlob } from '../archive/sealed-file.ts';
import { parseRange } from '@jhalak/videos';
import { KEY_CONTEXT } from '../make-export.ts';
import type { ExportStore, StoredExport } from '../store.ts';
import { endArchive } from '../sweeps.ts';
import type { ExportsDeps } from '../types.ts';
import { unknownExport } from './ask-export.ts';

/** A download that breaks off goes on by ranges; more a minute is no person. */
const PER_MINUTE = 60;

type FileDeps = Pick<ExportsDeps, 'keys' | 'blobs' | 'clock' | 'withheld'> & { store: ExportStore };

export function getExportFile(deps: FileDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/me/exports/:id/file',
    name: 'getExportFile',
    summary: 'The archive itself, a ZIP file; ranges',
    tag: 'exports',
    access: 'viewer',
    owner: 'owner',
    params: IdParams,
    stepUp: true,
    whileBlocked: 'open',
    pendingDeletion: 'allowed',
    replies: { 200: null, 206: null, 416: null },
    ratePerMinute: PER_MINUTE,
    async handle({ params, caller, headers }) {
      assert(caller, 'the route asks for a viewer');
      const row = await deps.store.byId(caller.personId, params.id);
      if (row === undefined) throw unknownExport();
      const sealed = await archiveOf(deps, row);
      return await send(deps, sealed, {
        etag: `"${row.exportId}"`,
        name: fileName(caller, row),
        headers,
      });
    },
  });
}

/** @throws `export.not_ready`, `export.gone`. */
async function archiveOf(deps: FileDeps, row: StoredExport): Promise<SealedBlob> {
  const { keys, clock, store } = deps;
  const nowMs = clock.nowMs();
  if (row.state === 'queued' || row.state === 'running')
    throw problem('export.not_ready', 'The archive is still being made.');
  const { blobKey, keySealed, bytes } = row;
  if (blobKey === null || keySealed === null || bytes === null || row.expiresAtMs <= nowMs)
    throw gone();
  // An order came after it was made: nothing gives out what an order hides, not even yesterday's copy of it.
  if ((await deps.withheld(row.clips ?? [])).size > 0) {
    await endArchive(deps, store, row, row.askedAtMs + RECORD_DAYS * DAY_MS);
    throw gone();
  }
  const key = await keys.open(row.personId, 'profile', KEY_CONTEXT, keySealed);
  if (key === undefined) throw gone();
  return { blobKey, key, bytes };
}

function gone(): Error {
  return problem(
    'export.gone',
    'This archive is no longer kept, or something in it may not be given out any more. Ask for a new one.',
  );
}

function fileName({ handle }: Caller, { askedAtMs }: StoredExport): string {
  const who = handle === undefined ? '' : `-${handle.replaceAll(/[^A-Za-z0-9._-]/g, '_')}`;
  return `jhalak${who}-${new Date(askedAtMs).toISOString().slice(0, 10)}.zip`;
}

async function send(
  { blobs }: FileDeps,
  sealed: SealedBlob,
  file: { etag: string; name: string; headers: Readonly<Record<string, string | undefined>> },
): Promise<RouteReply> {
  const { bytes } = sealed;
  const common = {
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'content-disposition': `attachment; filename="${file.name}"`,
    'content-type': 'application/zip',
    etag: file.etag,
  };
  const ifRange = file.headers['if-range'];
  const range =
    ifRange === undefined || ifRange === file.etag
      ? parseRange(file.headers['range'], bytes)
      : { kind: 'whole' as const };
  if (range.kind === 'unsatisfiable') {
    const headers = { ...common, 'content-range': `bytes */${bytes}`, 'content-length': '0' };
    return { status: 416, headers };
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: bytes - 1 };
  const stream = await openSealed(blobs, sealed, { start, end });
  if (stream === undefined) throw gone();
  const length = { 'content-length': String(end - start + 1) };
  if (range.kind === 'whole') return { status: 200, stream, headers: { ...common, ...length } };
  const part = { 'content-range': `bytes ${start}-${end}/${bytes}` };
  return { status: 206, stream, headers: { ...common, ...length, ...part } };
}
