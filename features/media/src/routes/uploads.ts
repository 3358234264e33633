// Uploads as JSON: the list, one with its flight recorder, all that are under way as a stream of events, and another try. Sending bytes is tus (tus-endpoint.ts).

import { defineRoute, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { Upload, UploadList } from '@jhalak/contracts/videos';
import { assert, EVENT_STREAM_HEADERS } from '@jhalak/kernel';
import { uploadNotFound, type Receiving } from '../receiving.ts';
import type { UploadStreams } from '../upload-streams.ts';
import { viewUploads, type UploadViewDeps } from '../upload-view.ts';

/** The studio shows the latest ones; older clips are found as videos. */
const LISTED_MAX = 50;
/** A browser that loses its stream again and again comes back every five seconds. */
const STREAMS_PER_MINUTE = 30;

export interface UploadRouteDeps extends UploadViewDeps {
  receiving: Receiving;
  streams: UploadStreams;
}

export function uploadRoutes(deps: UploadRouteDeps): Route[] {
  return [listUploads(deps), streamUploads(deps), getUpload(deps), retryUpload(deps)];
}

function listUploads(deps: UploadRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/uploads',
    name: 'listUploads',
    summary: `One's own uploads, newest first, at most ${LISTED_MAX}`,
    tag: 'uploads',
    access: 'account',
    owner: 'self',
    replies: { 200: UploadList },
    async handle({ caller }) {
      assert(caller !== undefined, 'the route asks for an account');
      const uploads = await deps.store.list(caller.personId, LISTED_MAX);
      return { status: 200, json: { items: await viewUploads(deps, uploads, 'without_steps') } };
    },
  });
}

function streamUploads(deps: UploadRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/uploads/stream',
    endless: true,
    name: 'streamUploads',
    summary:
      'One’s own uploads under way as server-sent events: `upload` (Upload, with its flight recorder), then `end`',
    tag: 'uploads',
    access: 'account',
    owner: 'self',
    replies: { 200: null },
    ratePerMinute: STREAMS_PER_MINUTE,
    async handle({ caller }) {
      assert(caller !== undefined, 'the route asks for an account');
      return { status: 200, stream: deps.streams.open(caller), headers: EVENT_STREAM_HEADERS };
    },
  });
}

function getUpload(deps: UploadRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/uploads/:id',
    name: 'getUpload',
    summary: 'How far an upload of one’s own is: state, progress, failure, and every step it took',
    tag: 'uploads',
    access: 'account',
    owner: 'owner',
    params: IdParams,
    replies: { 200: Upload },
    async handle({ params, caller }) {
      assert(caller !== undefined, 'the route asks for an account');
      const upload = await deps.store.get(caller.personId, params.id);
      if (upload === undefined) throw uploadNotFound();
      const [json] = await viewUploads(deps, [upload], 'with_steps');
      return { status: 200, json, headers: { 'cache-control': 'no-store' } };
    },
  });
}

function retryUpload(deps: UploadRouteDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/uploads/:id/retry',
    name: 'retryUpload',
    summary: 'Have an upload that failed on our side tried again, without sending it anew',
    tag: 'uploads',
    access: 'account',
    owner: 'owner',
    params: IdParams,
    replies: { 202: Upload },
    parentFirst: true,
    async handle({ params, caller }) {
      assert(caller !== undefined, 'the route asks for an account');
      const upload = await deps.receiving.retry(caller.personId, params.id);
      const [json] = await viewUploads(deps, [upload], 'with_steps');
      return { status: 202, json };
    },
  });
}
