// Complaining to the grievance officer, with an account or without; and the officers' queue.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams, PageQuery } from '@jhalak/contracts/fields';
import {
  Grievance,
  GrievanceBody,
  GrievanceClaimBody,
  GrievanceList,
  GrievanceQueue,
  GrievanceReport,
  GrievanceText,
} from '@jhalak/contracts/grievances';
import { assert, cleanText, DAY_MS, type Clock } from '@jhalak/kernel';
import { readCursor, writeCursor } from '../cursor.ts';
import type { GrievanceStore } from './grievance-store.ts';

/** Of one address, as often as people share one; each is read by a person. */
const FILED_PER_MINUTE = 5;
const LIMIT_DEFAULT = 40;
/** What the report looks back on. */
const REPORT_DAYS = 30;

interface Parts {
  store: GrievanceStore;
  clock: Clock;
}

export function grievanceRoutes(parts: Parts): Route[] {
  return [...ownRoutes(parts), ...officerRoutes(parts)];
}

function ownRoutes({ store }: Parts): Route[] {
  const shared = { tag: 'safety', access: 'viewer', whileBlocked: 'open' } as const;
  return [
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/grievances',
      name: 'fileGrievance',
      summary:
        'Complain to the grievance officer, with an account or without; the reply is the acknowledgement',
      owner: 'self',
      body: GrievanceBody,
      replies: { 201: Grievance },
      // A new viewer is made in a moment: whoever comes as another one each time is one all the same.
      countedBy: 'address',
      ratePerMinute: FILED_PER_MINUTE,
      async handle({ body, caller }) {
        const { personId, handle } = known(caller);
        const filed = await store.file(personId, body.kind, said(body.text));
        if (handle !== undefined) return { status: 201, json: filed };
        const claimKey = await store.allowClaim(filed.id);
        return { status: 201, json: { ...filed, claimKey } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/me/grievances',
      name: 'listOwnGrievances',
      summary: 'One’s complaints with their clocks and answers, the newest first',
      owner: 'self',
      replies: { 200: GrievanceList },
      async handle({ caller }) {
        return { status: 200, json: { items: await store.of(known(caller).personId) } };
      },
    }),
    defineRoute({
      ...shared,
      access: 'account',
      method: 'POST',
      path: '/v1/grievances/:id/claim',
      name: 'claimGrievance',
      summary: 'Take a complaint that was made without an account into one’s own, by its key',
      owner: 'owner',
      params: IdParams,
      body: GrievanceClaimBody,
      replies: { 200: Grievance },
      ratePerMinute: FILED_PER_MINUTE,
      async handle({ params, body, caller }) {
        const now = await store.claim(known(caller).personId, params.id, body.key);
        return { status: 200, json: now };
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/grievances/:id/appeal',
      name: 'appealGrievance',
      summary: 'Ask once that somebody else decides',
      owner: 'owner',
      params: IdParams,
      body: GrievanceText,
      replies: { 200: Grievance },
      ratePerMinute: FILED_PER_MINUTE,
      async handle({ params, body, caller }) {
        const now = await store.appeal(known(caller).personId, params.id, said(body.text));
        return { status: 200, json: now };
      },
    }),
  ];
}

function officerRoutes({ store, clock }: Parts): Route[] {
  const shared = { tag: 'safety', access: ['grievance_officer'], owner: 'staff' } as const;
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/grievances',
      name: 'listGrievances',
      summary: 'Complaints and appeals that wait, the soonest due first',
      query: PageQuery,
      replies: { 200: GrievanceQueue },
      async handle({ query }) {
        const limit = query.limit ?? LIMIT_DEFAULT;
        const items = await store.queue(readCursor(query.cursor), limit);
        const last = items.at(-1);
        const next =
          last === undefined || items.length < limit
            ? null
            : writeCursor({ atMs: last.dueMs, itemId: last.id });
        return { status: 200, json: { items, next } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/grievances/report',
      name: 'reportGrievances',
      summary: 'How many were filed in the last 30 days, answered in time, late, and wait',
      replies: { 200: GrievanceReport },
      async handle() {
        const nowMs = clock.nowMs();
        return { status: 200, json: await store.report(nowMs - REPORT_DAYS * DAY_MS, nowMs + 1) };
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/grievances/:id/answer',
      name: 'answerGrievance',
      summary: 'Answer a complaint, or decide an appeal that somebody else answered before',
      params: IdParams,
      body: GrievanceText,
      replies: { 200: Grievance },
      async handle({ params, body, caller }) {
        const now = await store.answer(params.id, known(caller).personId, said(body.text));
        return { status: 200, json: now };
      },
    }),
  ];
}

function known(caller: Caller | undefined): Caller {
  assert(caller, 'the route asks for a viewer');
  return caller;
}

function said(text: string): string {
  const clean = cleanText(text).trim();
  if (clean === '') throw problem('request.invalid', 'Say in a sentence what it is about.');
  return clean;
}
