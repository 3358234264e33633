// Keeping a clip, and the list of what is kept.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { SavedQuery, SaveQuery } from '@jhalak/contracts/social';
import { VideoPage } from '@jhalak/contracts/videos';
import { assert } from '@jhalak/kernel';
import { tiedOnlooker } from '@jhalak/videos';
import { readPlace, writePlace } from '../lists.ts';
import { SAVES_MAX, type SavePlace } from '../save-store.ts';
import { creatorTies } from '../ties.ts';
import type { SocialParts } from './index.ts';
import { mayAct } from './may-act.ts';

const LIMIT_DEFAULT = 24;
/** A page is filled from at most this many rounds of rows; hidden clips must not make a request long. */
const ROUNDS_MAX = 5;

const shared = {
  path: '/v1/videos/:id/save',
  tag: 'saved',
  access: 'viewer',
  owner: 'self',
  params: IdParams,
  replies: { 204: null },
  ratePerMinute: 120,
} as const;

export function saveRoutes(parts: SocialParts): Route[] {
  const { saves } = parts;
  return [
    defineRoute({
      ...shared,
      method: 'PUT',
      name: 'save',
      summary: 'Keep a clip for yourself, in a folder if you name one; nobody else knows',
      query: SaveQuery,
      async handle({ params, query, caller }) {
        const self = await mayAct(parts, 'social.save', params.id, caller);
        const { collection } = query;
        const folder = collection === 'none' ? null : collection;
        const outcome = await saves.save(self.personId, params.id, folder);
        if (outcome === 'unknown')
          throw problem('collection.not_found', 'You have no such folder.');
        if (outcome === 'full')
          throw problem('collection.full', `At most ${SAVES_MAX} clips can be kept.`);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      name: 'unsave',
      summary: 'Keep a clip no longer',
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        await saves.unsave(caller.personId, params.id);
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/saves',
      name: 'listSaved',
      summary: 'Clips that you keep, newest first, of all or of one folder',
      tag: 'saved',
      access: 'viewer',
      owner: 'self',
      query: SavedQuery,
      replies: { 200: VideoPage },
      async handle({ query, caller }) {
        assert(caller, 'the route asks for a viewer');
        return { status: 200, rawJson: await savedPage(parts, query, caller) };
      },
    }),
  ];
}

// What went dark stays kept and is not shown: it may come back.
async function savedPage(
  { saves, videos, visibility, ties }: SocialParts,
  { collection, cursor, limit = LIMIT_DEFAULT }: SavedQuery,
  caller: Caller,
): Promise<string> {
  const onlooker = {
    ...(await tiedOnlooker(caller, {
      ties: async (personId) => await creatorTies(ties, personId),
    })),
    staff: false,
  };
  const texts: string[] = [];
  let before: SavePlace | undefined;
  if (cursor !== undefined) {
    const { sinceMs, id: videoId } = readPlace(cursor);
    before = { sinceMs, videoId };
  }
  let more = true;
  for (let round = 0; round < ROUNDS_MAX && more && texts.length < limit; round += 1) {
    const rows = await saves.page(caller.personId, {
      limit,
      ...(collection === undefined ? {} : { collection }),
      ...(before === undefined ? {} : { before }),
    });
    const visible = rows
      .map(({ videoId }) => videoId)
      .filter((id) => visibility.check('social.saved', id, onlooker).kind === 'visible');
    const presented = await videos.present(visible, caller);
    for (const row of rows) {
      if (texts.length >= limit) break;
      before = row;
      const text = presented.get(row.videoId);
      if (text !== undefined) texts.push(text);
    }
    more = rows.length === limit;
  }
  const next =
    (more || texts.length >= limit) && before !== undefined
      ? `"${writePlace({ sinceMs: before.sinceMs, id: before.videoId })}"`
      : 'null';
  return `{"items":[${texts.join(',')}],"next":${next}}`;
}
