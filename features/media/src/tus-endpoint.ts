// tus 1.0 over @tus/server: https://tus.io/protocols/resumable-upload. Here is who may ask, what a refusal looks like
// and how long a silent client is waited for; the protocol's order of things is the library's, and what the bytes are is its
// store's: clips here, archives that people bring along in the exports feature.

import { problem, type Caller } from '@jhalak/contracts';
import { isUuid, SECOND_MS, type Ids, type JhalakError, type Logger } from '@jhalak/kernel';
import { Server, type DataStore } from '@tus/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from './tus-body.ts';
import { asProblem, sendProblem, sendResponse, TUS_VERSION, versionProblem } from './tus-reply.ts';
import { UploadLocks } from './upload-locks.ts';

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

/** One person's uploads, made anew for each request. */
export interface TusUploads extends DataStore {
  /** The upload of this request, as far as it was looked at. */
  readonly current: { state: string; expiresAtMs: number } | undefined;
  /** All bytes are here. Called before the last request is acknowledged. */
  finish(): Promise<void>;
}

export interface TusEndpointDeps {
  /** Where it answers: `/v1/uploads`. */
  path: string;
  ids: Ids;
  logger: Logger;
  maxBytes: number;
  uploadsOf(personId: string): TusUploads;
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
    const uploads = this.#deps.uploadsOf(asked.personId);
    let failure: JhalakError | undefined;
    const server = this.#server(req, uploads, (error) => {
      failure = asProblem(error, this.#deps.logger);
    });
    req.setTimeout(SILENCE_MAX_MS, () => req.destroy());
    const response = await server.handleWeb(requestOf(req, asked.body, this.#deps.path));
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

  #server(req: IncomingMessage, uploads: TusUploads, onError: (error: unknown) => void): Server {
    return new Server({
      path: this.#deps.path,
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
  if (caller === undefined)
    return problem('auth.required', 'Sign in or sign up first; then upload the clip.');
  if (caller.handle === undefined)
    return problem('auth.forbidden', 'Choose a handle and sign up to upload.');
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

function requestOf(req: IncomingMessage, body: ReadableStream<Uint8Array>, path: string): Request {
  const headers = new Headers();
  for (const name of TUS_HEADERS) {
    const value = req.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  // The host is never used: addresses in replies are relative, so that they hold behind any proxy.
  const rest = (req.url ?? '').split('?', 1)[0]?.slice(path.length + 1) ?? '';
  const id = rest.split('/', 1)[0] ?? '';
  const url = `http://uploads.invalid${path}${isUuid(id) ? `/${id}` : ''}`;
  const withBody = req.method === 'POST' || req.method === 'PATCH';
  return new Request(url, {
    method: req.method ?? 'GET',
    headers,
    ...(withBody ? { body, duplex: 'half' } : {}),
  });
}
