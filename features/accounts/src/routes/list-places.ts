import { defineRoute, type Route } from '@jhalak/contracts';
import { PlaceList } from '@jhalak/contracts/accounts';
import type { HomePlaces } from '../home-places.ts';

/** An hour: a country makes a new state once in years. */
const CACHE = 'public, max-age=3600';

export function listPlaces(places: HomePlaces): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/places',
    name: 'listPlaces',
    summary: 'The states or provinces that somebody here can say that they live in',
    tag: 'accounts',
    access: 'anyone',
    owner: 'public',
    replies: { 200: PlaceList },
    async handle() {
      const headers = { 'cache-control': CACHE };
      return { status: 200, json: { items: await places.list() }, headers };
    },
  });
}
