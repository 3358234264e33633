import { defineRoute, type Route } from '@jhalak/contracts';
import {
  ChannelClaimBody,
  ChannelClaimed,
  ChannelMoveAsked,
  ChannelMoveBody,
  ChannelPage,
} from '@jhalak/contracts/channels';
import { IdParams } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import type { ChannelDesk } from './channel-desk.ts';

/** A code has 100 bits; this is against load. */
const TRIES_PER_MINUTE = 6;

/** @returns what a creator does on either side. */
export function channelRoutes(desk: ChannelDesk): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/me/channel-moves',
      name: 'listChannelMoves',
      summary: 'Cells of this region to which the caller’s channel can go, and its moves',
      tag: 'exports',
      access: 'viewer',
      owner: 'self',
      whileBlocked: 'open',
      replies: { 200: ChannelPage },
      async handle({ caller }) {
        assert(caller, 'the route asks for a viewer');
        return { status: 200, json: await desk.page(caller.personId) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/me/channel-moves',
      name: 'createChannelMove',
      stepUp: true,
      summary: 'Ask that the caller’s channel goes to another cell; the code is shown once',
      tag: 'exports',
      access: 'viewer',
      owner: 'self',
      body: ChannelMoveBody,
      replies: { 201: ChannelMoveAsked },
      ratePerMinute: TRIES_PER_MINUTE,
      async handle({ body, caller }) {
        assert(caller, 'the route asks for a viewer');
        return { status: 201, json: await desk.ask(caller.personId, body.to) };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/me/channel-moves/:id',
      name: 'withdrawChannelMove',
      summary: 'Take a move back, before it has arrived',
      tag: 'exports',
      access: 'viewer',
      owner: 'owner',
      params: IdParams,
      whileBlocked: 'open',
      replies: { 204: null },
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        await desk.withdraw(caller.personId, params.id);
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/me/channel-arrivals',
      name: 'claimChannel',
      parentFirst: true,
      summary: 'Say the code of a channel that came from another cell: it becomes the caller’s own',
      tag: 'exports',
      access: 'viewer',
      owner: 'self',
      body: ChannelClaimBody,
      replies: { 200: ChannelClaimed },
      ratePerMinute: TRIES_PER_MINUTE,
      async handle({ body, caller }) {
        assert(caller, 'the route asks for a viewer');
        return { status: 200, json: await desk.claim(caller.personId, body.code) };
      },
    }),
  ];
}
