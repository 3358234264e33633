// Channels: the list of genres with their sub-topics, and the clips of one.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { GENRES } from '@jhalak/contracts/languages';
import {
  ChannelList,
  ChannelPage,
  ChannelParams,
  ChannelQuery,
  ChannelsQuery,
  type Channel,
} from '@jhalak/contracts/trends';
import type { ChannelShelf } from '../channel-shelf.ts';
import type { ClipGate } from '../clip-gate.ts';

export interface ChannelRouteDeps {
  shelf: ChannelShelf;
  gate: ClipGate;
}

const LIMIT_DEFAULT = 18;
/** Pictures of a channel, and clips that are looked at for them. */
const PICTURES = 3;
const PICTURES_FROM = 24;
/** Order, place and last clip; the longest list of a channel has 300 clips. */
const CURSOR_PATTERN = /^([pn])(\d{1,3})_([0-9a-f-]{36})$/u;

export function channelRoutes(deps: ChannelRouteDeps): Route[] {
  return [listChannels(deps), getChannel(deps)];
}

function listChannels({ shelf, gate }: ChannelRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/channels',
    name: 'listChannels',
    summary: 'Genres that hold clips, each with its frequent tags, in one language or in all',
    tag: 'search',
    access: 'anyone',
    owner: 'public',
    query: ChannelsQuery,
    replies: { 200: ChannelList },
    async handle({ query: { language }, caller }) {
      const mayShow = await gate.of(caller, 'search.channels');
      const items: Channel[] = [];
      for (const genre of GENRES) {
        const ids = shelf.clipsOf({ genre, language }, 'popular').slice(0, PICTURES_FROM);
        const facts = await shelf.facts(ids);
        const pictures = ids.flatMap((id) => {
          const fact = facts.get(id);
          return fact !== undefined && mayShow(id, fact.creatorId) ? [fact] : [];
        });
        if (pictures.length === 0) continue;
        items.push({
          genre,
          topics: [...(await topics({ shelf, gate }, { genre, language }))],
          pictures: pictures
            .slice(0, PICTURES)
            .map(({ poster, thumbhash }) => ({ poster, thumbhash })),
        });
      }
      const json: ChannelList = { items };
      return { status: 200, json };
    },
  });
}

function getChannel({ shelf, gate }: ChannelRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/channels/:genre',
    name: 'getChannel',
    summary: 'Clips of a genre: popular or newest first, in one language or in all',
    tag: 'search',
    access: 'anyone',
    owner: 'public',
    params: ChannelParams,
    query: ChannelQuery,
    replies: { 200: ChannelPage },
    async handle({ params: { genre }, query, caller }) {
      const { language, topic, order = 'popular', limit = LIMIT_DEFAULT } = query;
      const scope = { genre, language };
      const ids = shelf.clipsOf(scope, order);
      const facts = await shelf.facts(ids);
      const mayShow = await gate.of(caller, 'search.channels');
      const wanted = topic?.normalize('NFC').toLowerCase();
      const shown: string[] = [];
      let at = placeOf(query.cursor, order, ids);
      for (; at < ids.length && shown.length < limit; at += 1) {
        const id = ids[at] ?? '';
        const fact = facts.get(id);
        if (fact === undefined || !mayShow(id, fact.creatorId)) continue;
        if (wanted === undefined || fact.tags.includes(wanted)) shown.push(id);
      }
      const texts = await gate.present(shown, caller);
      const items = shown.flatMap((id) => texts.get(id) ?? []);
      const head = JSON.stringify({
        genre,
        languages: shelf.languagesOf(genre),
        topics: await topics({ shelf, gate }, scope),
        next: at < ids.length ? `${order[0]}${at}_${ids[at - 1]}` : null,
      });
      return { status: 200, rawJson: `${head.slice(0, -1)},"items":[${items.join(',')}]}` };
    },
  });
}

async function topics(
  { shelf, gate }: ChannelRouteDeps,
  scope: { genre: string; language?: string | undefined },
): Promise<Channel['topics']> {
  return [...(await shelf.topicsOf(scope, (id) => gate.isPublic('search.channels', id)))];
}

// After the clip that was last, wherever it stands by now; where it is gone, at its place.
function placeOf(
  cursor: string | undefined,
  order: 'popular' | 'newest',
  ids: readonly string[],
): number {
  if (cursor === undefined) return 0;
  const [, of, place, last = ''] = CURSOR_PATTERN.exec(cursor) ?? [];
  if (of !== order[0])
    throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
  const known = ids.indexOf(last);
  return known === -1 ? Number(place) : known + 1;
}
