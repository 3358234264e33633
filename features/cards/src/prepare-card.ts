// Makes an approved card's picture: a clip's poster, or what the desk sent, cut to a phone's shape in every encoding; and
// of a clip a short silent loop. Run by the media role. A card whose picture cannot be made is shown without one.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, type Ids, type Logger } from '@jhalak/kernel';
import {
  MediaError,
  type Blobs,
  type Database,
  type JobHandler,
  type LoopMaker,
  type Pictures,
} from '@jhalak/ports';
import type { StoredVideo, Videos } from '@jhalak/videos';
import type { CardStore } from './card-store.ts';
import { givenPicture, type GivenPicture } from './prepare-job.ts';
import type { Card, CardLoop, CardPicture, CardRendition } from './types.ts';

export interface PrepareDeps {
  database: Database;
  blobs: Blobs;
  ids: Ids;
  logger: Logger;
  pictures: Pictures;
  loops: LoopMaker;
  /** For what is only being made. */
  workFolder: string;
  store: CardStore;
  videos: Pick<Videos, 'stored'>;
}

const BLOBS = 'cards';
/** Long enough to see what moves, short enough for a data plan. */
const LOOP_MS = 3_000;
const LOOP_MIN_MS = 1_500;
/** Clips often begin with a hand before the lens. */
const LOOP_START_MS = 1_000;
const LOOP_WIDTH_PX = 360;
/** Ten of them fit into a pack beside its pictures. */
const LOOP_BYTES_MAX = 150_000;

/** @returns the handler of PREPARE_TASK. Idempotent: a card that is prepared, or has ended, is left alone. */
export function prepareCard(deps: PrepareDeps): JobHandler {
  return async (payload, { attempt, maxAttempts, signal }) => {
    const { cardId } = payload;
    const given = givenPicture(payload);
    const ids = typeof cardId === 'string' ? [cardId] : [];
    const [card] = await deps.store.byIds(deps.database, ids);
    if (card === undefined || !isLiving(card)) return;
    if (card.prepared && given === undefined) return;
    try {
      await finish(deps, card, await make(deps, card, given, signal));
    } catch (error) {
      const later = !(error instanceof MediaError) || error.retryable;
      if (later && attempt < maxAttempts) throw error;
      deps.logger.warn({ card: card.cardId, error: messageOf(error) }, 'a card has no picture');
      await finish(deps, card, {});
    }
  };
}

function isLiving(card: Card): boolean {
  return card.state === 'approved' || card.state === 'proposed';
}

/** What one run made of a card; absent parts stay as they are. */
interface Made {
  picture?: CardPicture;
  loop?: CardLoop;
}

async function make(
  deps: PrepareDeps,
  card: Card,
  given: GivenPicture | undefined,
  signal: AbortSignal,
): Promise<Made> {
  const clip =
    card.kind === 'clip' ? (await deps.videos.stored([card.itemId])).get(card.itemId) : undefined;
  const cover =
    clip === undefined ? undefined : { source: clip.posterKey, alternative: card.text.headline };
  const from = given ?? cover;
  await mkdir(deps.workFolder, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(deps.workFolder, 'card-'));
  // A place of this run's own: bytes under a key never change.
  const work = { folder, prefix: `${BLOBS}/${card.cardId}/${deps.ids.next()}`, signal };
  try {
    const picture = from === undefined ? undefined : await makePicture(deps, card, from, work);
    const loop = clip === undefined ? undefined : await makeLoop(deps, card, clip, work);
    return {
      ...(picture === undefined ? {} : { picture }),
      ...(loop === undefined ? {} : { loop }),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Work {
  folder: string;
  /** Of blob keys. */
  prefix: string;
  signal: AbortSignal;
}

async function makePicture(
  { blobs, pictures, logger }: PrepareDeps,
  card: Card,
  { source: sourceKey, alternative, credit }: GivenPicture,
  { folder, prefix, signal }: Work,
): Promise<CardPicture | undefined> {
  const source = await blobs.read(sourceKey);
  if (source === undefined) return undefined;
  const outputFolder = await mkdtemp(join(folder, 'picture-'));
  const made = await pictures.make({ source, outputFolder, signal });
  if (made.kind === 'refused') {
    logger.info({ card: card.cardId, reason: made.reason }, 'a picture was not taken');
    return undefined;
  }
  const renditions: CardRendition[] = [];
  for (const { name, format, widthPx, heightPx } of made.renditions) {
    const blob = await blobs.putFile(`${prefix}/${name}`, join(outputFolder, name));
    renditions.push({ ...blob, format, widthPx, heightPx });
  }
  if (renditions.length === 0) return undefined;
  const { focus, thumbhash } = made;
  const credited = credit === undefined ? {} : { credit };
  return { focus, thumbhash, alternative, ...credited, renditions };
}

// A card without a loop is as good as one with it: what goes wrong here is only told.
async function makeLoop(
  { blobs, loops, logger }: PrepareDeps,
  card: Card,
  clip: StoredVideo,
  { folder, prefix, signal }: Work,
): Promise<CardLoop | undefined> {
  const rendition = clip.renditions.find((one) => one.codec.startsWith('avc1'));
  // A wide clip would lose most of itself on a tall screen.
  if (rendition === undefined || rendition.heightPx <= rendition.widthPx) return undefined;
  if (clip.durationMs < LOOP_MIN_MS) return undefined;
  const sourcePath = join(folder, 'source.mp4');
  if (!(await blobs.copyTo(rendition.key, sourcePath))) return undefined;
  const durationMs = Math.min(LOOP_MS, clip.durationMs);
  const outputFolder = await mkdtemp(join(folder, 'loop-'));
  try {
    const made = await loops.makeLoop({
      sourcePath,
      source: rendition,
      startMs: Math.min(LOOP_START_MS, clip.durationMs - durationMs),
      durationMs,
      widthPx: LOOP_WIDTH_PX,
      bytesMax: LOOP_BYTES_MAX,
      outputFolder,
      signal,
    });
    if (made === undefined) return undefined;
    const blob = await blobs.putFile(`${prefix}/${made.file}`, join(outputFolder, made.file));
    return { ...blob, widthPx: made.widthPx, heightPx: made.heightPx };
  } catch (error) {
    if (!(error instanceof MediaError) || signal.aborted) throw error;
    logger.info({ card: card.cardId, error: messageOf(error) }, 'a card has no loop');
    return undefined;
  }
}

async function finish(
  { database, store }: PrepareDeps,
  { cardId }: Card,
  made: Made,
): Promise<void> {
  await database.transaction(async (tx) => {
    const [card] = await store.lock(tx, [cardId]);
    if (card === undefined || !isLiving(card)) return;
    await store.update(tx, 'prepared', { ...card, ...made, prepared: true });
  });
}

/** Deletes what was made for a card. */
export async function deleteCardBlobs(blobs: Blobs, cardId: string): Promise<void> {
  for await (const key of blobs.list(`${BLOBS}/${cardId}/`)) await blobs.delete(key);
}
