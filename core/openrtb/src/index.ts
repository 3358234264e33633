// What ads speak with the world: OpenRTB 2.6 and 2.5, Native 1.2, VAST, ads.txt, sellers.json. Pure: no network, no clock.

export { checkBidRequest, readBidRequest } from './request-rules.ts';
export { readBidResponse } from './response-rules.ts';
export { readNativeRequest, readNativeResponse } from './native-rules.ts';
export { lower } from './versions.ts';
export type { BidRequest, Deal, Imp } from './request-schema.ts';
export type { Bid, BidResponse } from './response-schema.ts';
export type { NativeRequest, NativeResponse } from './native-schema.ts';
export type { Fault, FaultCode, Verdict } from './faults.ts';
