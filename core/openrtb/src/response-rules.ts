// What the form of a bid response cannot say, and whether it answers the request. A bid that is in order may still lose
// (auction.ts); a response that is not in order is refused whole: its seat is told to mend it.

import { RESPONSE_BYTES_MAX } from './bounds.ts';
import { checkForm } from './check-form.ts';
import { accept, FaultList, refuse, type Verdict } from './faults.ts';
import { readJson } from './json.ts';
import type { BidRequest, Imp } from './request-schema.ts';
import { bidResponses, type Bid, type BidResponse } from './response-schema.ts';
import { isWebUrl } from './urls.ts';

/** 4.2.3, `mtype`. */
const MEDIA_OF_MTYPE = { 1: 'banner', 2: 'video', 3: 'audio', 4: 'native' } as const;

/**
 * Reads a seat's answer.
 *
 * @param body at most RESPONSE_BYTES_MAX bytes of UTF-8. @param request when given, ids and media must be those that it offered.
 * @returns a response; without bids in it when the seat does not bid.
 */
export function readBidResponse(
  body: Uint8Array | string,
  request?: BidRequest,
): Verdict<BidResponse> {
  const read = readJson(body, RESPONSE_BYTES_MAX);
  if (!read.ok) return read;
  const faults = new FaultList();
  if (checkForm(bidResponses, read.value, '', faults))
    responseRules(read.value as BidResponse, request, faults);
  return faults.found.length > 0 ? refuse(...faults.found) : accept(read.value as BidResponse);
}

function responseRules(
  response: BidResponse,
  request: BidRequest | undefined,
  faults: FaultList,
): void {
  if (request !== undefined && response.id !== request.id)
    faults.add('id', 'conflict', 'id is not that of the request.');
  const imps = request === undefined ? undefined : new Map(request.imp.map((imp) => [imp.id, imp]));
  (response.seatbid ?? []).forEach((seat, seatAt) => {
    const seen = new Set<string>();
    seat.bid.forEach((bid, at) => {
      const way = `seatbid[${seatAt}].bid[${at}]`;
      if (seen.has(bid.id)) faults.add(`${way}.id`, 'duplicate', 'Two bids have the same id.');
      seen.add(bid.id);
      bidRules(bid, way, faults);
      if (imps !== undefined) fits(bid, imps.get(bid.impid), way, faults);
    });
  });
}

function bidRules(bid: Bid, way: string, faults: FaultList): void {
  for (const name of ['nurl', 'burl', 'lurl', 'iurl'] as const) {
    const url = bid[name];
    if (url !== undefined && url !== '' && !isWebUrl(url))
      faults.add(`${way}.${name}`, 'unsafe', `${name} is no address of the web (http or https).`);
  }
}

function fits(bid: Bid, imp: Imp | undefined, way: string, faults: FaultList): void {
  if (imp === undefined) {
    faults.add(`${way}.impid`, 'conflict', 'impid is no slot of the request.');
    return;
  }
  const media = MEDIA_OF_MTYPE[bid.mtype as keyof typeof MEDIA_OF_MTYPE];
  if (media !== undefined && imp[media] === undefined)
    faults.add(`${way}.mtype`, 'conflict', 'The slot does not take this kind of media.');
}
