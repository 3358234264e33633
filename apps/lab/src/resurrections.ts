// The ways in which something that an order made dark could come back, each tried with many things at once: nothing of them
// may be served, and what no order names must be.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createCell, type Cell } from '@jhalak/jhalak';
import { DAY_MS } from '@jhalak/kernel';
import { orderCell, type OrderCell } from '@jhalak/testing';
import {
  darkWorld,
  readAgain,
  servedBy,
  type DarkThing,
  type DarkWorld,
  type Reading,
} from './dark-world.ts';

const OPTIONS = {
  maxUploadBytes: 50_000_000,
  maxDurationMs: 180_000,
  undoDays: 7,
  encodeConcurrency: 1,
};

/** A deletion can be taken back for seven days. */
const PURGED_AFTER_MS = 8 * DAY_MS;

/** Each way, and what it does. */
export const WAYS = {
  'restored backup':
    'the rows, the journal and the kill list are as before the orders; the register beside the keys is the newest; a new program starts',
  'replayed journal':
    'every reader of the journal that decides what is shown begins anew from the first event, beside its old rows; a new program starts',
  'rebuilt projections':
    'the rows that surfaces answer from (visibility, packs, the kill list, what orders reach) are deleted and made anew from the journal; a new program starts',
  'old addresses':
    'the same program, by everything that was noted before: deep links, media whole, in ranges and by old tags, posters, cursors, packs and the kill list',
  derivatives:
    'after the order the clip gets another encoding, other words, is deleted by its maker and taken back, and its lock card is made again',
  'same bytes':
    'the bytes of the ordered clip are uploaded again, by its maker, by somebody else, and after it was deleted for good',
  'another program':
    'a second program of the same cell, with memory of its own from before the orders, answers',
} as const;
export type Way = keyof typeof WAYS;

export interface Tried extends Reading {
  way: Way;
  things: number;
}

/**
 * Tries one way with so many things.
 *
 * @param options.isUndefended takes the register away before a backup is restored, to see that this finds what is shown.
 * @returns what was read and served; undefined where ffmpeg is needed and not here.
 */
export async function resurrect(
  way: Way,
  options: { things: number; seed: number; isUndefended?: boolean },
): Promise<Tried | undefined> {
  if (way === 'same bytes') return await sameBytes(options);
  if (way === 'another program') return await anotherProgram(options);
  const world = await darkWorld(options.things, options.seed);
  try {
    const reading = await TRY[way]({ ...world, isUndefended: options.isUndefended === true });
    return { way, things: world.things.length, ...reading };
  } finally {
    await world.cell.close();
  }
}

const TRY: Record<
  Exclude<Way, 'same bytes' | 'another program'>,
  (world: DarkWorld & { isUndefended: boolean }) => Promise<Reading>
> = {
  'restored backup': async (world) => {
    if (world.isUndefended) await rm(world.cell.cell.parts.orderRegisterFile);
    for (const table of [
      ...['orders', 'order_events', 'order_approvals', 'order_items', 'order_receipts'],
      ...['visibility_orders', 'lock_ordered'],
    ])
      await sql(world.cell, `DELETE FROM ${table}`);
    await sql(world.cell, `DELETE FROM journal WHERE stream = 'orders.order'`);
    return await underNewProgram(world);
  },
  'replayed journal': async (world) => {
    await rewind(world, SHOWING);
    return await underNewProgram(world);
  },
  'rebuilt projections': async (world) => {
    for (const table of [
      ...['visibility_videos', 'visibility_people', 'visibility_cards', 'visibility_stories'],
      ...['visibility_orders', 'visibility_position', 'lock_packs', 'order_items', 'lock_ordered'],
    ])
      await sql(world.cell, `DELETE FROM ${table}`);
    await rewind(world, SHOWING);
    return await underNewProgram(world);
  },
  'old addresses': async (world) => await readAgain(world),
  derivatives: async (world) => {
    for (const thing of world.things) await deriveFrom(world, thing);
    await world.cell.drain();
    const larger = world.things.map(({ id }) => ({
      path: `/media/${id}/720.mp4`,
      etag: undefined,
    }));
    return await readAgain({ ...world, old: [...world.old, ...larger] });
  },
};

/** Readers whose rows decide what is shown. */
const SHOWING = ['visibility.tables', 'orders.reach', 'cards.', 'stories.', 'videos.'];

async function sql(cell: OrderCell, text: string): Promise<void> {
  await cell.parts.database.query({ name: `lab.${text.slice(0, 50)}`, text });
}

async function rewind({ cell }: DarkWorld, names: readonly string[]): Promise<void> {
  const { database, journal } = cell.parts;
  const consumers = cell.cell.features.flatMap((feature) => feature.consumers);
  const chosen = consumers.filter(({ name }) => names.some((start) => name.startsWith(start)));
  assert.ok(chosen.length > 2, 'there are readers to begin anew');
  await database.transaction(async (tx) => {
    for (const consumer of chosen) await journal.rewind(tx, consumer);
  });
}

