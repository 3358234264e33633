// Whom a comment names. Only people who may be called: nobody who keeps away from the writer or the other way round, and nobody
// under 18 but by people whom they follow themselves. Of the others the text keeps what was written, and nobody is told.

import { COMMENT_MENTIONS_MAX } from '@jhalak/contracts/comments';
import type { CommentPeople, CommentTies } from './types.ts';

/** As handles are written; what follows a letter or digit is no mention (mail addresses). */
const MENTION = /(?<![\p{L}\p{M}\p{N}_.])@([\p{L}\p{M}\p{N}_.\u200c\u200d]{3,30})/gu;
/** A dot at the end belongs to the sentence. */
const TRAILING = /\.+$/u;

/** @returns what looks like handles, without `@`, each once, at most COMMENT_MENTIONS_MAX. Pure. */
export function handlesIn(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(MENTION)) {
    const handle = (match[1] ?? '').replace(TRAILING, '');
    if (found.size < COMMENT_MENTIONS_MAX && handle.length >= 3) found.add(handle);
  }
  return [...found];
}

/** Who asks who may be called. */
export class Callable {
  readonly #people: CommentPeople;
  readonly #ties: CommentTies;

  constructor(people: CommentPeople, ties: CommentTies) {
    this.#people = people;
    this.#ties = ties;
  }

  /** @returns the people behind the handles of a text. Cost: some point reads a handle. */
  async named(text: string, writerId: string): Promise<string[]> {
    const handles = handlesIn(text);
    if (handles.length === 0) return [];
    const found = await Promise.all(handles.map((handle) => this.#people.personByHandle(handle)));
    const ids = new Set(found.flatMap((person) => person?.personId ?? []));
    ids.delete(writerId);
    return await this.among([...ids], writerId);
  }

  /** @returns those of these people whom the writer may call, in the same order. */
  async among(personIds: readonly string[], writerId: string): Promise<string[]> {
    const { blocked } = await this.#ties.apart(writerId);
    const may = await Promise.all(
      personIds.map(async (id) => !blocked.has(id) && (await this.#mayCall(id, writerId))),
    );
    return personIds.filter((_, at) => may[at] === true);
  }

  async #mayCall(personId: string, writerId: string): Promise<boolean> {
    const viewer = await this.#people.viewerById(personId);
    // Who says no age counts as a child, as everywhere.
    if (viewer?.ageBand === '18plus') return true;
    return (await this.#ties.followedBy(personId)).has(writerId);
  }
}
