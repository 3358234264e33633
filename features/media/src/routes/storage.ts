import { defineRoute, type Route } from '@jhalak/contracts';
import { StorageUse } from '@jhalak/contracts/videos';
import { assert } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { storageOf, type StorageDeps } from '../storage.ts';

export function getStorage(database: Database, room: StorageDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/me/storage',
    name: 'getStorage',
    summary: 'How much room one’s own clips take, and how much there is',
    tag: 'uploads',
    access: 'account',
    owner: 'self',
    replies: { 200: StorageUse },
    async handle({ caller }) {
      assert(caller !== undefined, 'the route asks for an account');
      const json = await storageOf(room, database, caller.personId);
      return { status: 200, json, headers: { 'cache-control': 'no-store' } };
    },
  });
}
