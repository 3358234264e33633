// Turns rows into the contract's Video as JSON text. The part that every viewer shares is kept ready as text; counts and
// the viewer's own marks are put behind it.

import type { Caller } from '@jhalak/contracts';
import type { SubtitleTrack } from '@jhalak/contracts/subtitles';
import type { Rendition, Silence, Video } from '@jhalak/contracts/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import { LRUCache } from 'lru-cache';
import type { Counts, VideoCounts } from './counts.ts';
import { posterName, PREVIEW, storyboardName, subtitleFile } from './media-names.ts';
import { onlookerOf, tiedOnlooker } from './onlooker.ts';
import type { Silences } from './silence/silences.ts';
import { heardIn, isAudible } from './sounds.ts';
import type { VideoStore } from './store.ts';
import type { PeopleReader, StoredVideo, ViewerMark, ViewerMarks } from './types.ts';

/** 64 MiB hold some 50,000 videos. */
const TEXT_CACHE_BYTES_MAX = 64 * 1024 * 1024;
/** Changes are heard of from the journal; whatever is missed there is shown within this time. */
const TEXT_AGE_MS = 300_000;

interface Prepared {
  video: StoredVideo;
  /** JSON of the shared part, without its closing brace. */
  text: string;
  /** What is heard in it; absent: silent. */
  sound: Video['sound'];
}

/** Undo lasts this long; given by settings. */
export interface PresentOptions {
  undoMs: number;
}

