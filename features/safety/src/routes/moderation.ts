// The moderators' queue and their acts. Every act has a reason, is recorded for good, and can be undone by another act.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams, PageQuery } from '@jhalak/contracts/fields';
import {
  ModerationAct,
  CASE_STATES,
  ModerationBody,
  ModerationPage,
  type ModerationAction,
  type ReportReason,
} from '@jhalak/contracts/safety';
import { assert, cleanText } from '@jhalak/kernel';
import type { Database, Tx } from '@jhalak/ports';
import { hiddenProblem, onlookerOf, type ModerationChange, type Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { Type } from 'typebox';
import { readCursor, writeCursor } from '../cursor.ts';
import type { CaseRow, SafetyStore } from '../store.ts';
import type { ModeratedPeople, ReportedComments } from '../types.ts';

export interface ModerationDeps {
  database: Database;
  store: SafetyStore;
  videos: Videos;
  visibility: Visibility;
  comments: ReportedComments;
  people: ModeratedPeople;
}

const LIMIT_DEFAULT = 20;
const CasesQuery = Type.Object({
  ...PageQuery.properties,
  state: Type.Optional(Type.Enum([...CASE_STATES])),
});
const shared = { tag: 'safety', access: ['moderator'], owner: 'staff' } as const;

export function moderationRoutes(deps: ModerationDeps): Route[] {
  return [listCases(deps), actOnVideo(deps)];
}

function listCases(deps: ModerationDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/moderation/cases',
    name: 'listCases',
    summary: 'Reported clips, comments and people, the longest waiting first',
    query: CasesQuery,
    replies: { 200: ModerationPage },
    async handle({ query, caller }) {
      const limit = query.limit ?? LIMIT_DEFAULT;
      const rows = await deps.store.cases(query.state ?? 'open', readCursor(query.cursor), limit);
      const items = await Promise.all(rows.map((row) => caseText(deps, row, caller)));
      const last = rows.at(-1);
      const next =
        last === undefined || rows.length < limit
          ? null
          : writeCursor({ atMs: last.first_report_at_ms, itemId: last.item_id });
      return {
        status: 200,
        rawJson: `{"items":[${items.filter((item) => item !== undefined).join(',')}],"next":${JSON.stringify(next)}}`,
      };
    },
  });
}

async function caseText(
  deps: ModerationDeps,
  row: CaseRow,
  caller: Caller | undefined,
): Promise<string | undefined> {
  if (row.kind === 'person') return await personCase(deps, row);
  const found = row.kind === 'comment' ? await commentOf(deps, row.item_id) : undefined;
  const videoId = row.kind === 'comment' ? found?.videoId : row.item_id;
  // Purged since: nothing is left to decide.
  if (videoId === undefined) return undefined;
  if (deps.visibility.check('safety.queue', videoId, onlookerOf(caller)).kind === 'hidden')
    return undefined;
  const [texts, told, appeal] = await Promise.all([
    deps.videos.present([videoId], caller),
    toldOf(deps, row),
    row.state === 'appealed' ? deps.store.openAppeal(row.item_id) : undefined,
  ]);
  const video = texts.get(videoId);
  if (video === undefined) return undefined;
  const rest = JSON.stringify({
    kind: row.kind,
    ...(found === undefined ? {} : { comment: found.comment }),
    ...(appeal === undefined ? {} : { appeal }),
    ...told,
  });
  return `{"video":${video},${rest.slice(1)}`;
}

/** What a case says of its reports, whatever it is about. */
async function toldOf({ store }: ModerationDeps, row: CaseRow) {
  const [reasons, notes] = await Promise.all([
    store.reasons(row.item_id),
    store.notes(row.item_id),
  ]);
  return {
    reports: row.reports,
    reasons,
    notes,
    firstReportAtMs: row.first_report_at_ms,
    lastReportAtMs: row.last_report_at_ms,
    state: row.state,
  };
}

async function personCase(deps: ModerationDeps, row: CaseRow): Promise<string | undefined> {
  const found = (await deps.people.peopleByIds([row.item_id])).get(row.item_id);
  // Gone since: nothing is left to decide.
  if (found === undefined) return undefined;
  const { handle, displayName, bio } = found;
  const person = {
    handle,
    ...(displayName === undefined ? {} : { displayName }),
    ...(bio === undefined ? {} : { bio }),
  };
  const appeal = row.state === 'appealed' ? await deps.store.openAppeal(row.item_id) : undefined;
  return JSON.stringify({
    ...{ kind: row.kind, person },
    ...(appeal === undefined ? {} : { appeal }),
    ...(await toldOf(deps, row)),
  });
}

async function commentOf(
  { comments, people }: ModerationDeps,
  commentId: string,
): Promise<{ videoId: string; comment: object } | undefined> {
  const stored = (await comments.stored([commentId])).get(commentId);
  if (stored === undefined || stored.personId === null) return undefined;
  const { personId, videoId, text, language, state, createdAtMs } = stored;
  const author = (await people.peopleByIds([personId])).get(personId)?.handle ?? null;
  return { videoId, comment: { id: commentId, text, language, author, state, createdAtMs } };
}

function actOnVideo(deps: ModerationDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/moderation/videos/:id/acts',
    name: 'actOnVideo',
    summary: 'Remove, restore, restrict by age, dismiss',
    params: IdParams,
    body: ModerationBody,
    replies: { 201: ModerationAct },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for staff');
      const note = cleanText(body.note);
      mayAct(body.action, note);
      const act = await deps.database.transaction(async (tx) => {
        const known = await carryOut(deps.videos, tx, params.id, body.action, body.reason, note);
        if (!known) throw hiddenProblem('unknown');
        return await deps.store.act(tx, {
          item: { kind: 'clip', id: params.id, clipId: null },
          moderatorId: caller.personId,
          action: body.action,
          reason: body.reason,
          note,
        });
      });
      return { status: 201, json: { ...act, videoId: params.id, action: body.action } };
    },
  });
}

/** @throws `moderation.reason_required`. */
export function mayAct(action: ModerationAction, note: string): void {
  if (note === '' && action === 'remove') {
    throw problem('moderation.reason_required', 'Say in a sentence why: the creator will read it.');
  }
}

async function carryOut(
  videos: Videos,
  tx: Tx,
  videoId: string,
  action: ModerationAction,
  reason: ReportReason,
  note: string,
): Promise<boolean> {
  const change = changeFor(action, reason, note);
  if (change !== undefined) return await videos.moderate(tx, videoId, change);
  return (await videos.stored([videoId])).has(videoId);
}

function changeFor(
  action: ModerationAction,
  reason: ReportReason,
  note: string,
): ModerationChange | undefined {
  switch (action) {
    case 'remove':
      return { kind: 'remove', reason, note };
    case 'restore':
      return { kind: 'restore' };
    case 'restrict_age':
      return { kind: 'restrict_age', on: true };
    case 'unrestrict_age':
      return { kind: 'restrict_age', on: false };
    case 'dismiss':
    case 'uphold':
      return undefined;
  }
}
