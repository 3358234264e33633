import { defineRoute, type Caller, type Route } from '@jhalak/contracts';
import { TasteProfile, type TasteBelief, type TasteChoice } from '@jhalak/contracts/taste';
import type { Video } from '@jhalak/contracts/videos';
import { assert } from '@jhalak/kernel';
import type { Choice } from '../controls/choices.ts';
import { LEANING_MAX, type ViewerTaste } from '../viewer-taste.ts';
import { TASTE_TAG, type TasteRoutesDeps } from './parts.ts';

/** Weaker leanings are noise and fade away. */
const BELIEF_MIN = 0.04;
/** Of creators; languages and genres are few. */
const CREATORS_TOLD = 24;
/** Clips named behind a belief. */
const TAUGHT_BY_MAX = 4;
const WATCHED_TOLD = 60;

/** @returns the route that tells a person what the feed knows of them. */
export function getTaste(deps: TasteRoutesDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/taste',
    name: 'getTaste',
    summary:
      'What the feed believes of the caller, which clips taught it, and what the caller chose',
    tag: TASTE_TAG,
    access: 'viewer',
    owner: 'self',
    replies: { 200: TasteProfile },
    ratePerMinute: 120,
    async handle({ caller }) {
      assert(caller, 'the route asks for a viewer');
      const [learned, chosen] = await Promise.all([
        caller.personal ? deps.taste.viewer(caller.personId) : undefined,
        deps.choices.of(caller.personId),
      ]);
      const clips = await clipsFor(deps, caller, learned, chosen);
      const json: TasteProfile = {
        learning: caller.personal ? 'on' : 'off',
        beliefs: learned === undefined ? [] : await beliefsOf(deps, learned, clips),
        watched: watchedOf(learned, clips),
        choices: await choicesOf(deps, chosen, clips),
      };
      return { status: 200, json, headers: { 'cache-control': 'private, no-store' } };
    },
  });
}

async function clipsFor(
  deps: TasteRoutesDeps,
  caller: Caller,
  learned: ViewerTaste | undefined,
  chosen: readonly Choice[],
): Promise<Map<string, Video>> {
  const ids = new Set([
    ...(learned?.recent ?? []).map(({ video }) => video),
    ...chosen.flatMap(({ of, value }) => (of === 'clip' ? value : [])),
  ]);
  const visible = await deps.seenBy(caller, [...ids]);
  const texts = await deps.clips.present(visible, caller);
  return new Map([...texts].map(([id, text]) => [id, JSON.parse(text) as Video]));
}

async function beliefsOf(
  deps: TasteRoutesDeps,
  taste: ViewerTaste,
  clips: ReadonlyMap<string, Video>,
): Promise<TasteBelief[]> {
  const creators = strong(taste.creators).slice(0, CREATORS_TOLD);
  const names = await deps.people.peopleByIds(creators.map(([id]) => id));
  const belief = (of: TasteBelief['of'], value: string, amount: number): TasteBelief => ({
    of,
    value,
    strength: rounded(amount / LEANING_MAX),
    taughtBy: taughtBy(of, value, taste, clips),
  });
  return [
    ...strong(taste.genres).map(([name, amount]) => belief('genre', name, amount)),
    ...strong(taste.languages).map(([name, amount]) => belief('language', name, amount)),
    ...creators.flatMap(([id, amount]) => {
      const handle = names.get(id)?.handle;
      return handle === undefined ? [] : belief('creator', handle, amount);
    }),
  ].toSorted((a, b) => Math.abs(b.strength) - Math.abs(a.strength));
}

function strong(leanings: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(leanings)
    .filter(([name, amount]) => name !== '' && Math.abs(amount) / LEANING_MAX >= BELIEF_MIN)
    .toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
}

function taughtBy(
  of: TasteBelief['of'],
  value: string,
  taste: ViewerTaste,
  clips: ReadonlyMap<string, Video>,
): string[] {
  const best = new Map<string, number>();
  for (const { video, level } of taste.recent.slice(-WATCHED_TOLD)) {
    const clip = clips.get(video);
    if (clip === undefined) continue;
    const about = { genre: clip.genre, language: clip.language, creator: clip.creator.handle }[of];
    if (about === value) best.set(video, Math.max(best.get(video) ?? 0, level));
  }
  return [...best]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, TAUGHT_BY_MAX)
    .map(([video]) => video);
}

function watchedOf(
  taste: ViewerTaste | undefined,
  clips: ReadonlyMap<string, Video>,
): TasteProfile['watched'] {
  const told = new Set<string>();
  return (taste?.recent ?? [])
    .slice(-WATCHED_TOLD)
    .toReversed()
    .flatMap(({ video: id, level, atMs }) => {
      const video = clips.get(id);
      if (video === undefined || told.has(id)) return [];
      told.add(id);
      return { video, level: rounded(level), atMs };
    });
}

/** @returns choices in the words of the API: creators by handle; those of people who are gone are left out. */
export async function choicesOf(
  deps: Pick<TasteRoutesDeps, 'people'>,
  chosen: readonly Choice[],
  clips: ReadonlyMap<string, Video>,
): Promise<TasteChoice[]> {
  const names = await deps.people.peopleByIds(
    chosen.flatMap(({ of, value }) => (of === 'creator' ? value : [])),
  );
  return chosen.flatMap(({ id, of, value, wish, sinceMs }) => {
    const told = of === 'creator' ? names.get(value)?.handle : value;
    if (told === undefined) return [];
    const clip = of === 'clip' ? clips.get(value) : undefined;
    return { id, of, value: told, wish, sinceMs, ...(clip === undefined ? {} : { clip }) };
  });
}

function rounded(part: number): number {
  return Math.max(-1, Math.min(1, Math.round(part * 1_000) / 1_000));
}
