// Videos: what was published, by whom, and how it stands. Bytes come from media, names from accounts, permission from
// visibility.

import type { Caller } from '@jhalak/contracts';
import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { SoundCard } from '@jhalak/contracts/sounds';
import type { Standing } from '@jhalak/contracts/counting';
import { DAY_MS, MINUTE_MS, type Clock, type Logger } from '@jhalak/kernel';
import type {
  ClipLooks,
  DressedClip,
  Looks,
  ReadyAsset,
  RestingClip,
  VideoPublisher,
} from '@jhalak/media';
import type {
  Blobs,
  Database,
  Feature,
  Journal,
  JournalBatch,
  Keys,
  Queries,
  Subscription,
  Transcripts,
  Tx,
} from '@jhalak/ports';
import type { ItemWords, Visibility, WordsReader } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { expireSources } from './clip-sources.ts';
import { VideoCounts } from './counts.ts';
import { ViewJudge, type View } from './counting/view-judge.ts';
import { lookKeys } from './media-names.ts';
import { MediaFiles } from './media-files.ts';
import { VideoPresenter } from './present.ts';
import { restingAfter, undressedAfter } from './resting.ts';
import { ownVideoRoutes } from './routes/change-video.ts';
import { getMedia } from './routes/get-media.ts';
import { getVideo } from './routes/get-video.ts';
import { listRoutes } from './routes/list-videos.ts';
import { coverRoutes } from './routes/cover.ts';
import { subtitleRoutes } from './routes/subtitles.ts';
import { soundRoutes } from './routes/sounds.ts';
import { soundCard } from './sound-card.ts';
import { Silences } from './silence/silences.ts';
import { isOffered } from './sounds.ts';
import { videoBlobs } from './video-blobs.ts';
import { VideoStore } from './store.ts';
import { saidIn } from './subtitles/subtitle-store.ts';
import type {
  ModerationChange,
  PeopleReader,
  StoredRendition,
  StoredVideo,
  ViewerMarks,
  Videos,
} from './types.ts';

export interface VideosDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  blobs: Blobs;
  clock: Clock;
  logger: Logger;
  visibility: Visibility;
  people: PeopleReader;
  marks: ViewerMarks;
  /** Writes down what is said, where the cell has an engine for it. */
  transcripts: Transcripts;
  /** Queues the work on another cover; given by media. */
  askCover(tx: Tx, videoId: string, atMs: number): Promise<void>;
  /** Removes a video's blobs; given by media. */
  deleteAssets(videoId: string): Promise<void>;
  /** Days in which a creator can undo a deletion; default 7. */
  undoDays?: number;
}

/** One sweep purges at most this many clips. */
const PURGE_MAX = 50;
/** A person's clips are read in pages of this size when all of them are needed. */
const OWN_PAGE = 500;
const UNDO_DAYS_DEFAULT = 7;

export function createVideos(deps: VideosDeps): Videos & VideoPublisher & ClipLooks & Feature {
  return new VideosFeature(deps);
}

class VideosFeature implements Videos, VideoPublisher, ClipLooks, Feature {
  readonly manifest = manifest;
  readonly jobs = {};
  readonly routes;
  readonly consumers;
  readonly sweeps;
  readonly blobs;
  readonly #deps: VideosDeps;
  readonly #undoMs: number;
  readonly #store: VideoStore;
  readonly #judge: ViewJudge;
  readonly #counts: VideoCounts;
  readonly #silences: Silences;
  readonly #presenter: VideoPresenter;
  #subscription: Subscription | undefined;

