// What can be fetched of one clip, by name: renditions, the poster, subtitles, and HLS over the same bytes.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Blobs, Queries } from '@jhalak/ports';
import { HlsFiles, type Sent } from './hls/hls-files.ts';
import {
  hlsName,
  masterPlaylist,
  mediaPlaylist,
  subtitlePlaylist,
  type HlsName,
} from './hls/playlists.ts';
import {
  POSTER,
  PREVIEW,
  STORYBOARD_TEXT,
  storyboardName,
  subtitleFile,
  subtitleName,
} from './media-names.ts';
import { storyboardText } from './storyboard-text.ts';
import { hiddenProblem } from './onlooker.ts';
import { SilentBlobs, withoutSound } from './silence/silent-blobs.ts';
import { subtitlesIn } from './subtitles/subtitle-store.ts';
import { webVtt } from './subtitles/write-subtitles.ts';
import type { StoredRendition, StoredVideo } from './types.ts';

/** One file as HTTP sends it. */
export interface MediaFile {
  etag: string;
  contentType: string;
  bytes: number;
  /** @param range first and last byte, inclusive; absent: all. @returns undefined when it has just gone. */
  open(range?: { start: number; end: number }): Promise<Readable | undefined>;
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ jpg: 'image/jpeg', webp: 'image/webp', mp4: 'video/mp4' },
};

/** Whether the sound may be heard by who asks. */
export type Sound = 'heard' | 'silent';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';

/** Another form of the same rendition: caches must never take one for the other. Changes when the form does. */
const HLS_FORM = 'hls1';

export class MediaFiles {
  readonly #blobs: Blobs;
  readonly #queries: Queries;
  readonly #silent: SilentBlobs;
  readonly #hls = new HlsFiles();

  constructor(blobs: Blobs, queries: Queries) {
    this.#blobs = blobs;
    this.#queries = queries;
    this.#silent = new SilentBlobs(blobs);
  }

  /** @returns whether a file carries a rendition's sound, or names files that do. */
  plays(video: StoredVideo, name: string): boolean {
    return (
      video.renditions.some((rendition) => rendition.name === name) ||
      hlsName(video.renditions, name) !== undefined
    );
  }

  /**
   * Does not ask visibility, nor whether its sound is silenced: the surface does.
   *
   * @returns undefined when the clip has no such file.
   * @throws `video.withheld` where a sound is to be silent that cannot be taken out: then nothing is sent.
   */
  async of(video: StoredVideo, name: string, sound: Sound): Promise<MediaFile | undefined> {
    if (POSTER.test(name)) return await this.#made(video.posterKey);
    const look = await this.#look(video, name);
    if (look !== undefined) return look;
    const rendition = video.renditions.find((candidate) => candidate.name === name);
    if (rendition !== undefined) return await this.#played(rendition, sound);
    const subtitles = subtitleName(name);
    if (subtitles !== undefined) return await this.#subtitles(video, subtitles);
    const asked = hlsName(video.renditions, name);
    return asked && (await this.#hlsFile(video, asked, sound));
  }

  async #look({ looks }: StoredVideo, name: string): Promise<MediaFile | undefined> {
    if (looks === null) return undefined;
    const { storyboard, previewKey } = looks;
    if (name === PREVIEW)
      return previewKey === undefined ? undefined : await this.#made(previewKey);
    if (name === storyboardName(storyboard)) return await this.#made(storyboard.key);
    if (name !== STORYBOARD_TEXT) return undefined;
    return textFile(storyboardText(storyboard), 'text/vtt; charset=utf-8');
  }

