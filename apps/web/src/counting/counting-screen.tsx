// What is counted and how, for everybody: the figures are those by which the house counts.

import { COUNTING } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import './counting.css';

export function CountingScreen() {
  const { t } = useApp();
  const { viewSeconds: seconds, creators, free, floor } = COUNTING;
  const sections = [
    [t('counting.views'), t('counting.viewsText', { seconds })],
    [t('counting.not'), t('counting.notText')],
    [t('counting.likes'), t('counting.likesText')],
    [t('counting.newcomers'), t('counting.newcomersText', { creators, free })],
    [t('counting.trends'), t('counting.trendsText', { floor })],
    [t('counting.kept'), t('counting.keptText')],
  ] as const;
  return (
    <div class="screen counting">
      <h1>{t('counting.title')}</h1>
      <p class="soft">{t('counting.intro')}</p>
      {sections.map(([title, text]) => (
        <section key={title}>
          <h2>{title}</h2>
          <p>{text}</p>
        </section>
      ))}
      <div>
        <Link href="/discover" class="button">
          <Icon name="search" />
          {t('discover.title')}
        </Link>
      </div>
    </div>
  );
}
