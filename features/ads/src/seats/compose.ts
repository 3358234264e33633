// From an auction's request to what one seat is asked: only its own deals, its block lists, its version, and of everything else what
// may leave (core/openrtb). Pure; the gateway runs it, so that whoever asks cannot make it say more.

import { lower, reduceRequest, type BidRequest } from '@jhalak/openrtb';
import type { SeatBody } from '@jhalak/contracts/ad-seats';

/** What of a seat's terms shapes its question. */
export type QuestionTerms = Pick<
  SeatBody,
  'version' | 'parameters' | 'deals' | 'blockedAdvertisers' | 'blockedCategories'
>;

/** @param request of 2.6, whole. @returns the body, as JSON members. Cost: tens of microseconds. */
export function composeQuestion(
  terms: QuestionTerms,
  request: BidRequest,
  consented: boolean,
): Readonly<Record<string, unknown>> {
  const { parameters, blockedAdvertisers, blockedCategories } = terms;
  const offered = {
    ...request,
    imp: request.imp.map((imp) => withOwnDeals(imp, terms)),
    ...joined('badv', request.badv, blockedAdvertisers),
    ...joined('bcat', request.bcat, blockedCategories),
  };
  const seatParameters = Object.keys(parameters).length === 0 ? {} : { seatParameters: parameters };
  const reduced = reduceRequest(offered, { consented, ...seatParameters });
  const sent = terms.version === '2.5' ? lower(reduced) : reduced;
  return { ...sent };
}

function withOwnDeals(imp: BidRequest['imp'][number], { deals }: QuestionTerms): typeof imp {
  if (imp.pmp === undefined) return imp;
  const { pmp, ...rest } = imp;
  const own = (pmp.deals ?? []).filter(({ id }) => deals.some((deal) => deal.id === id));
  return own.length === 0 ? rest : { ...rest, pmp: { ...pmp, deals: own } };
}

function joined(
  name: 'badv' | 'bcat',
  request: readonly string[] | undefined,
  own: readonly string[],
): { badv?: string[]; bcat?: string[] } {
  const all = [...new Set([...(request ?? []), ...own])];
  return all.length === 0 ? {} : { [name]: all };
}