export class VideoPresenter {
  readonly #store: VideoStore;
  readonly #counts: VideoCounts;
  readonly #people: PeopleReader;
  readonly #marks: ViewerMarks;
  readonly #visibility: Pick<Visibility, 'check'>;
  readonly #undoMs: number;
  readonly #silences: Silences;
  #nameChanges = 0;
  readonly #prepared = new LRUCache<string, Prepared>({
    maxSize: TEXT_CACHE_BYTES_MAX,
    sizeCalculation: (prepared) => prepared.text.length * 2 + 512,
    ttl: TEXT_AGE_MS,
    dispose: (prepared, videoId) => this.#unlist(prepared.video.personId, videoId),
  });
  /** Which texts hold a creator's name; as large as what is prepared. */
  readonly #byCreator = new Map<string, Set<string>>();

  constructor(
    store: VideoStore,
    counts: VideoCounts,
    people: PeopleReader,
    marks: ViewerMarks,
    visibility: Pick<Visibility, 'check'>,
    options: PresentOptions & { silences: Silences },
  ) {
    this.#store = store;
    this.#counts = counts;
    this.#people = people;
    this.#marks = marks;
    this.#visibility = visibility;
    this.#undoMs = options.undoMs;
    this.#silences = options.silences;
  }

  forget(videoId: string): void {
    this.#prepared.delete(videoId);
  }

  /** Makes the texts of a creator's clips anew: their name has changed. */
  forgetCreator(personId: string): void {
    for (const videoId of this.#byCreator.get(personId) ?? []) this.#prepared.delete(videoId);
    this.#nameChanges += 1;
  }

  #list(personId: string, videoId: string): void {
    const listed = this.#byCreator.get(personId);
    if (listed === undefined) this.#byCreator.set(personId, new Set([videoId]));
    else listed.add(videoId);
  }

  #unlist(personId: string, videoId: string): void {
    const listed = this.#byCreator.get(personId);
    listed?.delete(videoId);
    if (listed?.size === 0) this.#byCreator.delete(personId);
  }

  /** @returns the row of one video, remembered like its text. */
  async storedFor(videoId: string): Promise<StoredVideo | undefined> {
    return (await this.#prepare([videoId]))[0]?.video;
  }

  async present(ids: readonly string[], caller: Caller | undefined): Promise<Map<string, string>> {
    const prepared = await this.#prepare(ids);
    const borrows = prepared.some(({ video }) => video.soundId !== null);
    const [counts, marks, onlooker, silences] = await Promise.all([
      this.#counts.of(prepared.map(({ video }) => video.videoId)),
      caller === undefined
        ? undefined
        : this.#marks.marks(
            caller.personId,
            prepared.map(({ video }) => ({ videoId: video.videoId, creatorId: video.personId })),
          ),
      borrows ? tiedOnlooker(caller, this.#marks) : undefined,
      this.#silences.of(
        prepared.map(({ video }) => heardIn(video)),
        onlookerOf(caller),
      ),
    ]);
    const texts = new Map<string, string>();
    for (const [index, one] of prepared.entries()) {
      const { video, text } = one;
      const count = counts[index];
      if (count === undefined) continue;
      const own = caller !== undefined && caller.personId === video.personId;
      const staff = caller !== undefined && caller.roles.length > 0;
      const mark = marks?.[index];
      texts.set(
        video.videoId,
        `${text}${this.#soundText(one, onlooker, silences[index])},"counts":${countsText(count)}${mark === undefined ? '' : `,"viewer":${markText(mark, own)}`}${
          own || staff ? this.#private(video, own) : ''
        }}`,
      );
    }
    return texts;
  }

  async #prepare(ids: readonly string[]): Promise<Prepared[]> {
    const missing = ids.filter((id) => !this.#prepared.has(id));
    const fresh = new Map<string, Prepared>();
    if (missing.length > 0) {
      // Names that are read while one changes are shown and not kept.
      const changes = this.#nameChanges;
      const videos = await this.#store.byIds(missing);
      const sounds = await this.#firstClips(videos);
      const people = await this.#people.peopleByIds([
        ...new Set([...videos, ...sounds.values()].map((video) => video.personId)),
      ]);
      for (const video of videos) {
        const creator = people.get(video.personId);
        // Without a person there is no creator to name: the account is being erased.
        if (creator === undefined) continue;
        const prepared = {
          video,
          text: sharedText(video, creator),
          sound: heard(video, sounds, people),
        };
        fresh.set(video.videoId, prepared);
        if (changes !== this.#nameChanges) continue;
        this.#prepared.set(video.videoId, prepared);
        this.#list(video.personId, video.videoId);
      }
    }
    return ids.flatMap((id) => fresh.get(id) ?? this.#prepared.get(id) ?? []);
  }

  // Of clips that use another one's sound: the clip where it was first.
  async #firstClips(videos: readonly StoredVideo[]): Promise<ReadonlyMap<string, StoredVideo>> {
    const ids = new Set(videos.flatMap(({ soundId }) => (soundId === null ? [] : [soundId])));
    if (ids.size === 0) return new Map();
    return new Map((await this.#store.byIds([...ids])).map((video) => [video.videoId, video]));
  }

  // Another clip's name and its creator's are told as far as that clip may be seen: it is asked at every showing, because it
  // goes dark without this clip's text being made anew.
  #soundText(
    { video, sound }: Prepared,
    onlooker: Onlooker | undefined,
    silence: Silence | undefined,
  ): string {
    if (sound === undefined) return '';
    const isNamed =
      video.soundId === null ||
      (onlooker !== undefined &&
        this.#visibility.check('videos.sound', sound.id, onlooker).kind === 'visible');
    const told = { ...(isNamed ? sound : { id: sound.id }), ...(silence && { silence }) };
    return `,"sound":${JSON.stringify(told)}`;
  }

  #private(video: StoredVideo, own: boolean): string {
    const parts: string[] = [];
    if (own && video.soundId === null && isAudible(video)) {
      const remix = { allowed: video.remix, title: video.soundTitle ?? '' };
      parts.push(`,"remix":${JSON.stringify(remix)}`);
    }
    if (own && video.looks !== null) {
      const { key: _key, ...sheet } = video.looks.storyboard;
      const url = `/media/${video.videoId}/${storyboardName(video.looks.storyboard)}`;
      parts.push(`,"storyboard":${JSON.stringify({ url, ...sheet })}`);
    }
    if (video.removedAtMs !== null) {
      const moderation = {
        reason: video.removedReason ?? 'other',
        note: video.removedNote ?? '',
        atMs: video.removedAtMs,
      };
      parts.push(`,"moderation":${JSON.stringify(moderation)}`);
    }
    if (video.deletedAtMs !== null)
      parts.push(`,"undoUntilMs":${video.deletedAtMs + this.#undoMs}`);
    return parts.join('');
  }
}

