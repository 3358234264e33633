// Who is told: creators of clips and authors of comments, found by their ids and remembered, because neither ever changes; and
// whose a complaint is, which is asked each time: somebody without an account takes it into one later.

import { atMostEntries } from '@jhalak/kernel';
import type { Videos } from '@jhalak/videos';
import { LRUCache } from 'lru-cache';
import type { InboxComments, InboxComplainants, Notice } from './types.ts';

/** Some 200 bytes each: 20 MB, the clips of a busy evening. */
const OWNERS_MAX = 100_000;

export class Recipients {
  readonly #videos: Pick<Videos, 'stored'>;
  readonly #comments: InboxComments | undefined;
  readonly #complainants: InboxComplainants;
  readonly #owners = new LRUCache<string, string>(atMostEntries(OWNERS_MAX));

  constructor(
    videos: Pick<Videos, 'stored'>,
    comments: InboxComments | undefined,
    complainants: InboxComplainants,
  ) {
    this.#videos = videos;
    this.#comments = comments;
    this.#complainants = complainants;
  }

  /**
   * @returns each notice with who is told, nobody of what they did themselves; what is about clips or comments that are gone
   * is left out. Cost: memory for known ones, else one query for clips, one for comments; one where there are complaints.
   */
  async of<N extends Pick<Notice, 'to' | 'actor'>>(
    notices: readonly N[],
  ): Promise<(N & { personId: string })[]> {
    await this.#learn(notices);
    const complaints = notices.flatMap(({ to }) => ('complaint' in to ? [to.complaint] : []));
    const complainants =
      complaints.length === 0 ? new Map<string, string>() : await this.#complainants(complaints);
    return notices.flatMap((notice) => {
      const { to } = notice;
      const personId = 'complaint' in to ? complainants.get(to.complaint) : this.#known(to);
      return personId === undefined || personId === '' || personId === notice.actor
        ? []
        : [{ ...notice, personId }];
    });
  }

  #known(to: Notice['to']): string | undefined {
    if ('person' in to) return to.person;
    if ('complaint' in to) return undefined;
    return this.#owners.get('ownerOf' in to ? to.ownerOf : to.authorOf);
  }

  async #learn(notices: readonly Pick<Notice, 'to'>[]): Promise<void> {
    const clips = new Set<string>();
    const comments = new Set<string>();
    for (const { to } of notices) {
      if ('person' in to || 'complaint' in to || this.#known(to) !== undefined) continue;
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
