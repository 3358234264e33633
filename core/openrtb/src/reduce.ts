// The one way in which a bid request becomes what a seat outside is asked: reduced to leaving.ts. LAW A13, A14.

import { NATIVE_BYTES_MAX } from './bounds.ts';
import { isRecord, readJson } from './json.ts';
import { CONSENTED, CONTEXTUAL, NATIVE_REQUEST, type Members, type Passing } from './leaving.ts';
import type { BidRequest } from './request-schema.ts';

/** What is known of the person and agreed with the seat. */
export interface LeavingPolicy {
  /** The person is grown up and agreed to ads by interest, in force now. Whatever the request says, false keeps it contextual. */
  readonly consented: boolean;
  /** What the operator agreed with the seat for every slot (`imp.ext`), from the seat's registration; never from a request. */
  readonly seatParameters?: Readonly<Record<string, unknown>>;
}

/**
 * Reduces a request.
 *
 * A child (`regs.coppa`), a device that asks not to be followed (`dnt`, `lmt`) or a person without consent is asked about by context
 * only. With consent, interests go too. Never: addresses, identifiers of people or devices, user agents, places finer than a state,
 * extensions, and whatever the list does not name.
 *
 * @param request of 2.6 (`readBidRequest`). @returns a new request that shares no object with the old one.
 */
export function reduceRequest(request: BidRequest, policy: LeavingPolicy): BidRequest {
  const followed = request.device?.dnt !== 1 && request.device?.lmt !== 1;
  const personal = policy.consented && request.regs?.coppa !== 1 && followed;
  const reduced = pass(request, personal ? { ...CONTEXTUAL, ...CONSENTED } : CONTEXTUAL);
  const { seatParameters } = policy;
  if (seatParameters !== undefined && Array.isArray(reduced['imp']))
    for (const imp of reduced['imp'] as Record<string, unknown>[])
      imp['ext'] = structuredClone(seatParameters);
  return reduced as unknown as BidRequest;
}

function pass(from: object, listed: Members): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [member, passing] of Object.entries(listed)) {
    const value: unknown = Object.hasOwn(from, member) ? Reflect.get(from, member) : undefined;
    const passed = value === undefined ? undefined : through(value, passing);
    if (passed !== undefined) kept[member] = passed;
  }
  return kept;
}

function through(value: unknown, passing: Passing): unknown {
  if (typeof passing !== 'object') return plain(value, passing);
  if (Array.isArray(value)) return value.filter(isRecord).map((item) => pass(item, passing));
  if (!isRecord(value)) return undefined;
  const kept = pass(value, passing);
  // An empty object would still tell that something was there.
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** Objects never pass through a place where a value is meant: they would bring members that nobody listed. */
function plain(value: unknown, passing: Exclude<Passing, object>): unknown {
  if (Array.isArray(value)) return passing === 'as_is' ? value.filter(isPlain) : undefined;
  if (!isPlain(value)) return undefined;
  if (passing === 'as_is') return value;
  if (typeof value !== 'string') return undefined;
  if (passing === 'native') return nativeText(value);
  if (passing === 'bare_url') return value.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
  if (passing === 'country') return /^[A-Za-z]{2,3}$/.test(value) ? value : undefined;
  return /^([A-Za-z]{2}-)?[A-Za-z0-9]{1,3}$/.test(value) ? value : undefined;
}

function nativeText(text: string): string | undefined {
  const read = readJson(text, NATIVE_BYTES_MAX);
  if (!read.ok || !isRecord(read.value)) return undefined;
  const root = isRecord(read.value['native']) ? read.value['native'] : read.value;
  return JSON.stringify(pass(root, NATIVE_REQUEST));
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
