// Native requests and responses: OpenRTB Dynamic Native Ads 1.2, sections 4 and 5.

import { Type, type Static } from 'typebox';
import { formOf } from './check-form.ts';
import { ASSETS_MAX, NATIVE_BYTES_MAX } from './bounds.ts';
import { Bit, Code, Count, list, open, Text, Texts, Url } from './schema-parts.ts';

const Optional = Type.Optional;
/** Own values of exchanges begin here, in every list of Native 1.2, section 7. */
const OWN_VALUES_FROM = 500;
const AssetId = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** @returns one of 1 to `last`, or an exchange's own. */
function listed(last: number) {
  return Type.Union([
    Type.Integer({ minimum: 1, maximum: last }),
    Type.Integer({ minimum: OWN_VALUES_FROM, maximum: 100_000 }),
  ]);
}

/** 7.9: 1 image, 2 script. */
const Methods = Type.Array(listed(2), { minItems: 1, maxItems: 16 });

const RequestAssetSchema = open({
  id: Optional(AssetId),
  required: Optional(Bit),
  title: Optional(open({ len: Type.Integer({ minimum: 1, maximum: 4_096 }) })),
  img: Optional(
    open({
      type: Optional(listed(3)),
      w: Optional(Count),
      wmin: Optional(Count),
      h: Optional(Count),
      hmin: Optional(Count),
      mimes: Optional(Texts),
    }),
  ),
  video: Optional(
    open({
      mimes: Type.Array(Text, { minItems: 1, maxItems: 64 }),
      minduration: Count,
      maxduration: Count,
      protocols: Type.Array(Code, { minItems: 1, maxItems: 64 }),
    }),
  ),
  data: Optional(open({ type: listed(12), len: Optional(Count) })),
});

const NativeRequestSchema = open({
  ver: Optional(Text),
  context: Optional(listed(3)),
  contextsubtype: Optional(Code),
  plcmttype: Optional(listed(4)),
  plcmtcnt: Optional(Count),
  seq: Optional(Count),
  assets: Type.Array(RequestAssetSchema, { minItems: 1, maxItems: ASSETS_MAX }),
  aurlsupport: Optional(Bit),
  durlsupport: Optional(Bit),
  eventtrackers: Optional(list(open({ event: listed(4), methods: Methods }), 32)),
  privacy: Optional(Bit),
});
/** 4.1: what the card has room for. Ids of assets may be missing as a whole: then they are their places (Prebid reads it so). */
export type NativeRequest = Static<typeof NativeRequestSchema>;

const Link = open({ url: Url, clicktrackers: Optional(list(Url, 32)), fallback: Optional(Url) });

const ResponseAssetSchema = open({
  id: Optional(AssetId),
  required: Optional(Bit),
  title: Optional(open({ text: Text, len: Optional(Count) })),
  img: Optional(open({ type: Optional(Code), url: Url, w: Optional(Count), h: Optional(Count) })),
  video: Optional(open({ vasttag: Type.String({ maxLength: NATIVE_BYTES_MAX }) })),
  data: Optional(open({ type: Optional(Code), len: Optional(Count), value: Text })),
  link: Optional(Link),
});

const NativeResponseSchema = open({
  ver: Optional(Text),
  assets: Optional(Type.Array(ResponseAssetSchema, { maxItems: ASSETS_MAX })),
  assetsurl: Optional(Url),
  dcourl: Optional(Url),
  link: Link,
  imptrackers: Optional(list(Url, 32)),
  jstracker: Optional(Type.String({ maxLength: NATIVE_BYTES_MAX })),
  eventtrackers: Optional(
    list(
      open({
        event: listed(4),
        method: listed(2),
        url: Optional(Url),
        customdata: Optional(Type.Unknown()),
      }),
      32,
    ),
  ),
  privacy: Optional(Url),
});
/** 5.1: what fills the card. */
export type NativeResponse = Static<typeof NativeResponseSchema>;

/** The forms; native-rules.ts has what a form cannot say. */
export const nativeRequests = formOf(NativeRequestSchema);
export const nativeResponses = formOf(NativeResponseSchema);
