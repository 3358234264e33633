// One picture of a report: fetched, decoded in a cage, cut, encoded, stored. What is served later is ours alone.

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HOUR_MS, uuidFromBytes, type Clock, type Random } from '@jhalak/kernel';
import {
  MediaError,
  type Blobs,
  type Database,
  type Outbound,
  type PictureResult,
  type Pictures,
} from '@jhalak/ports';
import type { PublisherStore } from './publisher-store.ts';
import type { ReportChanges, ReportStore } from './report-store.ts';
import { nextTryAtMs } from './schedule.ts';
import type { PictureRow, ReportRow } from './tables.ts';
import type { PictureRendition } from './types.ts';

/** First part of the blobs' keys. */
const PICTURE_PREFIX = 'report-pictures';

export interface FetchPictureDeps {
  database: Database;
  outbound: Outbound;
  pictures: Pictures;
  blobs: Blobs;
  clock: Clock;
  random: Random;
  publishers: PublisherStore;
  reports: ReportStore;
  workFolder: string;
}

type Made = Extract<PictureResult, { kind: 'made' }>;

/** Idempotent: the same bytes make the same blobs under the same keys. */
export async function fetchPicture(
  deps: FetchPictureDeps,
  reportId: string,
  signal: AbortSignal,
): Promise<void> {
  const [report] = await deps.reports.byIds([reportId]);
  const source = report?.picture_source;
  if (report === undefined || report.picture_due_at_ms === null) return;
  const [publisher] = await deps.publishers.byIds([report.publisher_id]);
  if (publisher?.state === 'paused') {
    const dueAtMs = deps.clock.nowMs() + HOUR_MS;
    return await write(deps, reportId, { picture_due_at_ms: dueAtMs, picture_try_count: 0 });
  }
  const wanted = publisher?.state === 'active' && publisher.licence_pictures;
  if (source === null || source === undefined || report.removal !== null || !wanted) {
    return await write(deps, reportId, { picture_due_at_ms: null });
  }
  const reply = await deps.outbound.fetch({ destination: 'pictures', url: source.url, signal });
  switch (reply.kind) {
    case 'ok':
      return await takePicture(deps, report, reply.body, signal);
    case 'retry_later':
      return await write(deps, reportId, {
        picture_due_at_ms: reply.untilMs,
        picture_note: reply.detail,
      });
    case 'refused':
      return await write(deps, reportId, { picture_due_at_ms: null, picture_note: reply.detail });
    case 'not_modified':
    case 'failed': {
      const final = reply.kind === 'failed' && ['gone', 'not_found'].includes(reply.reason);
      return await write(deps, reportId, {
        picture_due_at_ms: final ? null : dueAgain(deps, report),
        ...(reply.kind === 'failed' ? { picture_note: reply.detail } : {}),
      });
    }
  }
}

function dueAgain(deps: FetchPictureDeps, report: ReportRow): number | null {
  return nextTryAtMs(report.picture_try_count, deps.clock.nowMs(), deps.random.next());
}

async function write(
  deps: FetchPictureDeps,
  reportId: string,
  changes: ReportChanges,
): Promise<void> {
  await deps.database.transaction((tx) => deps.reports.change(tx, reportId, () => changes));
}

async function takePicture(
  deps: FetchPictureDeps,
  report: ReportRow,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [before] = await deps.reports.pictures([report.report_id]);
  if (before?.source_sha256 === sha256) {
    return await write(deps, report.report_id, { picture_due_at_ms: null, picture_note: null });
  }
  await mkdir(deps.workFolder, { recursive: true, mode: 0o700 });
  const outputFolder = await mkdtemp(join(deps.workFolder, 'picture-'));
  try {
    const result = await deps.pictures.make({ source: bytes, outputFolder, signal });
    if (result.kind === 'refused') {
      return await write(deps, report.report_id, {
        picture_due_at_ms: null,
        picture_note: result.detail,
      });
    }
    await store(deps, report, { sha256, outputFolder, result, before });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof MediaError)) throw error;
    // A missing engine is installed by somebody, some day; everything else may be better sooner.
    const waits = error.code === 'media.engine_missing';
    const dueAtMs = waits ? deps.clock.nowMs() + 6 * HOUR_MS : dueAgain(deps, report);
    await write(deps, report.report_id, {
      picture_due_at_ms: dueAtMs,
      picture_note: 'The picture could not be made on this machine.',
      ...(waits ? { picture_try_count: 0 } : {}),
    });
  } finally {
    await rm(outputFolder, { recursive: true, force: true });
  }
}

async function store(
  deps: FetchPictureDeps,
  report: ReportRow,
  made: { sha256: string; outputFolder: string; result: Made; before: PictureRow | undefined },
): Promise<void> {
  const { sha256, outputFolder, result, before } = made;
  const pictureId = pictureIdOf(report.report_id, sha256);
  const renditions: PictureRendition[] = [];
  for (const rendition of result.renditions) {
    const blobKey = `${PICTURE_PREFIX}/${pictureId}/${rendition.name}`;
    const stored = await deps.blobs.putFile(blobKey, join(outputFolder, rendition.name));
    renditions.push({ ...rendition, bytes: stored.bytes, sha256: stored.sha256, blobKey });
  }
  const source = report.picture_source;
  await deps.database.transaction(async (tx) => {
    const row = {
      report_id: report.report_id,
      picture_id: pictureId,
      source_url: source?.url ?? '',
      source_sha256: sha256,
      focus_x: result.focus.x,
      focus_y: result.focus.y,
      thumbhash: result.thumbhash,
      alternative: source?.alternative ?? '',
      credit: source?.credit ?? null,
      renditions: JSON.stringify(renditions),
      made_at_ms: deps.clock.nowMs(),
    };
    await deps.publishers.lock(tx, report.publisher_id);
    await deps.reports.replacePicture(tx, row);
    const done = { picture_due_at_ms: null, picture_note: null, picture_try_count: 0 };
    await deps.reports.change(tx, report.report_id, () => done, { seen: true });
  });
  if (before !== undefined && before.picture_id !== pictureId)
    await deletePicture(deps.blobs, before);
}

/** Removes a picture's blobs; idempotent. Its row must be gone already. */
export async function deletePicture(
  blobs: Blobs,
  picture: Pick<PictureRow, 'renditions'>,
): Promise<void> {
  for (const rendition of picture.renditions) await blobs.delete(rendition.blobKey);
}

/** In the form of a UUID, so that it looks like every other id; its version says "of a digest". */
function pictureIdOf(reportId: string, sha256: string): string {
  const bytes = createHash('sha256').update(`${reportId} ${sha256}`).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return uuidFromBytes(bytes);
}
