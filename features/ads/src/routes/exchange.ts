// OpenRTB for partners that show our inventory: they ask in their own auctions, and the person's device tells what was shown.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { BidReply, BidRequestBody, ToldParams, ToldQuery } from '@jhalak/contracts/ad-seats';
import { readBidRequest } from '@jhalak/openrtb';
import { answerRequest, type ExchangeDeps } from '../seats/exchange.ts';

/** As core/openrtb: larger requests are a mistake or an attack. */
const REQUEST_BYTES_MAX = 262_144;
/** Of one partner's servers: 2,000 a second. */
const REQUESTS_PER_MINUTE = 120_000;
const TOLD_PER_MINUTE = 6_000;

/** Whose key a request carries; by partners, wired in the app. */
export interface PartnerGate {
  /** @param header `Jhalak-Brand`, as on the lock screen's routes. */
  brandOf(
    header: string | undefined,
  ): Promise<
    | { kind: 'none' | 'unknown' }
    | { kind: 'brand'; brand: { organisation: string; allowed: boolean } }
  >;
}

/** A device's word on an ad. */
export interface Told {
  type: 'render' | 'click';
  token: string;
  userAgent: string | undefined;
  address: string | undefined;
}

export interface ExchangeRouteDeps extends ExchangeDeps {
  gate: PartnerGate;
  /** Counts and bills what a device tells, once a token and type; by billing. */
  tell: (told: Told) => Promise<void>;
}

export function exchangeRoutes(deps: ExchangeRouteDeps): Route[] {
  return [auction(deps), told(deps)];
}

function auction(deps: ExchangeRouteDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/openrtb2/auction',
    name: 'postBidRequest',
    summary: 'OpenRTB 2.6 or 2.5: a partner’s place is offered, our line items bid; 204 is no bid',
    tag: 'ads',
    access: 'anyone',
    owner: 'self',
    body: BidRequestBody,
    rawBody: 'kept',
    bodyLimitBytes: REQUEST_BYTES_MAX,
    ratePerMinute: REQUESTS_PER_MINUTE,
    replies: { 200: BidReply, 204: null },
    async handle({ headers, rawBody = Buffer.alloc(0) }) {
      const partner = await partnerOf(deps.gate, headers['jhalak-brand']);
      const read = readBidRequest(rawBody);
      if (!read.ok) {
        const fields = read.faults.map(({ field, sentence }) => ({
          pointer: field,
          message: sentence,
        }));
        const [first] = read.faults;
        throw problem('openrtb.invalid', `${first?.field ?? 'body'}: ${first?.sentence ?? ''}`, {
          fields,
        });
      }
      const json = await answerRequest(deps, read.value, partner);
      const version = { 'x-openrtb-version': '2.6' };
      return json === undefined
        ? { status: 204, headers: version }
        : { status: 200, json, headers: version };
    },
  });
}

async function partnerOf(gate: PartnerGate, header: string | undefined): Promise<string> {
  const asked = await gate.brandOf(header);
  if (asked.kind !== 'brand')
    throw problem('lock.brand_unknown', 'The Jhalak-Brand header names no key in force.');
  if (!asked.brand.allowed)
    throw problem('auth.forbidden', 'This partner is turned off; the operator can say why.');
  return asked.brand.organisation;
}

function told(deps: ExchangeRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/openrtb2/told/:type',
    name: 'toldOfAd',
    summary: 'What a device opens when an ad of ours was shown or tapped in a partner’s app',
    tag: 'ads',
    access: 'anyone',
    owner: 'self',
    params: ToldParams,
    query: ToldQuery,
    ratePerMinute: TOLD_PER_MINUTE,
    replies: { 204: null },
    async handle({ params, query, headers, address }) {
      const { type } = params;
      await deps.tell({ type, token: query.token, userAgent: headers['user-agent'], address });
      return { status: 204, headers: { 'cache-control': 'no-store' } };
    },
  });
}