  constructor(deps: VideosDeps) {
    this.#deps = deps;
    this.#undoMs = (deps.undoDays ?? UNDO_DAYS_DEFAULT) * DAY_MS;
    this.#store = new VideoStore(deps.database, deps.journal, deps.clock);
    this.#judge = new ViewJudge(deps);
    this.#counts = new VideoCounts({ ...deps, judge: this.#judge });
    const silences = new Silences(deps);
    this.#silences = silences;
    this.#presenter = new VideoPresenter(
      ...([this.#store, this.#counts, deps.people, deps.marks, deps.visibility] as const),
      { undoMs: this.#undoMs, silences },
    );
    const store = this.#store;
    const presenter = this.#presenter;
    const own = {
      ...{ database: deps.database, clock: deps.clock, store, presenter },
      ...{ counts: this.#counts, undoMs: this.#undoMs },
    };
    this.routes = [
      getVideo(deps.visibility, presenter, deps.marks),
      getMedia({
        ...{ visibility: deps.visibility, marks: deps.marks, presenter },
        silences,
        files: new MediaFiles(deps.blobs, deps.database),
      }),
      ...ownVideoRoutes(own),
      ...coverRoutes({ ...own, askCover: deps.askCover }),
      ...subtitleRoutes({ ...own, transcripts: deps.transcripts }),
      ...soundRoutes({ ...deps, store, presenter, counts: this.#counts, silences }),
      ...listRoutes({
        ...{ store, presenter, visibility: deps.visibility },
        ...{ people: deps.people, marks: deps.marks },
      }),
    ];
    this.consumers = [this.#counts.consumer];
    this.blobs = videoBlobs(deps.database, () => deps.clock.nowMs() - this.#undoMs);
    this.sweeps = [
      { name: 'videos.purge', everyMs: MINUTE_MS, run: () => this.#purgeDue() },
      {
        name: 'videos.expire_sources',
        everyMs: MINUTE_MS,
        run: () => expireSources(deps.database, deps.clock.nowMs()),
      },
      { name: 'videos.expire_views', everyMs: MINUTE_MS, run: () => this.#judge.expire() },
    ];
  }

  async publish(tx: Tx, asset: ReadyAsset): Promise<void> {
    await this.#store.insert(tx, {
      videoId: asset.videoId,
      personId: asset.personId,
      caption: asset.caption,
      language: asset.language,
      genre: asset.genre,
      tags: [...asset.tags],
      durationMs: asset.durationMs,
      widthPx: asset.widthPx,
      heightPx: asset.heightPx,
      posterKey: asset.posterKey,
      ai: asset.ai ?? null,
      thumbhash: asset.thumbhash,
      renditions: renditionsOf(asset),
      soundId: asset.sound ?? null,
      remix: asset.remix === true,
      audience: asset.audience ?? 'everyone',
      sample: asset.sample,
      ...(asset.publishedAtMs === undefined ? {} : { publishedAtMs: asset.publishedAtMs }),
    });
  }

  async extend(tx: Tx, asset: ReadyAsset): Promise<void> {
    await this.#store.setRenditions(tx, asset.videoId, renditionsOf(asset));
  }

  async undressedAfter(after: string, limit: number): Promise<string[]> {
    return await undressedAfter(this.#deps.database, after, limit);
  }

  async restingAfter(after: string, beforeMs: number, limit: number): Promise<RestingClip[]> {
    return await restingAfter(this.#deps.database, after, beforeMs, limit);
  }

  async clipFor(videoId: string): Promise<DressedClip | undefined> {
    const [video] = await this.#store.byIds([videoId]);
    if (video === undefined) return undefined;
    const { durationMs, renditions } = video;
    return { durationMs, renditions, held: lookKeys(video) };
  }

  async dress(tx: Tx, videoId: string, looks: Looks): Promise<void> {
    await this.#store.setLooks(tx, videoId, looks);
  }

  async cover(
    tx: Tx,
    videoId: string,
    cover: { posterKey: string; thumbhash: string },
  ): Promise<void> {
    await this.#store.setCover(tx, videoId, cover);
  }

  async present(ids: readonly string[], caller: Caller | undefined): Promise<Map<string, string>> {
    return await this.#presenter.present(ids, caller);
  }

  async remembered(id: string): Promise<StoredVideo | undefined> {
    return await this.#presenter.storedFor(id);
  }

  async stored(ids: readonly string[]): Promise<Map<string, StoredVideo>> {
    return new Map((await this.#store.byIds(ids)).map((video) => [video.videoId, video]));
  }

  async moderate(tx: Tx, videoId: string, change: ModerationChange): Promise<boolean> {
    tx.afterCommit(() => this.#presenter.forget(videoId));
    return await this.#store.moderate(tx, videoId, change);
  }

  readonly words: WordsReader = {
    kind: 'clip',
    words: async (ids) =>
      new Map((await this.#store.wordsOf(ids)).map((row) => [row.id, wordsOf(row)])),
    page: async (after, limit) =>
      (await this.#store.wordsAfter(after, limit)).map((row) => ({
        id: row.id,
        words: wordsOf(row),
      })),
  };

  async soundFor(
    soundId: string,
    personId: string,
  ): Promise<{ key: string; ownerId: string; ai: AiMark | null } | undefined> {
    const [video] = await this.#store.byIds([soundId]);
    if (video === undefined) return undefined;
    const isOwn = video.personId === personId;
    if (!isOffered(isOwn ? { ...video, remix: true } : video)) return undefined;
    const [silence] = await this.#silences.of([{ videoId: isOwn ? soundId : '', soundId }], {
      personId,
    });
    if (silence !== undefined) return undefined;
    const [smallest] = video.renditions;
    return smallest && { key: smallest.key, ownerId: video.personId, ai: video.ai };
  }

  async silencedByPeople(
    soundIds: readonly string[],
    only?: 'moderator',
  ): Promise<ReadonlySet<string>> {
    return await this.#silences.byPeople(soundIds, only);
  }

  async soundCards(ids: readonly string[]): Promise<Map<string, SoundCard>> {
    const heard = (await this.#store.byIds(ids)).filter((video) => isOffered(video));
    const silences = await this.#silences.of(
      heard.map(({ videoId: soundId }) => ({ videoId: '', soundId })),
      {},
    );
    const offered = heard.filter((_one, at) => silences[at] === undefined);
    const people = await this.#deps.people.peopleByIds(offered.map(({ personId }) => personId));
    const uses = await this.#store.countUses(offered.map(({ videoId }) => videoId));
    return new Map(
      offered.flatMap((video) => {
        const creator = people.get(video.personId);
        if (creator === undefined) return [];
        return [[video.videoId, soundCard(video, creator, uses.get(video.videoId) ?? 0)] as const];
      }),
    );
  }

  async saidIn(ids: readonly string[]): Promise<Map<string, string>> {
    return await saidIn(this.#deps.database, ids);
  }

  async countOf(personId: string): Promise<number> {
    return await this.#store.countOf(personId);
  }

  async bytesOf(on: Queries, personId: string): Promise<number> {
    return await this.#store.bytesOf(on, personId);
  }

  async idsOf(personId: string): Promise<string[]> {
    const ids: string[] = [];
    for (let before: string | undefined; ;) {
      const page = await this.#store.pageOfPerson(personId, before, OWN_PAGE);
      ids.push(...page);
      before = page.at(-1);
      if (page.length < OWN_PAGE) return ids;
    }
  }

  async purge(videoIds: readonly string[]): Promise<void> {
    const failures: unknown[] = [];
    // One that cannot go now keeps none of the others.
    for (const videoId of videoIds)
      await this.#purge(videoId).catch((error: unknown) => void failures.push(error));
    if (failures.length > 0)
      throw new Error(`${failures.length} clips could not be purged`, { cause: failures[0] });
  }

  // Bytes first: a row without bytes can be purged again, bytes without a row would stay for ever.
  async #purge(videoId: string): Promise<void> {
    await this.#deps.deleteAssets(videoId);
    await this.#deps.database.transaction(async (tx) => {
      await this.#store.purge(tx, videoId);
    });
    this.#presenter.forget(videoId);
  }

  async judgeViews(tx: Tx, views: readonly View[]): Promise<Standing[]> {
    return await this.#judge.judge(tx, views);
  }

  async countsInFull(queries: Queries, personId: string): Promise<boolean> {
    return await this.#judge.inFull(queries, personId);
  }

  async rebuildCounts(): Promise<void> {
    await this.#counts.rebuild();
  }

  async erase(personId: string): Promise<void> {
    await this.purge(await this.idsOf(personId));
  }

  async start(): Promise<void> {
    const { journal } = this.#deps;
    this.#subscription = await journal.follow({
      name: 'videos.texts',
      streams: ['videos.video', 'accounts.person'],
      afterWindow: await journal.lastWindow(),
      handle: (batch) => this.#forget(batch),
    });
  }

  // Names first: a card that is made between the two must not take the old name along.
  #forget(batch: JournalBatch): void {
    const people = new Set<string>();
    for (const event of batch.events)
      if (event.stream === 'accounts.person' && event.type === 'profile_changed')
        people.add(event.key);
    this.#deps.people.forgetPeople(people);
    for (const personId of people) this.#presenter.forgetCreator(personId);
    for (const event of batch.events)
      if (event.stream === 'videos.video') this.#presenter.forget(event.key);
  }

  async stop(): Promise<void> {
    await this.#subscription?.stop();
  }

  async catchUp(): Promise<void> {
    await this.#subscription?.catchUp();
    this.#counts.forget();
  }

  async #purgeDue(): Promise<number> {
    const due = await this.#store.deletedBefore(this.#deps.clock.nowMs() - this.#undoMs, PURGE_MAX);
    await this.purge(due);
    return due.length;
  }
}

function wordsOf(row: {
  id: string;
  person_id: string;
  caption: string;
  tags: readonly string[];
  sound_id: string | null;
  sound_title: string | null;
  said: readonly string[];
}): ItemWords {
  const { id, caption, tags, person_id: personId, sound_id: soundId, sound_title: title } = row;
  return {
    texts: [caption, ...(title === null ? [] : [title]), ...row.said],
    tags,
    personId,
    soundId: soundId ?? id,
  };
}

function renditionsOf(asset: ReadyAsset): StoredRendition[] {
  return asset.renditions.map((rendition) => ({
    name: `${Math.min(rendition.widthPx, rendition.heightPx)}.mp4`,
    key: rendition.key,
    codec: rendition.codec,
    widthPx: rendition.widthPx,
    heightPx: rendition.heightPx,
    bitrateBps: rendition.bitrateBps,
    bytes: rendition.bytes,
    sha256: rendition.sha256,
  }));
}
