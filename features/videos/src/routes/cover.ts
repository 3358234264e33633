// The cover of one's own clip: any moment of it.

import { defineRoute, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { CoverPut } from '@jhalak/contracts/videos';
import type { Tx } from '@jhalak/ports';
import { ownVideo, type OwnVideoDeps } from './change-video.ts';

export interface CoverDeps extends Pick<OwnVideoDeps, 'database' | 'store'> {
  askCover(tx: Tx, videoId: string, atMs: number): Promise<void>;
}

export function coverRoutes(deps: CoverDeps): Route[] {
  return [putCover(deps)];
}

function putCover(deps: CoverDeps): Route {
  return defineRoute({
    method: 'PUT',
    path: '/v1/videos/:id/poster',
    name: 'putVideoPoster',
    summary:
      "Make the picture at a moment of one's own clip its poster; `poster` of the clip is another address once it is done",
    tag: 'videos',
    access: 'account',
    owner: 'owner',
    params: IdParams,
    body: CoverPut,
    parentFirst: true,
    replies: { 202: null },
    async handle({ params, body, caller }) {
      await ownVideo(deps, params.id, caller);
      await deps.database.transaction(async (tx) => {
        await deps.askCover(tx, params.id, body.atMs);
      });
      return { status: 202 };
    },
  });
}
