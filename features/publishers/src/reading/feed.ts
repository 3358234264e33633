// Feeds of four formats become one list of items. The parser is feedsmith; what stands here is caution and choice: which
// of many fields is the headline, the text, the picture, and what is not believed.

import { parseFeed } from 'feedsmith';
import { webAddress } from './addresses.ts';
import { decodeText } from './decode-text.ts';
import { firstPicture } from './first-picture.ts';
import { plainLine, plainText } from './plain-text.ts';
import type { Document, FeedContent, FeedItem, ItemPicture, Unreadable } from './reading-types.ts';

/** Items that are looked at; feeds hold the newest 10 to 100. */
export const FEED_ITEMS_MAX = 200;
const CATEGORIES_MAX = 10;
const CATEGORY_CHARACTERS_MAX = 60;
const BYLINE_CHARACTERS_MAX = 200;
const ALTERNATIVE_CHARACTERS_MAX = 500;
const ID_CHARACTERS_MAX = 500;
/** The closing tag stands within these; comments of caches may follow it. */
const END_CHARACTERS = 1_000;

/** What an item says, in any format, before it is judged. */
interface RawItem {
  id?: string | undefined;
  url?: string | undefined;
  base?: string | undefined;
  title?: string | undefined;
  content?: string | undefined;
  summary?: string | undefined;
  published?: string | undefined;
  language?: string | undefined;
  categories: readonly (string | undefined)[];
  byline?: string | undefined;
  pictures: readonly RawPicture[];
}

interface RawPicture {
  url?: string | undefined;
  widthPx?: number | undefined;
  alternative?: string | undefined;
  credit?: string | undefined;
}

type Parsed = ReturnType<typeof parseFeed>;
type Of<Format extends Parsed['format']> = Extract<Parsed, { format: Format }>['feed'];

/** @returns the feed's items in its order, or why it cannot be read. Call it where it can be stopped. */
export function readFeed(document: Document): FeedContent | Unreadable {
  const text = decodeText(document.bytes, document.charset);
  if (text === undefined) return unreadable('The feed is in an encoding that we cannot read.');
  const trimmed = text.trimStart();
  if (/^<!doctype html|^<html[\s>]/i.test(trimmed)) {
    return unreadable('There is a web page where the feed should be.');
  }
  // Own entities serve attacks (files read, billions of laughs); no feed needs them.
  if (/<!ENTITY/i.test(trimmed)) {
    return unreadable('The feed declares entities of its own, which is not safe to read.');
  }
  // The parser forgives a feed that breaks off; what is missing would look like news that went.
  const end = trimmed.slice(-END_CHARACTERS);
  if (trimmed.startsWith('<') && !/<\/(?:[\w-]+:)?(?:rss|feed|rdf)\s*>/i.test(end)) {
    return unreadable('This is no RSS, Atom or JSON feed, or it breaks off in the middle.');
  }
  let parsed: Parsed;
  try {
    parsed = parseFeed(trimmed, { maxItems: FEED_ITEMS_MAX });
  } catch (error) {
    const said = error instanceof Error ? error.message.slice(0, 120) : '';
    return unreadable(`This is no RSS, Atom or JSON feed that can be read (${said}).`);
  }
  const { home, items } = rawItems(parsed);
  const base = webAddress(home, document.url) ?? document.url;
  const usable = items.slice(0, FEED_ITEMS_MAX).flatMap((raw) => readItem(raw, base) ?? []);
  return {
    kind: 'feed',
    format: parsed.format,
    items: usable,
    unusableCount: Math.min(items.length, FEED_ITEMS_MAX) - usable.length,
  };
}

function unreadable(detail: string): Unreadable {
  return { kind: 'unreadable', detail };
}

