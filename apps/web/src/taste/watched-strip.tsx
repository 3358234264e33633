// The clips that were watched lately, each with how much of it, and each to be taken out.

import type { WatchedClip } from '@jhalak/contracts/taste';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { videoPath } from '../shell/routes.ts';
import type { TasteState } from './use-taste.ts';

/** Two or three rows on a phone. */
const SHOWN_FIRST = 9;

export function WatchedStrip({
  watched,
  taste,
}: {
  watched: readonly WatchedClip[];
  taste: TasteState;
}) {
  const { t } = useApp();
  const [shown, setShown] = useState(SHOWN_FIRST);
  if (watched.length === 0) return null;
  return (
    <section>
      <h2>{t('taste.watched')}</h2>
      <p class="soft">{t('taste.watchedHint')}</p>
      <ul class="taste-strip">
        {watched.slice(0, shown).map(({ video, level }) => {
          const name = video.caption || `@${video.creator.handle}`;
          const percent = Math.round(level * 100);
          return (
            <li key={video.id}>
              <Link href={videoPath(video.id)} class="taste-clip">
                <img src={video.poster} alt="" loading="lazy" decoding="async" />
                <span lang={video.language} dir="auto">
                  {name}
                </span>
                <span class="hidden">{t('taste.watchedPart', { percent })}</span>
                <i class="taste-level">
                  <i style={{ inlineSize: `${percent}%` }} />
                </i>
              </Link>
              <button
                type="button"
                class="taste-out"
                aria-label={t('taste.unwatch', { name })}
                onClick={() =>
                  void taste.edit([{ of: 'watched', value: video.id }], t('taste.unwatched'))
                }
              >
                <Icon name="close" />
              </button>
            </li>
          );
        })}
      </ul>
      {watched.length > shown && (
        <button type="button" class="button more" onClick={() => setShown(watched.length)}>
          {t('common.more')}
        </button>
      )}
    </section>
  );
}
