import { defineRoute, type Route } from '@jhalak/contracts';
import { assert } from '@jhalak/kernel';
import type { Database, Journal } from '@jhalak/ports';

export function resetTaste(database: Database, journal: Journal): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/v1/taste',
    name: 'resetTaste',
    summary: 'Forget what the feed learned about the caller',
    tag: 'viewers',
    access: 'viewer',
    owner: 'self',
    whileBlocked: 'open',
    replies: { 204: null },
    ratePerMinute: 10,
    async handle({ caller }) {
      assert(caller, 'the route asks for a viewer');
      await database.transaction(async (tx) => {
        await journal.append(tx, [
          { stream: 'taste.viewer', key: caller.personId, type: 'reset', facts: {} },
        ]);
      });
      return { status: 204 };
    },
  });
}
