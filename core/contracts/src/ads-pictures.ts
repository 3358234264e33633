// Pictures for ads on the lock screen: uploaded by an advertiser, decoded and encoded anew before anybody sees them.

import { Type, type Static } from 'typebox';
import { TimeMs, Uuid } from './fields.ts';
import { LockFile } from './lock.ts';
import { Organisation } from './partners.ts';

/** What may be sent, and what any encoding of it weighs at most. */
export const AD_PICTURE_BYTES_MAX = 1_000_000;
/** Upright, and no larger than this. */
export const AD_PICTURE_WIDTH_MAX_PX = 1_440;
export const AD_PICTURE_HEIGHT_MAX_PX = 2_560;
/** Of one advertiser; those that no creative shows are forgotten after a week. */
export const AD_PICTURES_MAX = 2_000;

export const AdPictureBody = Type.Object(
  {
    /** JPEG, PNG or WebP, base64 (RFC 4648). */
    data: Type.String({ minLength: 100, maxLength: Math.ceil(AD_PICTURE_BYTES_MAX / 3) * 4 }),
  },
  { additionalProperties: false },
);
export type AdPictureBody = Static<typeof AdPictureBody>;

export const AdPictureParams = Type.Object({ organisation: Organisation, picture: Uuid });

/** One encoding, by its digest. */
export const AdPictureFileParams = Type.Object({
  ...AdPictureParams.properties,
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

/** `checking`: it is decoded and encoded, some seconds. */
export const AD_PICTURE_STATES = ['checking', 'ready', 'refused'] as const;
export type AdPictureState = (typeof AD_PICTURE_STATES)[number];
/** Why it was refused: not one that we read, damaged, lying, too large or too small, too heavy, or a fault of ours. */
export const AD_PICTURE_REFUSALS = [
  'not_a_picture',
  'unsupported',
  'damaged',
  'not_upright',
  'too_many_pixels',
  'too_small',
  'failed',
] as const;
export type AdPictureRefusal = (typeof AD_PICTURE_REFUSALS)[number];

export const AdPicture = Type.Object(
  {
    id: Uuid,
    organisation: Organisation,
    state: Type.Enum([...AD_PICTURE_STATES]),
    /** Of a refused one. */
    refusal: Type.Optional(Type.Enum([...AD_PICTURE_REFUSALS])),
    /** Of one that is ready: where the eye goes, 0 to 1 from left and top. */
    focus: Type.Optional(Type.Object({ x: Type.Number(), y: Type.Number() })),
    /** Base64 of ThumbHash. */
    thumbhash: Type.Optional(Type.String()),
    /** Ascending by width; 9 by 16. Strangers see them once a creative that shows them is approved. */
    files: Type.Array(LockFile, { maxItems: 8 }),
    createdAtMs: TimeMs,
  },
  { $id: 'AdPicture' },
);
export type AdPicture = Static<typeof AdPicture>;
