// Other people's auctions: a partner app that has a place of its own asks, and our line items bid. What is answered is told by the
// person's device (trackers in the markup), as everywhere; nothing is billed on a server's word.

import {
  priceToMicros,
  microsToPrice,
  readNativeRequest,
  writeVast,
  type Bid,
  type BidRequest,
  type BidResponse,
  type Imp,
  type LinearAd,
  type NativeRequest,
} from '@jhalak/openrtb';
import { GENRES, LANGUAGE_CODES } from '@jhalak/contracts/languages';
import type { Video } from '@jhalak/contracts/videos';

/** Slots of one question that are looked at: partners' places have one or two, and each is a decision of its own. */
const SLOTS_MAX = 4;
/** Who names no time gets this one; nobody waits longer for ads. */
const TMAX_MS = 1_000;
/** Of it, for the answer's way back. */
const WAY_MS = 10;
const MTYPE = { native: 4, clip: 2 } as const;
/** Native 1.2: data assets that a card of words can fill. */
const DATA = { sponsor: 1, text: 2, button: 12 } as const;
/** Native 1.2, 7.6 and 7.7: an impression, as an image. */
const EVENT_IMPRESSION = 1;
const METHOD_IMAGE = 1;
const MP4 = 'video/mp4';

/** One of a partner's places, as our line items see it. */
export interface ExchangeSlot {
  kind: 'native' | 'clip';
  language: string;
  genre: string | undefined;
  /** ISO 3166-2. */
  state: string | undefined;
  /** CPM. */
  floorMicros: number;
  /** Domains with all below them. */
  blockedDomains: readonly string[];
  /** Whether this advertiser may bid there. */
  takes: (organisation: string) => boolean;
  /** The partner's organisation: its share is on its statement. */
  partner: string;
}

/** What one line item offers for it. Its money is reserved until `token` ends. */
export interface ExchangeOffer {
  grantId: string;
  token: string;
  organisation: string;
  campaign: string;
  lineItem: string;
  creative: string;
  /** CPM. */
  priceMicros: number;
  sponsor: string;
  domain: string;
  button: string;
  url: string;
  content: { kind: 'native'; title: string; text: string } | { kind: 'clip'; video: Video };
  /** For how long it may be shown. */
  lifeMs: number;
}

/** Own line items; by serving. */
export interface ExchangeDemand {
  /** @returns undefined when nothing fits. Cost: memory, and a share of one durable write. */
  offer(slot: ExchangeSlot): Promise<ExchangeOffer | undefined>;
}

export interface ExchangeDeps {
  demand: ExchangeDemand;
  /** ISO 4217. @throws `ledger.no_currency`. */
  currency: () => string;
  /** Two letters. */
  region: string;
  /** Under which devices reach this cell, no path. */
  address: string;
}

/**
 * @returns bids on the slots that something fits; undefined for none, which is a 204. An answer that would come after the request's
 * `tmax` is none: who asks has decided without it, and what was reserved for it goes back by itself.
 */
