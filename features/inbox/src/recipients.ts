// Who is told: creators of clips and authors of comments, found by their ids and remembered, because neither ever changes.

import { atMostEntries } from '@jhalak/kernel';
import type { Videos } from '@jhalak/videos';
import { LRUCache } from 'lru-cache';
import type { InboxComments, Notice } from './types.ts';

/** Some 200 bytes each: 20 MB, the clips of a busy evening. */
const OWNERS_MAX = 100_000;

export class Recipients {
  readonly #videos: Pick<Videos, 'stored'>;
  readonly #comments: InboxComments | undefined;
  readonly #owners = new LRUCache<string, string>(atMostEntries(OWNERS_MAX));

  constructor(videos: Pick<Videos, 'stored'>, comments: InboxComments | undefined) {
    this.#videos = videos;
    this.#comments = comments;
  }

  /**
   * @returns each notice with who is told, nobody of what they did themselves; what is about clips or comments that are gone
   * is left out. Cost: memory for known ones, else one query for clips and one for comments.
   */
  async of<N extends Pick<Notice, 'to' | 'actor'>>(
    notices: readonly N[],
  ): Promise<(N & { personId: string })[]> {
    await this.#learn(notices);
    return notices.flatMap((notice) => {
      const personId = this.#known(notice.to);
      return personId === undefined || personId === '' || personId === notice.actor
        ? []
        : [{ ...notice, personId }];
    });
  }

  #known(to: Notice['to']): string | undefined {
    if ('person' in to) return to.person;
    return this.#owners.get('ownerOf' in to ? to.ownerOf : to.authorOf);
  }

  async #learn(notices: readonly Pick<Notice, 'to'>[]): Promise<void> {
    const clips = new Set<string>();
    const comments = new Set<string>();
    for (const { to } of notices) {
      if ('person' in to || this.#known(to) !== undefined) continue;
      if ('ownerOf' in to) clips.add(to.ownerOf);
      else comments.add(to.authorOf);
    }
    if (clips.size > 0)
      for (const [id, { personId }] of await this.#videos.stored([...clips]))
        this.#owners.set(id, personId);
    if (comments.size > 0)
      for (const [id, { personId }] of (await this.#comments?.stored([...comments])) ?? [])
        if (personId !== null) this.#owners.set(id, personId);
  }

  /** An erased person is nobody's creator or author any more. */
  forget(personId: string): void {
    for (const [id, owner] of this.#owners) if (owner === personId) this.#owners.delete(id);
  }
}
