// Orders that were lost with a machine: what the public log tells of them, and which order stands in whose place now.

import { defineRoute, type Route } from '@jhalak/contracts';
import { Sha256Hex } from '@jhalak/contracts/border';
import { OrderLossBody, OrderLosses } from '@jhalak/contracts/orders';
import { assert } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { Type } from 'typebox';
import { openLosses, type Losses } from '../losses.ts';

const shared = { tag: 'orders', owner: 'staff', replies: { 200: OrderLosses } } as const;

export function lossRoutes(deps: { database: Database; losses: Losses }): Route[] {
  const { database, losses } = deps;
  const list = async () => ({ status: 200 as const, json: { items: await openLosses(database) } });
  return [
    defineRoute({
      ...shared,
      access: ['legal_officer', 'operator', 'auditor'],
      method: 'GET',
      path: '/v1/order-losses',
      name: 'listOrderLosses',
      summary: 'Orders of which the public log tells and this cell does not know, or knows less',
      handle: list,
    }),
    defineRoute({
      ...shared,
      access: ['legal_officer'],
      method: 'POST',
      path: '/v1/order-losses/:commitment/settlements',
      name: 'settleOrderLoss',
      summary:
        'Name the order that was entered anew in a lost one’s place; goes into the public log',
      params: Type.Object({ commitment: Sha256Hex }),
      body: OrderLossBody,
      async handle({ params, body, caller }) {
        assert(caller, 'the route asks for staff');
        await losses.settle(params.commitment, { ...body, personId: caller.personId });
        return await list();
      },
    }),
  ];
}
