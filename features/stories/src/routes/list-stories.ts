import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { GenreCode, LanguageCode, PageQuery } from '@jhalak/contracts/fields';
import { StoryItemPage } from '@jhalak/contracts/stories';
import { isUuid } from '@jhalak/kernel';
import type { Visibility } from '@jhalak/visibility';
import { Type } from 'typebox';
import type { StoryReader } from '../keeping/story-reader.ts';
import { onlookerOf } from './onlooker.ts';
import { storyItem } from './present.ts';

const LIMIT_DEFAULT = 20;
/** Each brings up to 60 reports along. */
const LIMIT_MAX = 50;
const StoriesQuery = Type.Object({
  cursor: PageQuery.properties.cursor,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MAX })),
  /** Stories that have a report in it; told in it. */
  language: Type.Optional(LanguageCode),
  genre: Type.Optional(GenreCode),
});
/** Behind every real place. */
const START = { rank: Number.MAX_VALUE, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

export function listStories(deps: { reader: StoryReader; visibility: Visibility }): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/stories',
    name: 'listStories',
    summary: 'Stories, those that independent origins take up fastest first',
    tag: 'stories',
    access: 'anyone',
    owner: 'public',
    query: StoriesQuery,
    replies: { 200: StoryItemPage },
    async handle({ query, caller }) {
      const { language, genre, limit = LIMIT_DEFAULT } = query;
      const after = query.cursor === undefined ? START : placeOf(query.cursor);
      const { stories, last } = await deps.reader.trending({ language, genre, after, limit });
      const onlooker = onlookerOf(caller);
      const seen = stories.filter(
        ({ id }) => deps.visibility.checkStory('stories.list', id, onlooker).kind === 'visible',
      );
      return {
        status: 200,
        json: {
          items: seen.map((story) => storyItem(story, language)),
          next: last === undefined ? null : `${last.trend_rank}_${last.story_id}`,
        },
      };
    },
  });
}

function placeOf(cursor: string): { rank: number; id: string } {
  const [rank = '', id = ''] = cursor.split('_');
  const place = { rank: Number(rank), id };
  if (rank !== '' && Number.isFinite(place.rank) && isUuid(id)) return place;
  throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
}
