// Which clips somebody may be shown in trends and channels: what visibility allows, without people they have nothing to do
// with.

import type { Caller } from '@jhalak/contracts';
import { onlookerOf, type Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';

/** People with whom somebody has blocked or muted each other; given by social. */
export type ApartReader = (personId: string) => Promise<{
  blocked: ReadonlySet<string>;
  muted: ReadonlySet<string>;
}>;

export class ClipGate {
  readonly #visibility: Visibility;
  readonly #videos: Pick<Videos, 'present'>;
  readonly #apart: ApartReader | undefined;

  constructor({
    visibility,
    videos,
    apart,
  }: {
    visibility: Visibility;
    videos: Pick<Videos, 'present'>;
    apart?: ApartReader | undefined;
  }) {
    this.#visibility = visibility;
    this.#videos = videos;
    this.#apart = apart;
  }

  /** @returns what decides about one clip. Cost: a look-up, then one a clip. */
  async of(
    caller: Caller | undefined,
    surface: 'search.trends' | 'search.channels',
  ): Promise<(videoId: string, creatorId: string) => boolean> {
    // Staff see everything where they decide; here they see what everybody sees.
    const onlooker = { ...onlookerOf(caller), staff: false };
    const apart = caller === undefined ? undefined : await this.#apart?.(caller.personId);
    return (videoId, creatorId) =>
      apart?.blocked.has(creatorId) !== true &&
      apart?.muted.has(creatorId) !== true &&
      this.#visibility.check(surface, videoId, onlooker).kind === 'visible';
  }

  /** @returns whether everybody of age may see a clip, wherever they are. */
  isPublic(surface: 'search.trends' | 'search.channels', videoId: string): boolean {
    const verdict = this.#visibility.check(surface, videoId, { ageBand: '18plus' });
    return verdict.kind === 'visible';
  }

  async present(
    ids: readonly string[],
    caller: Caller | undefined,
  ): Promise<ReadonlyMap<string, string>> {
    return await this.#videos.present(ids, caller);
  }
}
