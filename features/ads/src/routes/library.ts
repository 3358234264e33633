// The public ad library: for everybody, signed in or not.

import { defineRoute, type Route } from '@jhalak/contracts';
import { AdLibraryPage, AdLibraryQuery } from '@jhalak/contracts/ad-library';
import { readLibrary, type LibraryDeps } from '../library/read-library.ts';

/** Somebody who leafs through it; a search looks at every ad. */
const PAGES_PER_MINUTE = 120;

export function libraryRoutes(deps: LibraryDeps): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/ads/library',
      name: 'getAdLibrary',
      summary:
        'Every ad that was shown here: sponsor, advertiser, dates, reach and spend in bands, targeting, placements',
      tag: 'ads',
      access: 'anyone',
      owner: 'public',
      query: AdLibraryQuery,
      replies: { 200: AdLibraryPage },
      ratePerMinute: PAGES_PER_MINUTE,
      handle: async ({ query, caller }) => ({
        status: 200,
        json: await readLibrary(deps, query, caller),
      }),
    }),
  ];
}
