import { defineRoute, problem, type Route, type RouteReply } from '@jhalak/contracts';
import { LanguageCode } from '@jhalak/contracts/fields';
import { SignedJson } from '@jhalak/contracts/lock';
import { Type } from 'typebox';
import type { BrandGate } from '../brand-gate.ts';
import type { KillLists } from '../kill-lists.ts';
import type { ContextualPacks, ReadyPack } from '../packs/contextual-packs.ts';
import { mayBePersonal } from '../packs/lock-slots.ts';
import { variantName, type PackVariant } from '../packs/pack-files.ts';
import type { PersonalPacks } from '../packs/personal-packs.ts';
import { isKnown } from './conditional.ts';
import { brandOf, checkRegion, type Deliveries } from './lock-caller.ts';

/** A device asks a few times a day; whole shops of phones share an address. */
const PACKS_PER_MINUTE = 240;
/** Shared caches may keep a contextual pack this long: what is killed meanwhile is dark by the kill list. */
const CACHE_S = 60;

const PackQueryParams = Type.Object({
  /** Pixels that pictures are wide. */
  width: Type.Optional(Type.Enum(['360', '720'])),
  format: Type.Optional(Type.Enum(['avif', 'webp'])),
  /** `contextual` asks for the pack without any identifier, also with a token. */
  kind: Type.Optional(Type.Enum(['contextual', 'personal'])),
});

export interface PackRouteDeps {
  region: string;
  contextual: ContextualPacks;
  personal: PersonalPacks;
  kills: KillLists;
  deliveries: Deliveries;
  gate: BrandGate | undefined;
}

export function getPack(deps: PackRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/lock/v1/packs/:region/:language/current',
    name: 'getLockPack',
    summary:
      'The pack to show now: personal for a viewer who allowed it, else the same for everybody',
    tag: 'lock',
    access: 'anyone',
    owner: 'public',
    params: Type.Object({ region: Type.String({ pattern: '^[a-z]{2}$' }), language: LanguageCode }),
    query: PackQueryParams,
    whileBlocked: 'open',
    replies: { 200: SignedJson, 304: null },
    ratePerMinute: PACKS_PER_MINUTE,
    async handle({ params, query, caller, headers, signal }) {
      checkRegion(params.region, deps.region);
      const brand = await brandOf(deps.gate, headers);
      const kills = await deps.kills.standing();
      if (brand?.allowed === false || kills.allDark)
        throw problem('lock.dark', 'The lock screen is turned off: show the neutral card.');
      const variant: PackVariant = {
        widthPx: query.width === '720' ? 720 : 360,
        format: query.format ?? 'webp',
      };
      const own = query.kind !== 'contextual' && mayBePersonal(caller);
      const pack = own
        ? await deps.personal.current(
            caller,
            params.language,
            variant,
            kills.version,
            signal,
            brand?.organisation,
          )
        : await deps.contextual.current(params.language, variant, brand?.organisation);
      const reply = answer(pack, variant, own, headers);
      if (reply.status === 304) deps.deliveries.notModified(brand, params.language);
      else deps.deliveries.pack(brand, params.language, pack);
      return reply;
    },
  });
}

function answer(
  pack: ReadyPack,
  variant: PackVariant,
  own: boolean,
  headers: Readonly<Record<string, string | undefined>>,
): RouteReply {
  const etag = `"${own ? 'p' : 'c'}${pack.version}-${variantName(variant)}"`;
  const common = {
    etag,
    'cache-control': own ? 'private, no-cache' : `public, max-age=${CACHE_S}`,
    // With a token the same address can hold another pack.
    vary: 'authorization, cookie, jhalak-brand',
  };
  if (isKnown(headers['if-none-match'], etag)) return { status: 304, headers: common };
  return { status: 200, rawJson: pack.body, headers: common };
}
