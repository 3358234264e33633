import { defineRoute, type Route } from '@jhalak/contracts';
import { ViewerBody, ViewerCreated } from '@jhalak/contracts/accounts';
import { deviceOf } from '../device.ts';
import type { Viewers } from '../viewers.ts';

export function createViewer(viewers: Viewers): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/viewers',
    name: 'createViewer',
    summary: 'Begin as an anonymous viewer; without consent nothing is learned',
    tag: 'accounts',
    access: 'anyone',
    owner: 'self',
    body: ViewerBody,
    replies: { 201: ViewerCreated },
    countedBy: 'address',
    // Whoever complains without an account needs one of these.
    whileBlocked: 'open',
    async handle({ body, headers }) {
      const created = await viewers.create(body, deviceOf(headers['user-agent']));
      return { status: 201, json: created, session: created.token };
    },
  });
}
