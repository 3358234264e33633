// Stories as materials for cards: neither feature knows the other.

import type { CardMaterial, CardMaterials, CardPicture, CardTelling } from '@jhalak/cards';
import { ATTRIBUTION_MAX } from '@jhalak/contracts/cards';
import type { PublisherReport } from '@jhalak/publishers';
import {
  attributionOf,
  bestPicture,
  publishersOf,
  STORY_STREAM,
  type Stories,
  type Story,
} from '@jhalak/stories';

/** What the lock screen's contract takes of each. */
const DISAGREEMENTS_MAX = 4;
const VALUES_MAX = 6;
const REPORTS_MAX = 20;
const QUANTITY_MAX = 200;
const VALUE_MAX = 120;
const LINE_MAX = 200;
/** Ids that `Stories.stories` takes at once. */
const PAGE = 100;

/** @returns stories as a source of cards: one card for each language in which a story is told. */
export function storyMaterials(stories: Stories): CardMaterials {
  return {
    kind: 'story',
    streams: [STORY_STREAM],
    itemOf: (event) => event.key,
    async materials(itemIds) {
      const found = new Map<string, CardMaterial>();
      for (let at = 0; at < itemIds.length; at += PAGE) {
        for (const [id, story] of await stories.stories(itemIds.slice(at, at + PAGE))) {
          // What became part of another story is told there.
          if (id === story.id) found.set(id, materialOf(story));
        }
      }
      return found;
    },
  };
}

function materialOf(story: Story): CardMaterial {
  const { told, reports } = story;
  const byId = new Map(reports.map((report) => [report.id, report]));
  const pictured = bestPicture(reports);
  return {
    kind: 'story',
    itemId: story.id,
    tellings: told.tellings.map((telling) => tellingOf(telling, byId, pictured)),
    genre: told.genre,
    // Cards know two bands. News of a death is not kept from people under 18; a desk looks at each card before it is shown.
    age: told.safety.age === '18+' ? '18plus' : 'all',
    openPath: `/stories/${story.id}`,
    happenedAtMs: lastNewsOf(story, byId),
    trend: story.trend,
    durationMs: 0,
    story: factsOf(story, byId),
    picture: {
      kind: 'made',
      picture: pictured === undefined ? undefined : pictureOf(pictured),
      standingKeys: reports.flatMap(({ picture }) =>
        (picture?.renditions ?? []).map(({ blobKey }) => blobKey),
      ),
    },
    publisherIds: [...new Set(reports.map((report) => report.publisher.id))],
    sample: reports.every((report) => report.publisher.sample),
  };
}

// When the newest of its origins first told it: what only repeats another report is no news.
function lastNewsOf(story: Story, byId: ReadonlyMap<string, PublisherReport>): number {
  const begins = story.told.origins.flatMap((origin) => {
    const times = origin.reports.flatMap((id) => byId.get(id)?.publishedAtMs ?? []);
    return times.length === 0 ? [] : [Math.min(...times)];
  });
  // A feed's clock may be ahead.
  return Math.min(story.updatedAtMs, Math.max(story.happenedAtMs, ...begins));
}

function tellingOf(
  telling: Story['told']['tellings'][number],
  reports: ReadonlyMap<string, PublisherReport>,
  pictured: PublisherReport | undefined,
): CardTelling {
  const quoted = [telling.headline, ...telling.summary].flatMap(
    ({ report }) => reports.get(report) ?? [],
  );
  const owners = pictured === undefined ? quoted : [...quoted, pictured];
  return {
    language: telling.language,
    headline: telling.headline.text,
    summary: telling.summary.map(({ text }) => text).join(' '),
    attribution: attributionOf(owners).slice(0, ATTRIBUTION_MAX),
    closedTexts: [...reports.values()]
      .filter(
        ({ language, publisher }) =>
          language === telling.language && publisher.licence.text === 'headline',
      )
      .map(({ text }) => text),
  };
}

function factsOf(
  story: Story,
  reports: ReadonlyMap<string, PublisherReport>,
): NonNullable<CardMaterial['story']> {
  const { told } = story;
  return {
    reports: story.reportCount,
    origins: told.origins.length,
    confirmed: told.confirmed,
    disagreements: told.disagreements.slice(0, DISAGREEMENTS_MAX).map(({ quantity, values }) => ({
      quantity: quantity.slice(0, QUANTITY_MAX),
      values: values.slice(0, VALUES_MAX).map((one) => ({
        value: valueText(one.value).slice(0, VALUE_MAX),
        reports: publishersOf(one.reports, reports)
          .slice(0, REPORTS_MAX)
          .map((name) => name.slice(0, LINE_MAX)),
      })),
    })),
  };
}

function valueText(value: number | string): string {
  return typeof value === 'string'
    ? value
    : value.toLocaleString('en', { maximumFractionDigits: 2 });
}

function pictureOf({ picture }: PublisherReport): CardPicture | undefined {
  if (picture === undefined) return undefined;
  return {
    focus: picture.focus,
    thumbhash: picture.thumbhash,
    alternative: picture.alternative,
    ...(picture.credit === undefined ? {} : { credit: picture.credit }),
    renditions: picture.renditions.map(({ blobKey, format, widthPx, heightPx, bytes, sha256 }) => ({
      key: blobKey,
      format,
      widthPx,
      heightPx,
      bytes,
      sha256,
    })),
  };
}