export async function answerRequest(
  deps: ExchangeDeps,
  request: BidRequest,
  partner: string,
): Promise<BidResponse | undefined> {
  const withinMs = Math.max(1, Math.min(request.tmax ?? TMAX_MS, TMAX_MS) - WAY_MS);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), withinMs);
  });
  try {
    return await Promise.race([bidsOn(deps, request, partner), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function bidsOn(
  deps: ExchangeDeps,
  request: BidRequest,
  partner: string,
): Promise<BidResponse | undefined> {
  const currency = deps.currency();
  if (request.cur !== undefined && !request.cur.includes(currency)) return undefined;
  const taken = new Set<string>();
  const seatbid = [];
  for (const imp of request.imp.slice(0, SLOTS_MAX)) {
    const slot = slotOf(deps, request, imp, { partner, currency, taken });
    const offer = slot && (await deps.demand.offer(slot));
    const bid = offer && bidOf(deps, imp, offer);
    if (offer === undefined || bid === undefined) continue;
    taken.add(offer.organisation);
    seatbid.push({ seat: offer.organisation, bid: [bid] });
  }
  return seatbid.length === 0 ? undefined : { id: request.id, cur: currency, seatbid };
}

interface SlotTerms {
  partner: string;
  currency: string;
  /** Advertisers that bid on another slot of the same question. */
  taken: ReadonlySet<string>;
}

/** @returns what our line items are asked; undefined for a slot that they cannot fill. */
function slotOf(
  { region }: ExchangeDeps,
  request: BidRequest,
  imp: Imp,
  { partner, currency, taken }: SlotTerms,
): ExchangeSlot | undefined {
  const kind = kindOf(imp);
  const floor = imp.bidfloor ?? 0;
  // A floor in another currency is never converted; OpenRTB's default is US dollars.
  if (kind === undefined || (floor > 0 && (imp.bidfloorcur ?? 'USD') !== currency))
    return undefined;
  // Only open bids: deals of others are not ours.
  if (imp.pmp?.private_auction === 1) return undefined;
  const floorMicros = priceToMicros(floor, 'up');
  if (floorMicros === undefined) return undefined;
  const { wseat, bseat = [] } = request;
  return {
    ...{ kind, floorMicros, partner, blockedDomains: request.badv ?? [] },
    ...contextOf(request, region),
    takes: (seat) => !taken.has(seat) && wseat?.includes(seat) !== false && !bseat.includes(seat),
  };
}

/** Interstitials, skippable or rewarded places want more than a card of words or a clip promises: those are left out. */
function kindOf(imp: Imp): ExchangeSlot['kind'] | undefined {
  if (imp.native !== undefined) return 'native';
  const { video } = imp;
  const takesMp4 = video?.mimes?.includes(MP4) === true;
  // 7: VAST 4.0, 8: its wrapper, 11 to 14: 4.1 and 4.2.
  const takesVast = video?.protocols?.some((one) => [7, 11, 13].includes(one)) !== false;
  return takesMp4 && takesVast ? 'clip' : undefined;
}

function contextOf(
  request: BidRequest,
  region: string,
): Pick<ExchangeSlot, 'language' | 'genre' | 'state'> {
  const content = request.app?.content ?? request.site?.content;
  const said = [content?.language, request.device?.language].map((one) => one?.slice(0, 2));
  const language = LANGUAGE_CODES.find((code) => said.includes(code)) ?? 'en';
  const genre = GENRES.find((one) => one === content?.genre);
  const { region: part } = request.device?.geo ?? {};
  const state = part?.includes('-') === true ? part : part && `${region.toUpperCase()}-${part}`;
  const known = state !== undefined && /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(state);
  return { language, genre, state: known ? state : undefined };
}

function bidOf(deps: ExchangeDeps, imp: Imp, offer: ExchangeOffer): Bid | undefined {
  const markup =
    offer.content.kind === 'native'
      ? nativeMarkup(deps, imp, offer, offer.content)
      : vastMarkup(deps, offer, offer.content.video);
  if (markup === undefined) return undefined;
  return {
    ...{ id: offer.grantId, impid: imp.id, price: Number(microsToPrice(offer.priceMicros)) },
    ...{ adid: offer.creative, crid: offer.creative, cid: offer.campaign },
    ...{ adomain: [offer.domain], mtype: MTYPE[offer.content.kind], adm: markup },
    exp: Math.floor(offer.lifeMs / 1_000),
  };
}

/** Whom a device tells of an ad. */
function toldAt(
  { address }: ExchangeDeps,
  type: 'render' | 'click',
  { token }: ExchangeOffer,
): string {
  return `${address}/openrtb2/told/${type}?token=${encodeURIComponent(token)}`;
}

/** @returns a card in the places that are asked for; undefined when something is required that a card of words has not. */
function nativeMarkup(
  deps: ExchangeDeps,
  imp: Imp,
  offer: ExchangeOffer,
  content: { title: string; text: string },
): string | undefined {
  const read = readNativeRequest(imp.native?.request ?? '');
  if (!read.ok) return undefined;
  const assets = [];
  for (const [at, asset] of read.value.assets.entries()) {
    const filled = fill(asset, offer, content);
    if (filled !== undefined) assets.push({ id: asset.id ?? at, ...filled });
    else if (asset.required === 1) return undefined;
  }
  const url = toldAt(deps, 'render', offer);
  return JSON.stringify({
    ...{ ver: '1.2', assets },
    link: { url: offer.url, clicktrackers: [toldAt(deps, 'click', offer)] },
    eventtrackers: [{ event: EVENT_IMPRESSION, method: METHOD_IMAGE, url }],
  });
}

function fill(
  asset: NativeRequest['assets'][number],
  { sponsor, button }: ExchangeOffer,
  { title, text }: { title: string; text: string },
): object | undefined {
  if (asset.title !== undefined) return { title: { text: cut(title, asset.title.len) } };
  const words: Readonly<Record<number, string>> = {
    [DATA.sponsor]: sponsor,
    [DATA.text]: text,
    [DATA.button]: button,
  };
  const value = asset.data && words[asset.data.type];
  if (value === undefined || value === '') return undefined;
  return { data: { type: asset.data?.type, value: cut(value, asset.data?.len ?? value.length) } };
}

function cut(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, Math.max(0, most - 1)).join('')}…`;
}

function vastMarkup(deps: ExchangeDeps, offer: ExchangeOffer, video: Video): string {
  const absolute = (url: string): string => new URL(url, deps.address).href;
  const ad: LinearAd = {
    ...{ id: offer.creative, adServingId: offer.grantId, system: 'Jhalak' },
    ...{ title: offer.sponsor, advertiser: offer.sponsor, errors: [] },
    impressions: [toldAt(deps, 'render', offer)],
    viewable: { viewable: [], notViewable: [], undetermined: [] },
    ...{ creativeId: offer.creative, durationMs: video.durationMs, tracking: [] },
    universalAdId: { registry: new URL(deps.address).hostname, value: offer.creative },
    mediaFiles: video.renditions.map(({ url, widthPx, heightPx, bitrateBps, codec }) => ({
      ...{ url: absolute(url), type: MP4, delivery: 'progressive' as const },
      ...{ widthPx, heightPx, bitrateBps, codec },
    })),
    ...{ clickThrough: offer.url, clickTracking: [toldAt(deps, 'click', offer)] },
  };
  return writeVast(ad);
}
