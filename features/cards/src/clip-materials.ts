// Published clips as materials for cards: the cover is the picture, the caption the headline, the creator the attribution.

import { cleanText } from '@jhalak/kernel';
import type { PeopleReader, StoredVideo, Videos } from '@jhalak/videos';
import type { CardMaterial, CardMaterials } from './types.ts';

const STREAM = 'videos.video';
/** Hashtags at the end are for finding, not for reading. */
const TRAILING_TAGS = /(?:\s*#[\p{L}\p{M}\p{N}_\u200c\u200d]+)+\s*$/u;
/** More of the same sign than this is decoration. */
const SHORTEST_HEADLINE = 3;

/** Whose clips are for their followers: they become no cards. */
interface Private {
  privateAmong(personIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** @returns clips as a source of cards. A clip without words of its own becomes none. */
export function clipMaterials(
  videos: Pick<Videos, 'stored'>,
  people: Pick<PeopleReader, 'peopleByIds'>,
  social: Private,
): CardMaterials {
  return {
    kind: 'clip',
    streams: [STREAM],
    // More renditions change nothing that a card shows.
    itemOf: (event) => (event.type === 'extended' ? undefined : event.key),
    async materials(itemIds) {
      const stored = [...(await videos.stored(itemIds)).values()].filter(isShown);
      const creatorIds = [...new Set(stored.map((video) => video.personId))];
      const [creators, closed] = await Promise.all([
        people.peopleByIds(creatorIds),
        social.privateAmong(creatorIds),
      ]);
      const materials = stored
        .filter((video) => !closed.has(video.personId))
        .flatMap((video) => materialOf(video, creators.get(video.personId)) ?? []);
      return new Map(materials.map((material) => [material.itemId, material]));
    },
  };
}

function isShown(video: StoredVideo): boolean {
  return video.audience === 'everyone' && video.removedAtMs === null && video.deletedAtMs === null;
}

function materialOf(
  video: StoredVideo,
  creator: { handle: string; displayName?: string | undefined } | undefined,
): CardMaterial | undefined {
  const headline = headlineOf(video.caption);
  // Without a creator the account is leaving or gone.
  if (creator === undefined || headline.length < SHORTEST_HEADLINE) return undefined;
  const name = creator.displayName ?? `@${creator.handle}`;
  return {
    kind: 'clip',
    itemId: video.videoId,
    tellings: [{ language: video.language, headline, summary: '', attribution: [name] }],
    genre: video.genre,
    age: video.adult ? '18plus' : 'all',
    openPath: `/v/${video.videoId}`,
    happenedAtMs: video.publishedAtMs,
    trend: 0,
    durationMs: video.durationMs,
    picture: { kind: 'to_make' },
    creatorId: video.personId,
    publisherIds: [],
    ...(video.ai === null ? {} : { ai: video.ai }),
    sample: video.sample,
  };
}

/** @returns a caption on one line, without the hashtags at its end; empty when nothing else is said. */
function headlineOf(caption: string): string {
  return cleanText(caption.replace(/\s+/gu, ' ').replace(TRAILING_TAGS, ''));
}
