// ads.txt, app-ads.txt and sellers.json, where crawlers look for them.

import { defineRoute, type Route } from '@jhalak/contracts';
import type { Database } from '@jhalak/ports';
import { Readable } from 'node:stream';
import { adsTxtOf, readSelling, sellersJsonOf } from '../seats/selling.ts';

/** Crawlers come daily; a change is everywhere within the hour. */
const CACHED = 'public, max-age=3600';

export function publicFileRoutes(database: Database): Route[] {
  const txt = 'text/plain; charset=utf-8';
  return [
    file('/ads.txt', 'getAdsTxt', txt, async () => adsTxtOf(await readSelling(database))),
    file('/app-ads.txt', 'getAppAdsTxt', txt, async () => adsTxtOf(await readSelling(database))),
    file('/sellers.json', 'getSellersJson', 'application/json', async () =>
      sellersJsonOf(await readSelling(database)),
    ),
  ];
}

function file(path: string, name: string, type: string, read: () => Promise<string>): Route {
  return defineRoute({
    method: 'GET',
    path,
    name,
    summary: `Who may sell places of this cell, for crawlers: ${path}`,
    tag: 'ads',
    access: 'anyone',
    owner: 'public',
    whileBlocked: 'open',
    replies: { 200: null },
    async handle() {
      const bytes = Buffer.from(await read());
      const headers = {
        ...{ 'content-type': type, 'content-length': String(bytes.byteLength) },
        'cache-control': CACHED,
      };
      return { status: 200, stream: Readable.from([bytes]), headers };
    },
  });
}
