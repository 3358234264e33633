// Receipts of pages: read back, and the page chosen again. Whoever knows a receipt's number has it from the person whose page
// it is; the route gives it to that person only, the command to whoever runs the machine and was told the number.

import { isUuid } from '@jhalak/kernel';
import { FEATURE_COUNT, FEATURE_NAMES, RANK_FEATURES, valueOfByte } from '@jhalak/taste';
import type { PageStore, StoredPage } from './page-store.ts';
import { readReceipt, replayReceipt, type Lacking, type PageReceipt } from './ranking/receipt.ts';

/** One slot of a page that was chosen again. */
interface ReceiptSlot {
  /** From 0. */
  place: number;
  /** The clip; null where it was left out after it was chosen (it says a muted word). */
  videoId: string | null;
  propensity: number;
  how: string;
  /** Whether the same clip stands there again, just as likely. */
  same: boolean;
  /** What it was ranked by, by name. */
  features: Record<string, number>;
}

/** A page's receipt, and whether the page comes out the same. */
export interface ReceiptReplay {
  madeAtMs: number;
  /** The learner's journal window. */
  learnedWindow: number;
  rankerVersion: number;
  /** Dates of the weight table and of the selection's settings. */
  weights: string;
  selection: string;
  seed: number;
  /** How many clips were on the shortlist. */
  candidates: number;
  /** Null when it could not be chosen again: `lacking` says why. */
  same: boolean | null;
  lacking: Lacking | 'features' | null;
  slots: ReceiptSlot[];
}

/** What reads receipts. */
export interface FeedReceipts {
  /**
   * Ranks and chooses a page again, from what was logged.
   *
   * @param receipt as a page names it.
   * @param personId whose page it must be; absent: anybody's.
   * @returns undefined when there is no such page, any more or for this person. Cost: under a millisecond and two reads.
   */
  replay(receipt: string, personId?: string): Promise<ReceiptReplay | undefined>;
}

/** @returns the number of a page's receipt. */
export function receiptId(sessionId: string, page: number): string {
  return `${sessionId}.${page}`;
}

/** @param store where pages are. */
export function feedReceipts(store: PageStore): FeedReceipts {
  return {
    async replay(receipt, personId) {
      const [sessionId = '', number = '', ...rest] = receipt.split('.');
      if (rest.length > 0 || !isUuid(sessionId) || !/^\d{1,6}$/.test(number)) return undefined;
      const found = await store.readWithReceipt(sessionId, Number(number));
      if (found?.receipt === undefined) return undefined;
      if (personId !== undefined && found.page.personId !== personId) return undefined;
      const kept = readReceipt(found.receipt);
      if (kept === undefined) return lacking(found.page);
      return told(found.page, kept, replayReceipt(kept, await store.ranker(kept.ranker)));
    },
  };
}

// Made by a release whose features were others: what is left to say.
function lacking({ madeAtMs, version, seed }: StoredPage): ReceiptReplay {
  const nothing = { rankerVersion: 0, weights: '', selection: '', candidates: 0, slots: [] };
  return { madeAtMs, learnedWindow: version, seed, ...nothing, same: null, lacking: 'features' };
}

function told(
  page: StoredPage,
  receipt: PageReceipt,
  replay: ReturnType<typeof replayReceipt>,
): ReceiptReplay {
  const isWhole = page.slots.length === receipt.choices.length;
  const slots = receipt.choices.map(({ index, propensity, how }, place) => ({
    ...{ place, propensity, how },
    videoId: isWhole ? (page.slots[place]?.videoId ?? null) : null,
    same: 'slots' in replay && replay.slots[place]?.same === true,
    features: namedFeatures(receipt.features, index),
  }));
  return {
    madeAtMs: page.madeAtMs,
    learnedWindow: page.version,
    rankerVersion: receipt.ranker,
    weights: receipt.weights,
    selection: receipt.selection,
    seed: receipt.seed,
    candidates: receipt.candidates.length,
    same: 'slots' in replay ? replay.same : null,
    lacking: 'lacking' in replay ? replay.lacking : null,
    slots,
  };
}

function namedFeatures(features: Uint8Array, place: number): Record<string, number> {
  return Object.fromEntries(
    FEATURE_NAMES.map((name, at) => {
      const value = valueOfByte(RANK_FEATURES[name], features[place * FEATURE_COUNT + at] ?? 0);
      return [name, Math.round(value * 1_000) / 1_000];
    }),
  );
}
