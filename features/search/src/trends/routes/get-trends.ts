import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { TREND_FLOOR, Trends, TrendsQuery } from '@jhalak/contracts/trends';
import type { RisingClip, RisingTag } from '../rising.ts';
import type { TrendBoards } from '../trend-board.ts';
import type { ClipGate } from '../clip-gate.ts';

/** What fits on a screen or two. */
const TAGS_MAX = 12;
const CLIPS_MAX = 18;
const SOUNDS_MAX = 8;

interface TrendParts {
  boards: TrendBoards;
  gate: ClipGate;
  /** @returns whether there is such a state or province here now. */
  isPlace(place: string): Promise<boolean>;
  /** @returns how many people a place's figures need now. */
  peopleMin(): Promise<number>;
}

export function getTrends({ boards, gate, isPlace, peopleMin }: TrendParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/trends',
    name: 'getTrends',
    summary:
      'Tags, clips and sounds that rise, and how much, counted in the last 24 hours or 7 days',
    tag: 'search',
    access: 'anyone',
    owner: 'public',
    query: TrendsQuery,
    replies: { 200: Trends },
    async handle({ query, caller }) {
      const { window = 'day', place, ...scope } = query;
      if (place !== undefined && !(await isPlace(place))) throw placeUnknown();
      const within = place === undefined ? undefined : { place, peopleMin: await peopleMin() };
      const own = within && (await boards.of(window, within));
      // Too few people there: the country's, and said so.
      const told = own !== undefined && own.rising(scope).clips.length > 0;
      const board = told ? own : await boards.of(window);
      const rising = board.rising(scope);
      const mayShow = await gate.of(caller, 'search.trends');
      const shown = (clip: RisingClip): boolean => mayShow(clip.videoId, clip.facts.creatorId);
      const clips = rising.clips.filter(shown).slice(0, CLIPS_MAX);
      const tags = rising.tags
        .flatMap((tag) => {
          // A tag all of whose clips are dark for somebody is dark for them too.
          const face = tag.top.find(shown);
          return face === undefined ? [] : [tagOf(tag, face)];
        })
        .slice(0, TAGS_MAX);
      const texts = await gate.present(
        clips.map(({ videoId }) => videoId),
        caller,
      );
      const clipTexts = clips.flatMap(({ videoId, views, before }) => {
        const text = texts.get(videoId);
        return text === undefined ? [] : [`{"video":${text},"views":${views},"before":${before}}`];
      });
      const sounds = await gate.sounds(
        rising.sounds.map(({ soundId }) => soundId),
        caller,
      );
      const soundTexts = rising.sounds
        .flatMap(({ soundId, views, before }) => {
          const sound = sounds.get(soundId);
          return sound === undefined ? [] : [{ sound, views, before }];
        })
        .slice(0, SOUNDS_MAX);
      const { fromMs, untilMs } = board;
      const floor = told && within ? within.peopleMin : TREND_FLOOR;
      const head = JSON.stringify({
        ...{ window, fromMs, untilMs, floor, tags, sounds: soundTexts },
        ...(within && { place: { ...within, told } }),
      });
      return { status: 200, rawJson: `${head.slice(0, -1)},"clips":[${clipTexts.join(',')}]}` };
    },
  });
}

function placeUnknown(): Error {
  return problem(
    'place.unknown',
    'There is no such state or province here; choose one of the list at /v1/places.',
  );
}

function tagOf({ tag, clips, views, before }: RisingTag, face: RisingClip): Trends['tags'][number] {
  const { poster, thumbhash } = face.facts;
  return { tag, clips, poster, thumbhash, views, before };
}
