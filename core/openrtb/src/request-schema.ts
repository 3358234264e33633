// A bid request: OpenRTB 2.6 (state of 2026-06), sections 3.2.1, 3.2.4, 3.2.11, 3.2.12, 3.2.31, 3.2.33, 3.2.34.

import { Type, type Static } from 'typebox';
import { formOf } from './check-form.ts';
import { DEALS_MAX, IMPS_MAX } from './bounds.ts';
import { Audio, Banner, DurFloors, Metric, Native, Video } from './media-schema.ts';
import { Device, Regs, Source, User } from './people-schema.ts';
import { App, Dooh, Site } from './place-schema.ts';
import {
  Bit,
  Code,
  Count,
  Currency,
  Id,
  list,
  open,
  Price,
  Ratio,
  Text,
  Texts,
} from './schema-parts.ts';

const Optional = Type.Optional;

const DealSchema = open({
  id: Id,
  bidfloor: Optional(Price),
  bidfloorcur: Optional(Currency),
  at: Optional(Code),
  wseat: Optional(Texts),
  wadomain: Optional(Texts),
  guar: Optional(Bit),
  mincpmpersec: Optional(Price),
  durfloors: Optional(list(DurFloors)),
});
/** 3.2.12: terms of one deal on one slot. */
export type Deal = Static<typeof DealSchema>;

const Pmp = open({ private_auction: Optional(Bit), deals: Optional(list(DealSchema, DEALS_MAX)) });

const Refresh = open({
  refsettings: Optional(list(open({ reftype: Optional(Code), minint: Optional(Count) }))),
  count: Optional(Count),
});

const ImpSchema = open({
  id: Id,
  metric: Optional(list(Metric)),
  banner: Optional(Banner),
  video: Optional(Video),
  audio: Optional(Audio),
  native: Optional(Native),
  pmp: Optional(Pmp),
  displaymanager: Optional(Text),
  displaymanagerver: Optional(Text),
  instl: Optional(Bit),
  tagid: Optional(Text),
  bidfloor: Optional(Price),
  bidfloorcur: Optional(Currency),
  clickbrowser: Optional(Bit),
  secure: Optional(Bit),
  iframebuster: Optional(Texts),
  rwdd: Optional(Bit),
  ssai: Optional(Code),
  exp: Optional(Count),
  qty: Optional(open({ multiplier: Ratio, sourcetype: Optional(Code), vendor: Optional(Text) })),
  dt: Optional(Type.Number({ minimum: 0 })),
  refresh: Optional(Refresh),
});
/** 3.2.4: one slot that is offered. */
export type Imp = Static<typeof ImpSchema>;

const BidRequestSchema = open({
  id: Id,
  imp: Type.Array(ImpSchema, { minItems: 1, maxItems: IMPS_MAX }),
  site: Optional(Site),
  app: Optional(App),
  dooh: Optional(Dooh),
  device: Optional(Device),
  user: Optional(User),
  test: Optional(Bit),
  at: Optional(Code),
  tmax: Optional(Count),
  wseat: Optional(Texts),
  bseat: Optional(Texts),
  allimps: Optional(Bit),
  cur: Optional(list(Currency)),
  wlang: Optional(Texts),
  wlangb: Optional(Texts),
  acat: Optional(Texts),
  bcat: Optional(Texts),
  cattax: Optional(Code),
  badv: Optional(Texts),
  bapp: Optional(Texts),
  source: Optional(Source),
  regs: Optional(Regs),
});
/** 3.2.1: a question to a seat. Members that are not named here may be there and mean nothing. */
export type BidRequest = Static<typeof BidRequestSchema>;

/** The form; request-rules.ts has what a form cannot say. */
export const bidRequests = formOf(BidRequestSchema);

/** Codes of AdCOM's list of auction types. */
export const FIRST_PRICE = 1;
/** A deal's floor is its price. */
export const FIXED_PRICE = 3;
