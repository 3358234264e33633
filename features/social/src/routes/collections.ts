// Folders of kept clips, a person's own.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  Collection,
  CollectionBody,
  CollectionList,
  CollectionPatch,
  COLLECTIONS_MAX,
} from '@jhalak/contracts/social';
import { assert, cleanText } from '@jhalak/kernel';
import { posterUrl } from '@jhalak/videos';
import type { StoredCollection } from '../save-store.ts';
import { creatorTies } from '../ties.ts';
import type { SocialParts } from './index.ts';

const COVERS = 3;
const shared = { tag: 'saved', access: 'viewer', ratePerMinute: 120 } as const;

export function collectionRoutes(parts: SocialParts): Route[] {
  const { saves } = parts;
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/collections',
      name: 'listCollections',
      summary: 'Your folders of kept clips, newest first; nobody else sees them',
      owner: 'self',
      replies: { 200: CollectionList },
      async handle({ caller }) {
        assert(caller, 'the route asks for a viewer');
        const [stored, saved] = await Promise.all([
          saves.collections(caller.personId),
          saves.count(caller.personId),
        ]);
        return { status: 200, json: { items: await shown(parts, stored, caller), saved } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/collections',
      name: 'createCollection',
      summary: 'Make a folder',
      owner: 'self',
      body: CollectionBody,
      replies: { 201: Collection },
      async handle({ body, caller }) {
        assert(caller, 'the route asks for a viewer');
        const made = await saves.create(caller.personId, nameOf(body.name));
        if (made === undefined)
          throw problem('collection.full', `At most ${COLLECTIONS_MAX} folders can be made.`);
        return { status: 201, json: withoutCovers(made) };
      },
    }),
    defineRoute({
      ...shared,
      method: 'PATCH',
      path: '/v1/collections/:id',
      name: 'renameCollection',
      summary: 'Name a folder anew',
      owner: 'owner',
      params: IdParams,
      body: CollectionPatch,
      replies: { 204: null },
      async handle({ params, body, caller }) {
        assert(caller, 'the route asks for a viewer');
        const mine = (await saves.collections(caller.personId)).find(({ id }) => id === params.id);
        if (mine === undefined) throw unknown();
        if (body.name !== undefined)
          await saves.rename(caller.personId, params.id, nameOf(body.name));
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/v1/collections/:id',
      name: 'removeCollection',
      summary: 'Take a folder away; its clips stay kept',
      owner: 'owner',
      params: IdParams,
      replies: { 204: null },
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        if (!(await saves.remove(caller.personId, params.id))) throw unknown();
        return { status: 204 };
      },
    }),
  ];
}

async function shown(
  { visibility, ties, videos }: SocialParts,
  stored: readonly StoredCollection[],
  caller: Caller,
): Promise<Collection[]> {
  const { apart, ...letIn } = await creatorTies(ties, caller.personId);
  const onlooker = {
    ...{ personId: caller.personId, ageBand: caller.ageBand, state: caller.state },
    ...{ apart, ...(caller.handle === undefined ? {} : letIn) },
  };
  const collections: Collection[] = [];
  for (const folder of stored) {
    const covers: string[] = [];
    for (const id of folder.newest) {
      if (covers.length === COVERS) break;
      if (visibility.check('social.collections', id, onlooker).kind === 'hidden') continue;
      const clip = await videos.remembered(id);
      if (clip !== undefined) covers.push(posterUrl(clip));
    }
    collections.push({ ...withoutCovers(folder), covers });
  }
  return collections;
}

function withoutCovers({ id, name, count, createdAtMs }: StoredCollection): Collection {
  return { id, name, count, covers: [], createdAtMs };
}

function nameOf(text: string): string {
  const name = cleanText(text).replaceAll(/\s+/gu, ' ');
  if (name === '') throw problem('request.invalid', 'A folder needs a name.');
  return name;
}

function unknown(): ReturnType<typeof problem> {
  return problem('collection.not_found', 'You have no such folder.');
}
