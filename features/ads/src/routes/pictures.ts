// Pictures for the lock screen: sent by an advertiser, and their bytes for whoever may see them.

import { defineRoute, organisationsOf, problem, type Caller, type Route } from '@jhalak/contracts';
import { AdvertiserParams } from '@jhalak/contracts/ads';
import {
  AD_PICTURE_BYTES_MAX,
  AdPicture,
  AdPictureBody,
  AdPictureFileParams,
  AdPictureParams,
} from '@jhalak/contracts/ads-pictures';
import {
  approvedWith,
  readPicture,
  shownPicture,
  type AdRendition,
  type PictureKey,
} from '../pictures/picture-store.ts';
import { takePicture, type PictureDeps } from '../pictures/take-picture.ts';
import type { AdSight } from '../types.ts';
import { actorOf, ADVERTISER_ACCESS, OURS } from './shared.ts';

/** Base64 takes a third more than its bytes. */
const BODY_BYTES_MAX = Math.ceil(AD_PICTURE_BYTES_MAX / 3) * 4 + 1_000;
/** Each costs seconds of a core. */
const SENT_PER_MINUTE = 20;
/** The longest that a cache may keep bytes without asking again. */
const CACHE_S = 60;
/** Many phones behind one address. */
const FILES_PER_MINUTE = 6_000;

export interface PictureRouteDeps extends PictureDeps {
  sight: AdSight;
}

export function pictureRoutes(deps: PictureRouteDeps): Route[] {
  return [send(deps), get(deps), file(deps)];
}

function send(deps: PictureRouteDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: '/v1/ads/advertisers/:organisation/pictures',
    name: 'sendAdPicture',
    summary: 'A picture for a lock screen ad; it is looked at and encoded a moment later',
    params: AdvertiserParams,
    body: AdPictureBody,
    bodyLimitBytes: BODY_BYTES_MAX,
    ratePerMinute: SENT_PER_MINUTE,
    replies: { 202: AdPicture },
    async handle({ params: { organisation }, body, caller }) {
      const picture = await takePicture(deps, organisation, body.data, actorOf(caller));
      const row = await readPicture(deps.database, { organisation, picture });
      return { status: 202, json: shownPicture(row) };
    },
  });
}

function get(deps: PictureRouteDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: '/v1/ads/advertisers/:organisation/pictures/:picture',
    name: 'getAdPicture',
    summary: 'How far a picture is, and its encodings',
    params: AdPictureParams,
    replies: { 200: AdPicture },
    handle: async ({ params }) => ({
      status: 200,
      json: shownPicture(await readPicture(deps.database, params)),
    }),
  });
}

function file(deps: PictureRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/ads/pictures/:organisation/:picture/:sha256',
    name: 'getAdPictureFile',
    summary: 'The bytes of an ad’s picture, by their digest',
    tag: 'ads',
    access: 'anyone',
    owner: 'public',
    params: AdPictureFileParams,
    replies: { 200: null, 304: null },
    ratePerMinute: FILES_PER_MINUTE,
    async handle({ params, caller, headers }) {
      const row = await readPicture(deps.database, params);
      const found = row.made?.renditions.find((one) => one.sha256 === params.sha256);
      const seenBy = await whoMaySee(deps, params, caller);
      if (found === undefined || seenBy === 'nobody') throw gone();
      const etag = `"${params.sha256.slice(0, 32)}"`;
      const common = headersOf(found, etag, seenBy);
      if (headers['if-none-match']?.includes(etag) === true)
        return { status: 304, headers: common };
      const stream = await deps.blobs.open(found.key);
      if (stream === undefined) throw gone();
      return {
        status: 200,
        stream,
        headers: { ...common, 'content-length': String(found.bytes) },
      };
    },
  });
}

type SeenBy = 'everybody' | 'caller' | 'nobody';

/** Its advertiser and the reviewers see it always; others while an approved ad with it may be seen. */
async function whoMaySee(
  { database, sight }: PictureRouteDeps,
  key: PictureKey,
  caller: Caller | undefined,
): Promise<SeenBy> {
  const creatives = await approvedWith(database, key);
  if (creatives.some((creative) => sight.maySee('ads.picture', creative, caller)))
    return 'everybody';
  if (caller === undefined) return 'nobody';
  const roles = [...ADVERTISER_ACCESS, 'moderator' as const];
  const held = organisationsOf(caller, roles);
  return held === 'all' || held.includes(key.organisation) ? 'caller' : 'nobody';
}

function headersOf({ format }: AdRendition, etag: string, seenBy: SeenBy): Record<string, string> {
  return {
    etag,
    'cache-control': `${seenBy === 'everybody' ? 'public' : 'private'}, max-age=${CACHE_S}`,
    'content-type': `image/${format}`,
    // Roles see more.
    vary: 'authorization, cookie',
  };
}

const gone = (): Error =>
  problem('ads.not_found', 'There is no such picture, or it may not be seen now.');
