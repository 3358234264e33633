// The grids: a person's clips as others see them, and one's own in every state.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { HandleParams, PageQuery } from '@jhalak/contracts/fields';
import { VideoPage } from '@jhalak/contracts/videos';
import { assert, isUuid } from '@jhalak/kernel';
import type { Visibility } from '@jhalak/visibility';
import { tiedOnlooker } from '../onlooker.ts';
import type { VideoPresenter } from '../present.ts';
import type { VideoStore } from '../store.ts';
import type { PeopleReader, ViewerMarks } from '../types.ts';

export interface ListDeps {
  store: VideoStore;
  presenter: VideoPresenter;
  visibility: Visibility;
  people: PeopleReader;
  marks: ViewerMarks;
}

const LIMIT_DEFAULT = 24;
/** A page is filled from at most this many rounds of rows; hidden clips must not make a request long. */
const ROUNDS_MAX = 5;

export function listRoutes(deps: ListDeps): Route[] {
  return [listPersonVideos(deps), listOwnVideos(deps)];
}

function listPersonVideos(deps: ListDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/people/:handle/videos',
    name: 'listPersonVideos',
    summary: "A person's clips, newest first",
    tag: 'people',
    access: 'anyone',
    owner: 'public',
    params: HandleParams,
    query: PageQuery,
    replies: { 200: VideoPage },
    async handle({ params, query, caller }) {
      const person = await deps.people.personByHandle(params.handle);
      if (person === undefined)
        throw problem('person.not_found', 'There is nobody of this name here.');
      const onlooker = await tiedOnlooker(caller, deps.marks);
      // Nobody blocks those away who decide on what they do.
      if (onlooker.decides !== true && onlooker.apart?.has(person.personId) === true)
        throw problem('person.not_found', 'There is nobody of this name here.');
      return { status: 200, rawJson: await page(deps, person.personId, query, caller) };
    },
  });
}

function listOwnVideos(deps: ListDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/profile/videos',
    name: 'listOwnVideos',
    summary: "One's own clips in every state, newest first",
    tag: 'people',
    access: 'account',
    owner: 'self',
    query: PageQuery,
    replies: { 200: VideoPage },
    async handle({ query, caller }) {
      assert(caller, 'the route asks for an account');
      return { status: 200, rawJson: await page(deps, caller.personId, query, caller) };
    },
  });
}

async function page(
  deps: ListDeps,
  personId: string,
  query: PageQuery,
  caller: Caller | undefined,
): Promise<string> {
  const limit = query.limit ?? LIMIT_DEFAULT;
  if (query.cursor !== undefined && !isUuid(query.cursor)) {
    throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
  }
  const onlooker = await tiedOnlooker(caller, deps.marks);
  const texts: string[] = [];
  let before = query.cursor;
  let more = true;
  for (let round = 0; round < ROUNDS_MAX && more && texts.length < limit; round += 1) {
    const ids = await deps.store.pageOfPerson(personId, before, limit);
    const visible = ids.filter(
      (id) => deps.visibility.check('videos.profile', id, onlooker).kind === 'visible',
    );
    const presented = await deps.presenter.present(visible, caller);
    for (const id of ids) {
      if (texts.length >= limit) break;
      before = id;
      const text = presented.get(id);
      if (text !== undefined) texts.push(text);
    }
    more = ids.length === limit;
  }
  const next = more || texts.length >= limit ? before : undefined;
  return `{"items":[${texts.join(',')}],"next":${next === undefined ? 'null' : JSON.stringify(next)}}`;
}
