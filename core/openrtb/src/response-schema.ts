// A bid response: OpenRTB 2.6, section 4.2.

import { Type, type Static } from 'typebox';
import { formOf } from './check-form.ts';
import { BIDS_MAX, RESPONSE_BYTES_MAX, SEATS_MAX } from './bounds.ts';
import {
  Bit,
  Code,
  Codes,
  Count,
  Currency,
  Id,
  list,
  open,
  Price,
  Signed,
  Text,
  Texts,
  Url,
} from './schema-parts.ts';

const Optional = Type.Optional;

const BidSchema = open({
  id: Id,
  impid: Id,
  price: Price,
  nurl: Optional(Url),
  burl: Optional(Url),
  lurl: Optional(Url),
  adm: Optional(Type.String({ maxLength: RESPONSE_BYTES_MAX })),
  adid: Optional(Text),
  adomain: Optional(Texts),
  bundle: Optional(Text),
  iurl: Optional(Url),
  cid: Optional(Text),
  crid: Optional(Text),
  tactic: Optional(Text),
  cattax: Optional(Code),
  cat: Optional(Texts),
  attr: Optional(Codes),
  apis: Optional(Codes),
  api: Optional(Code),
  protocol: Optional(Code),
  qagmediarating: Optional(Code),
  language: Optional(Text),
  langb: Optional(Text),
  dealid: Optional(Id),
  w: Optional(Count),
  h: Optional(Count),
  wratio: Optional(Count),
  hratio: Optional(Count),
  exp: Optional(Count),
  dur: Optional(Count),
  /** 1 banner, 2 video, 3 audio, 4 native. */
  mtype: Optional(Type.Integer({ minimum: 1, maximum: 4 })),
  slotinpod: Optional(Signed),
});
/** 4.2.3: an offer for one slot. */
export type Bid = Static<typeof BidSchema>;

const SeatBid = open({
  bid: Type.Array(BidSchema, { minItems: 1, maxItems: BIDS_MAX }),
  seat: Optional(Text),
  group: Optional(Bit),
});

const BidResponseSchema = open({
  id: Id,
  seatbid: Optional(list(SeatBid, SEATS_MAX)),
  bidid: Optional(Text),
  cur: Optional(Currency),
  customdata: Optional(Text),
  nbr: Optional(Code),
});
/** 4.2.1: a seat's answer; without `seatbid` it is no bid. */
export type BidResponse = Static<typeof BidResponseSchema>;

/** The form; response-rules.ts has what a form cannot say. */
export const bidResponses = formOf(BidResponseSchema);