function rawItems(parsed: Parsed): { home: string | undefined; items: RawItem[] } {
  switch (parsed.format) {
    case 'rss':
      return { home: parsed.feed.link, items: (parsed.feed.items ?? []).map(rssItem) };
    case 'rdf':
      return { home: parsed.feed.link, items: (parsed.feed.items ?? []).map(rdfItem) };
    case 'atom':
      return {
        home: parsed.feed.xml?.base ?? pageLink(parsed.feed.links),
        items: (parsed.feed.entries ?? []).map(atomItem),
      };
    case 'json':
      return { home: parsed.feed.home_page_url, items: (parsed.feed.items ?? []).map(jsonItem) };
  }
}

type RssItem = NonNullable<Of<'rss'>['items']>[number];

function rssItem(item: RssItem): RawItem {
  const { guid } = item;
  const isAddress = guid?.isPermaLink !== false && /^https?:\/\//.test(guid?.value ?? '');
  return {
    id: guid?.value,
    url: item.link ?? (isAddress ? guid?.value : undefined),
    title: item.title ?? item.dc?.titles?.[0],
    content: item.content?.encoded,
    summary: item.description,
    published: textOnly(item.pubDate ?? item.dc?.dates?.[0]),
    language: item.dc?.languages?.[0],
    categories: (item.categories ?? []).map((category) => category.name),
    byline: item.dc?.creators?.[0] ?? personName(item.authors?.[0]),
    pictures: [
      ...mediaPictures(item.media),
      ...(item.enclosures ?? [])
        .filter((enclosure) => enclosure.type?.startsWith('image/') === true)
        .map((enclosure) => ({ url: enclosure.url })),
    ],
  };
}

/** RSS writes `mail@paper.org (Name)`; only the name is of use. */
function personName(person: unknown): string | undefined {
  if (typeof person === 'string') return /\(([^)]+)\)/.exec(person)?.[1] ?? withoutMail(person);
  if (person !== null && typeof person === 'object' && 'name' in person) {
    return typeof person.name === 'string' ? person.name : undefined;
  }
  return undefined;
}

function withoutMail(text: string): string | undefined {
  return text.includes('@') ? undefined : text;
}

