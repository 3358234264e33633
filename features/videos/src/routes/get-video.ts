import { defineRoute, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { Video } from '@jhalak/contracts/videos';
import type { Visibility } from '@jhalak/visibility';
import { hiddenProblem, tiedOnlooker } from '../onlooker.ts';
import type { VideoPresenter } from '../present.ts';
import type { ViewerMarks } from '../types.ts';

export function getVideo(
  visibility: Visibility,
  presenter: VideoPresenter,
  marks: ViewerMarks,
): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/videos/:id',
    name: 'getVideo',
    summary: 'One clip with its renditions and counts',
    tag: 'videos',
    access: 'anyone',
    owner: 'public',
    params: IdParams,
    replies: { 200: Video },
    async handle({ params, caller }) {
      const onlooker = await tiedOnlooker(caller, marks);
      const verdict = await visibility.checkFresh('videos.page', params.id, onlooker);
      if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
      const text = (await presenter.present([params.id], caller)).get(params.id);
      if (text === undefined) throw hiddenProblem('unknown');
      return { status: 200, rawJson: text };
    },
  });
}
