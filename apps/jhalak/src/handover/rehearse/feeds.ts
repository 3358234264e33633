// What an install shows people: each chosen viewer asks for a page, as their phone would.

import type { Caller } from '@jhalak/contracts';
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { Queries } from '@jhalak/ports';
import type { Cell } from '../../wiring/cell.ts';

/** What one viewer got. */
export interface Page {
  items: readonly string[];
  /** The learner's version that chose, and the seed of its random numbers. */
  version: number;
  seed: number;
}

/** Pages by viewer. */
export type Pages = ReadonlyMap<string, Page>;

/** What a phone shows first. */
const PAGE_SLOTS = 10;

/** @returns people chosen by chance, the same for the same seed; adults who consented are personal to the feed. */
export async function chosenViewers(
  on: Pick<Queries, 'query'>,
  count: number,
  seed: string,
): Promise<string[]> {
  const rows = await on.query<{ person_id: string }>(
    {
      name: 'rehearse.viewers',
      text: `SELECT person_id FROM persons WHERE deletion_due_at_ms IS NULL
        ORDER BY sha256(convert_to($1 || ' ' || person_id::text, 'UTF8')), person_id LIMIT $2`,
    },
    [seed, count],
  );
  return rows.map((row) => row.person_id);
}

/** @returns the caller that a person's own session would be. */
async function callerOf(cell: Cell, personId: string): Promise<Caller> {
  const [row] = await cell.parts.database.query<{
    languages: string[];
    genres: string[];
    personal: boolean;
  }>(
    {
      name: 'rehearse.caller',
      text: `SELECT languages, genres, age_band = '18plus' AND consent_personalisation IS TRUE AS personal
        FROM persons WHERE person_id = $1`,
    },
    [personId],
  );
  const { languages = [], genres = [], personal = false } = row ?? {};
  return { personId, roles: [], languages, genres, personal, sessionId: personId };
}

/** Asks for a page for each viewer; nothing is stored by it. */
export async function pagesOf(
  cell: Cell,
  viewers: readonly string[],
  signal: AbortSignal,
): Promise<Pages> {
  const pages = new Map<string, Page>();
  for (const personId of viewers) {
    const caller = await callerOf(cell, personId);
    const { slots, learnedWindow, seed } = await cell.feed.offer({
      caller,
      limit: PAGE_SLOTS,
      signal,
    });
    pages.set(personId, { items: slots.map(({ itemId }) => itemId), version: learnedWindow, seed });
  }
  return pages;
}

/** @returns how much of the one's pages the other has too, 0 to 1, over viewers who got one. */
export function overlapOf(one: Pages, other: Pages): number {
  let [shared, all] = [0, 0];
  for (const [viewer, { items }] of one) {
    const theirs = new Set(other.get(viewer)?.items);
    all += items.length;
    shared += items.filter((item) => theirs.has(item)).length;
  }
  return all === 0 ? 0 : shared / all;
}

/** @returns a digest of everything that a learner knows of clips: the same events in the same order give the same one. */
export function modelDigest(cell: Cell): string {
  return createHash('sha256').update(serialize(cell.taste.model())).digest('hex');
}