/** The parser leaves dates as they are written; its types leave them open. */
function textOnly(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

type RdfItem = NonNullable<Of<'rdf'>['items']>[number];

function rdfItem(item: RdfItem): RawItem {
  return {
    id: item.rdf?.about ?? item.link,
    url: item.link ?? item.rdf?.about,
    title: item.title,
    content: item.content?.encoded,
    summary: item.description,
    published: textOnly(item.dc?.dates?.[0]),
    language: item.dc?.languages?.[0],
    categories: item.dc?.subjects ?? [],
    byline: item.dc?.creators?.[0],
    pictures: mediaPictures(item.media),
  };
}

type AtomEntry = NonNullable<Of<'atom'>['entries']>[number];

function atomItem(entry: AtomEntry): RawItem {
  return {
    id: entry.id,
    url: pageLink(entry.links),
    base: entry.xml?.base,
    title: entry.title?.value,
    content: entry.content?.value,
    summary: entry.summary?.value,
    published: textOnly(entry.published ?? entry.updated),
    language: entry.xml?.lang,
    categories: (entry.categories ?? []).map((category) => category.label ?? category.term),
    byline: entry.authors?.[0]?.name,
    pictures: [
      ...mediaPictures(entry.media),
      ...(entry.links ?? [])
        .filter((link) => link.rel === 'enclosure' && link.type?.startsWith('image/') === true)
        .map((link) => ({ url: link.href })),
    ],
  };
}

function pageLink(
  links: readonly { href?: string; rel?: string; type?: string }[] | undefined,
): string | undefined {
  const pages = (links ?? []).filter((link) => link.rel === undefined || link.rel === 'alternate');
  return (pages.find((link) => link.type === undefined || link.type === 'text/html') ?? pages[0])
    ?.href;
}

type JsonItem = NonNullable<Of<'json'>['items']>[number];

function jsonItem(item: JsonItem): RawItem {
  return {
    id: item.id,
    url: item.url ?? item.external_url,
    title: item.title,
    content: item.content_html ?? escaped(item.content_text),
    summary: escaped(item.summary),
    published: textOnly(item.date_published ?? item.date_modified),
    language: item.language,
    categories: item.tags ?? [],
    byline: item.authors?.[0]?.name,
    pictures: [{ url: item.image }, { url: item.banner_image }],
  };
}

/** JSON Feed has plain text where the others have markup. */
function escaped(text: string | undefined): string | undefined {
  return text?.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>');
}

type Media = RssItem['media'];

function mediaPictures(media: Media): RawPicture[] {
  const groups = media?.groups ?? [];
  const contents = [...(media?.contents ?? []), ...groups.flatMap((group) => group.contents ?? [])];
  const pictures = contents
    .filter((content) => content.medium === 'image' || content.type?.startsWith('image/') === true)
    .map((content) => ({
      url: content.url,
      widthPx: content.width,
      alternative: content.description?.value ?? content.title?.value ?? media?.description?.value,
      credit: content.credits?.[0]?.value ?? media?.credits?.[0]?.value,
    }));
  const thumbnails = [
    ...(media?.thumbnails ?? []),
    ...groups.flatMap((group) => group.thumbnails ?? []),
  ];
  return [...pictures, ...thumbnails.map((one) => ({ url: one.url, widthPx: one.width }))];
}

function readItem(raw: RawItem, feedBase: string): FeedItem | undefined {
  const base = webAddress(raw.base, feedBase) ?? feedBase;
  const url = webAddress(raw.url, base);
  const title = plainLine(raw.title ?? '');
  if (url === undefined || title === '') return undefined;
  const content = plainText(raw.content ?? '');
  const summary = plainText(raw.summary ?? '');
  // Some put the whole text into the summary and a teaser into the content.
  const whole = content.length >= summary.length && content !== '';
  const publishedAtMs = Date.parse(raw.published ?? '');
  const byline = plainLine(raw.byline ?? '', BYLINE_CHARACTERS_MAX);
  const picture = choosePicture(raw, url, base);
  return {
    ...(raw.id === undefined || raw.id === '' ? {} : { id: raw.id.slice(0, ID_CHARACTERS_MAX) }),
    url,
    title,
    text: whole ? content : summary,
    whole,
    ...(Number.isNaN(publishedAtMs) ? {} : { publishedAtMs }),
    ...(raw.language === undefined ? {} : { language: raw.language.toLowerCase() }),
    categories: categoriesOf(raw.categories),
    ...(byline === '' ? {} : { byline }),
    ...(picture === undefined ? {} : { picture }),
  };
}

function categoriesOf(names: readonly (string | undefined)[]): string[] {
  const found = new Set<string>();
  for (const name of names) {
    const category = plainLine(name ?? '', CATEGORY_CHARACTERS_MAX).toLowerCase();
    if (category !== '' && found.size < CATEGORIES_MAX) found.add(category);
  }
  return [...found];
}

/** The widest one that is named as a picture, else the first inside the text. */
function choosePicture(raw: RawItem, pageUrl: string, base: string): ItemPicture | undefined {
  const named = raw.pictures
    .map((picture) => ({ ...picture, url: webAddress(picture.url, base) }))
    .filter((picture) => picture.url !== undefined)
    .toSorted((a, b) => (b.widthPx ?? 0) - (a.widthPx ?? 0));
  const [widest] = named;
  if (widest?.url === undefined) return firstPicture(raw.content ?? raw.summary ?? '', pageUrl);
  // What a thumbnail shows is said beside the large picture, or the other way round.
  const alternative = named.find((picture) => picture.alternative !== undefined)?.alternative;
  const credit = plainLine(widest.credit ?? '', BYLINE_CHARACTERS_MAX);
  return {
    url: widest.url,
    alternative: plainLine(alternative ?? '', ALTERNATIVE_CHARACTERS_MAX),
    ...(credit === '' ? {} : { credit }),
  };
}
