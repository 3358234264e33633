// Whether somebody may use a clip's sound: asked where clips are made, by what is written, because what visibility holds in
// memory is not there in every role.

import type { SoundSource } from '@jhalak/media';
import type { Social } from '@jhalak/social';
import type { Videos } from '@jhalak/videos';

interface SoundGateDeps {
  /** @returns which of these clips an order hides. */
  withheld(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** @returns which of these accounts moderators suspended. */
  suspended(personIds: readonly string[]): Promise<ReadonlySet<string>>;
  videos(): Pick<Videos, 'soundFor'>;
  social(): Pick<Social, 'privateAmong' | 'apart'>;
}

/** @returns sounds of clips that are offered, by people who are public, not suspended and not kept apart from who asks, under no order. */
export function soundGate({ withheld, suspended, videos, social }: SoundGateDeps): SoundSource {
  return {
    async soundFor(soundId, personId) {
      const found = await videos().soundFor(soundId, personId);
      if (found === undefined || (await withheld([soundId])).has(soundId)) return undefined;
      const { key, ownerId, ai } = found;
      if (ownerId === personId) return { key, ai };
      if ((await suspended([ownerId])).has(ownerId)) return undefined;
      const { blocked } = await social().apart(personId);
      const hidden = blocked.has(ownerId) || (await social().privateAmong([ownerId])).has(ownerId);
      return hidden ? undefined : { key, ai };
    },
  };
}
