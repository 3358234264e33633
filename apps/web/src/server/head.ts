// Title and cards: what a shared link shows elsewhere.

import type { Pack } from '@jhalak/contracts/packs';
import type { StoryPage } from '@jhalak/contracts/stories';
import { oembedLink } from '../embed/oembed.ts';
import type { Translate } from '../i18n/translate.ts';
import type { PageData } from '../session/page-data.ts';
import { storyPath, videoPath } from '../shell/routes.ts';
import { tellingFor } from '../stories/telling-for.ts';

export interface PageHead {
  title: string;
  description: string;
  /** Absent where the page should not be found or shared: private or gone. */
  canonical?: string;
  /** Where another site asks how to show it. */
  oembed?: string;
  /** OpenGraph and Twitter properties, in order. */
  properties: readonly (readonly [string, string])[];
}

/** A caption in a title is cut here; longer ones are cut by everyone who shows them. */
const TITLE_MAX = 80;

export function headOf({
  data,
  path,
  t,
}: {
  data: PageData;
  path: string;
  t: Translate;
}): PageHead {
  const { video, person, story, pack } = data.screen;
  const name = t('app.name');
  const plain = {
    title: `${name} · ${t('app.promise')}`,
    description: t('app.description'),
    properties: [],
  };
  if (video !== undefined) {
    const { handle } = video.creator;
    const title = cut(video.caption) || t('feed.clipBy', { handle });
    const by = t('og.clip', { handle, name });
    // Whoever meets the clip elsewhere is told as well.
    const description = video.ai === undefined ? by : `${t(`aiMark.${video.ai}`)} · ${by}`;
    return {
      title: `${title} · ${name}`,
      description,
      canonical: data.origin + videoPath(video.id),
      oembed: oembedLink(data.origin, video.id),
      properties: clipProperties(data, title, description),
    };
  }
  if (story !== undefined) return storyHead(story, data, t);
  if (pack !== undefined) return packHead(pack, data, t);
  if (person !== undefined) {
    const title = `${person.displayName ?? person.handle} (@${person.handle})`;
    const canonical = data.origin + path;
    const description = person.bio || t('og.person', { handle: person.handle, name });
    return {
      title: `${title} · ${name}`,
      description,
      canonical,
      properties: [
        ['og:type', 'profile'],
        ['og:title', title],
        ['og:description', description],
        ['og:url', canonical],
        ['og:site_name', name],
      ],
    };
  }
  if (data.screen.problem !== undefined || data.route.name === 'not-found')
    return { ...plain, title: `${t('notFound.title')} · ${name}` };
  if (data.route.name !== 'for-you') return plain;
  return {
    ...plain,
    canonical: `${data.origin}/`,
    properties: [
      ['og:type', 'website'],
      ['og:title', name],
      ['og:description', plain.description],
      ['og:url', `${data.origin}/`],
      ['og:image', `${data.origin}/icons/icon-512.png`],
    ],
  };
}

// Who is in it is not told in a preview: somebody may have left it since.
function packHead(pack: Pack, data: PageData, t: Translate): PageHead {
  const name = t('app.name');
  const title = cut(pack.name);
  const facts = [
    t('packs.by', { handle: pack.maker.handle }),
    t('packs.count', { count: pack.count }),
  ];
  const description = [...(pack.text === '' ? [] : [pack.text]), facts.join(' · ')].join(' ');
  const canonical = `${data.origin}/packs/${pack.id}`;
  return {
    title: `${title} · ${name}`,
    description,
    canonical,
    properties: [
      ['og:type', 'website'],
      ['og:site_name', name],
      ['og:title', title],
      ['og:description', description],
      ['og:url', canonical],
      ['og:locale', pack.language],
      ['og:image', `${data.origin}/icons/icon-512.png`],
      ['twitter:card', 'summary'],
    ],
  };
}

function storyHead(story: StoryPage, data: PageData, t: Translate): PageHead {
  const telling = tellingFor(story, data.locale);
  const name = t('app.name');
  const title = cut(telling?.headline.text ?? '') || name;
  const known = [
    t('story.reports', { count: story.reportCount }),
    t('story.origins', { count: story.origins.length }),
    story.confirmed ? t('story.confirmed') : t('story.unconfirmed'),
  ].join(' · ');
  const description = [known, ...(telling?.summary ?? []).map(({ text }) => text)].join('. ');
  // By its own id: another one may lead here too.
  const canonical = data.origin + storyPath(story.id);
  const picture = story.reports.find((report) => report.picture !== undefined)?.picture;
  const image = picture?.renditions.findLast(({ format }) => format === 'webp');
  return {
    title: `${title} · ${name}`,
    description,
    canonical,
    properties: [
      ['og:type', 'article'],
      ['og:site_name', name],
      ['og:title', title],
      ['og:description', description],
      ['og:url', canonical],
      ['og:locale', telling?.language ?? story.language],
      ['article:modified_time', new Date(story.updatedAtMs).toISOString()],
      ...(image === undefined
        ? []
        : [
            ['og:image', new URL(image.url, data.origin).href] as const,
            ['og:image:alt', picture?.alternative || title] as const,
          ]),
      ['twitter:card', image === undefined ? 'summary' : 'summary_large_image'],
    ],
  };
}

function clipProperties(
  data: PageData,
  title: string,
  description: string,
): (readonly [string, string])[] {
  const { video } = data.screen;
  if (video === undefined) return [];
  const poster = new URL(video.poster, data.origin).href;
  const properties: (readonly [string, string])[] = [
    ['og:type', 'video.other'],
    ['og:site_name', 'Jhalak'],
    ['og:title', title],
    ['og:description', description],
    ['og:url', data.origin + videoPath(video.id)],
    ['og:locale', video.language],
    ['og:image', poster],
    ['og:image:alt', title],
    ['og:video:duration', String(Math.round(video.durationMs / 1000))],
  ];
  const best = video.renditions[0];
  if (best !== undefined) {
    properties.push(
      ['og:video', new URL(best.url, data.origin).href],
      ['og:video:type', 'video/mp4'],
      ['og:video:width', String(best.widthPx)],
      ['og:video:height', String(best.heightPx)],
    );
  }
  properties.push(
    ['twitter:card', 'summary_large_image'],
    ['twitter:title', title],
    ['twitter:description', description],
    ['twitter:image', poster],
  );
  return properties;
}

/** Cuts between letters, never inside one with its marks. */
function cut(text: string): string {
  const letters = [
    ...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
      text.replaceAll(/\s+/gu, ' ').trim(),
    ),
  ];
  if (letters.length <= TITLE_MAX) return letters.map((one) => one.segment).join('');
  return `${letters
    .slice(0, TITLE_MAX - 1)
    .map((one) => one.segment)
    .join('')}…`;
}
