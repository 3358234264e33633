// What can be shown in a slot: OpenRTB 2.6, sections 3.2.6 to 3.2.10 and 3.2.35. Fields that 2.6 marks as deprecated are read
// (2.5 still sends them); what it removed is refused by the rules (request-rules.ts).

import { Type } from 'typebox';
import { NATIVE_BYTES_MAX } from './bounds.ts';
import {
  Bit,
  Code,
  Codes,
  Count,
  Id,
  list,
  open,
  Price,
  Signed,
  Text,
  Texts,
} from './schema-parts.ts';

const Optional = Type.Optional;

/** 3.2.10: a size in device independent pixels, or a ratio with a least width. */
const Format = open({
  w: Optional(Count),
  h: Optional(Count),
  wratio: Optional(Count),
  hratio: Optional(Count),
  wmin: Optional(Count),
});

/** 3.2.6. */
export const Banner = open({
  format: Optional(list(Format)),
  w: Optional(Count),
  h: Optional(Count),
  btype: Optional(Codes),
  battr: Optional(Codes),
  pos: Optional(Code),
  mimes: Optional(Texts),
  topframe: Optional(Bit),
  expdir: Optional(Codes),
  api: Optional(Codes),
  id: Optional(Text),
  vcm: Optional(Bit),
});

/** 3.2.35: a floor for ads of `mindur` to `maxdur` seconds. */
export const DurFloors = open({
  mindur: Optional(Count),
  maxdur: Optional(Count),
  bidfloor: Optional(Price),
});

/** What video and audio share. */
const TIMED = {
  mimes: Type.Array(Text, { minItems: 1, maxItems: 64 }),
  minduration: Optional(Count),
  maxduration: Optional(Count),
  startdelay: Optional(Signed),
  maxseq: Optional(Count),
  poddur: Optional(Count),
  protocols: Optional(Codes),
  podid: Optional(Text),
  podseq: Optional(Signed),
  rqddurs: Optional(Codes),
  sequence: Optional(Count),
  slotinpod: Optional(Signed),
  mincpmpersec: Optional(Price),
  battr: Optional(Codes),
  maxextended: Optional(Signed),
  minbitrate: Optional(Count),
  maxbitrate: Optional(Count),
  delivery: Optional(Codes),
  companionad: Optional(list(Banner)),
  api: Optional(Codes),
  companiontype: Optional(Codes),
  durfloors: Optional(list(DurFloors)),
};

/** 3.2.7. */
export const Video = open({
  ...TIMED,
  w: Optional(Count),
  h: Optional(Count),
  placement: Optional(Code),
  plcmt: Optional(Code),
  linearity: Optional(Code),
  skip: Optional(Bit),
  skipmin: Optional(Count),
  skipafter: Optional(Count),
  boxingallowed: Optional(Bit),
  playbackmethod: Optional(Codes),
  playbackend: Optional(Code),
  pos: Optional(Code),
  poddedupe: Optional(Codes),
});

/** 3.2.8. */
export const Audio = open({
  ...TIMED,
  feed: Optional(Code),
  stitched: Optional(Bit),
  nvol: Optional(Code),
});

/** 3.2.9: `request` is a native request (native-schema.ts) as a JSON text of its own. */
export const Native = open({
  request: Type.String({ minLength: 2, maxLength: NATIVE_BYTES_MAX }),
  ver: Optional(Text),
  api: Optional(Codes),
  battr: Optional(Codes),
});

/** 3.2.5. */
export const Metric = open({ type: Id, value: Type.Number(), vendor: Optional(Text) });
