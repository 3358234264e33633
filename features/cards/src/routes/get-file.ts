// The bytes of a card's picture or loop. Every request asks visibility; devices keep what they have by its digest.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { Uuid } from '@jhalak/contracts/fields';
import type { Blobs, Database } from '@jhalak/ports';
import { onlookerOf } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { Type } from 'typebox';
import type { BrandGate } from '../brand-gate.ts';
import type { CardStore } from '../card-store.ts';
import { cardUnknown } from '../desk.ts';
import type { KillLists } from '../kill-lists.ts';
import type { CardPool } from '../pool.ts';
import type { Card } from '../types.ts';
import { isKnown } from './conditional.ts';
import { brandOf, type Deliveries } from './lock-caller.ts';

/** The longest that a cache may keep bytes without asking again: a killed card's picture is gone within it. */
const CACHE_S = 60;
/** Twenty pictures a pack, many phones behind one address. */
const FILES_PER_MINUTE = 6_000;

export interface FileRouteDeps {
  database: Database;
  blobs: Blobs;
  visibility: Visibility;
  store: CardStore;
  pool: CardPool;
  kills: KillLists;
  deliveries: Deliveries;
  gate: BrandGate | undefined;
}

export function getFile(deps: FileRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/lock/v1/cards/:id/files/:sha256',
    name: 'getCardFile',
    summary: 'A picture or loop of a card, by its digest',
    tag: 'lock',
    access: 'anyone',
    owner: 'public',
    params: Type.Object({ id: Uuid, sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
    replies: { 200: null, 304: null },
    ratePerMinute: FILES_PER_MINUTE,
    async handle({ params, caller, headers }) {
      const onlooker = onlookerOf(caller);
      const brand = await brandOf(deps.gate, headers);
      // The desk goes on looking at its cards while phones are dark.
      const allDark = onlooker.staff !== true && (await deps.kills.standing()).allDark;
      if (brand?.allowed === false || allDark)
        throw problem('lock.dark', 'The lock screen is turned off: show the neutral card.');
      const verdict = await deps.visibility.checkCardFresh('cards.picture', params.id, onlooker);
      if (verdict.kind === 'hidden') throw cardUnknown();
      const card = deps.pool.get(params.id) ?? (await stored(deps, params.id));
      const file = card === undefined ? undefined : fileOf(card, params.sha256);
      if (file === undefined) throw cardUnknown();
      // What strangers may see may rest in shared caches; the rest only in the viewer's own.
      const strangers = deps.visibility.checkCard('cards.picture', params.id, {});
      const etag = `"${params.sha256.slice(0, 32)}"`;
      const common = {
        etag,
        'cache-control': `${strangers.kind === 'visible' ? 'public' : 'private'}, max-age=${CACHE_S}`,
        'content-type': file.type,
        'surrogate-key': `card-${params.id}`,
        // A brand that is dark gets nothing, and roles see more.
        vary: 'authorization, cookie, jhalak-brand',
      };
      if (isKnown(headers['if-none-match'], etag)) return { status: 304, headers: common };
      const stream = await deps.blobs.open(file.key);
      if (stream === undefined) throw cardUnknown();
      deps.deliveries.file(brand, file.bytes);
      return {
        status: 200,
        stream,
        headers: { ...common, 'content-length': String(file.bytes) },
      };
    },
  });
}

async function stored({ store, database }: FileRouteDeps, id: string): Promise<Card | undefined> {
  return (await store.byIds(database, [id]))[0];
}

function fileOf(
  card: Card,
  sha256: string,
): { key: string; bytes: number; type: string } | undefined {
  if (card.loop?.sha256 === sha256)
    return { key: card.loop.key, bytes: card.loop.bytes, type: 'video/mp4' };
  const rendition = card.picture?.renditions.find((one) => one.sha256 === sha256);
  return rendition === undefined
    ? undefined
    : { key: rendition.key, bytes: rendition.bytes, type: `image/${rendition.format}` };
}
