// The gate before publication: is this clip something that is known? Lists come first, then clips that orders hide, then copies
// and sounds, which hold nothing up.

import type { JudgedClip, Judgement } from '@jhalak/media';
import type { Database, Queries, Tx } from '@jhalak/ports';
import type { ClipStore, NewClip } from './clip-store.ts';
import { halvedGreyPng } from './grey-png.ts';
import type { HoldStore, NewHold } from './hold-store.ts';
import type { KnownClips } from './known-clips.ts';
import type { KnownLists, Listed } from './lists/known-lists.ts';
import type { ListStore } from './lists/list-store.ts';
import { readFrame, readPrints, TICK_MS, type ClipPrints } from './read-prints.ts';
import { spansOf } from './spans.ts';

export interface JudgeDeps {
  database: Database;
  lists: ListStore;
  knownLists: KnownLists;
  clips: ClipStore;
  knownClips: KnownClips;
  holds: HoldStore;
  /** @returns which of these clips an order in force hides. */
  withheld(on: Queries, videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether this person may use a clip's sound now. */
  mayUseSound(soundId: string, personId: string): Promise<boolean>;
  /** @returns which of these sounds an order, a moderator or whose it is silences. */
  silenced(on: Queries, soundIds: readonly string[]): Promise<ReadonlySet<string>>;
}

type Same = Awaited<ReturnType<KnownClips['samePictures']>>[number];

/** See MatchGate.judge. */
export async function judgeClip(deps: JudgeDeps, clip: JudgedClip): Promise<Judgement> {
  const prints = await readPrints(clip.folder, clip.prints);
  const before = await deps.holds.get(deps.database, clip.videoId);
  const exempt = new Set(before?.exempt);
  const version = await deps.knownLists.refresh();
  const listed = await deps.knownLists.match(prints, clip.sha256, exempt);
  if (listed !== undefined) return await heldByList(deps, clip, listed);
  const position = await deps.knownClips.refresh();
  const same = await deps.knownClips.samePictures(prints.frames);
  const asked = same.filter(({ videoId }) => !exempt.has(orderKey(videoId)));
  const ids = asked.map(({ videoId }) => videoId);
  const withheld = await deps.withheld(deps.database, ids);
  const dark = asked.find(({ videoId }) => withheld.has(videoId));
  if (dark !== undefined) return await heldByOrder(deps, clip, prints, dark);
  const original = same.find(({ gone }) => !gone);
  const sound = await soundOf(deps, clip, prints.sound);
  return {
    ...(sound === undefined ? {} : { sound }),
    record: async (tx) => {
      // What came into force since is seen here, or waits until this is committed.
      if ((await deps.lists.holdVersion(tx)) !== version) return false;
      if ((await deps.withheld(tx, ids)).size > 0) return false;
      await deps.clips.lock(tx);
      if (await deps.knownClips.isOvertaken(tx, position, prints)) return false;
      await deps.clips.insert(tx, knownOf(clip, prints, original, sound));
      return true;
    },
  };
}

function knownOf(
  { videoId, personId, sha256, remix }: JudgedClip,
  { frames, sound }: ClipPrints,
  original: Same | undefined,
  soundId: string | undefined,
): NewClip {
  return {
    ...{ videoId, personId, sha256, remix, sound },
    spans: spansOf(frames),
    ...(original === undefined
      ? {}
      : {
          original: {
            videoId: original.videoId,
            frames: original.frames,
            offsetMs: original.offsetMs,
          },
        }),
    ...(soundId === undefined ? {} : { soundId }),
  };
}

async function soundOf(
  deps: JudgeDeps,
  { personId }: JudgedClip,
  words: Uint32Array,
): Promise<string | undefined> {
  // What is silenced is used by nobody, and stays silent in whatever carries it: sent anew it is the same sound.
  return await deps.knownClips.sameSound(
    words,
    async (id) =>
      (await deps.mayUseSound(id, personId)) || (await deps.silenced(deps.database, [id])).has(id),
  );
}

async function heldByList(deps: JudgeDeps, clip: JudgedClip, listed: Listed): Promise<Judgement> {
  const { entry, frame } = listed;
  const hold: NewHold = {
    ...holdOf(clip),
    cause: 'list',
    matched: listed.matched,
    list_id: entry.list_id,
    original_id: null,
    kind: entry.kind,
    reason: entry.reason,
    at_clip_ms: listed.atClipMs,
    distance: listed.distance,
    hash: listed.hash ?? null,
    known_hash: entry.kind === 'pdq' ? entry.hash : null,
    picture: await pictureOf(clip, frame ?? middleOf(clip)),
  };
  return { held: 'media.held_known', record: async (tx) => await holdIn(deps, tx, hold) };
}

async function heldByOrder(
  deps: JudgeDeps,
  clip: JudgedClip,
  { frames }: ClipPrints,
  dark: Same,
): Promise<Judgement> {
  const frame = Math.round(dark.fromMs / TICK_MS);
  const hold: NewHold = {
    ...holdOf(clip),
    cause: 'order',
    matched: orderKey(dark.videoId),
    list_id: null,
    original_id: dark.videoId,
    kind: 'pdq',
    reason: '',
    at_clip_ms: dark.fromMs,
    distance: 0,
    hash: frames[frame]?.hash ?? null,
    known_hash: null,
    picture: await pictureOf(clip, frame),
  };
  return { held: 'media.held_ordered', record: async (tx) => await holdIn(deps, tx, hold) };
}

const orderKey = (videoId: string): string => `order/${videoId}`;
const middleOf = ({ prints }: JudgedClip): number => Math.floor(prints.frames.count / 2);

function holdOf(
  clip: JudgedClip,
): Pick<NewHold, 'video_id' | 'upload_id' | 'person_id' | 'width_px' | 'height_px'> {
  return {
    video_id: clip.videoId,
    upload_id: clip.uploadId,
    person_id: clip.personId,
    width_px: clip.widthPx,
    height_px: clip.heightPx,
  };
}

async function holdIn({ holds }: JudgeDeps, tx: Tx, hold: NewHold): Promise<boolean> {
  await holds.hold(tx, hold);
  return true;
}

async function pictureOf(
  { folder, prints }: JudgedClip,
  frame: number,
): Promise<Buffer | undefined> {
  if (frame >= prints.frames.count) return undefined;
  return halvedGreyPng(await readFrame(folder, prints, frame), prints.frames.sidePx);
}