// What is rarely true is left out where it is not.
function markText({ liked, followsCreator, saved, reposted }: ViewerMark, own: boolean): string {
  const more = `${saved ? ',"saved":true' : ''}${reposted ? ',"reposted":true' : ''}`;
  return `{"liked":${liked},"followsCreator":${followsCreator},"own":${own}${more}}`;
}

function countsText(counts: Counts): string {
  return `{"views":${counts.views},"likes":${counts.likes},"comments":${counts.comments}}`;
}

type Names = Awaited<ReturnType<PeopleReader['peopleByIds']>>;

// A sound whose first clip is gone has nobody's name.
function heard(
  video: StoredVideo,
  sounds: ReadonlyMap<string, StoredVideo>,
  people: Names,
): Video['sound'] {
  if (!isAudible(video)) return undefined;
  const first = video.soundId === null ? video : sounds.get(video.soundId);
  const isHere = first !== undefined && first.deletedAtMs === null && first.removedAtMs === null;
  const handle = isHere ? people.get(first.personId)?.handle : undefined;
  const title = isHere ? (first.soundTitle ?? undefined) : undefined;
  return {
    id: video.soundId ?? video.videoId,
    ...(title === undefined ? {} : { title }),
    ...(handle === undefined ? {} : { handle }),
  };
}

function sharedText(
  video: StoredVideo,
  creator: { handle: string; displayName?: string | undefined },
): string {
  const shared: Omit<Video, 'counts'> = {
    id: video.videoId,
    state: stateOf(video),
    caption: video.caption,
    language: video.language,
    genre: video.genre as Video['genre'],
    tags: video.tags,
    durationMs: video.durationMs,
    widthPx: video.widthPx,
    heightPx: video.heightPx,
    poster: posterUrl(video),
    thumbhash: video.thumbhash,
    ...(video.looks?.previewKey === undefined
      ? {}
      : { preview: `/media/${video.videoId}/${PREVIEW}` }),
    ...(video.ai === null ? {} : { ai: video.ai }),
    creator: {
      handle: creator.handle,
      ...(creator.displayName === undefined ? {} : { displayName: creator.displayName }),
    },
    renditions: video.renditions.map((rendition): Rendition => ({
      url: `/media/${video.videoId}/${rendition.name}`,
      codec: rendition.codec,
      widthPx: rendition.widthPx,
      heightPx: rendition.heightPx,
      bitrateBps: rendition.bitrateBps,
      bytes: rendition.bytes,
    })),
    ...(video.subtitles.length === 0 ? {} : { subtitles: tracksOf(video) }),
    publishedAtMs: video.publishedAtMs,
    sample: video.sample,
    ...(video.audience === 'everyone' ? {} : { audience: video.audience }),
  };
  return JSON.stringify(shared).slice(0, -1);
}

function tracksOf({ videoId, subtitles }: StoredVideo): SubtitleTrack[] {
  return subtitles.map((language) => ({
    language,
    url: `/media/${videoId}/${subtitleFile(language)}`,
  }));
}

function stateOf(video: StoredVideo): Video['state'] {
  if (video.deletedAtMs !== null) return 'deleted';
  return video.removedAtMs === null ? 'published' : 'removed';
}

/** @returns where a clip's cover is, relative to the cell's origin; each request for it asks visibility. */
export function posterUrl(video: Pick<StoredVideo, 'videoId' | 'posterKey'>): string {
  return `/media/${video.videoId}/${posterName(video)}`;
}
