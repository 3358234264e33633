// What can be found, as documents: the public words of clips, people, follow packs and stories.

import type { PublicPerson } from '@jhalak/accounts';
import type { Story } from '@jhalak/stories';
import { isOffered, type StoredVideo } from '@jhalak/videos';
import { textKey, wordsOf } from '../text/text-key.ts';

/** A caption has some 60 words at most; of a story's summary the first ones say what it is about. */
const WORDS_MAX = 60;

/** Three minutes of talk have some 400 words, many of them the same; what comes late is not found. */
const SAID_WORDS_MAX = 300;

/** How documents are told apart. */
export type DocumentKind = 'clip' | 'person' | 'pack' | 'tag' | 'sound' | 'story';

export interface Document {
  kind: DocumentKind;
  /** An id; of a tag its key. */
  item: string;
  personId: string | null;
  /** BCP 47; empty where there is none. */
  language: string;
  genre: string;
  /** As written, by key. */
  words: ReadonlyMap<string, string>;
  /** The same of its tags. */
  tags: ReadonlyMap<string, string>;
  publishedAtMs: number;
}

const NO_TAGS: ReadonlyMap<string, string> = new Map();

/** @param said by its subtitles. @returns undefined for a clip that nobody sees. */
export function clipDocument(video: StoredVideo, said = ''): Document | undefined {
  if (video.removedAtMs !== null || video.deletedAtMs !== null) return undefined;
  const tags = new Map<string, string>();
  for (const tag of video.tags) {
    const key = textKey(tag);
    if (key !== '') tags.set(key, tag);
  }
  return {
    kind: 'clip',
    item: video.videoId,
    personId: video.personId,
    language: video.language,
    genre: video.genre,
    words: new Map([
      ...wordsOf(said, SAID_WORDS_MAX),
      ...wordsOf([video.caption, ...video.tags].join(' '), WORDS_MAX),
    ]),
    tags,
    publishedAtMs: video.publishedAtMs,
  };
}

/** @returns undefined for a sound that others may not use: nobody looks for it. */
export function soundDocument(video: StoredVideo, handle: string): Document | undefined {
  if (!isOffered(video)) return undefined;
  const texts = [video.soundTitle ?? '', video.caption, handle, handle.replaceAll(/[._]/gu, '')];
  return {
    kind: 'sound',
    item: video.videoId,
    personId: video.personId,
    language: video.language,
    genre: video.genre,
    words: wordsOf(texts.join(' '), WORDS_MAX),
    tags: NO_TAGS,
    publishedAtMs: video.publishedAtMs,
  };
}

/** A handle is found by its parts and as a whole. */
export function personDocument(person: PublicPerson): Document {
  const whole = person.handle.replaceAll(/[._]/gu, '');
  const texts = [person.displayName ?? '', person.handle, whole, person.bio ?? ''];
  return {
    kind: 'person',
    item: person.personId,
    personId: person.personId,
    language: '',
    genre: '',
    words: wordsOf(texts.join(' '), WORDS_MAX),
    tags: NO_TAGS,
    publishedAtMs: person.createdAtMs,
  };
}

/** A follow pack, as social writes it. */
export interface PackWords {
  packId: string;
  personId: string;
  name: string;
  description: string;
  language: string;
  changedAtMs: number;
  proposed: boolean;
}

/** @param handle its maker's. @returns undefined for a pack that is reached by its link alone. */
export function packDocument(pack: PackWords, handle: string): Document | undefined {
  if (!pack.proposed) return undefined;
  const texts = [pack.name, pack.description, handle, handle.replaceAll(/[._]/gu, '')];
  return {
    kind: 'pack',
    item: pack.packId,
    personId: pack.personId,
    language: pack.language,
    genre: '',
    words: wordsOf(texts.join(' '), WORDS_MAX),
    tags: NO_TAGS,
    publishedAtMs: pack.changedAtMs,
  };
}

/** A story is found in every language in which it is told. */
export function storyDocument(story: Story): Document {
  const texts = story.told.tellings.flatMap(({ headline, summary }) => [
    headline.text,
    ...summary.map(({ text }) => text),
  ]);
  return {
    kind: 'story',
    item: story.id,
    personId: null,
    language: story.told.language,
    genre: story.told.genre,
    words: wordsOf(texts.join(' '), WORDS_MAX * story.told.tellings.length),
    tags: NO_TAGS,
    publishedAtMs: story.updatedAtMs,
  };
}

/** @returns the words by which a tag is found: its parts, and itself. */
export function tagWords(tag: string): Map<string, string> {
  const words = wordsOf(tag.replaceAll('_', ' '), WORDS_MAX);
  const key = textKey(tag);
  if (key !== '') words.set(key, tag);
  return words;
}

export function documentId(kind: DocumentKind, item: string): string {
  return `${kind}:${item}`;
}
