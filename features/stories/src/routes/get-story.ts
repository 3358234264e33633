import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { StoryPage } from '@jhalak/contracts/stories';
import type { Visibility } from '@jhalak/visibility';
import type { Stories } from '../keeping/types.ts';
import { onlookerOf } from './onlooker.ts';
import { storyPage } from './present.ts';

export function getStory(deps: { stories: Stories; visibility: Visibility }): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/stories/:id',
    name: 'getStory',
    summary: 'A story: its reports side by side, what they rest on and where they differ',
    tag: 'stories',
    access: 'anyone',
    owner: 'public',
    params: IdParams,
    replies: { 200: StoryPage },
    async handle({ params, caller }) {
      const story = (await deps.stories.stories([params.id])).get(params.id);
      if (story === undefined) throw gone();
      // A merged story is asked for by its old id and seen by its new one.
      const onlooker = onlookerOf(caller);
      const verdict = await deps.visibility.checkStoryFresh('stories.page', story.id, onlooker);
      if (verdict.kind === 'hidden') {
        if (verdict.reason === 'withheld')
          throw problem(
            'story.withheld',
            'This story is withheld in this region by a legal order.',
          );
        if (verdict.reason !== 'age_gated') throw gone();
        throw problem('video.age_gated', 'This story is for people of 18 or more.');
      }
      return { status: 200, json: storyPage(story) };
    },
  });
}

function gone(): Error {
  return problem('story.not_found', 'There is no such story.');
}