  /** A file of one run: its key is its mark. */
  async #made(key: string): Promise<MediaFile | undefined> {
    const type = TYPES[key.split('.').at(-1) ?? ''] ?? 'image/webp';
    return await this.#stored(key, key.split('/').at(-1) ?? key, type);
  }

  async #stored(key: string, tag: string, contentType: string): Promise<MediaFile | undefined> {
    const stat = await this.#blobs.stat(key);
    if (stat === undefined) return undefined;
    const open: MediaFile['open'] = async (range) => await this.#blobs.open(key, range);
    return { etag: `"${tag}"`, contentType, bytes: stat.bytes, open };
  }

  async #subtitles(
    { videoId, subtitles, durationMs }: StoredVideo,
    { language, kind }: { language: string; kind: 'text' | 'playlist' },
  ): Promise<MediaFile | undefined> {
    if (!subtitles.includes(language)) return undefined;
    if (kind === 'playlist')
      return textFile(subtitlePlaylist(subtitleFile(language), durationMs), PLAYLIST_TYPE);
    const found = await subtitlesIn(this.#queries, videoId, language);
    return found && textFile(webVtt(found.cues), 'text/vtt; charset=utf-8');
  }

  async #played(rendition: StoredRendition, sound: Sound): Promise<MediaFile | undefined> {
    const sent = await this.#sent(rendition, sound);
    if (sent === undefined) return undefined;
    const { mark, bytes } = sent;
    const open: MediaFile['open'] = async (range = { start: 0, end: bytes - 1 }) =>
      await sent.open(range);
    return { etag: `"${mark}"`, contentType: 'video/mp4', bytes, open };
  }

  /** A rendition's bytes as they are to be sent: caches must not take one form for the other. */
  async #sent({ key, sha256 }: StoredRendition, sound: Sound): Promise<Sent | undefined> {
    const stat = await this.#blobs.stat(key);
    if (stat === undefined) return undefined;
    const { bytes } = stat;
    const mark = sha256.slice(0, 32);
    if (sound === 'heard')
      return { mark, bytes, open: async (part) => await this.#blobs.open(key, part) };
    const plan = await this.#silent.planOf(key, bytes);
    if (plan === undefined) throw hiddenProblem('withheld');
    return {
      mark: `${mark}-silent`,
      bytes,
      open: async (part) => {
        const opened = await this.#blobs.open(key, part);
        return opened && withoutSound(opened, part.start, plan);
      },
    };
  }

  async #hlsFile(video: StoredVideo, asked: HlsName, sound: Sound): Promise<MediaFile | undefined> {
    if (asked.kind === 'master') {
      const variants = await Promise.all(
        video.renditions.map(async (rendition) => {
          const sent = await this.#sent(rendition, sound);
          const hls = sent && (await this.#hls.of(sent));
          return hls === undefined ? [] : [{ rendition: asSent(rendition, sound), hls }];
        }),
      );
      if (variants.flat().length === 0) return undefined;
      return textFile(masterPlaylist(variants.flat(), video.subtitles), PLAYLIST_TYPE);
    }
    const { rendition } = asked;
    const sent = await this.#sent(rendition, sound);
    const hls = sent && (await this.#hls.of(sent));
    if (sent === undefined || hls === undefined) return undefined;
    if (asked.kind === 'playlist') return textFile(mediaPlaylist(rendition, hls), PLAYLIST_TYPE);
    return {
      etag: `"${sent.mark}-${HLS_FORM}"`,
      contentType: 'video/mp4',
      bytes: hls.bytes,
      open: async (range = { start: 0, end: hls.bytes - 1 }) =>
        await Promise.resolve(this.#hls.stream(sent, hls, range.start, range.end)),
    };
  }
}

/** @returns the rendition with what its file holds: without its sound, no codec of one. */
function asSent(rendition: StoredRendition, sound: Sound): StoredRendition {
  if (sound === 'heard') return rendition;
  return { ...rendition, codec: rendition.codec.replace(/,mp4a\.[^,]*/u, '') };
}

function textFile(text: string, contentType: string): MediaFile {
  const bytes = Buffer.from(text);
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
  const open: MediaFile['open'] = async (range) =>
    await Promise.resolve(
      Readable.from([bytes.subarray(range?.start ?? 0, (range?.end ?? bytes.length - 1) + 1)], {
        objectMode: false,
      }),
    );
  return { etag, contentType, bytes: bytes.byteLength, open };
}
