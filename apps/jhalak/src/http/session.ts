// Whose request it is. One opaque token: our web app carries it in an HttpOnly cookie, others as a Bearer.
// A cookie is sent by browsers whoever asks, so with a cookie every change must come from our own origin.

import { problem, type Caller } from '@jhalak/contracts';
import type { Accounts } from '@jhalak/accounts';
import type { FastifyReply, FastifyRequest } from 'fastify';

const SESSION_COOKIE = 'jhalak_session';
export const LOCALE_COOKIE = 'jhalak_locale';
/** The longest that browsers keep a cookie; the server's own expiry decides. */
const COOKIE_AGE_S = 400 * 24 * 3_600;
/** Longer texts are no tokens of ours; they are not looked up. */
const TOKEN_MAX = 200;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface SessionReader {
  /** @throws `request.cross_origin` for a change with our cookie from elsewhere. */
  callerOf(request: FastifyRequest): Promise<Caller | undefined>;
  /** Whether the request comes from a page of ours. */
  fromOurPage(request: FastifyRequest): boolean;
  setCookie(reply: FastifyReply, token: string | null): void;
  /** Scheme and host of this cell as people see them. */
  originOf(request: FastifyRequest): string;
}

export function sessionReader(accounts: Accounts, publicUrl: string | undefined): SessionReader {
  const secure = publicUrl?.startsWith('https:') === true;
  const originOf = (request: FastifyRequest): string => {
    const origin = publicUrl ?? `http://${request.headers.host ?? 'localhost'}`;
    // Only a client that writes its own headers sends such a host.
    if (!URL.canParse(origin)) throw problem('request.invalid', 'The Host header is no host.');
    return origin;
  };
  const fromOurPage = (request: FastifyRequest): boolean =>
    request.headers.origin !== undefined &&
    request.headers.origin === new URL(originOf(request)).origin;
  return {
    originOf,
    fromOurPage,
    async callerOf(request) {
      const bearer = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (bearer !== undefined)
        return bearer.length > TOKEN_MAX ? undefined : await accounts.authenticate(bearer);
      const cookie = request.cookies[SESSION_COOKIE];
      if (cookie === undefined || cookie === '' || cookie.length > TOKEN_MAX) return undefined;
      const caller = await accounts.authenticate(cookie);
      if (caller !== undefined && !SAFE_METHODS.has(request.method) && !fromOurPage(request)) {
        throw problem(
          'request.cross_origin',
          'This change did not come from our own page. Use a Bearer token instead of the cookie.',
        );
      }
      return caller;
    },
    setCookie(reply, token) {
      void reply.setCookie(SESSION_COOKIE, token ?? '', {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: token === null ? 0 : COOKIE_AGE_S,
      });
    },
  };
}
