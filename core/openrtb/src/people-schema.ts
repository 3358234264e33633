// Whom an ad would be shown to, on what, and under which rules: OpenRTB 2.6, sections 3.2.2, 3.2.3, 3.2.18 to 3.2.30. Most of it
// never leaves a cell (reduce.ts); it is read because partners send it.

import { Type } from 'typebox';
import { NODES_MAX } from './bounds.ts';
import {
  Bit,
  Code,
  Consent,
  Count,
  list,
  open,
  Ratio,
  Signed,
  Text,
  Texts,
} from './schema-parts.ts';

const Optional = Type.Optional;

/** 3.2.19. */
const Geo = open({
  lat: Optional(Type.Number({ minimum: -90, maximum: 90 })),
  lon: Optional(Type.Number({ minimum: -180, maximum: 180 })),
  type: Optional(Code),
  accuracy: Optional(Count),
  lastfix: Optional(Count),
  ipservice: Optional(Code),
  country: Optional(Text),
  region: Optional(Text),
  regionfips104: Optional(Text),
  metro: Optional(Text),
  city: Optional(Text),
  zip: Optional(Text),
  utcoffset: Optional(Signed),
});

/** 3.2.30. */
const BrandVersion = open({ brand: Text, version: Optional(Texts) });

/** 3.2.29. */
const UserAgent = open({
  browsers: Optional(list(BrandVersion, 32)),
  platform: Optional(BrandVersion),
  mobile: Optional(Bit),
  architecture: Optional(Text),
  bitness: Optional(Text),
  model: Optional(Text),
  source: Optional(Code),
});

/** 3.2.18. */
export const Device = open({
  geo: Optional(Geo),
  dnt: Optional(Bit),
  lmt: Optional(Bit),
  ua: Optional(Text),
  sua: Optional(UserAgent),
  ip: Optional(Text),
  ipv6: Optional(Text),
  devicetype: Optional(Code),
  make: Optional(Text),
  model: Optional(Text),
  os: Optional(Text),
  osv: Optional(Text),
  hwv: Optional(Text),
  h: Optional(Count),
  w: Optional(Count),
  ppi: Optional(Count),
  pxratio: Optional(Ratio),
  js: Optional(Bit),
  geofetch: Optional(Bit),
  flashver: Optional(Text),
  language: Optional(Text),
  langb: Optional(Text),
  carrier: Optional(Text),
  mccmnc: Optional(Text),
  connectiontype: Optional(Code),
  ifa: Optional(Text),
  didsha1: Optional(Text),
  didmd5: Optional(Text),
  dpidsha1: Optional(Text),
  dpidmd5: Optional(Text),
  macsha1: Optional(Text),
  macmd5: Optional(Text),
});

/** 3.2.22. */
const Segment = open({ id: Optional(Text), name: Optional(Text), value: Optional(Text) });

/** 3.2.21. */
export const Data = open({
  id: Optional(Text),
  name: Optional(Text),
  cids: Optional(Texts),
  segment: Optional(list(Segment)),
});

/** 3.2.28. */
const Uid = open({ id: Optional(Text), atype: Optional(Code) });

/** 3.2.27. */
const Eid = open({
  inserter: Optional(Text),
  source: Optional(Text),
  matcher: Optional(Text),
  mm: Optional(Code),
  uids: Optional(list(Uid)),
});

/** 3.2.20. */
export const User = open({
  id: Optional(Text),
  buyeruid: Optional(Text),
  yob: Optional(Count),
  gender: Optional(Text),
  keywords: Optional(Text),
  kwarray: Optional(Texts),
  customdata: Optional(Text),
  geo: Optional(Geo),
  data: Optional(list(Data)),
  consent: Optional(Consent),
  eids: Optional(list(Eid)),
});

/** 3.2.3. */
export const Regs = open({
  coppa: Optional(Bit),
  gdpr: Optional(Bit),
  us_privacy: Optional(Text),
  gpp: Optional(Consent),
  gpp_sid: Optional(Type.Array(Signed, { maxItems: 64 })),
});

/** 3.2.26. */
const SupplyChainNode = open({
  asi: Type.String({ minLength: 1, maxLength: 255 }),
  // Should be at most 64 characters; more is seen.
  sid: Type.String({ minLength: 1, maxLength: 255 }),
  rid: Optional(Text),
  name: Optional(Text),
  domain: Optional(Text),
  hp: Optional(Bit),
});

/** 3.2.25. */
export const SupplyChain = open({
  complete: Bit,
  nodes: Type.Array(SupplyChainNode, { maxItems: NODES_MAX }),
  ver: Type.String({ minLength: 1, maxLength: 16 }),
});

/** 3.2.2. */
export const Source = open({
  fd: Optional(Bit),
  tid: Optional(Text),
  pchain: Optional(Text),
  schain: Optional(SupplyChain),
});
