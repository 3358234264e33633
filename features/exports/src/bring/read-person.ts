// What an archive says of its person, as far as it can come: rows are read field by field, and what does not fit is left out.

import { AI_MARKS, type AiMark } from '@jhalak/contracts/ai-mark';
import { CLIP_AUDIENCES, type ClipAudience } from '@jhalak/contracts/audience';
import type { ImportFound } from '@jhalak/contracts/imports';
import { GENRES, LANGUAGE_CODES, type Genre } from '@jhalak/contracts/languages';
import { PACK_NAME_MAX, PACK_PEOPLE_MAX, PACK_TEXT_MAX } from '@jhalak/contracts/packs';
import { CHOICES_MAX, type ChoiceBody, type TasteFile } from '@jhalak/contracts/taste';
import { CAPTION_MAX, TAGS_MAX } from '@jhalak/contracts/videos';
import { cleanText, isUuid } from '@jhalak/kernel';
import type { Json, JsonObject } from '@jhalak/ports';
import { ArchiveError, type ArchiveReader } from './archive-reader.ts';

/** One clip that can come. */
export interface BroughtClip {
  fromClipId: string;
  caption: string;
  language: string;
  genre: Genre;
  tags: string[];
  ai: AiMark | undefined;
  audience: ClipAudience;
  /** The clip there whose sound is heard in it; absent: its own. */
  soundId: string | undefined;
  adult: boolean;
  publishedAtMs: number;
  /** Name of its best encoding in the archive: what was published, without what was cut away. */
  file: string;
}

/** A follow pack of one's own; people by their handles there. */
export interface BroughtPack {
  name: string;
  text: string;
  language: string;
  people: string[];
}

/** Everything of one person that can come. */
export interface Brought {
  displayName: string;
  bio: string;
  private: boolean;
  /** The oldest first. */
  clips: BroughtClip[];
  clipsLeft: number;
  /** Handles there, the newest first. */
  follows: string[];
  /** Handles there of who was on the list of close friends. */
  close: string[];
  packs: BroughtPack[];
  saved: { clipId: string; folder: string | null }[];
  folders: { id: string; name: string }[];
  taste: Pick<TasteFile, 'beliefs' | 'watched' | 'choices'>;
}

/** As many as anybody can have here. */
const CLIPS_MAX = 20_000;
const FOLLOWS_MAX = 5_000;
const CLOSE_MAX = 500;
const PACKS_MAX = 20;
const SAVED_MAX = 10_000;
const FOLDERS_MAX = 100;
const BELIEFS_MAX = 300;
/** The learner's own scale, as taste.json says. */
const LEANING_MAX = 6;
const NAME_MAX = 40;
const BIO_MAX = 160;
const HANDLE_MAX = 30;
const FOLDER_NAME_MAX = 60;
const TAG_MAX = 64;

/** @throws ArchiveError. Cost: reads a dozen texts. */
export async function readPerson(archive: ArchiveReader): Promise<Brought> {
  const [profile] = await rowsOf(archive, 'profile', 1);
  if (profile === undefined) throw new ArchiveError('import.damaged', 'it has no profile');
  const [privacy] = await rowsOf(archive, 'privacy', 1);
  const clips = await rowsOf(archive, 'clips', CLIPS_MAX);
  const going = clipsIn(clips, await encodingsOf(archive));
  return {
    displayName: textOf(profile['displayName'], NAME_MAX),
    bio: textOf(profile['bio'], BIO_MAX),
    private: privacy?.['private'] === true,
    clips: going,
    clipsLeft: clips.length - going.length,
    follows: handlesIn(await rowsOf(archive, 'follows', FOLLOWS_MAX), 'followee'),
    close: handlesIn(await rowsOf(archive, 'close-friends', CLOSE_MAX), 'friend'),
    packs: packsIn(await rowsOf(archive, 'packs', PACKS_MAX)),
    saved: savedIn(await rowsOf(archive, 'saved', SAVED_MAX)),
    folders: foldersIn(await rowsOf(archive, 'collections', FOLDERS_MAX)),
    taste: {
      beliefs: beliefsIn(await rowsOf(archive, 'taste', 1)),
      watched: [],
      choices: choicesIn(await rowsOf(archive, 'taste-choices', CHOICES_MAX)),
    },
  };
}

