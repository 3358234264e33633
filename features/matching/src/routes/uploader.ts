// What an uploader reads of a clip of theirs that is held, and what they answer.

import { defineRoute, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { HoldAppealBody, OwnHold, UploadHold } from '@jhalak/contracts/matching';
import { assert, cleanText, type Clock } from '@jhalak/kernel';
import type { Media } from '@jhalak/media';
import { notFound, type HoldDesk } from '../desk.ts';
import { appealUntil, type HoldRow, type HoldStore } from '../hold-store.ts';

interface UploaderDeps {
  holds: HoldStore;
  desk: HoldDesk;
  clock: Clock;
  media: () => Pick<Media, 'hasUpload'>;
}

/** Each answer is read by a person. */
const APPEALS_PER_MINUTE = 10;
const shared = { tag: 'uploads', access: 'account', owner: 'owner', params: IdParams } as const;

export function uploaderRoutes(deps: UploaderDeps): Route[] {
  return [getHold(deps), appealHold(deps)];
}

function getHold({ holds, clock, media }: UploaderDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/uploads/:id/hold',
    name: 'getUploadHold',
    summary:
      'Why an upload of one’s own is held, how that stands, and until when it can be answered',
    replies: { 200: OwnHold },
    async handle({ params, caller }) {
      assert(caller !== undefined, 'the route asks for an account');
      const hold = await holds.ofUpload(caller.personId, params.id);
      if (hold === undefined && !(await media().hasUpload(caller.personId, params.id)))
        throw notFound();
      return {
        status: 200,
        json: { hold: hold === undefined ? null : viewOf(hold, clock.nowMs()) },
        headers: { 'cache-control': 'no-store' },
      };
    },
  });
}

function appealHold({ desk, clock }: UploaderDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/uploads/:id/hold/appeal',
    name: 'appealUploadHold',
    summary:
      'Say why a held clip is something else; a person reads it, another one than who decided',
    body: HoldAppealBody,
    replies: { 201: UploadHold },
    ratePerMinute: APPEALS_PER_MINUTE,
    async handle({ params, body, caller }) {
      assert(caller !== undefined, 'the route asks for an account');
      const hold = await desk.appeal(caller.personId, params.id, cleanText(body.note));
      return { status: 201, json: viewOf(hold, clock.nowMs()) };
    },
  });
}

function viewOf(hold: HoldRow, nowMs: number): UploadHold {
  return {
    state: hold.state,
    cause: hold.cause,
    kind: hold.kind,
    atMs: hold.at_ms,
    note: hold.decided_note,
    appealUntilMs: appealUntil(hold, nowMs),
  };
}
