// Takes a picture that an advertiser sends: the bytes are kept, and looked at by the media role in its cage. A second job of
// the same picture changes nothing.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '@jhalak/contracts';
import {
  AD_PICTURE_BYTES_MAX,
  AD_PICTURE_HEIGHT_MAX_PX,
  AD_PICTURE_WIDTH_MAX_PX,
  AD_PICTURES_MAX,
  type AdPictureRefusal,
} from '@jhalak/contracts/ads-pictures';
import { messageOf, type Logger } from '@jhalak/kernel';
import { MediaError, type Blobs, type JobHandler, type Jobs, type Pictures } from '@jhalak/ports';
import { checkRoom, locked, record, type StoreDeps } from '../record.ts';
import type { Actor } from '../types.ts';
import {
  addPicture,
  blobFolder,
  countPictures,
  finishPicture,
  readPicture,
  type AdRendition,
  type MadePicture,
  type PictureKey,
} from './picture-store.ts';

export interface PictureDeps extends StoreDeps {
  blobs: Blobs;
  jobs: Jobs;
  pictures: Pictures;
  /** For what is only being made; whatever lies there after a kill is of no use. */
  workFolder: string;
  logger: Logger;
}

/** The media role runs it: its name says so. */
export const PICTURE_TASK = 'media.ad_picture';
/** Over some minutes; then it is refused as failed, and can be sent again. */
const ATTEMPTS_MAX = 4;
/** Packs hold the first two; the last is what the sharpest phones can show. */
const WIDTHS_PX = [360, 720, 1_440];

/** @returns the new picture's id, with its job committed. @throws `ads.picture_invalid`, `ads.not_found`, `ads.too_many`. */
export async function takePicture(
  deps: PictureDeps,
  organisation: string,
  data: string,
  actor: Actor,
): Promise<string> {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.toString('base64') !== data || bytes.byteLength > AD_PICTURE_BYTES_MAX)
    throw problem('ads.picture_invalid', 'The picture is not base64, or has more than 1 MB.');
  const picture = deps.ids.next();
  const key = { organisation, picture };
  const source = sourceOf(key);
  await deps.blobs.putBytes(source, bytes);
  try {
    await locked(deps, organisation, async (tx) => {
      checkRoom(await countPictures(tx, organisation), AD_PICTURES_MAX, 'pictures');
      await addPicture(tx, key, deps.clock.nowMs());
      await deps.jobs.enqueue(tx, {
        task: PICTURE_TASK,
        payload: { organisation, picture },
        key: `${PICTURE_TASK}/${picture}`,
        maxAttempts: ATTEMPTS_MAX,
      });
      const act = { organisation, actor, action: 'picture_sent', table: 'ad_pictures' };
      await record(deps, tx, { ...act, thingId: picture });
    });
  } catch (error) {
    await deps.blobs.delete(source);
    throw error;
  }
  return picture;
}

/** @returns the handler of PICTURE_TASK. */
export function lookAtPicture(deps: PictureDeps): JobHandler {
  return async ({ organisation, picture }, { attempt, maxAttempts, signal }) => {
    if (typeof organisation !== 'string' || typeof picture !== 'string') return;
    const key = { organisation, picture };
    const { state } = await readPicture(deps.database, key);
    if (state === 'checking') {
      try {
        await finishPicture(deps.database, key, await make(deps, key, signal));
      } catch (error) {
        const later = !(error instanceof MediaError) || error.retryable;
        if (later && attempt < maxAttempts) throw error;
        deps.logger.warn({ picture, error: messageOf(error) }, 'an ad’s picture cannot be made');
        await finishPicture(deps.database, key, 'failed');
      }
    }
    await deps.blobs.delete(sourceOf(key));
  };
}

async function make(
  { blobs, pictures, ids, workFolder }: PictureDeps,
  key: PictureKey,
  signal: AbortSignal,
): Promise<MadePicture | AdPictureRefusal> {
  const source = await blobs.read(sourceOf(key));
  if (source === undefined) return 'failed';
  await mkdir(workFolder, { recursive: true, mode: 0o700 });
  const outputFolder = await mkdtemp(join(workFolder, 'ad-picture-'));
  try {
    const made = await pictures.make({ source, outputFolder, widthsPx: WIDTHS_PX, signal });
    if (made.kind === 'refused') return made.reason;
    const { sourceWidthPx: width, sourceHeightPx: height, focus, thumbhash } = made;
    if (width >= height) return 'not_upright';
    if (width > AD_PICTURE_WIDTH_MAX_PX || height > AD_PICTURE_HEIGHT_MAX_PX)
      return 'too_many_pixels';
    // A place of this run's own: bytes under a key never change.
    const prefix = `${blobFolder(key)}/${ids.next()}`;
    const renditions: AdRendition[] = [];
    for (const { name, format, widthPx, heightPx, bytes } of made.renditions) {
      // A picture of noise: its narrower ones do.
      if (bytes > AD_PICTURE_BYTES_MAX) continue;
      const blob = await blobs.putFile(`${prefix}/${name}`, join(outputFolder, name));
      renditions.push({ ...blob, format, widthPx, heightPx });
    }
    return renditions.length === 0 ? 'too_many_pixels' : { focus, thumbhash, renditions };
  } finally {
    await rm(outputFolder, { recursive: true, force: true });
  }
}

const sourceOf = (key: PictureKey): string => `${blobFolder(key)}/source`;