/** @returns what its person is shown before anything comes. */
export function foundIn(brought: Brought, here: number): ImportFound {
  return {
    displayName: brought.displayName,
    bio: brought.bio,
    private: brought.private,
    clips: brought.clips.length - here,
    clipsLeft: brought.clipsLeft + here,
    follows: brought.follows.length,
    close: brought.close.length,
    packs: brought.packs.length,
    saved: brought.saved.length,
    folders: brought.folders.length,
    taste: brought.taste.beliefs.length + brought.taste.choices.length,
  };
}

async function rowsOf(archive: ArchiveReader, name: string, max: number): Promise<JsonObject[]> {
  const file = `${name}.json`;
  if (!archive.has(file)) return [];
  const rows = (parsed(await archive.text(file), file) as { rows?: unknown } | null)?.rows;
  if (!Array.isArray(rows)) throw new ArchiveError('import.damaged', `${file} has no rows`);
  return rows.slice(0, max).filter(isObject);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Also what is nested deeper than a stack is high.
    throw new ArchiveError('import.damaged', `${name} is no JSON`);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Without what no database takes: controls, and halves of letters.
function textOf(value: Json | undefined, max: number): string {
  if (typeof value !== 'string') return '';
  const plain = cleanText(value.replaceAll(/\p{Surrogate}/gu, ''));
  return Array.from(plain).slice(0, max).join('');
}

function idOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && isUuid(value) ? value : undefined;
}

async function encodingsOf(archive: ArchiveReader): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (!archive.has('clip-files.json')) return found;
  const list = parsed(await archive.text('clip-files.json'), 'clip-files.json');
  const files = isObject(list) && Array.isArray(list['files']) ? list['files'] : [];
  for (const line of files) {
    if (!isObject(line) || line['holds'] !== 'encoding') continue;
    const clipId = idOf(line['videoId']);
    const { path } = line;
    if (clipId === undefined || typeof path !== 'string') continue;
    // A clip's own file, and one that is there: nothing else is ever opened by this name.
    if (path.startsWith(`clips/${clipId}/`) && archive.has(path)) found.set(clipId, path);
  }
  return found;
}

function clipsIn(
  rows: readonly JsonObject[],
  encodings: ReadonlyMap<string, string>,
): BroughtClip[] {
  const clips = new Map<string, BroughtClip>();
  for (const row of rows) {
    const fromClipId = idOf(row['videoId']);
    const file = fromClipId === undefined ? undefined : encodings.get(fromClipId);
    const language = LANGUAGE_CODES.find((code) => code === row['language']);
    const genre = GENRES.find((one) => one === row['genre']);
    // Removed by moderators, deleted, made up, without a file, or of a kind that is not known here: it stays.
    const stays =
      (row['removedAtMs'] ?? null) !== null ||
      (row['deletedAtMs'] ?? null) !== null ||
      row['sample'] === true;
    if (fromClipId === undefined || file === undefined || stays) continue;
    if (language === undefined || genre === undefined) continue;
    const publishedAtMs = Number(row['publishedAtMs']);
    clips.set(fromClipId, {
      ...{ fromClipId, file, language, genre },
      caption: textOf(row['caption'], CAPTION_MAX),
      tags: tagsIn(row['tags']),
      ai: AI_MARKS.find((mark) => mark === row['ai']),
      audience: audienceIn(row['audience']),
      soundId: idOf(row['soundId']),
      adult: row['adult'] === true,
      publishedAtMs: Number.isSafeInteger(publishedAtMs) ? Math.max(0, publishedAtMs) : 0,
    });
  }
  return [...clips.values()].toSorted((a, b) => a.publishedAtMs - b.publishedAtMs);
}