async function underNewProgram(world: DarkWorld): Promise<Reading> {
  await world.cell.cell.stop();
  const anew = createCell(world.cell.cell.parts, OPTIONS);
  await anew.drain();
  await anew.start(['api']);
  await anew.drain();
  try {
    return await servedBy(anew, async (url) => await readAgain(world, url));
  } finally {
    await anew.stop();
  }
}

async function anotherProgram(options: { things: number; seed: number }): Promise<Tried> {
  let other: Cell | undefined;
  const world = await darkWorld(options.things, options.seed, async ({ cell }) => {
    other = createCell(cell.parts, OPTIONS);
    await other.start(['api']);
  });
  assert.ok(other !== undefined, 'it began before the orders');
  const second = other;
  try {
    // What the journal told it by itself is all that it knows.
    await second.drain();
    const reading = await servedBy(second, async (url) => await readAgain(world, url));
    return { way: 'another program', things: world.things.length, ...reading };
  } finally {
    await second.stop();
    await world.cell.close();
  }
}

async function deriveFrom(
  { cell }: DarkWorld,
  { id, cardId, maker, words }: DarkThing,
): Promise<void> {
  const { token } = maker;
  await cell.parts.database.transaction(async (tx) => {
    const key = `renditions/${id}/720.mp4`;
    const made = await cell.parts.blobs.putBytes(key, Buffer.from(`larger ${id}`));
    await cell.cell.videos.extend(tx, {
      ...{ videoId: id, personId: maker.personId, caption: words, language: 'hi', genre: 'music' },
      ...{ tags: [], durationMs: 8_000, widthPx: 720, heightPx: 1_280, sample: false },
      ...{ thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', posterKey: `posters/${id}/poster.webp` },
      renditions: [
        {
          ...{ key, codec: 'avc1.64001f,mp4a.40.2', widthPx: 720, heightPx: 1_280 },
          ...{ bitrateBps: 900_000, bytes: made.bytes, sha256: made.sha256 },
        },
      ],
    });
  });
  await cell.drain();
  for (const [method, path, body] of [
    ['PATCH', `/v1/videos/${id}`, { caption: `Told anew: ${words}` }],
    ['DELETE', `/v1/videos/${id}`, undefined],
    ['POST', `/v1/videos/${id}/restore`, undefined],
  ] as const) {
    const reply = await cell.api<unknown>(method, path, {
      token,
      ...(body === undefined ? {} : { body }),
    });
    assert.ok(reply.status < 500, `${method} ${path}: ${reply.status}`);
    await cell.drain();
  }
  // As if its source had never been told on lock screens.
  await cell.parts.database.query(
    { name: 'lab.forget_card', text: 'DELETE FROM cards_by_item WHERE card_id = $1' },
    [cardId],
  );
}

/** Uploads are told apart by their bytes: each thing is a film of its own, one second long. */
async function sameBytes(options: { things: number; seed: number }): Promise<Tried | undefined> {
  const cell = await orderCell({ seed: options.seed });
  const reading: Reading = { reads: 0, served: [], lit: 0 };
  try {
    const other = await cell.account('somebody_else');
    const again = async (path: string, personId: string): Promise<void> => {
      const id = await ingest(cell, path, personId);
      reading.reads += 1;
      const { status } = await cell.api('GET', `/v1/videos/${id}`);
      if (status < 300) reading.served.push(`${path} as ${id}: ${status}`);
    };
    const paths: string[] = [];
    for (let at = 0; at < options.things; at += 1) {
      const path = join(cell.parts.folder, `film-${at}.mp4`);
      if (!film(path, options.seed * 1_000 + at)) return undefined;
      paths.push(path);
      const id = await ingest(cell, path, cell.creator.personId);
      reading.lit += Number((await cell.api('GET', `/v1/videos/${id}`)).status === 200);
      await cell.release({ targets: [{ kind: 'clip', id }] });
      await again(path, cell.creator.personId);
      await again(path, other.personId);
      await cell.api('DELETE', `/v1/videos/${id}`, { token: cell.creator.token });
    }
    cell.parts.clock.advance(PURGED_AFTER_MS);
    const purge = cell.cell.features
      .flatMap(({ sweeps }) => sweeps)
      .find(({ name }) => name === 'videos.purge');
    assert.ok(((await purge?.run()) ?? 0) >= options.things, 'deleted for good');
    await cell.drain();
    for (const path of paths) await again(path, other.personId);
    return { way: 'same bytes', things: options.things, ...reading };
  } finally {
    await cell.close();
  }
}

function film(path: string, seed: number): boolean {
  const source = `gradients=s=360x640:n=3:seed=${seed}:d=1:r=15`;
  try {
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      source,
      '-pix_fmt',
      'yuv420p',
      path,
    ]);
    return true;
  } catch {
    return false;
  }
}

async function ingest(cell: OrderCell, path: string, personId: string): Promise<string> {
  const words = { caption: 'made', language: 'hi', genre: 'music' } as const;
  const { videoId } = await cell.cell.media.ingestFile(path, {
    ...words,
    tags: [],
    personId,
    sample: false,
  });
  await cell.drain();
  return videoId;
}
