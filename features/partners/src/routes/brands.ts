// Brands: who they are, whether they are lit.

import { defineRoute, organisationsOf, type Route } from '@jhalak/contracts';
import {
  Brand,
  BrandBody,
  BrandChange,
  BrandList,
  BrandStageBody,
  BrandSwitchBody,
  OrganisationParams,
} from '@jhalak/contracts/partners';
import { assert } from '@jhalak/kernel';
import type { BrandStore } from '../brand-store.ts';
import { setStage, turnSwitch, type SwitchDeps } from '../brand-switch.ts';
import { actorOf, BRAND_ACCESS } from './actor.ts';

const ours = { tag: 'partners', access: BRAND_ACCESS, owner: 'organisation' } as const;
const staff = { tag: 'partners', access: ['operator'], owner: 'staff' } as const;

export function brandRoutes(deps: SwitchDeps): Route[] {
  const { store } = deps;
  return [
    listBrands(store),
    createBrand(store),
    getBrand(store),
    changeBrand(store),
    switchBrand(deps),
    stageBrand(deps),
  ];
}

function listBrands(store: BrandStore): Route {
  return defineRoute({
    ...ours,
    method: 'GET',
    path: '/v1/partner/brands',
    name: 'listBrands',
    summary: 'Brands that the caller looks after, by name',
    replies: { 200: BrandList },
    async handle({ caller }) {
      assert(caller, 'the route asks for a role');
      const reach = organisationsOf(caller, BRAND_ACCESS);
      return { status: 200, json: { items: await store.list(reach), operator: reach === 'all' } };
    },
  });
}

function createBrand(store: BrandStore): Route {
  return defineRoute({
    ...staff,
    method: 'POST',
    path: '/v1/partner/brands',
    name: 'createBrand',
    summary: 'Invite a brand; its people get the role `partner` of its organisation',
    body: BrandBody,
    replies: { 201: Brand },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for an operator');
      await store.create(body, actorOf(caller));
      return { status: 201, json: await store.get(body.organisation) };
    },
  });
}

function getBrand(store: BrandStore): Route {
  return defineRoute({
    ...ours,
    method: 'GET',
    path: '/v1/partner/brands/:organisation',
    name: 'getBrand',
    summary: 'One brand',
    params: OrganisationParams,
    replies: { 200: Brand },
    handle: async ({ params }) => ({ status: 200, json: await store.get(params.organisation) }),
  });
}

function changeBrand(store: BrandStore): Route {
  return defineRoute({
    ...ours,
    method: 'PATCH',
    path: '/v1/partner/brands/:organisation',
    name: 'changeBrand',
    summary: 'Name, languages and models of a brand',
    params: OrganisationParams,
    body: BrandChange,
    replies: { 200: Brand },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for a role');
      await store.change(params.organisation, body, actorOf(caller));
      return { status: 200, json: await store.get(params.organisation) };
    },
  });
}

function switchBrand(deps: SwitchDeps): Route {
  return defineRoute({
    ...ours,
    method: 'POST',
    path: '/v1/partner/brands/:organisation/switch',
    name: 'switchBrand',
    summary: 'Turn all packs of a brand dark, or lit again',
    params: OrganisationParams,
    body: BrandSwitchBody,
    replies: { 200: Brand },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for a role');
      await turnSwitch(deps, params.organisation, body, actorOf(caller));
      return { status: 200, json: await deps.store.get(params.organisation) };
    },
  });
}

function stageBrand(deps: SwitchDeps): Route {
  return defineRoute({
    ...staff,
    method: 'POST',
    path: '/v1/partner/brands/:organisation/stage',
    name: 'stageBrand',
    summary: "Let a brand out to people's phones, or take it back to testing",
    params: OrganisationParams,
    body: BrandStageBody,
    replies: { 200: Brand },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for an operator');
      await setStage(deps, params.organisation, body, actorOf(caller));
      return { status: 200, json: await deps.store.get(params.organisation) };
    },
  });
}
