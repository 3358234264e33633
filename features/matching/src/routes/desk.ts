// The reviewers' desk for held clips: what was matched, the two pictures, what the uploader says; release or uphold.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams, PageQuery, Uuid } from '@jhalak/contracts/fields';
import {
  HeldPage,
  HOLD_STATES,
  HoldDecided,
  HoldDecisionBody,
  type HeldClip,
} from '@jhalak/contracts/matching';
import { assert, cleanText, isUuid } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { onlookerOf, type Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { Type } from 'typebox';
import type { HoldDesk } from '../desk.ts';
import type { HoldPlace, HoldRow, HoldStore } from '../hold-store.ts';
import type { ListStore } from '../lists/list-store.ts';
import type { MatchedPeople } from '../matching.ts';

interface DeskRouteDeps {
  database: Database;
  holds: HoldStore;
  lists: ListStore;
  desk: HoldDesk;
  videos: Pick<Videos, 'present'>;
  visibility: Visibility;
  people: MatchedPeople;
}

/** Each comes with a picture of some 15 kB. */
const LIMIT_DEFAULT = 10;
const HoldsQuery = Type.Object({
  ...PageQuery.properties,
  /** Absent: what waits, or with a list all that it held. */
  state: Type.Optional(Type.Enum([...HOLD_STATES])),
  /** What this list held. */
  list: Type.Optional(Uuid),
});
const shared = { tag: 'safety', access: ['moderator'], owner: 'staff' } as const;

export function deskRoutes(deps: DeskRouteDeps): Route[] {
  return [listHolds(deps), decideHold(deps)];
}

function listHolds(deps: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/moderation/holds',
    name: 'listHolds',
    summary: 'Clips that are held before publication, the longest waiting first',
    query: HoldsQuery,
    replies: { 200: HeldPage },
    async handle({ query, caller }) {
      const limit = query.limit ?? LIMIT_DEFAULT;
      const { state, list } = query;
      const states = list !== undefined && state === undefined ? HOLD_STATES : [state ?? 'open'];
      const after = readCursor(query.cursor);
      const rows = await deps.holds.page(
        { states, ...(list !== undefined && { list }) },
        after,
        limit,
      );
      const names = await deps.people.peopleByIds(rows.map(({ person_id }) => person_id));
      const items = await Promise.all(
        rows.map((row) => heldText(deps, row, names.get(row.person_id)?.handle ?? null, caller)),
      );
      const last = rows.at(-1);
      const next =
        last === undefined || rows.length < limit ? null : `${last.at_ms}.${last.video_id}`;
      return {
        status: 200,
        rawJson: `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`,
        headers: { 'cache-control': 'no-store' },
      };
    },
  });
}

function readCursor(cursor: string | undefined): HoldPlace | undefined {
  if (cursor === undefined) return undefined;
  const [atMs = '', videoId = ''] = cursor.split('.');
  if (!/^\d{1,16}$/u.test(atMs) || !isUuid(videoId))
    throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
  return { atMs: Number(atMs), videoId };
}

async function heldText(
  deps: DeskRouteDeps,
  row: HoldRow,
  uploader: string | null,
  caller: Caller | undefined,
): Promise<string> {
  const [picture, appeal, list, original] = await Promise.all([
    deps.holds.picture(row),
    deps.holds.answer(row),
    row.list_id === null ? undefined : deps.lists.list(deps.database, row.list_id),
    originalText(deps, row.original_id, caller),
  ]);
  const held: HeldClip = {
    id: row.video_id,
    state: row.state,
    cause: row.cause,
    kind: row.kind,
    uploader,
    ...(list === undefined
      ? {}
      : { list: { name: list.name, issuer: list.issuer, reason: row.reason } }),
    ...(picture === undefined ? {} : { picture: picture.toString('base64') }),
    widthPx: row.width_px,
    heightPx: row.height_px,
    atClipMs: row.at_clip_ms,
    distance: row.distance,
    ...(row.hash === null ? {} : { hash: row.hash.toString('hex') }),
    ...(row.known_hash === null ? {} : { knownHash: row.known_hash.toString('hex') }),
    ...(appeal === undefined ? {} : { appeal }),
    mine: row.decided_by !== null && row.decided_by === caller?.personId,
    note: row.decided_note,
    atMs: row.at_ms,
  };
  const text = JSON.stringify(held);
  return original === undefined ? text : `{"original":${original},${text.slice(1)}`;
}

async function originalText(
  deps: DeskRouteDeps,
  videoId: string | null,
  caller: Caller | undefined,
): Promise<string | undefined> {
  if (videoId === null) return undefined;
  const verdict = deps.visibility.check('matching.holds', videoId, onlookerOf(caller));
  if (verdict.kind === 'hidden') return undefined;
  return (await deps.videos.present([videoId], caller)).get(videoId);
}

function decideHold({ desk }: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/moderation/holds/:id/decisions',
    name: 'decideHold',
    summary: 'Release a held clip, or keep it unpublished with a reason that its uploader reads',
    params: IdParams,
    body: HoldDecisionBody,
    replies: { 201: HoldDecided },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for staff');
      const state = await desk.decide(params.id, {
        by: caller.personId,
        release: body.decision === 'release',
        note: cleanText(body.note),
      });
      return { status: 201, json: { id: params.id, state } };
    },
  });
}
