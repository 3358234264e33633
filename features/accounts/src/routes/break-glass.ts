import { defineRoute, type Role, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  BreakGlass,
  BreakGlassAllUses,
  BreakGlassApproveBody,
  BreakGlassBody,
  BreakGlassList,
  BreakGlassRefuseBody,
  BreakGlassUses,
} from '@jhalak/contracts/staff';
import type { BreakGlassDesk } from '../staff/break-glass.ts';
import {
  allUses,
  listBreakGlass,
  oneBreakGlass,
  usesOf,
  type ShownDeps,
} from '../staff/break-glass-shown.ts';
import { known } from './own-account.ts';

/** Everybody with a role for the whole cell: they ask; who may approve is decided per request. */
const STAFF: readonly Role[] = [
  'editor',
  'moderator',
  'grievance_officer',
  'legal_officer',
  'operator',
];
const desk = { tag: 'staff', access: STAFF, owner: 'staff' } as const;
/** Auditors read all of it and take part in none. */
const READERS: readonly Role[] = [...STAFF, 'auditor'];
const one = { ...desk, params: IdParams } as const;

/** A role for an hour when two others agree. */
export function breakGlassRoutes(breakGlass: BreakGlassDesk, deps: ShownDeps): Route[] {
  return [
    defineRoute({
      ...desk,
      method: 'GET',
      path: '/v1/break-glass',
      name: 'listBreakGlass',
      access: READERS,
      summary: 'Requests, the newest first: all to who may approve, else one’s own',
      replies: { 200: BreakGlassList },
      handle: async ({ caller }) => ({
        status: 200,
        json: await listBreakGlass(deps, known(caller)),
      }),
    }),
    defineRoute({
      ...desk,
      method: 'POST',
      path: '/v1/break-glass',
      name: 'askBreakGlass',
      stepUp: true,
      summary: 'Ask for a role for an hour; two others must agree within four hours',
      body: BreakGlassBody,
      replies: { 201: BreakGlass },
      async handle({ body, caller }) {
        const self = known(caller);
        const id = await breakGlass.ask(self, { ...body, reason: body.reason.trim() });
        return { status: 201, json: await oneBreakGlass(deps, id, self) };
      },
    }),
    defineRoute({
      ...one,
      method: 'POST',
      path: '/v1/break-glass/:id/approval',
      name: 'approveBreakGlass',
      stepUp: true,
      summary: 'Agree to exactly this request; the second one who does opens it for an hour',
      body: BreakGlassApproveBody,
      replies: { 200: BreakGlass },
      async handle({ params, body, caller }) {
        const self = known(caller);
        await breakGlass.approve(self, params.id, body.digest);
        return { status: 200, json: await oneBreakGlass(deps, params.id, self) };
      },
    }),
    defineRoute({
      ...one,
      method: 'POST',
      path: '/v1/break-glass/:id/refusal',
      name: 'refuseBreakGlass',
      summary: 'Say no, with a reason; one no is enough',
      body: BreakGlassRefuseBody,
      replies: { 200: BreakGlass },
      async handle({ params, body, caller }) {
        const self = known(caller);
        await breakGlass.refuse(self, params.id, body.reason.trim());
        return { status: 200, json: await oneBreakGlass(deps, params.id, self) };
      },
    }),
    ...followingRoutes(breakGlass, deps),
  ];
}

function followingRoutes(breakGlass: BreakGlassDesk, deps: ShownDeps): Route[] {
  return [
    defineRoute({
      ...one,
      method: 'POST',
      path: '/v1/break-glass/:id/end',
      name: 'endBreakGlass',
      summary: 'Take a request back, or end the role before the hour is up',
      replies: { 200: BreakGlass },
      async handle({ params, caller }) {
        const self = known(caller);
        await breakGlass.end(self, params.id);
        return { status: 200, json: await oneBreakGlass(deps, params.id, self) };
      },
    }),
    defineRoute({
      ...one,
      method: 'GET',
      path: '/v1/break-glass/:id/uses',
      name: 'listBreakGlassUses',
      access: READERS,
      summary: 'What was done under it: names of routes and times, the newest first',
      replies: { 200: BreakGlassUses },
      handle: async ({ params, caller }) => ({
        status: 200,
        json: await usesOf(deps, params.id, known(caller)),
      }),
    }),
    defineRoute({
      ...desk,
      method: 'GET',
      path: '/v1/break-glass-uses',
      name: 'listAllBreakGlassUses',
      summary: 'What was done under lent roles by anybody: route and time, the newest first',
      access: ['operator', 'auditor'],
      replies: { 200: BreakGlassAllUses },
      handle: async () => ({ status: 200, json: await allUses(deps) }),
    }),
  ];
}