// Archives from before clips had one say nothing: for everybody. A word that is not known here opens nothing.
function audienceIn(value: Json | undefined): ClipAudience {
  if (value === undefined) return 'everyone';
  return CLIP_AUDIENCES.find((one) => one === value) ?? 'self';
}

function tagsIn(value: Json | undefined): string[] {
  const tags = Array.isArray(value) ? value : [];
  // A comma parts tags on their way to media.
  return tags
    .map((tag) => textOf(tag, TAG_MAX + 1))
    .filter((tag) => tag !== '' && !tag.includes(',') && tag.length <= TAG_MAX)
    .slice(0, TAGS_MAX);
}

function handlesIn(rows: readonly JsonObject[], field: string): string[] {
  return namesIn(rows.map((row) => row[field]));
}

/** @returns the handles of people as archives name them, each once. */
function namesIn(people: readonly (Json | undefined)[]): string[] {
  const handles = people.flatMap((person) =>
    isObject(person) && typeof person['handle'] === 'string'
      ? [textOf(person['handle'], HANDLE_MAX)]
      : [],
  );
  return [...new Set(handles)];
}

// Archives from before packs told names tell ids, which say nothing here.
function packsIn(rows: readonly JsonObject[]): BroughtPack[] {
  return rows.flatMap(({ name, description, language, peopleNames }) => {
    const known = LANGUAGE_CODES.find((code) => code === language);
    const said = textOf(name, PACK_NAME_MAX).replaceAll(/\s+/gu, ' ').trim();
    if (known === undefined || said === '') return [];
    const people = namesIn(Array.isArray(peopleNames) ? peopleNames : []);
    const text = textOf(description, PACK_TEXT_MAX);
    return [{ name: said, text, language: known, people: people.slice(0, PACK_PEOPLE_MAX) }];
  });
}

function savedIn(rows: readonly JsonObject[]): Brought['saved'] {
  return rows.flatMap(({ videoId, collectionId }) => {
    const clipId = idOf(videoId);
    return clipId === undefined ? [] : [{ clipId, folder: idOf(collectionId) ?? null }];
  });
}

function foldersIn(rows: readonly JsonObject[]): Brought['folders'] {
  return rows.flatMap(({ collectionId, name }) => {
    const id = idOf(collectionId);
    const said = textOf(name, FOLDER_NAME_MAX).trim();
    return id === undefined || said === '' ? [] : [{ id, name: said }];
  });
}

// Creators stand there by ids of that cell and are nobody here; what is liked of languages and genres is the same everywhere.
function beliefsIn(rows: readonly JsonObject[]): TasteFile['beliefs'] {
  const taste = rows[0]?.['taste'];
  if (!isObject(taste)) return [];
  const leanings = (of: 'genre' | 'language', value: Json | undefined): TasteFile['beliefs'] =>
    (isObject(value) ? Object.entries(value) : []).flatMap(([name, amount]) =>
      typeof amount === 'number' && Number.isFinite(amount) && name !== '' && name.length <= 60
        ? [{ of, value: name, strength: Math.max(-1, Math.min(1, amount / LEANING_MAX)) }]
        : [],
    );
  return [...leanings('genre', taste['genres']), ...leanings('language', taste['languages'])].slice(
    0,
    BELIEFS_MAX,
  );
}

const CARRIED = ['genre', 'language', 'tag', 'words', 'clip'] as const;
const WISHES = ['none', 'less', 'more'] as const;

function choicesIn(rows: readonly JsonObject[]): ChoiceBody[] {
  return rows.flatMap(({ choice }) => {
    if (!isObject(choice)) return [];
    const of = CARRIED.find((kind) => kind === choice['of']);
    const wish = WISHES.find((one) => one === choice['wish']);
    const value = textOf(choice['value'], 60);
    return of === undefined || wish === undefined || value === '' ? [] : [{ of, value, wish }];
  });
}
