// Where an ad would be shown: OpenRTB 2.6, sections 3.2.13 to 3.2.17, 3.2.23, 3.2.24 and 3.2.32.

import { Type } from 'typebox';
import { Data } from './people-schema.ts';
import { Bit, Code, Count, list, open, Text, Texts, Url } from './schema-parts.ts';

const Optional = Type.Optional;

/** 3.2.15, 3.2.17: publisher and producer have the same members. */
const Organisation = open({
  id: Optional(Text),
  name: Optional(Text),
  cattax: Optional(Code),
  cat: Optional(Texts),
  domain: Optional(Text),
});

/** 3.2.23, 3.2.24: network and channel. */
const Broadcaster = open({ id: Optional(Text), name: Optional(Text), domain: Optional(Text) });

/** 3.2.16. */
const Content = open({
  id: Optional(Text),
  episode: Optional(Count),
  title: Optional(Text),
  series: Optional(Text),
  season: Optional(Text),
  artist: Optional(Text),
  genre: Optional(Text),
  gtax: Optional(Code),
  genres: Optional(Texts),
  album: Optional(Text),
  isrc: Optional(Text),
  producer: Optional(Organisation),
  url: Optional(Url),
  cattax: Optional(Code),
  cat: Optional(Texts),
  prodq: Optional(Code),
  context: Optional(Code),
  contentrating: Optional(Text),
  userrating: Optional(Text),
  qagmediarating: Optional(Code),
  keywords: Optional(Text),
  kwarray: Optional(Texts),
  livestream: Optional(Bit),
  sourcerelationship: Optional(Bit),
  len: Optional(Count),
  language: Optional(Text),
  langb: Optional(Text),
  embeddable: Optional(Bit),
  data: Optional(list(Data)),
  network: Optional(Broadcaster),
  channel: Optional(Broadcaster),
  realtime: Optional(Code),
  firstbroadcast: Optional(Bit),
});

const PLACE = {
  id: Optional(Text),
  name: Optional(Text),
  domain: Optional(Text),
  cattax: Optional(Code),
  cat: Optional(Texts),
  sectioncat: Optional(Texts),
  pagecat: Optional(Texts),
  privacypolicy: Optional(Bit),
  publisher: Optional(Organisation),
  content: Optional(Content),
  keywords: Optional(Text),
  kwarray: Optional(Texts),
  inventorypartnerdomain: Optional(Text),
};

/** 3.2.13. */
export const Site = open({
  ...PLACE,
  page: Optional(Url),
  ref: Optional(Url),
  search: Optional(Text),
  mobile: Optional(Bit),
});

/** 3.2.14. */
export const App = open({
  ...PLACE,
  bundle: Optional(Text),
  storeurl: Optional(Url),
  ver: Optional(Text),
  paid: Optional(Bit),
});

/** 3.2.32. */
export const Dooh = open({
  id: Optional(Text),
  name: Optional(Text),
  venuetype: Optional(Texts),
  venuetypetax: Optional(Code),
  publisher: Optional(Organisation),
  domain: Optional(Text),
  keywords: Optional(Text),
  content: Optional(Content),
});
