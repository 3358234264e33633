// tus 1.0 over @tus/server: https://tus.io/protocols/resumable-upload. Here is who may ask, what a refusal looks like
// and how long a silent client is waited for; the protocol's order of things is the library's.

import { problem, type Caller } from '@jhalak/contracts';
import { SECOND_MS, type Ids, type JhalakError, type Logger } from '@jhalak/kernel';
import { Server } from '@tus/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from './tus-body.ts';
import { asProblem, sendProblem, sendResponse, TUS_VERSION, versionProblem } from './tus-reply.ts';
import { PersonUploads, type TusStoreDeps } from './tus-store.ts';
import { UploadLocks } from './upload-locks.ts';

const UPLOADS_PATH = '/v1/uploads';
const UPLOAD_ID = /^\/v1\/uploads\/([0-9a-f-]{36})(?:[/?]|$)/;
/** A phone that changes networks is silent for some seconds; one that is silent longer has a dead connection. */
const SILENCE_MAX_MS = 60 * SECOND_MS;
/** A request that is taken over may finish the write under way in this time. */
const TAKE_OVER_DRAIN_MS = 200;
/** The only headers that the protocol asks for; others (a proxy's) are not tus's business. */
const TUS_HEADERS = [
  'content-length',
  'content-type',
  'tus-resumable',
  'upload-concat',
  'upload-defer-length',
  'upload-length',
  'upload-metadata',
  'upload-offset',
] as const;
const CONTENT_TYPE = 'application/offset+octet-stream';

export interface TusEndpointDeps extends TusStoreDeps {
  ids: Ids;
  logger: Logger;
  maxBytes: number;
}

export class TusEndpoint {
  readonly #deps: TusEndpointDeps;
  readonly #locks = new UploadLocks();

  constructor(deps: TusEndpointDeps) {
    this.#deps = deps;
  }

  async handle(
    req: IncomingMessage,
    res: ServerResponse,
    caller: Caller | undefined,
  ): Promise<void> {
    const body = bodyOf(req);
    try {
      const refusal = refusalOf(req, caller);
      if (refusal === undefined)
        await this.#answer(req, res, { personId: caller?.personId ?? '', body: body.stream });
      else sendProblem(req, res, refusal);
    } catch (error) {
      // Whoever handed us the raw reply cannot answer any more.
      if (!res.headersSent) sendProblem(req, res, asProblem(error, this.#deps.logger));
    } finally {
      body.abandon();
    }
  }

  async #answer(
    req: IncomingMessage,
    res: ServerResponse,
    asked: { personId: string; body: ReadableStream<Uint8Array> },
  ): Promise<void> {
    const uploads = new PersonUploads(asked.personId, this.#deps);
    let failure: JhalakError | undefined;
    const server = this.#server(req, uploads, (error) => {
      failure = asProblem(error, this.#deps.logger);
    });
    req.setTimeout(SILENCE_MAX_MS, () => req.destroy());
    const response = await server.handleWeb(requestOf(req, asked.body));
    if (response.status >= 400) {
      failure ??= asProblem(
        { status_code: response.status, body: await response.text() },
        this.#deps.logger,
      );
    }
    if (failure !== undefined) {
      sendProblem(req, res, failure);
      return;
    }
    const open = uploads.current?.state === 'receiving' ? uploads.current : undefined;
    sendResponse(
      res,
      response,
      open === undefined ? {} : { 'upload-expires': new Date(open.expiresAtMs).toUTCString() },
    );
  }

  #server(req: IncomingMessage, uploads: PersonUploads, onError: (error: unknown) => void): Server {
    return new Server({
      path: UPLOADS_PATH,
      datastore: uploads,
      relativeLocation: true,
      allowedOrigins: [],
      maxSize: this.#deps.maxBytes,
      namingFunction: () => this.#deps.ids.next(),
      locker: this.#locks.locker(req.method === 'PATCH' ? 'refuse' : 'take_over'),
      lockDrainTimeout: TAKE_OVER_DRAIN_MS,
      onUploadFinish: async () => {
        await uploads.finish();
        return {};
      },
      onResponseError: (_, error) => {
        onError(error);
        return undefined;
      },
    });
  }
}

function refusalOf(req: IncomingMessage, caller: Caller | undefined): JhalakError | undefined {
  if (req.method === 'OPTIONS') return undefined;
  if (caller === undefined) return problem('auth.required', 'Sign in to upload a clip.');
  if (caller.handle === undefined)
    return problem('auth.forbidden', 'Choose a handle and sign up to upload a clip.');
  // What was begun before a parent took their word back can still be deleted.
  if (caller.child?.consent === false && (req.method === 'POST' || req.method === 'PATCH'))
    return problem(
      'family.consent_needed',
      'A parent must agree before you publish. On the page Family you can ask them.',
    );
  if (req.headers['tus-resumable'] !== TUS_VERSION) return versionProblem();
  if (req.method === 'PATCH' && req.headers['content-type'] !== CONTENT_TYPE) {
    return problem('request.unsupported_type', `Send the bytes of an upload as ${CONTENT_TYPE}.`);
  }
  return undefined;
}

function requestOf(req: IncomingMessage, body: ReadableStream<Uint8Array>): Request {
  const headers = new Headers();
  for (const name of TUS_HEADERS) {
    const value = req.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  // The host is never used: addresses in replies are relative, so that they hold behind any proxy.
  const id = UPLOAD_ID.exec(req.url ?? '')?.[1];
  const url = `http://uploads.invalid${UPLOADS_PATH}${id === undefined ? '' : `/${id}`}`;
  const withBody = req.method === 'POST' || req.method === 'PATCH';
  return new Request(url, {
    method: req.method ?? 'GET',
    headers,
    ...(withBody ? { body, duplex: 'half' } : {}),
  });
}
