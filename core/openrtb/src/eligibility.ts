// Whether a bid may take part: each reason alone, in a fixed order, so that everybody who looks finds the same one. Sections are
// those of OpenRTB 2.6.

import { floorOf, type Floor } from './floors.ts';
import { LOSS, type LossReason } from './loss-reasons.ts';
import { priceToMicros } from './money.ts';
import { FIXED_PRICE, type BidRequest, type Deal, type Imp } from './request-schema.ts';
import type { Bid } from './response-schema.ts';
import { isUnderDomain } from './urls.ts';

/** A bid that may win, with what it is ranked by. */
export interface Eligible {
  readonly deal: Deal | undefined;
  /** What it would pay: its own price, or the price that the deal fixes (`at` 3). Micro-units CPM. */
  readonly priceMicros: number;
  readonly floor: Floor;
}

type Answer = { readonly eligible: Eligible } | { readonly reason: LossReason };

const MEDIA = { 1: 'banner', 2: 'video', 3: 'audio', 4: 'native' } as const;

/** @param buyer `seatbid.seat`, if stated. @returns how the bid takes part, or the first reason why it does not. */
export function judgeBid(
  request: BidRequest,
  imp: Imp,
  bid: Bid,
  buyer: string | undefined,
): Answer {
  const bidMicros = priceToMicros(bid.price);
  if (bidMicros === undefined || bidMicros === 0) return { reason: LOSS.noPrice };
  const blocked =
    seatReason(request, buyer) ??
    advertiserReason(request, bid) ??
    creativeReason(request, bid) ??
    mediaReason(imp, bid);
  if (blocked !== undefined) return { reason: blocked };
  const deal = imp.pmp?.deals?.find(({ id }) => id === bid.dealid);
  const barred = dealReason(imp, deal, bid, buyer);
  if (barred !== undefined) return { reason: barred };
  const floor = floorOf(imp, deal, bid);
  if (bidMicros < floor.micros)
    return { reason: floor.of === 'deal' ? LOSS.belowDealFloor : LOSS.belowFloor };
  const fixed = deal?.at === FIXED_PRICE && floor.of === 'deal';
  return { eligible: { deal, floor, priceMicros: fixed ? floor.micros : bidMicros } };
}

/** 3.2.1: `wseat` admits, `bseat` bars. */
function seatReason(request: BidRequest, buyer: string | undefined): LossReason | undefined {
  const admitted = request.wseat === undefined || request.wseat.includes(buyer ?? '');
  const barred = buyer !== undefined && (request.bseat ?? []).includes(buyer);
  return admitted && !barred ? undefined : LOSS.seatBlocked;
}

/** 3.2.1, `badv`: an advertiser's domain with all under it. */
function advertiserReason(request: BidRequest, bid: Bid): LossReason | undefined {
  const blocked = request.badv ?? [];
  if (blocked.length === 0) return undefined;
  const domains = bid.adomain ?? [];
  if (domains.length === 0) return LOSS.noAdvertiser;
  return domains.some((domain) => blocked.some((parent) => isUnderDomain(domain, parent)))
    ? LOSS.advertiserBlocked
    : undefined;
}

/** 3.2.1: apps, categories, languages. */
function creativeReason(request: BidRequest, bid: Bid): LossReason | undefined {
  if (bid.bundle !== undefined && (request.bapp ?? []).includes(bid.bundle)) return LOSS.appBlocked;
  const languages = request.wlang ?? request.wlangb;
  const language = request.wlang === undefined ? bid.langb : bid.language;
  // `xx`: no linguistic content.
  if (languages !== undefined && language !== undefined && language !== 'xx')
    if (!languages.includes(language)) return LOSS.languageBlocked;
  return categoryReason(request, bid);
}

function categoryReason(request: BidRequest, bid: Bid): LossReason | undefined {
  const categories = bid.cat ?? [];
  const { bcat = [], acat } = request;
  if (categories.length === 0) return acat === undefined ? undefined : LOSS.categoryBlocked;
  if (bcat.length === 0 && acat === undefined) return undefined;
  const taxonomy = request.cattax ?? 1;
  // Words of two taxonomies cannot be compared: what cannot be ruled out is not shown.
  if ((bid.cattax ?? 1) !== taxonomy) return LOSS.categoryBlocked;
  // Content Taxonomy 1.0 writes children behind their parent: IAB7-39. Later ones are numbers without order.
  const within = (one: string, parent: string): boolean =>
    one === parent || (taxonomy === 1 && one.startsWith(`${parent}-`));
  const blocked = categories.some((one) => bcat.some((parent) => within(one, parent)));
  const admitted =
    acat === undefined || categories.every((one) => acat.some((parent) => within(one, parent)));
  return blocked || !admitted ? LOSS.categoryBlocked : undefined;
}

/** 3.2.4 to 3.2.9: the kind of media, its attributes, its size, its safety. */
function mediaReason(imp: Imp, bid: Bid): LossReason | undefined {
  if ((bid.adm ?? bid.nurl ?? bid.adid) === undefined) return LOSS.noMarkup;
  const offered = (['banner', 'video', 'audio', 'native'] as const).filter((kind) => imp[kind]);
  const kind =
    MEDIA[bid.mtype as keyof typeof MEDIA] ?? (offered.length === 1 ? offered[0] : undefined);
  if (kind === undefined || imp[kind] === undefined) return LOSS.wrongFormat;
  const attributes = imp[kind].battr ?? [];
  if ((bid.attr ?? []).some((one) => attributes.includes(one))) return LOSS.attributeBlocked;
  if (kind === 'banner' && !fitsBanner(imp.banner, bid)) return LOSS.sizeNotAllowed;
  return imp.secure === 1 && isInsecure(bid) ? LOSS.notSecure : undefined;
}

/** Names of XML vocabularies look like addresses and are never opened. */
const VOCABULARY =
  /xmlns(:\w{1,40})?\s*=\s*("[^"]*"|'[^']*')|http:\/\/www\.(w3\.org|iab\.com\/VAST)/gi;

function isInsecure(bid: Bid): boolean {
  const markup = `${bid.adm ?? ''} ${bid.iurl ?? ''}`.replace(VOCABULARY, '');
  return /http(:|%3a)/i.test(markup);
}

function fitsBanner(banner: Imp['banner'], { w, h, wratio, hratio }: Bid): boolean {
  const flexible = (banner?.format ?? []).filter((format) => format.wratio);
  if (flexible.some((one) => one.wratio === wratio && one.hratio === hratio)) return true;
  // A size that is not stated is the seat's promise that it fits.
  if (w === undefined || h === undefined) return true;
  const sizes = [{ w: banner?.w, h: banner?.h }, ...(banner?.format ?? [])];
  return sizes.some((size) => size.w === w && size.h === h);
}

/** 3.2.11, 3.2.12. */
function dealReason(
  imp: Imp,
  deal: Deal | undefined,
  bid: Bid,
  buyer: string | undefined,
): LossReason | undefined {
  if (bid.dealid === undefined)
    return imp.pmp?.private_auction === 1 ? LOSS.invalidDeal : undefined;
  if (deal === undefined) return LOSS.invalidDeal;
  if (deal.wseat !== undefined && !deal.wseat.includes(buyer ?? '')) return LOSS.notInDeal;
  const { wadomain } = deal;
  const domains = bid.adomain ?? [];
  const known = (domain: string): boolean =>
    wadomain === undefined || wadomain.some((parent) => isUnderDomain(domain, parent));
  if (wadomain !== undefined && (domains.length === 0 || !domains.every(known)))
    return LOSS.notInDeal;
  return undefined;
}
