// Makes an approved card's picture: a clip's poster, or what the desk sent, cut to a phone's shape in every encoding.
// Run by the media role. A card whose picture cannot be made is shown without one.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, type Ids, type Logger } from '@jhalak/kernel';
import {
  MediaError,
  type Blobs,
  type Database,
  type JobHandler,
  type Pictures,
} from '@jhalak/ports';
import type { Videos } from '@jhalak/videos';
import type { CardStore } from './card-store.ts';
import type { Card, CardPicture, CardRendition } from './types.ts';

export interface PrepareDeps {
  database: Database;
  blobs: Blobs;
  ids: Ids;
  logger: Logger;
  pictures: Pictures;
  store: CardStore;
  videos: Pick<Videos, 'stored'>;
}

const BLOBS = 'cards';

/** @returns the handler of PREPARE_TASK. Idempotent: a card that is prepared, or has ended, is left alone. */
export function prepareCard(deps: PrepareDeps): JobHandler {
  return async ({ cardId, source }, { attempt, maxAttempts, signal }) => {
    const ids = typeof cardId === 'string' ? [cardId] : [];
    const [card] = await deps.store.byIds(deps.database, ids);
    if (card === undefined || !isLiving(card)) return;
    if (card.prepared && source === undefined) return;
    const sourceKey = typeof source === 'string' ? source : await posterKey(deps, card);
    try {
      const picture =
        sourceKey === undefined ? undefined : await makePicture(deps, card, sourceKey, signal);
      await finish(deps, card, picture);
    } catch (error) {
      const later = !(error instanceof MediaError) || error.retryable;
      if (later && attempt < maxAttempts) throw error;
      deps.logger.warn({ card: card.cardId, error: messageOf(error) }, 'a card has no picture');
      await finish(deps, card, undefined);
    }
  };
}

function isLiving(card: Card): boolean {
  return card.state === 'approved' || card.state === 'proposed';
}

async function posterKey({ videos }: PrepareDeps, card: Card): Promise<string | undefined> {
  if (card.kind !== 'clip') return undefined;
  return (await videos.stored([card.itemId])).get(card.itemId)?.posterKey;
}

async function makePicture(
  { blobs, pictures, ids, logger }: PrepareDeps,
  card: Card,
  sourceKey: string,
  signal: AbortSignal,
): Promise<CardPicture | undefined> {
  const source = await blobs.read(sourceKey);
  if (source === undefined) return undefined;
  const outputFolder = await mkdtemp(join(tmpdir(), 'jhalak-card-'));
  try {
    const made = await pictures.make({ source, outputFolder, signal });
    if (made.kind === 'refused') {
      logger.info({ card: card.cardId, reason: made.reason }, 'a picture was not taken');
      return undefined;
    }
    // A folder of this run's own: bytes under a key never change.
    const run = ids.next();
    const renditions: CardRendition[] = [];
    for (const { name, format, widthPx, heightPx } of made.renditions) {
      const key = `${BLOBS}/${card.cardId}/${run}/${name}`;
      const { bytes, sha256 } = await blobs.putFile(key, join(outputFolder, name));
      renditions.push({ key, format, widthPx, heightPx, bytes, sha256 });
    }
    const alternative = card.picture?.alternative ?? card.text.headline;
    const { focus, thumbhash } = made;
    return renditions.length === 0 ? undefined : { focus, thumbhash, alternative, renditions };
  } finally {
    await rm(outputFolder, { recursive: true, force: true });
  }
}

async function finish(
  { database, store }: PrepareDeps,
  { cardId }: Card,
  picture: CardPicture | undefined,
): Promise<void> {
  await database.transaction(async (tx) => {
    const [card] = await store.lock(tx, [cardId]);
    if (card === undefined || !isLiving(card)) return;
    await store.update(tx, 'prepared', {
      ...card,
      prepared: true,
      ...(picture === undefined ? {} : { picture }),
    });
  });
}

/** Deletes what was made for a card. */
export async function deleteCardBlobs(blobs: Blobs, cardId: string): Promise<void> {
  for await (const key of blobs.list(`${BLOBS}/${cardId}/`)) await blobs.delete(key);
}
