// Changes that people make to what was learned of them. They travel in the journal like everything that the learner learns
// from, so that a replay comes to the same taste; until its window is learned, an edit is laid over what is read.

import type { BeliefKind } from '@jhalak/contracts/taste';
import type { Json, JsonObject } from '@jhalak/ports';
import { RECENT_MAX, type ViewerTaste } from '../viewer-taste.ts';

/** Sets a leaning (or takes it away), in the learner's own terms. */
interface LeaningEdit {
  of: BeliefKind;
  /** Code, or the creator's person id. */
  name: string;
  /** Absent: forgotten. */
  amount?: number;
}

/** Puts a watched clip into the history (or takes it out). */
interface WatchedEdit {
  of: 'watched';
  name: string;
  level?: number;
  atMs?: number;
}

export type Edit = LeaningEdit | WatchedEdit;

const PLACES = { genre: 'genres', language: 'languages', creator: 'creators' } as const;

/** Applies edits in order. Deterministic. Cost: microseconds each. */
export function applyEdits(taste: ViewerTaste, edits: readonly Edit[]): void {
  for (const edit of edits) {
    if (edit.of === 'watched') {
      taste.recent = taste.recent.filter(({ video }) => video !== edit.name);
      if (edit.level !== undefined && edit.atMs !== undefined) {
        const { level, atMs } = edit;
        taste.recent.push({ video: edit.name, slot: '', level, atMs });
        taste.recent = taste.recent.toSorted((a, b) => a.atMs - b.atMs).slice(-RECENT_MAX);
      }
      continue;
    }
    const leanings = taste[PLACES[edit.of]];
    if (edit.amount === undefined) delete leanings[edit.name];
    else leanings[edit.name] = edit.amount;
  }
}

/** @returns what would bring back what these edits change, as the taste stands now. */
export function undoOf(taste: ViewerTaste, edits: readonly Edit[]): Edit[] {
  return edits.toReversed().map((edit): Edit => {
    const { of, name } = edit;
    if (of === 'watched') {
      const last = taste.recent.findLast(({ video }) => video === name);
      return last === undefined ? { of, name } : { of, name, level: last.level, atMs: last.atMs };
    }
    const amount = taste[PLACES[of]][name];
    return amount === undefined ? { of, name } : { of, name, amount };
  });
}

/** @returns edits as they stand in the journal. */
export function editsAsJson(edits: readonly Edit[]): Json[] {
  return edits.map((edit): JsonObject => ({ ...edit }));
}

/** @returns the edits of a sealed payload that this feature wrote; none when its person was erased. */
export function editsOf(personal: JsonObject | undefined): Edit[] {
  const edits = personal?.['edits'];
  return Array.isArray(edits) ? (edits as unknown as Edit[]) : [];
}

/** People whose edits wait to be learned: some 50 ms each, so this many are never there at once. */
const WAITING_MAX = 10_000;

/** Edits that were accepted here and are not learned yet. */
export class PendingEdits {
  readonly #people = new Map<string, { id: string; edits: readonly Edit[] }[]>();

  add(personId: string, id: string, edits: readonly Edit[]): void {
    const [oldest] = this.#people.keys();
    if (this.#people.size >= WAITING_MAX && oldest !== undefined) this.#people.delete(oldest);
    this.#people.set(personId, [...(this.#people.get(personId) ?? []), { id, edits }]);
  }

  /** The learner has come past it. */
  learned(personId: string, id: string): void {
    const left = (this.#people.get(personId) ?? []).filter((one) => one.id !== id);
    if (left.length === 0) this.#people.delete(personId);
    else this.#people.set(personId, left);
  }

  /** @returns the taste with what waits; the same object when nothing does. */
  over(personId: string, taste: ViewerTaste): ViewerTaste {
    const waiting = this.#people.get(personId);
    if (waiting === undefined) return taste;
    const edited = structuredClone(taste);
    for (const { edits } of waiting) applyEdits(edited, edits);
    return edited;
  }
}
