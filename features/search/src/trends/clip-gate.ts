// Which clips somebody may be shown in trends and channels: what visibility allows, without people they have nothing to do
// with.

import type { Caller } from '@jhalak/contracts';
import type { SoundCard } from '@jhalak/contracts/sounds';
import { onlookerOf, type Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';

/** People with whom somebody has blocked or muted each other; given by social. */
export type ApartReader = (personId: string) => Promise<{
  blocked: ReadonlySet<string>;
  muted: ReadonlySet<string>;
}>;

export class ClipGate {
  readonly #visibility: Visibility;
  readonly #videos: Pick<Videos, 'present' | 'stored' | 'soundCards'>;
  readonly #apart: ApartReader | undefined;

  constructor({
    visibility,
    videos,
    apart,
  }: {
    visibility: Visibility;
    videos: Pick<Videos, 'present' | 'stored' | 'soundCards'>;
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

  /** @returns sounds that others may use and that may be shown, by id. */
  async sounds(
    ids: readonly string[],
    caller: Caller | undefined,
  ): Promise<ReadonlyMap<string, SoundCard>> {
    const mayShow = await this.of(caller, 'search.trends');
    const owners = await this.#videos.stored(ids);
    const shown = ids.filter((id) => {
      const owner = owners.get(id)?.personId;
      return owner !== undefined && mayShow(id, owner);
    });
    return await this.#videos.soundCards(shown);
  }

  async present(
    ids: readonly string[],
    caller: Caller | undefined,
  ): Promise<ReadonlyMap<string, string>> {
    return await this.#videos.present(ids, caller);
  }
}
