// Which clip a comment is about, whether the caller may see that clip, and whether they may comment on it.

import { problem, type Caller } from '@jhalak/contracts';
import type { CommentAudience, MayComment } from '@jhalak/contracts/comments';
import { hiddenProblem, type StoredVideo, type Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import type { SettingsStore } from './settings-store.ts';
import type { CommentTies } from './types.ts';

export interface GateDeps {
  videos: Pick<Videos, 'remembered'>;
  visibility: Visibility;
  settings: SettingsStore;
  ties: CommentTies;
}

/** A clip as far as comments go. */
export interface OpenClip {
  video: StoredVideo;
  pinnedId: string | null;
  audience: CommentAudience;
  /** Words and all that hold comments of others. */
  holds: { all: boolean; words: readonly string[] };
}

/** @throws what hides the clip from the caller. Cost: a look-up, and two point reads. */
export async function openClip(
  { videos, visibility, settings, ties }: GateDeps,
  surface: string,
  videoId: string,
  caller: Caller | undefined,
): Promise<OpenClip> {
  const verdict = await visibility.checkFresh(surface, videoId, await ties.onlooker(caller));
  if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
  const video = await videos.remembered(videoId);
  if (video === undefined) throw hiddenProblem('unknown');
  const [rules, general] = await Promise.all([
    settings.ofClip(videoId),
    settings.of(video.personId),
  ]);
  return {
    video,
    pinnedId: rules.pinnedId,
    audience: rules.audience ?? general.audience,
    holds: { all: general.holdAll, words: general.words },
  };
}

/** @returns whether the caller may comment on a clip that they see. */
export async function mayComment(
  { ties }: GateDeps,
  { video, audience }: OpenClip,
  caller: Caller | undefined,
): Promise<MayComment> {
  const own = caller?.personId === video.personId;
  if (caller?.handle !== undefined && own) return 'yes';
  if (audience === 'nobody') return 'nobody';
  if (caller?.handle === undefined) return 'sign_in';
  if ((await ties.apart(caller.personId)).blocked.has(video.personId)) return 'apart';
  if (audience === 'everyone') return 'yes';
  return (await ties.followedBy(caller.personId)).has(video.personId) ? 'yes' : 'followers';
}

/** @throws `comment.closed`. */
export function checkOpen(may: MayComment): void {
  if (may === 'yes') return;
  throw problem(
    'comment.closed',
    may === 'followers'
      ? 'Only people who follow the creator can comment here.'
      : 'The creator does not take comments here.',
  );
}
