// A sound's page: the clip where it was first, the clips that use it; and the right to use one's own.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { RemixRights, Sound, SOUND_USES_MAX, SoundClipsQuery } from '@jhalak/contracts/sounds';
import { Video, VideoPage } from '@jhalak/contracts/videos';
import { assert, cleanText, isUuid } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { Visibility } from '@jhalak/visibility';
import type { VideoCounts } from '../counts.ts';
import { hiddenProblem, tiedOnlooker } from '../onlooker.ts';
import type { VideoPresenter } from '../present.ts';
import type { Silences } from '../silence/silences.ts';
import { isAudible, isOffered } from '../sounds.ts';
import { ownSilence, silenceRoutes } from './silence-routes.ts';
import type { VideoStore } from '../store.ts';
import type { ViewerMarks } from '../types.ts';

export interface SoundDeps {
  database: Database;
  store: VideoStore;
  presenter: VideoPresenter;
  counts: VideoCounts;
  visibility: Visibility;
  marks: ViewerMarks;
  silences: Silences;
}

const LIMIT_DEFAULT = 24;

export function soundRoutes(deps: SoundDeps): Route[] {
  return [getSound(deps), listSoundClips(deps), putRemix(deps), ...silenceRoutes(deps)];
}

function getSound(deps: SoundDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/sounds/:id',
    name: 'getSound',
    summary: 'A sound: where it was first, how often it is used, whether one may use it',
    tag: 'videos',
    access: 'anyone',
    owner: 'public',
    params: IdParams,
    replies: { 200: Sound },
    async handle({ params: { id }, caller }) {
      const { store, presenter, visibility, marks } = deps;
      const onlooker = await tiedOnlooker(caller, marks);
      const verdict = await visibility.checkFresh('videos.sound', id, onlooker);
      if (verdict.kind === 'hidden' && verdict.reason === 'withheld') throw withheld();
      const uses = (await shownUses(deps, id, caller)).length;
      const [first] = await store.byIds([id]);
      const isSound = first !== undefined && first.soundId === null && isAudible(first);
      if (!isSound && uses === 0) throw noSound();
      if (verdict.kind === 'hidden' && uses === 0) throw hiddenProblem(verdict.reason);
      const seen = isSound && verdict.kind === 'visible';
      // As others' clips play it.
      const [silence] = await deps.silences.of([{ videoId: '', soundId: id }], onlooker);
      const original = seen ? (await presenter.present([id], caller)).get(id) : undefined;
      const head = JSON.stringify({
        id,
        ...(first?.soundTitle === null || !seen ? {} : { title: first.soundTitle }),
        uses,
        mayUse: seen && !silence && isOffered(first) && !visibility.isPrivate(first.personId),
        ...(silence && { silence }),
        ...(await ownSilence(deps.silences, { id, first }, caller)),
      });
      return { status: 200, rawJson: `${head.slice(0, -1)},"original":${original ?? 'null'}}` };
    },
  });
}

function listSoundClips(deps: SoundDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/sounds/:id/clips',
    name: 'listSoundClips',
    summary: 'Clips that use a sound, besides the one where it was first: newest, or most watched',
    tag: 'videos',
    access: 'anyone',
    owner: 'public',
    params: IdParams,
    query: SoundClipsQuery,
    replies: { 200: VideoPage },
    async handle({ params: { id }, query, caller }) {
      const { order = 'newest', limit = LIMIT_DEFAULT, cursor } = query;
      if (cursor !== undefined && !isUuid(cursor))
        throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
      const onlooker = await tiedOnlooker(caller, deps.marks);
      const verdict = await deps.visibility.checkFresh('videos.sound', id, onlooker);
      if (verdict.kind === 'hidden' && verdict.reason === 'withheld') throw withheld();
      const uses = await shownUses(deps, id, caller);
      const sorted = order === 'newest' ? uses : await mostWatched(deps, uses);
      const from = cursor === undefined ? 0 : sorted.indexOf(cursor) + 1;
      const shown = sorted.slice(from, from + limit);
      const texts = await deps.presenter.present(shown, caller);
      const items = shown.flatMap((one) => texts.get(one) ?? []);
      const next = from + limit < sorted.length ? JSON.stringify(shown.at(-1)) : 'null';
      return { status: 200, rawJson: `{"items":[${items.join(',')}],"next":${next}}` };
    },
  });
}

function putRemix(deps: SoundDeps): Route {
  return defineRoute({
    method: 'PUT',
    path: '/v1/videos/:id/remix',
    name: 'putVideoRemix',
    parentFirst: true,
    summary: "Say whether others may use the sound of one's own clip, and how it is called",
    tag: 'videos',
    access: 'account',
    owner: 'owner',
    params: IdParams,
    body: RemixRights,
    replies: { 200: Video },
    async handle({ params: { id }, body, caller }) {
      assert(caller, 'the route asks for an account');
      const [video] = await deps.store.byIds([id]);
      if (video === undefined) throw hiddenProblem('unknown');
      if (video.personId !== caller.personId)
        throw problem('video.not_yours', 'Only the creator of a clip can change it.');
      if (body.allowed && (video.soundId !== null || !isAudible(video)))
        throw problem('sound.not_own', 'This clip has no sound of its own that others could use.');
      const title = cleanText(body.title);
      await deps.database.transaction(async (tx) => {
        await deps.store.setRemix(tx, id, body.allowed, title === '' ? null : title);
      });
      deps.presenter.forget(id);
      const text = (await deps.presenter.present([id], caller)).get(id);
      assert(text, 'the video was just changed');
      return { status: 200, rawJson: text };
    },
  });
}

/** Newest first. Cost: a look-up for each use, at most SOUND_USES_MAX. */
async function shownUses(
  { store, visibility, marks }: SoundDeps,
  soundId: string,
  caller: Caller | undefined,
): Promise<string[]> {
  const onlooker = await tiedOnlooker(caller, marks);
  const uses = await store.usesOfSound(soundId, SOUND_USES_MAX);
  return uses.filter((id) => visibility.check('videos.sound', id, onlooker).kind === 'visible');
}

async function mostWatched({ counts }: SoundDeps, ids: readonly string[]): Promise<string[]> {
  const views = await counts.of(ids);
  return ids
    .map((id, at) => ({ id, views: views[at]?.views ?? 0 }))
    .toSorted((a, b) => b.views - a.views)
    .map(({ id }) => id);
}

function noSound(): Error {
  return problem('sound.not_found', 'There is no such sound here. It may have been removed.');
}

function withheld(): Error {
  return problem(
    'video.withheld',
    'This sound is withheld in this region on a legal ground. Its creator can appeal.',
  );
}
