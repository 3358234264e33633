// Lists of what may not be published: taken in, shown without what is on them, ended.

import { defineRoute, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  KnownList,
  KnownListBody,
  KnownLists,
  LIST_BODY_BYTES_MAX,
  ListTrial,
  ListTrialBody,
} from '@jhalak/contracts/matching';
import { assert, cleanText } from '@jhalak/kernel';
import type { ListStore, ListWithMatches } from '../lists/list-store.ts';
import { parseList } from '../lists/parse-list.ts';
import type { MatchedPeople } from '../matching.ts';

interface ListRouteDeps {
  lists: ListStore;
  people: MatchedPeople;
}

/** JSON around the file, and what it escapes. */
const BODY_BYTES_MAX = LIST_BODY_BYTES_MAX + 1024 * 1024;
const TAKEN_PER_MINUTE = 6;
/** Some hundred milliseconds each at most. */
const TRIED_PER_MINUTE = 30;
const shared = { tag: 'safety', owner: 'staff' } as const;

export function listRoutes(deps: ListRouteDeps): Route[] {
  return [showLists(deps), tryList(), takeList(deps), endList(deps)];
}

function showLists({ lists, people }: ListRouteDeps): Route {
  return defineRoute({
    ...shared,
    access: ['moderator', 'admin'],
    method: 'GET',
    path: '/v1/moderation/lists',
    name: 'listKnownLists',
    summary:
      'Lists that clips are held against before publication, the newest first; nothing of what is on them',
    replies: { 200: KnownLists },
    async handle({ caller }) {
      const rows = await lists.lists();
      const names = await people.peopleByIds(rows.map(({ imported_by }) => imported_by));
      return {
        status: 200,
        json: {
          items: rows.map((row) => viewOf(row, names.get(row.imported_by)?.handle ?? null)),
          mayChange: caller?.roles.includes('admin') === true,
          mayDecide:
            caller?.roles.some((role) => role === 'moderator' || role === 'admin') === true,
        },
      };
    },
  });
}

function tryList(): Route {
  return defineRoute({
    ...shared,
    access: ['admin'],
    method: 'POST',
    path: '/v1/moderation/lists/trial',
    name: 'tryKnownList',
    summary: 'Read a list without taking it in: what it holds, and which lines are wrong',
    body: ListTrialBody,
    bodyLimitBytes: BODY_BYTES_MAX,
    replies: { 200: ListTrial },
    ratePerMinute: TRIED_PER_MINUTE,
    handle({ body }) {
      const { entries, refused, lines } = parseList(body.csv);
      const trial: ListTrial = { pdq: 0, sha256: 0, chromaprint: 0, refused, lines };
      for (const { kind } of entries) trial[kind] += 1;
      return Promise.resolve({ status: 200, json: trial });
    },
  });
}

function takeList({ lists }: ListRouteDeps): Route {
  return defineRoute({
    ...shared,
    access: ['admin'],
    method: 'POST',
    path: '/v1/moderation/lists',
    name: 'takeKnownList',
    summary:
      'Take in a list as CSV (hash, kind, reason); all of it or nothing. Clips are held against it at once',
    body: KnownListBody,
    bodyLimitBytes: BODY_BYTES_MAX,
    replies: { 201: KnownList },
    ratePerMinute: TAKEN_PER_MINUTE,
    async handle({ body, caller }) {
      assert(caller, 'the route asks for staff');
      const row = await lists.take(caller.personId, {
        name: cleanText(body.name),
        issuer: cleanText(body.issuer),
        csv: body.csv,
      });
      return { status: 201, json: viewOf({ ...row, held: 0, waiting: 0 }, caller.handle ?? null) };
    },
  });
}

function endList({ lists }: ListRouteDeps): Route {
  return defineRoute({
    ...shared,
    access: ['admin'],
    method: 'DELETE',
    path: '/v1/moderation/lists/:id',
    name: 'endKnownList',
    summary: 'End a list; what it holds already waits for its decision all the same',
    params: IdParams,
    replies: { 204: null },
    async handle({ params, caller }) {
      assert(caller, 'the route asks for staff');
      await lists.end(params.id, caller.personId);
      return { status: 204 };
    },
  });
}

function viewOf(row: ListWithMatches, importedBy: string | null): KnownList {
  return {
    id: row.list_id,
    name: row.name,
    issuer: row.issuer,
    entries: row.entries,
    held: row.held,
    waiting: row.waiting,
    sha256: row.file_sha256,
    importedBy,
    atMs: row.at_ms,
    endedAtMs: row.ended_at_ms,
  };
}
