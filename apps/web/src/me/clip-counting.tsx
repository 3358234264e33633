// How the figures of one's own clip came about: what was counted, and what was not.

import type { ClipCounting } from '@jhalak/contracts/counting';
import { useEffect, useState } from 'preact/hooks';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Link } from '../shell/link.tsx';

/** Nothing until there is an answer. */
export function CountingOfClip({ videoId }: { videoId: string }) {
  const { t, api, locale } = useApp();
  const [told, setTold] = useState<ClipCounting | null>(null);
  useEffect(() => {
    void api.get<ClipCounting>(`/v1/videos/${videoId}/counting`).then((reply) => {
      // The sheet is there for more than this: without an answer it stays away.
      if (reply.kind === 'ok') setTold(reply.value);
    });
    // Depends on less than it reads: once a clip
  }, [videoId]);
  if (told === null) return null;
  const { views, likes, floor } = told;
  const count = (shown: number): string => formatCount(shown, locale);
  const not = [
    [t('counting.own'), views.own],
    [t('counting.repeats'), views.repeats],
    [t('counting.heldViews'), views.held],
    [t('counting.heldLikes'), likes.held],
  ] as const;
  return (
    <section class="clip-sources clip-counting">
      <h3>{t('counting.ofClip')}</h3>
      <dl>
        <div>
          <dt>{t('counting.counted')}</dt>
          <dd>{t('side.views', { count: views.shown, shown: count(views.shown) })}</dd>
        </div>
        {not.map(([name, held]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{held === null ? t('counting.few', { floor }) : count(held)}</dd>
          </div>
        ))}
      </dl>
      <Link href="/how-we-count" class="button text">
        {t('counting.title')}
      </Link>
    </section>
  );
}
