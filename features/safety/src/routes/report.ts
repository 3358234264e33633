import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { HandleParams, IdParams } from '@jhalak/contracts/fields';
import { ReportBody, ReportCreated } from '@jhalak/contracts/safety';
import { assert, cleanText } from '@jhalak/kernel';
import { hiddenProblem } from '@jhalak/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import type { SafetyStore } from '../store.ts';
import type { ModeratedPeople, ReportedComments } from '../types.ts';

/** Reports a minute of one viewer: more is brigading by a machine. */
const REPORTS_PER_MINUTE = 10;

export function reportVideo(
  store: SafetyStore,
  visibility: Visibility,
  onlookerOf: (caller: Caller | undefined) => Promise<Onlooker>,
): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/videos/:id/reports',
    name: 'reportVideo',
    summary: 'Report a clip; a moderator looks at it',
    tag: 'safety',
    access: 'viewer',
    owner: 'public',
    params: IdParams,
    body: ReportBody,
    replies: { 201: ReportCreated },
    ratePerMinute: REPORTS_PER_MINUTE,
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for a viewer');
      const onlooker = await onlookerOf(caller);
      const verdict = await visibility.checkFresh('safety.report', params.id, onlooker);
      if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
      const ticket = await store.report(
        caller.personId,
        { kind: 'clip', id: params.id, clipId: null },
        body.reason,
        cleanText(body.note ?? ''),
      );
      return { status: 201, json: { ticket } };
    },
  });
}

export function reportComment(store: SafetyStore, comments: ReportedComments): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/comments/:id/reports',
    name: 'reportComment',
    summary: 'Report a comment; a moderator looks at it, and at its clip',
    tag: 'safety',
    access: 'viewer',
    owner: 'public',
    params: IdParams,
    body: ReportBody,
    replies: { 201: ReportCreated },
    ratePerMinute: REPORTS_PER_MINUTE,
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for a viewer');
      const { videoId } = await comments.seen('safety.report', params.id, caller);
      const item = { kind: 'comment', id: params.id, clipId: videoId } as const;
      const note = cleanText(body.note ?? '');
      const ticket = await store.report(caller.personId, item, body.reason, note);
      return { status: 201, json: { ticket } };
    },
  });
}

/** Also of somebody whom one has blocked: what they did before is not undone by it. */
export function reportPerson(store: SafetyStore, people: ModeratedPeople): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/people/:handle/reports',
    name: 'reportPerson',
    summary: 'Report a person; a moderator looks at them',
    tag: 'safety',
    access: 'viewer',
    owner: 'public',
    params: HandleParams,
    body: ReportBody,
    replies: { 201: ReportCreated },
    ratePerMinute: REPORTS_PER_MINUTE,
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for a viewer');
      const person = await people.personByHandle(params.handle);
      if (person === undefined)
        throw problem('person.not_found', 'There is nobody of this name here.');
      if (person.personId === caller.personId)
        throw problem('person.self', 'Nobody reports themselves.');
      const item = { kind: 'person', id: person.personId, clipId: null } as const;
      const note = cleanText(body.note ?? '');
      const ticket = await store.report(caller.personId, item, body.reason, note);
      return { status: 201, json: { ticket } };
    },
  });
}
