// Bounds of everything that strangers send. Each is far above what the protocols need and far below what hurts.

/** A request of ten slots with every optional object has some 20 kB; larger ones are a mistake or an attack. */
export const REQUEST_BYTES_MAX = 262_144;
/** Markup travels in responses: VAST of some 20 kB in a few bids. */
export const RESPONSE_BYTES_MAX = 1_048_576;
/** A native request or response, which is JSON inside a string. */
export const NATIVE_BYTES_MAX = 65_536;
/** The deepest object of the texts is at eight; extensions get as much again, and some. */
export const JSON_DEPTH_MAX = 24;
/** A pod of a long clip has a dozen; a page of slots less. */
export const IMPS_MAX = 64;
/** Native cards have under ten. */
export const ASSETS_MAX = 64;
/** Bids of one seat, and seats of one answer: M deals + N open bids for each slot, with room. */
export const BIDS_MAX = 256;
export const SEATS_MAX = 64;
/** Deals offered on one slot. */
export const DEALS_MAX = 256;
/** Block lists of advertisers are the longest lists that people really send. */
export const LIST_MAX = 2_000;
/** Short lists of codes: formats, protocols, attributes. */
export const CODES_MAX = 256;
/** Hops from owner to buyer; a handful is normal, and no reader follows thirty. */
export const NODES_MAX = 30;
/** Identifiers: UUIDs have 36, some exchanges' 200. */
export const ID_CHARS_MAX = 512;
/** Names, titles, domains. */
export const TEXT_CHARS_MAX = 4_096;
/** Longest address that servers take; trackers come close. */
export const URL_CHARS_MAX = 8_192;
/** Consent strings with every vendor have some 6,000. */
export const CONSENT_CHARS_MAX = 16_384;
/** Faults told of one message: enough to mend it, not a book. */
export const FAULTS_MAX = 20;
