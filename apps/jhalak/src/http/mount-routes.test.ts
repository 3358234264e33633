import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { test } from 'node:test';
import { createAccounts } from '@jhalak/accounts';
import { createBorder } from '@jhalak/border';
import { defineRoute } from '@jhalak/contracts';
import { openTestParts } from '@jhalak/testing/parts';
import fastify from 'fastify';
import { Idempotency } from './idempotency.ts';
import { mountRoutes } from './mount-routes.ts';
import { sessionReader } from './session.ts';

test('the handler hears that the client has gone away, however small the request was', async () => {
  const begun = Promise.withResolvers<void>();
  const heard = Promise.withResolvers<unknown>();
  const app = fastify();
  app.decorateRequest('caller', undefined);
  const route = defineRoute({
    method: 'GET',
    path: '/slow',
    name: 'slow',
    summary: 'Waits for its client to leave',
    tag: 'test',
    access: 'anyone',
    owner: 'public',
    replies: { 204: null },
    async handle({ signal }) {
      begun.resolve();
      await once(signal, 'abort');
      heard.resolve(signal.reason);
      return { status: 204 };
    },
  });
  const parts = await openTestParts();
  const accounts = createAccounts({
    ...parts,
    holds: parts.keys.holds,
    border: createBorder(parts).log,
    manifests: [],
    erasers: () => [],
  });
  mountRoutes(app, [route], {
    sessions: sessionReader(accounts, undefined),
    accounts,
    idempotency: new Idempotency(parts),
    region: () => false,
    standing: () => false,
    limit: (perMinute) => () => perMinute,
    oversight: { note: () => Promise.resolve() },
    evenFrozen: async (work) => await work(),
  });
  try {
    const client = get(`${await app.listen({ port: 0, host: '127.0.0.1' })}/slow`);
    client.on('error', () => undefined);
    await begun.promise;
    client.destroy();
    assert.match(String(await heard.promise), /the client went away/);
  } finally {
    await app.close();
    await parts.close();
  }
});
