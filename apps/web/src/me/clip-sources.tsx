// Where people came to one's own clip from: a line a source, its share as a bar, its days as small columns.

import type { ClipSource, ClipSources } from '@jhalak/contracts/videos';
import { useEffect, useState } from 'preact/hooks';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';

const KNOWN = [
  'because_watched',
  'followed',
  'asked',
  'reposted',
  'language_genre',
  'genre',
  'popular',
  'new',
  'explore',
  'repeat',
  'following',
  'lock',
  'link',
] as const;

/** Nothing until there is an answer. */
export function SourcesOfClip({ videoId }: { videoId: string }) {
  const { t, api } = useApp();
  const [told, setTold] = useState<ClipSources | null>(null);
  useEffect(() => {
    void api.get<ClipSources>(`/v1/videos/${videoId}/sources`).then((reply) => {
      // The sheet is there for more than this: without an answer it stays away.
      if (reply.kind === 'ok') setTold(reply.value);
    });
    // Depends on less than it reads: once a clip
  }, [videoId]);
  if (told === null) return null;
  const most = told.sources[0]?.impressions ?? 1;
  return (
    <section class="clip-sources">
      <h3>{t('sources.title')}</h3>
      {told.sources.length === 0 ? (
        <p class="soft">{t('sources.none', { floor: told.floor })}</p>
      ) : (
        <>
          <ul>
            {told.sources.map((source) => (
              <SourceLine key={source.source} source={source} most={most} />
            ))}
          </ul>
          <p class="soft">{t('sources.hint', { floor: told.floor })}</p>
        </>
      )}
    </section>
  );
}

function SourceLine({ source, most }: { source: ClipSource; most: number }) {
  const { t, locale } = useApp();
  const code = KNOWN.find((one) => one === source.source) ?? 'other';
  const shown = formatCount(source.impressions, locale);
  const views = formatCount(source.views, locale);
  const highest = Math.max(...source.byDay, 1);
  return (
    <li>
      <b>{t(`sources.source_${code}`)}</b>
      <svg
        class="source-days"
        viewBox={`0 0 ${source.byDay.length * 4} 20`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {source.byDay.map((count, day) => {
          const height = (count / highest) * 19 + 1;
          // oxlint-disable-next-line react/no-array-index-key -- days have no other name
          return <rect key={day} x={day * 4} y={20 - height} width="3" height={height} />;
        })}
      </svg>
      <small>{t('sources.line', { shown, views })}</small>
      <i class="source-bar">
        <i style={{ inlineSize: `${(source.impressions / most) * 100}%` }} />
      </i>
    </li>
  );
}
