import { defineRoute, type Route } from '@jhalak/contracts';
import {
  BrandKeyBody,
  BrandKeyCreated,
  BrandKeyList,
  BrandKeyParams,
  OrganisationParams,
} from '@jhalak/contracts/partners';
import { assert } from '@jhalak/kernel';
import type { BrandKeys } from '../brand-keys.ts';
import { actorOf, BRAND_ACCESS } from './actor.ts';

const ours = { tag: 'partners', access: BRAND_ACCESS, owner: 'organisation' } as const;

/** Keys of a brand: list, make or replace, end. */
export function keyRoutes(keys: BrandKeys): Route[] {
  return [
    defineRoute({
      ...ours,
      method: 'GET',
      path: '/v1/partner/brands/:organisation/keys',
      name: 'listBrandKeys',
      summary: 'Keys of a brand, those in force first; never their secrets',
      params: OrganisationParams,
      replies: { 200: BrandKeyList },
      handle: async ({ params }) => ({
        status: 200,
        json: { items: await keys.list(params.organisation) },
      }),
    }),
    defineRoute({
      ...ours,
      method: 'POST',
      path: '/v1/partner/brands/:organisation/keys',
      name: 'makeBrandKey',
      summary: 'A new key, also in the place of an old one that goes on for a while; shown once',
      params: OrganisationParams,
      body: BrandKeyBody,
      replies: { 201: BrandKeyCreated },
      async handle({ params, body, caller }) {
        assert(caller, 'the route asks for a role');
        const made = await keys.create(params.organisation, body, actorOf(caller));
        return { status: 201, json: made };
      },
    }),
    defineRoute({
      ...ours,
      method: 'DELETE',
      path: '/v1/partner/brands/:organisation/keys/:key',
      name: 'endBrandKey',
      summary: 'End a key now',
      params: BrandKeyParams,
      replies: { 204: null },
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a role');
        await keys.end(params.organisation, params.key, actorOf(caller));
        return { status: 204 };
      },
    }),
  ];
}
