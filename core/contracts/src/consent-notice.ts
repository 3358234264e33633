// The notices of what is agreed to before anything is learned: which were published, and the digest of each text. The
// texts are files of the feature `accounts` (`notices/`); a test holds them equal. A published text is never changed: other
// words are a new version, and whoever agreed to an older one is asked again.

import { Type, type Static } from 'typebox';

export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** One version in all its languages. */
export interface PublishedNotice {
  /** The day from which it is shown, ISO 8601. */
  version: string;
  /** SHA-256 of the file, hexadecimal, by language (ISO 639). */
  documents: Readonly<Record<string, string>>;
}

/**
 * Oldest first; the last one is asked with today. Languages: the twenty-two of the Eighth Schedule of India's constitution,
 * English and Indonesian. Manipuri stands in Meetei Mayek, the script of the state's Official Language Act as amended in 2021
 * and of its schools; Kashmiri and Sindhi in Arabic letters, Santali in Ol Chiki.
 */
export const PUBLISHED_NOTICES: readonly PublishedNotice[] = [
  {
    version: '2026-11-23',
    documents: {
      as: 'ccdfaf7451a39746302a057521161c82570e10dc8c1a5887cdbaa5b2d3f094ff',
      bn: '4cae03bd803f5160be523b306a5213a92907bc24a0d02005b5df5a8098c47cb6',
      brx: '7129d5f8789d85097316c61782b5e8a1bd0bdcab24a71349d5d6b33d420eb74e',
      doi: '67cca7aa5b608f706b477e3d117697b03cc4b684a875656c2718a427db041141',
      en: 'a76d27f5929128e0f5304cab7cdb6d1e206f1ce769cd35ee9ee997b7676af73a',
      gu: '3a2fe4955c876189ba30bad808c753884fa15239f787872e3c4fc2554f9935d4',
      hi: '372dfd092dc7e3f4e86219119f531a772d0fd9b55844bd37fe14f8bd4427775b',
      id: '2965fa2e35f404e961fa721316e4e771d9bc8cbbe389adbf9901719170eeca06',
      kn: '026ff09f4b30d0113a4a98d52dfb45353047f39a54d3956ec2420c68e3da926b',
      kok: '9fa9ff3e835ab6c44fdc4024c876e35d177fa54ad2d79b55649c474ad4954ff2',
      ks: 'ad402785922fbdb9127b7c12d1d99afc4d9e1651d812d726fca304da356c6961',
      mai: 'e95dd57653106c7bf8355b866dc3db12ec76c62d034aa115d7b9464ec75fd282',
      ml: 'cef42a17f34fb87a70341b42ebc6171a75ea9e742b672845f556fb87b7c42a79',
      mni: '9965191ec31e8601f48588012cf06b6d62ec792ebfbbb257add57213d5ac7e73',
      mr: '502c98faf019fbd64cc96f9ff66c1af99c70be5694cf95641e7192c575a5f2af',
      ne: 'a02786cab2c25d50279973788abf689880ec0cbc4bca92e70fe9615d7822e7f5',
      or: 'f651a730f628944bf381bd2802e4269c0ac555774b4263981d7a30a0f88f6db1',
      pa: '7edc56e140eedbbe487c9d47e6160d7fecbe3af0468cea988d1f8bad00c23f1f',
      sa: '0c96ef44c2e5ecfd0b29e4f1150aa28972eb68abd696c925e4a2991137090e4a',
      sat: '1665b2e142050e3f29ad8905e4ada59d3735e77bb56c8c90174a808750e205f9',
      sd: '820b6b1d8ee9c062c8eb17586c6f1c0cfc490564de761d18290f0e3f39e77f4b',
      ta: '5625218ca02d7ce707dc07602205bbf57529c42c99174ce927201d0ab7b4ede6',
      te: '0b808a6914c0bb929cc38e69b5674896eddbdf339b554e0618c9a4d8ee10db98',
      ur: '0e9e76a1e3b2fdd567caea0bbf49aee95609e098574d21b5a721ea2f7a5f1e10',
    },
  },
];

const [CURRENT] = PUBLISHED_NOTICES.slice(-1);

/** The version that is asked with today. */
export const NOTICE_VERSION: string = CURRENT?.version ?? '';

/** What an answer says of the text that was read. */
export interface NoticeRead {
  noticeVersion: string;
  noticeLanguage: string;
  noticeSha256: string;
}

/**
 * @param language one of the notice's.
 * @returns what an answer after reading today's notice carries.
 * @throws Error where there is no such text.
 */
export function noticeRead(language: string): NoticeRead {
  const noticeSha256 = CURRENT?.documents[language];
  if (noticeSha256 === undefined) throw new Error(`no notice is published in ${language}`);
  return { noticeVersion: NOTICE_VERSION, noticeLanguage: language, noticeSha256 };
}

/** One language of today's notice. */
export const NoticeLanguage = Type.Object({
  language: Type.String(),
  /** The language's own name, in its script. */
  name: Type.String(),
  direction: Type.Enum(['ltr', 'rtl']),
  sha256: Sha256,
  /** False until a speaker has read this very text and stands by it. */
  reviewed: Type.Boolean(),
});

/** Today's notice in all its languages. */
export const NoticeList = Type.Object(
  {
    version: Type.String(),
    /** Whose authority the notice names, ISO 3166-1 in small letters. */
    country: Type.String(),
    languages: Type.Array(NoticeLanguage),
  },
  { $id: 'NoticeList' },
);
export type NoticeList = Static<typeof NoticeList>;

/** A notice's text, line by line; the file itself is what is hashed. */
export const NoticeText = Type.Object(
  {
    version: Type.String(),
    language: Type.String(),
    name: Type.String(),
    direction: Type.Enum(['ltr', 'rtl']),
    title: Type.String(),
    ask: Type.String(),
    /** What data. */
    what: Type.String(),
    purpose: Type.String(),
    /** What this answer is not about. */
    others: Type.String(),
    without: Type.String(),
    withdraw: Type.String(),
    rights: Type.String(),
    complain: Type.String(),
    /** The authority to complain to, by country; where there is none, that line is left out. */
    board: Type.Record(Type.String(), Type.String()),
    yes: Type.String(),
    no: Type.String(),
  },
  { $id: 'NoticeText', additionalProperties: false },
);
export type NoticeText = Static<typeof NoticeText>;
