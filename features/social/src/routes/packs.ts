// Follow packs: made, looked at, and left for good. Following everybody in one is following each of them, by the same rules.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  InPacks,
  Pack,
  PackBody,
  PackList,
  PackMade,
  PacksQuery,
  type PackMade as Made,
} from '@jhalak/contracts/packs';
import { assert, cleanText } from '@jhalak/kernel';
import { readPlace, writePlace } from '../lists.ts';
import { adultsOnly, PACKS_MAX, type PackPlace, type PackWords } from '../packs/pack-store.ts';
import { packCard, packsSeen } from '../packs/pack-view.ts';
import type { SocialParts } from './index.ts';

const LIMIT_DEFAULT = 12;
const TOP: PackPlace = {
  sinceMs: Number.MAX_SAFE_INTEGER,
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};
const shared = { tag: 'people', access: 'account', ratePerMinute: 30 } as const;

export function packRoutes(parts: SocialParts): Route[] {
  return [...readRoutes(parts), ...writeRoutes(parts), ...inPacksRoutes(parts)];
}

function readRoutes(parts: SocialParts): Route[] {
  const { packs } = parts;
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/packs',
      name: 'listPacks',
      summary: 'Follow packs by language, the latest changed first',
      tag: 'people',
      access: 'anyone',
      owner: 'public',
      query: PacksQuery,
      replies: { 200: PackList },
      ratePerMinute: 60,
      async handle({ query, caller }) {
        const { language, limit = LIMIT_DEFAULT, cursor } = query;
        const languages = language === undefined ? (caller?.languages ?? []) : [language];
        const before = cursor === undefined ? TOP : readPlace(cursor);
        const stored = await packs.page(languages, before, limit);
        const last = stored.at(-1);
        const next =
          last === undefined || stored.length < limit
            ? null
            : writePlace({ sinceMs: last.changedAtMs, id: last.packId });
        const seen = await packsSeen(parts, stored, caller);
        // Nobody is proposed to follow nobody.
        const items = seen.filter(({ count }) => count > 0).map(packCard);
        return { status: 200, json: { items, next } };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/packs/:id',
      name: 'getPack',
      summary: 'A follow pack with the people in it, as the caller stands to them',
      tag: 'people',
      access: 'anyone',
      owner: 'public',
      params: IdParams,
      replies: { 200: Pack },
      ratePerMinute: 120,
      async handle({ params, caller }) {
        return { status: 200, json: await seenPack(parts, params.id, caller) };
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/me/packs',
      name: 'listOwnPacks',
      summary: 'Follow packs that the caller made',
      owner: 'self',
      replies: { 200: PackList },
      async handle({ caller }) {
        assert(caller, 'the route asks for an account');
        const seen = await packsSeen(parts, await packs.of(caller.personId), caller);
        return { status: 200, json: { items: seen.map(packCard), next: null } };
      },
    }),
  ];
}

