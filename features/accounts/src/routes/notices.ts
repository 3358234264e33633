// The notice that is read before a yes: which there is, and its very text.

import { Readable } from 'node:stream';
import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { NoticeList, NoticeText, Sha256 } from '@jhalak/contracts/consent-notice';
import { Type } from 'typebox';
import type { Notices } from '../notices/notices.ts';

/** A new version comes with a release, and a yes to the one before it is refused from then on: nobody is shown an old list. */
const LIST_CACHE = 'no-cache';
/** The text of a digest never changes. */
const TEXT_CACHE = 'public, max-age=31536000, immutable';

export function noticeRoutes(notices: Notices): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/notices/consent',
      name: 'getConsentNotices',
      summary: "Today's notice on consent: its version, and every language with its digest",
      tag: 'accounts',
      access: 'anyone',
      owner: 'public',
      whileBlocked: 'open',
      replies: { 200: NoticeList },
      async handle() {
        const headers = { 'cache-control': LIST_CACHE };
        return { status: 200, json: await notices.list(), headers };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/notices/consent/:sha256',
      name: 'getConsentNotice',
      summary:
        'The text of a published notice by its SHA-256, today’s or an older one; the bytes have this digest',
      tag: 'accounts',
      access: 'anyone',
      owner: 'public',
      whileBlocked: 'open',
      params: Type.Object({ sha256: Sha256 }),
      replies: { 200: NoticeText },
      async handle({ params }) {
        const bytes = await notices.bySha256(params.sha256);
        if (bytes === undefined)
          throw problem('not_found', 'No notice with this digest was ever published.');
        const headers = {
          'content-type': 'application/json; charset=utf-8',
          'content-length': String(bytes.length),
          'cache-control': TEXT_CACHE,
        };
        return { status: 200, stream: Readable.from([bytes]), headers };
      },
    }),
  ];
}
