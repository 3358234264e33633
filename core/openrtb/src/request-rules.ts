// What the form of a bid request cannot say. Sections are those of OpenRTB 2.6.

import { REQUEST_BYTES_MAX } from './bounds.ts';
import { checkForm } from './check-form.ts';
import { accept, FaultList, refuse, type Verdict } from './faults.ts';
import { isRecord, readJson } from './json.ts';
import { mediaRules } from './media-rules.ts';
import { readNativeRequest } from './native-rules.ts';
import { bidRequests, type BidRequest, type Imp } from './request-schema.ts';
import { legacyFaults, lift } from './versions.ts';

/**
 * Reads a bid request of 2.6 or 2.5.
 *
 * @param body at most REQUEST_BYTES_MAX bytes of UTF-8. @returns the request with fields of 2.5 where 2.6 has them (versions.ts).
 * Cost: some tens of microseconds for a request of 2 kB.
 */
export function readBidRequest(body: Uint8Array | string): Verdict<BidRequest> {
  const read = readJson(body, REQUEST_BYTES_MAX);
  return read.ok ? checkBidRequest(read.value) : read;
}

/** Judges what was parsed already; the value is not changed. Bounds of bytes and depth are the caller's. */
export function checkBidRequest(value: unknown): Verdict<BidRequest> {
  const faults = new FaultList();
  if (checkForm(bidRequests, value, '', faults)) requestRules(value as BidRequest, faults);
  else if (isRecord(value)) legacyFaults(value, faults);
  if (faults.found.length > 0) return refuse(...faults.found);
  return accept(lift(value as BidRequest));
}

function requestRules(request: BidRequest, faults: FaultList): void {
  legacyFaults(request, faults);
  placeRules(request, faults);
  // 3.2.1: one list of each pair, or neither.
  for (const [one, other] of [
    ['wseat', 'bseat'],
    ['wlang', 'wlangb'],
    ['acat', 'bcat'],
  ] as const)
    if (request[one] !== undefined && request[other] !== undefined)
      faults.add(other, 'conflict', `${one} and ${other} exclude each other.`);
  const schain = request.source?.schain;
  if (schain?.complete === 1 && schain.nodes.length === 0)
    faults.add('source.schain.nodes', 'conflict', 'A complete chain has a node.');
  const seen = new Set<string>();
  request.imp.forEach((imp, at) => {
    const way = `imp[${at}]`;
    if (seen.has(imp.id)) faults.add(`${way}.id`, 'duplicate', 'Two slots have the same id.');
    seen.add(imp.id);
    impRules(imp, way, faults);
  });
}

/** 3.2.1: what is shown where. */
function placeRules(request: BidRequest, faults: FaultList): void {
  const places = (['site', 'app', 'dooh'] as const).filter((name) => request[name] !== undefined);
  if (places.length === 0) faults.add('site', 'missing', 'One of site, app and dooh is required.');
  for (const name of places.slice(1))
    faults.add(name, 'conflict', 'Only one of site, app and dooh may be there.');
  const { site, dooh } = request;
  if (site !== undefined && !site.id && !site.page)
    faults.add('site', 'missing', 'One of site.id and site.page is required.');
  if (dooh !== undefined && !dooh.id && dooh.venuetype === undefined)
    faults.add('dooh', 'missing', 'One of dooh.id and dooh.venuetype is required.');
}

function impRules(imp: Imp, way: string, faults: FaultList): void {
  if ((imp.banner ?? imp.video ?? imp.audio ?? imp.native) === undefined)
    faults.add(way, 'missing', `${way} needs one of banner, video, audio and native.`);
  mediaRules(imp, way, faults);
  if (imp.native !== undefined) {
    const native = readNativeRequest(imp.native.request, `${way}.native.request`);
    if (!native.ok)
      for (const { field, code, sentence } of native.faults) faults.add(field, code, sentence);
  }
  const deals = new Set<string>();
  (imp.pmp?.deals ?? []).forEach((deal, at) => {
    const field = `${way}.pmp.deals[${at}].id`;
    if (deals.has(deal.id)) faults.add(field, 'duplicate', 'Two deals have the same id.');
    deals.add(deal.id);
  });
  // 3.2.31.
  if (imp.qty?.sourcetype === 1 && !imp.qty.vendor)
    faults.add(`${way}.qty.vendor`, 'missing', 'A vendor measured it: say which.');
}
