// Decisions about comments, and what their authors answer.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { AppealBody, CommentActBody, ModerationAct } from '@jhalak/contracts/safety';
import { assert, cleanText } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { Static } from 'typebox';
import { stateProblem, type SafetyStore } from '../store.ts';
import type { ReportedComments } from '../types.ts';
import { mayAct } from './moderation.ts';

type CommentAct = Static<typeof CommentActBody>['action'];

interface CommentDeps {
  database: Database;
  store: SafetyStore;
  comments: ReportedComments;
}

export function commentRoutes(deps: CommentDeps): Route[] {
  return [actOnComment(deps), appealComment(deps)];
}

function actOnComment({ database, store, comments }: CommentDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/moderation/comments/:id/acts',
    name: 'actOnComment',
    summary: 'Remove, restore, dismiss, or stand by a removal that was appealed',
    tag: 'safety',
    access: ['moderator'],
    owner: 'staff',
    params: IdParams,
    body: CommentActBody,
    replies: { 201: ModerationAct },
    async handle({ params, body: { action, reason, ...body }, caller }) {
      assert(caller, 'the route asks for staff');
      const note = cleanText(body.note);
      mayAct(action, note);
      const comment = (await comments.stored([params.id])).get(params.id);
      // Of an empty place nothing is left to decide on.
      if (comment === undefined || comment.personId === null) throw unknown();
      checkFits(action, comment.removedAtMs !== null);
      const act = await database.transaction(async (tx) => {
        const item = { kind: 'comment', id: params.id, clipId: comment.videoId } as const;
        // The case first: whoever may not hear an appeal changes nothing.
        const recorded = await store.act(tx, {
          ...{ item, moderatorId: caller.personId, action, reason, note },
        });
        if (action === 'remove' || action === 'restore')
          await comments.moderate(
            tx,
            params.id,
            action === 'remove' ? { kind: 'remove', reason, note } : { kind: 'restore' },
          );
        return recorded;
      });
      const json = { ...act, videoId: comment.videoId, commentId: params.id, action };
      return { status: 201, json };
    },
  });
}

function appealComment({ store, comments }: CommentDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/comments/:id/appeal',
    name: 'appealComment',
    summary:
      'Answer the removal of a comment of one’s own; somebody else than who removed it decides',
    tag: 'safety',
    access: 'account',
    owner: 'public',
    params: IdParams,
    body: AppealBody,
    replies: { 204: null },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for an account');
      const comment = (await comments.stored([params.id])).get(params.id);
      if (comment === undefined || comment.personId !== caller.personId) throw unknown();
      const note = cleanText(body.note);
      if (comment.state !== 'removed' || comment.removedAtMs === null || note === '')
        throw problem('appeal.over', 'There is nothing to appeal against here.');
      const item = { kind: 'comment', id: params.id } as const;
      await store.appeal(caller.personId, item, comment.removedAtMs, note);
      return { status: 204 };
    },
  });
}

/** Its author is told of each decision: what changes nothing is none. @throws `comment.state`. */
function checkFits(action: CommentAct, isRemoved: boolean): void {
  const wantsRemoved = action === 'restore' || action === 'uphold';
  if (wantsRemoved !== isRemoved) throw stateProblem();
}

function unknown(): Error {
  return problem('comment.not_found', 'There is no such comment here, or not any more.');
}
