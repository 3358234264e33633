// A report's picture, from our own store: nobody who looks at a card is seen by its publisher.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { Uuid } from '@jhalak/contracts/fields';
import type { Blobs } from '@jhalak/ports';
import { Type } from 'typebox';
import type { Publishers } from '../types.ts';

/** As for clips: a picture that was taken back is dark within it. */
const CACHE_S = 60;

export interface ReportPictureDeps {
  publishers: Publishers;
  blobs: Blobs;
  mayShow: ((reportId: string, caller: Caller | undefined) => Promise<boolean>) | undefined;
}

export function getReportPicture(deps: ReportPictureDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/media/reports/:id/:file',
    name: 'getReportPicture',
    summary: "A rendition of a report's picture",
    tag: 'publishers',
    access: 'anyone',
    owner: 'public',
    params: Type.Object({
      id: Uuid,
      file: Type.String({ pattern: '^[0-9]{3,4}\\.(avif|webp)$' }),
    }),
    replies: { 200: null, 304: null },
    ratePerMinute: 6_000,
    async handle({ params, caller, headers }) {
      if ((await deps.mayShow?.(params.id, caller)) === false)
        throw problem(
          'story.withheld',
          'This picture is withheld in this region by a legal order.',
        );
      const report = await deps.publishers.report(params.id);
      const file = report?.picture?.renditions.find(({ name }) => name === params.file);
      if (file === undefined) throw gone();
      const etag = `"${file.sha256.slice(0, 32)}"`;
      const common = {
        etag,
        'content-type': `image/${file.format}`,
        'cache-control': `public, max-age=${CACHE_S}`,
        // Caches in front of us purge by this name.
        'surrogate-key': `report-${params.id}`,
      };
      if (headers['if-none-match']?.split(/\s*,\s*/).includes(etag) === true) {
        return { status: 304, headers: common };
      }
      const stream = await deps.blobs.open(file.blobKey);
      if (stream === undefined) throw gone();
      return { status: 200, stream, headers: { ...common, 'content-length': String(file.bytes) } };
    },
  });
}

function gone(): Error {
  return problem('publisher.report_not_found', 'There is no such picture.');
}
