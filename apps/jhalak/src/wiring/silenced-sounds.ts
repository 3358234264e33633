// Sounds that must not be heard, asked where clips are made and given out: by what is written, because what visibility holds in
// memory is not there in every role.

import { clipsUnderOrders } from '@jhalak/orders';
import type { Queries } from '@jhalak/ports';
import type { Videos } from '@jhalak/videos';
import { silencedAmong } from '@jhalak/visibility';

/** @returns those of these sounds that an order, a moderator or whose it is silences; with `only`, of people none but those. Cost: two queries at most. */
export async function silencedSounds(
  on: Queries,
  videos: Pick<Videos, 'silencedByPeople'>,
  soundIds: readonly string[],
  only?: 'moderator',
): Promise<ReadonlySet<string>> {
  const byPeople = await videos.silencedByPeople(soundIds, only);
  return new Set([...byPeople, ...(await silencedAmong(on, soundIds))]);
}

/** @returns whether a sound is one of those. */
export async function isSilenced(
  on: Queries,
  videos: Pick<Videos, 'silencedByPeople'>,
  soundId: string,
): Promise<boolean> {
  return (await silencedSounds(on, videos, [soundId])).has(soundId);
}

/**
 * Files are given as they are stored, with their sound: what an order silences is no more in them than what it hides.
 *
 * @returns those of these clips whose files an order keeps from everybody, their creators too. Cost: three queries.
 */
export async function givenToNobody(
  on: Queries,
  videos: Pick<Videos, 'stored'>,
  videoIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const hidden = await clipsUnderOrders(on, videoIds);
  const clips = [...(await videos.stored(videoIds)).values()].map(({ videoId, soundId }) => ({
    ...{ videoId, soundId: soundId ?? videoId },
  }));
  const silenced = await silencedAmong(
    on,
    clips.map(({ soundId }) => soundId),
  );
  const silent = clips.filter(({ soundId }) => silenced.has(soundId));
  return new Set([...hidden, ...silent.map(({ videoId }) => videoId)]);
}