function writeRoutes(parts: SocialParts): Route[] {
  const { packs } = parts;
  return [
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/packs',
      name: 'makePack',
      summary: 'Make a follow pack of people whose accounts are public; they are not told',
      owner: 'self',
      body: PackBody,
      replies: { 201: PackMade },
      async handle({ body, caller }) {
        const { self, words, left } = await wordsOf(parts, body, caller);
        const id = await packs.make(self.personId, words);
        if (id === undefined)
          throw problem('pack.full', `At most ${PACKS_MAX} packs can be made. Delete one first.`);
        return { status: 201, json: { pack: await seenPack(parts, id, self), left } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'PUT',
      path: '/v1/packs/:id',
      name: 'changePack',
      summary: 'Change a follow pack of one’s own',
      owner: 'owner',
      params: IdParams,
      body: PackBody,
      replies: { 200: PackMade },
      async handle({ params, body, caller }) {
        const { self, words, left } = await wordsOf(parts, body, caller);
        if (!(await packs.change(self.personId, params.id, words))) throw noPack();
        return { status: 200, json: { pack: await seenPack(parts, params.id, self), left } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/v1/packs/:id',
      name: 'removePack',
      summary: 'Delete a follow pack of one’s own; whoever followed by it goes on following',
      owner: 'owner',
      params: IdParams,
      replies: { 204: null },
      async handle({ params, caller }) {
        assert(caller, 'the route asks for an account');
        if (!(await packs.remove(caller.personId, params.id))) throw noPack();
        return { status: 204 };
      },
    }),
  ];
}

function inPacksRoutes({ packs }: SocialParts): Route[] {
  const one = {
    ...shared,
    path: '/v1/me/in-packs',
    owner: 'self',
    replies: { 200: InPacks },
  } as const;
  return [
    defineRoute({
      ...one,
      method: 'GET',
      name: 'getInPacks',
      summary: 'Whether others may put the caller into their follow packs',
      async handle({ caller }) {
        assert(caller, 'the route asks for an account');
        const out = await packs.unpackedAmong([caller.personId]);
        return { status: 200, json: { allowed: !out.has(caller.personId) } };
      },
    }),
    defineRoute({
      ...one,
      method: 'PUT',
      name: 'setInPacks',
      summary: 'Leave every follow pack of others for good, or allow being in them again',
      body: InPacks,
      async handle({ body, caller }) {
        assert(caller, 'the route asks for an account');
        await packs.allow(caller.personId, body.allowed);
        return { status: 200, json: body };
      },
    }),
  ];
}

// Why somebody cannot be in a pack is theirs: private, a child, a block, not wanting to are told alike.
async function wordsOf(
  { people, ties, visibility, packs }: SocialParts,
  body: PackBody,
  caller: Caller | undefined,
): Promise<{ self: Caller; words: PackWords; left: Made['left'] }> {
  assert(caller, 'the route asks for an account');
  if (caller.ageBand !== '18plus') throw adultsOnly();
  const name = cleanText(body.name).replaceAll(/\s+/gu, ' ').trim();
  if (name === '') throw problem('request.invalid', 'A pack needs a name.');
  const text = `${name}\n${cleanText(body.text)}`;
  // Kept, it would be shown to nobody, its maker included, and still count among those that can be made.
  const said = { personId: caller.personId, text };
  if (visibility.checkWords('social.pack', said, { state: caller.state }).kind === 'hidden')
    throw problem('pack.words', 'A pack with these words cannot be shown here. Choose others.');
  const { blocked } = await ties.of(caller.personId);
  const found = new Map<string, string>();
  const left: string[] = [];
  for (const handle of new Set(body.people)) {
    const person = await people.personByHandle(handle);
    const id = person?.personId ?? '';
    const mayBe =
      person !== undefined &&
      !blocked.has(id) &&
      !visibility.isPrivate(id) &&
      visibility.checkPerson('social.pack', id, {}).kind === 'visible' &&
      (await people.viewerById(id))?.ageBand === '18plus';
    if (mayBe) found.set(id, handle);
    else left.push(handle);
  }
  const others = [...found.keys()].filter((id) => id !== caller.personId);
  for (const id of await packs.unpackedAmong(others)) {
    left.push(found.get(id) ?? '');
    found.delete(id);
  }
  if (found.size === 0)
    throw problem('pack.nobody', 'Nobody of these can be in a pack. Name people who are public.');
  const words = { name, description: cleanText(body.text), language: body.language };
  return { self: caller, words: { ...words, people: [...found.keys()] }, left };
}

async function seenPack(
  parts: SocialParts,
  packId: string,
  caller: Caller | undefined,
): Promise<Pack> {
  const stored = await parts.packs.byId(packId);
  const [pack] = stored === undefined ? [] : await packsSeen(parts, [stored], caller);
  if (pack === undefined) throw noPack();
  return pack;
}

function noPack(): Error {
  return problem('pack.not_found', 'There is no such pack here. Its maker may have deleted it.');
}
