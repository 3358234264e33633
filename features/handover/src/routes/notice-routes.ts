// What people are told of a hand-over, and what they choose. Everybody may read it, also where an order closes the region.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  HandoverChoice,
  HandoverChoiceBody,
  HandoverNotice,
  HandoverNoticeReply,
  PublishNoticeBody,
} from '@jhalak/contracts/handover-notice';
import type { PeopleDesk } from '../people/people-desk.ts';

const own = {
  tag: 'handover',
  path: '/v1/me/handover-choice',
  access: 'viewer',
  owner: 'self',
  whileBlocked: 'open',
} as const;
/** Somebody who thinks about it changes it now and then. */
const CHOICES_PER_MINUTE = 30;

export function noticeRoutes(desk: PeopleDesk): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/handover/deals/:id/notice',
      name: 'publishHandoverNotice',
      summary: 'Tells people who will run the cell, from when, and until when they may choose',
      tag: 'handover',
      access: ['operator'],
      owner: 'staff',
      params: IdParams,
      body: PublishNoticeBody,
      replies: { 201: HandoverNotice },
      async handle({ params, body }) {
        return { status: 201, json: await desk.publish(params.id, body) };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/handover/notice',
      name: 'getHandoverNotice',
      summary:
        'Who will run this cell, from when, and until when people may choose; null for nobody',
      tag: 'handover',
      access: 'anyone',
      owner: 'public',
      whileBlocked: 'open',
      replies: { 200: HandoverNoticeReply },
      async handle() {
        return { status: 200, json: { notice: (await desk.notice()) ?? null } };
      },
    }),
    defineRoute({
      ...own,
      method: 'GET',
      name: 'getHandoverChoice',
      summary:
        'What the caller chose before the hand-over; asked, it is on record that they were told',
      replies: { 200: HandoverChoice },
      async handle({ caller }) {
        return { status: 200, json: await desk.choiceOf(idOf(caller)) };
      },
    }),
    defineRoute({
      ...own,
      method: 'PUT',
      name: 'putHandoverChoice',
      summary:
        'Chooses to stay, to stay with an archive, to be erased, or to object; until the deadline',
      body: HandoverChoiceBody,
      replies: { 200: HandoverChoice },
      ratePerMinute: CHOICES_PER_MINUTE,
      async handle({ caller, body }) {
        return { status: 200, json: await desk.choose(idOf(caller), body.choice) };
      },
    }),
  ];
}

function idOf(caller: { personId: string } | undefined): string {
  if (caller === undefined) throw problem('auth.required', 'Sign in, or begin as a viewer.');
  return caller.personId;
}
