// Where a clip was published first, told to whoever may see both.

import { defineRoute, type Caller, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { ClipOrigin } from '@jhalak/contracts/matching';
import { hiddenProblem, type Videos } from '@jhalak/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import type { ClipStore } from '../clip-store.ts';
import type { MatchedPeople } from '../matching.ts';

interface OriginDeps {
  clips: ClipStore;
  videos: Pick<Videos, 'stored'>;
  visibility: Visibility;
  people: MatchedPeople;
  onlookerOf(caller: Caller | undefined): Promise<Onlooker>;
}

const SURFACE = 'matching.origin';

export function getClipOrigin(deps: OriginDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/videos/:id/origin',
    name: 'getClipOrigin',
    summary: 'Which clip this one is a copy of, and how many copies it has',
    tag: 'videos',
    access: 'anyone',
    owner: 'public',
    params: IdParams,
    replies: { 200: ClipOrigin },
    async handle({ params, caller }) {
      const onlooker = await deps.onlookerOf(caller);
      const verdict = deps.visibility.check(SURFACE, params.id, onlooker);
      if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
      const { originalId, copies } = await deps.clips.origin(params.id);
      const original =
        originalId === null ? null : await originalOf(deps, params.id, originalId, onlooker);
      // What somebody may not see is not counted for them: a figure would tell of it.
      const seen = copies.filter(
        (id) => deps.visibility.check(SURFACE, id, onlooker).kind === 'visible',
      );
      return { status: 200, json: { original, copies: seen.length } };
    },
  });
}

async function originalOf(
  { videos, visibility, people }: OriginDeps,
  copyId: string,
  videoId: string,
  onlooker: Onlooker,
): Promise<ClipOrigin['original']> {
  if (visibility.check(SURFACE, videoId, onlooker).kind === 'hidden') return null;
  const both = await videos.stored([videoId, copyId]);
  const stored = both.get(videoId);
  // Who publishes a clip of their own again needs no credit.
  if (stored === undefined || stored.personId === both.get(copyId)?.personId) return null;
  const { personId, publishedAtMs } = stored;
  const handle = (await people.peopleByIds([personId])).get(personId)?.handle;
  return handle === undefined ? null : { id: videoId, handle, publishedAtMs };
}
