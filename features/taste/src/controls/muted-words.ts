// Who says what a viewer muted: in their own script or in another one. Captions are not in the learner's memory, so clips
// that were chosen for a page are looked at, and the page is chosen again without those that say it.

import { phoneticKey } from '@jhalak/kernel';
import type { Asked } from './asked.ts';

/** Rows of clips; given by videos. */
export interface ClipRows {
  stored(
    ids: readonly string[],
  ): Promise<Map<string, { caption: string; tags: readonly string[] }>>;
}

/** Folds words for comparison, with a space before, between and after them; given by visibility. */
type Fold = (text: string) => string;

/** Shorter sounds are in too many words: they count only as they are written. */
const SOUNDS_MIN = 3;
/** A few hundred bytes a clip. */
const CLIPS_MAX = 20_000;
/** A caption that is changed is read anew after this time. */
const KEPT_MS = 60_000;

interface Words {
  /** Folded words of caption and tags, between spaces. */
  text: string;
  /** Folded tags, each between spaces. */
  tags: readonly string[];
  sounds: string;
}

export class MutedWords {
  readonly #rows: ClipRows;
  readonly #fold: Fold;
  readonly #clips = new Map<string, Words & { readAtMs: number }>();

  constructor(rows: ClipRows, fold: Fold) {
    this.#rows = rows;
    this.#fold = fold;
  }

  /** @returns which of the clips say something muted. Cost: one query for clips not looked at lately. */
  async saidBy(ids: readonly string[], { mutes }: Asked, nowMs: number): Promise<Set<string>> {
    if (mutes.length === 0) return new Set();
    await this.#read(ids, nowMs);
    const matchers = mutes.map((mute) => matcher(mute, this.#fold));
    return new Set(
      ids.filter((id) => {
        const words = this.#clips.get(id);
        return words !== undefined && matchers.some((says) => says(words));
      }),
    );
  }

  async #read(ids: readonly string[], nowMs: number): Promise<void> {
    const missing = ids.filter(
      (id) => (this.#clips.get(id)?.readAtMs ?? -Infinity) + KEPT_MS < nowMs,
    );
    if (missing.length === 0) return;
    const rows = await this.#rows.stored(missing);
    for (const [id, { caption, tags }] of rows) {
      this.#clips.delete(id);
      this.#clips.set(id, { ...wordsOf(caption, tags, this.#fold), readAtMs: nowMs });
    }
    for (const id of this.#clips.keys()) {
      if (this.#clips.size <= CLIPS_MAX) return;
      this.#clips.delete(id);
    }
  }
}

/** @returns whether a text says something muted. Cost: microseconds a text, nothing while nothing is muted. */
export function textMuter({ mutes }: Asked, fold: Fold): (text: string) => boolean {
  if (mutes.length === 0) return () => false;
  const matchers = mutes.map((mute) => matcher(mute, fold));
  return (text) => {
    const words = wordsOf(text, [], fold);
    return matchers.some((says) => says(words));
  };
}

function wordsOf(text: string, tags: readonly string[], fold: Fold): Words {
  const all = [text, ...tags].join(' ');
  return {
    text: fold(all),
    tags: [...tags, ...hashtags(text)].map(fold),
    sounds: ` ${phoneticKey(all)} `,
  };
}

/** @returns whether a clip says a muted word or phrase (whole words), or carries a muted tag. */
function matcher({ of, value }: Asked['mutes'][number], fold: Fold): (words: Words) => boolean {
  const folded = fold(value);
  const key = phoneticKey(value);
  const sounds = ` ${key} `;
  const isLong = key.replaceAll(/[- ]/gu, '').length >= SOUNDS_MIN;
  if (of === 'tag') return ({ tags }) => tags.includes(folded);
  return (words) =>
    (folded !== ' ' && words.text.includes(folded)) || (isLong && words.sounds.includes(sounds));
}

const HASHTAG = /[#＃]([\p{L}\p{M}\p{N}_\u200c\u200d]+)/gu;

function hashtags(caption: string): string[] {
  return [...caption.matchAll(HASHTAG)].map((found) => found[1] ?? '');
}
