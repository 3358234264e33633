// Talks to the JSON API of the same origin. Expected failures are values; nothing here throws.

/** What came back. `offline`: no reply at all. */
export type Reply<T> =
  | { kind: 'ok'; status: number; value: T }
  | { kind: 'problem'; status: number; code: string; detail: string }
  | { kind: 'offline' };

export type Failure = Exclude<Reply<never>, { kind: 'ok' }>;

export interface Api {
  get<T>(path: string): Promise<Reply<T>>;
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Reply<T>>;
}

/** A reply slower than this counts as none; phones on bad lines need the patience. */
const TIMEOUT_MS = 20_000;

/**
 * @param onClosed called when an order closed the region while the page was open.
 * @param language gives the interface language, in which the server writes reasons and problems.
 */
export function createApi(language: () => string, onClosed: () => unknown = () => undefined): Api {
  async function call<T>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-language': language(),
    };
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      const response = await fetch(path, {
        method,
        headers,
        credentials: 'same-origin',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const json: unknown = await response.json().catch(() => null);
      const reply = replyOf<T>(response.status, json);
      if (reply.kind === 'problem' && reply.code === 'region.blocked') onClosed();
      return reply;
    } catch {
      return { kind: 'offline' };
    }
  }
  return {
    get: (path) => call('GET', path),
    send: (method, path, body) => call(method, path, body),
  };
}

/** @returns a status and a parsed body as a reply; the contract's server is trusted to send what it promises. */
export function replyOf<T>(status: number, json: unknown): Reply<T> {
  if (status >= 200 && status < 300) return { kind: 'ok', status, value: json as T };
  const problem = (typeof json === 'object' && json !== null ? json : {}) as {
    code?: unknown;
    detail?: unknown;
  };
  return {
    kind: 'problem',
    status,
    code: typeof problem.code === 'string' ? problem.code : 'internal',
    detail: typeof problem.detail === 'string' ? problem.detail : '',
  };
}
