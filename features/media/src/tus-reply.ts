// Answers of the tus endpoint: its refusals are problem+json as everywhere in the house.

import { problem, type Problem, type ProblemCode } from '@jhalak/contracts';
import { JhalakError, messageOf, type Logger } from '@jhalak/kernel';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';

export const TUS_VERSION = '1.0.0';

/** What tus itself refuses, by its status. */
const TUS_REFUSALS: Readonly<Record<number, { code: ProblemCode; message: string }>> = {
  404: { code: 'upload.not_found', message: 'There is no such upload of yours.' },
  409: {
    code: 'upload.offset_conflict',
    message: 'The Upload-Offset is not where this upload stands; ask for it with HEAD.',
  },
  410: {
    code: 'upload.expired',
    message: 'The time to finish this upload is over; begin it anew.',
  },
  413: {
    code: 'upload.too_large',
    message: 'These are more bytes than the upload was declared to have, or than we take.',
  },
};

/** @returns the house's failure for anything that tus or our hooks threw or answered. */
export function asProblem(thrown: unknown, logger: Logger): JhalakError {
  if (thrown instanceof JhalakError) return thrown;
  const status = statusOf(thrown);
  const refusal = TUS_REFUSALS[status];
  if (refusal !== undefined) return problem(refusal.code, refusal.message);
  if (isTakenOver(thrown)) {
    return problem(
      'upload.locked',
      'Another request has taken over this upload; ask for its offset with HEAD.',
      {
        retryAfterS: 1,
      },
    );
  }
  if (status >= 400 && status < 500) return problem('request.invalid', tusSentence(thrown));
  if (status === 501)
    return problem(
      'request.invalid',
      'Say the Upload-Length at the beginning, and send one upload in one piece.',
    );
  logger.error({ error: messageOf(thrown) }, 'an upload request failed');
  return problem(
    'internal',
    'Something failed on our side; what has come is kept. Ask for the offset with HEAD and go on.',
    {
      cause: thrown,
    },
  );
}

/** The answer to a client that does not say which tus it speaks, or speaks another. */
export function versionProblem(): JhalakError {
  return problem(
    'upload.version_unsupported',
    `This server speaks tus ${TUS_VERSION}; send Tus-Resumable: ${TUS_VERSION}.`,
  );
}

/** Sends a refusal. */
export function sendProblem(req: IncomingMessage, res: ServerResponse, error: JhalakError): void {
  const body: Problem = {
    type: `/docs/problems#${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(error.fields === undefined ? {} : { errors: [...error.fields] }),
  };
  const text = JSON.stringify(body);
  const headers: Record<string, string | number> = {
    'tus-resumable': TUS_VERSION,
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(text),
  };
  if (error.status === 412) headers['tus-version'] = TUS_VERSION;
  if (error.retryAfterS !== undefined) headers['retry-after'] = error.retryAfterS;
  res.writeHead(error.status, headers);
  res.end(req.method === 'HEAD' ? undefined : text);
}

/** Sends what tus answered. Which other sites may ask is the app's to say. */
export function sendResponse(
  res: ServerResponse,
  response: Response,
  more: Readonly<Record<string, string>>,
): void {
  const headers = [...response.headers].filter(([name]) => !name.startsWith('access-control-'));
  res.writeHead(response.status, { ...Object.fromEntries(headers), ...more });
  res.end();
}

function statusOf(thrown: unknown): number {
  const status: unknown =
    typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'status_code') : undefined;
  return typeof status === 'number' ? status : 500;
}

function tusSentence(thrown: unknown): string {
  const body: unknown =
    typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'body') : undefined;
  return typeof body === 'string'
    ? `${body.trim()}.`
    : 'This is no tus request that we understand.';
}

function isTakenOver(thrown: unknown): boolean {
  return tusSentence(thrown).startsWith('Request aborted');
}
