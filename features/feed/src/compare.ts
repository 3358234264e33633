// The same viewer's page chosen three ways, for whoever runs the cell to see what learning changes. Nothing of it is stored,
// counted or learned from.

import type { Caller } from '@jhalak/contracts';
import type { FeedComparison } from '@jhalak/contracts/feed';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { Video } from '@jhalak/contracts/videos';
import type { FrozenModels } from '@jhalak/taste';
import { onlookerOf } from '@jhalak/videos';
import type { FeedDeps } from './feed-pages.ts';
import { apartOf, PageMaker } from './page-maker.ts';
import type { Reason } from './reason.ts';
import { reasonText } from './reasons/texts.ts';

/** Three columns of posters; more would only be scrolled. */
const CLIPS = 9;
const SURFACE = 'feed.compare';
/** Dice would be taken for learning. */
const PLAIN = { plain: true, without: [] };

interface Chosen {
  videoId: string;
  reason: Reason;
}

/** @returns what `FeedComparison` says. Cost: two pages, and the first time within ten minutes a whole model. */
export async function compareFeeds(
  deps: FeedDeps,
  models: FrozenModels,
  asked: { caller: Caller; locale: InterfaceLanguage; signal: AbortSignal },
): Promise<FeedComparison> {
  const [model, keptSinceMs] = await Promise.all([models.load(), models.keptSinceMs()]);
  const page = async (taste: FeedDeps['taste']): Promise<Chosen[]> => {
    const maker = new PageMaker({ ...deps, taste, lab: PLAIN });
    const made = await maker.make('for_you', asked.caller, CLIPS, undefined, asked.signal);
    return made.page.slots;
  };
  const live = await page(deps.taste);
  const frozen = model === undefined ? undefined : await page(model.taste);
  const ids = new Set(live.map(({ videoId }) => videoId));
  const shown = async (chosen: readonly Chosen[]): Promise<FeedComparison['live']> => ({
    items: await itemsOf(deps, chosen, asked),
    same:
      chosen.length === 0
        ? 0
        : chosen.filter(({ videoId }) => ids.has(videoId)).length / chosen.length,
  });
  return {
    popular: await shown(await popular(deps, asked.caller)),
    frozen: frozen === undefined ? null : await shown(frozen),
    live: await shown(live),
    frozenAtMs: model?.madeAtMs ?? null,
    keptSinceMs: keptSinceMs ?? null,
    personal: asked.caller.personal,
  };
}

// What is watched most in the viewer's languages, without what they have seen: the other two leave that out, too.
async function popular({ taste, attention }: FeedDeps, caller: Caller): Promise<Chosen[]> {
  const seen = await attention.seen(caller.personId);
  const items = taste.items();
  const languages = caller.languages.length > 0 ? caller.languages : [''];
  const best = languages.flatMap((language) => taste.popular(language));
  return best
    .filter((item) => {
      const { videoId, creatorId } = items.facts(item);
      return !seen.has(videoId) && creatorId !== caller.personId;
    })
    .toSorted((a, b) => items.popularity(b) - items.popularity(a) || b - a)
    .map((item) => {
      const { videoId, language, genre } = items.facts(item);
      return { videoId, reason: { code: 'popular', language, genre } as const };
    })
    .slice(0, CLIPS);
}

async function itemsOf(
  { videos, visibility, followed }: FeedDeps,
  chosen: readonly Chosen[],
  { caller, locale }: { caller: Caller; locale: InterfaceLanguage },
): Promise<FeedComparison['live']['items']> {
  const apart = await apartOf(followed, caller);
  const onlooker = { ...onlookerOf(caller), staff: false, apart };
  const maySee = (videoId: string): boolean =>
    visibility.check(SURFACE, videoId, onlooker).kind === 'visible';
  const visible = chosen.filter(({ videoId }) => maySee(videoId));
  const texts = await videos.present(
    visible.map(({ videoId }) => videoId),
    caller,
  );
  const items: FeedComparison['live']['items'] = [];
  for (const { videoId, reason } of visible) {
    const text = texts.get(videoId);
    if (text === undefined) continue;
    const { becauseVideoId: because } = reason;
    const brought =
      because === undefined || !maySee(because) ? undefined : await videos.remembered(because);
    items.push({
      video: JSON.parse(text) as Video,
      reason: reasonText(reason, locale, brought?.caption),
    });
  }
  return items;
}
