// One event as its publishers tell it: the words that say most, what they rest on, where they differ, and every report
// beside the others.

import { useEffect, useState } from 'preact/hooks';
import type { StoryPage, StoryTelling } from '@jhalak/contracts/stories';
import { languageName } from '../feed/clip-chips.tsx';
import { lineOf } from '../feed/connection.ts';
import type { ScreenProblem } from '../session/page-data.ts';
import { useApp } from '../shell/app-context.ts';
import { loadBrandFont } from '../shell/brand-font.ts';
import { WithheldLaw } from '../region/withheld-law.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { ScreenSkeleton } from '../shell/screen-skeleton.tsx';
import { useSignal } from '../shell/use-signal.ts';
import { ReportColumns } from './report-columns.tsx';
import { StoryDifferences } from './story-differences.tsx';
import { StoryPicture } from './story-picture.tsx';
import { tellingFor } from './telling-for.ts';
import './story.css';

export function StoryScreen() {
  const { route, firstScreen, api } = useApp();
  const [story, setStory] = useState<StoryPage | undefined>(firstScreen.story);
  const [problem, setProblem] = useState<ScreenProblem | null>(firstScreen.problem ?? null);
  useEffect(() => {
    if (story !== undefined || problem !== null) return;
    void api.get<StoryPage>(`/v1/stories/${encodeURIComponent(route.param)}`).then((reply) => {
      if (reply.kind === 'ok') setStory(reply.value);
      else setProblem(reply.kind === 'offline' ? { status: 0, code: 'offline' } : reply);
    });
    // Depends on less than it reads: once a story; the screen has the story's key
  }, []);
  if (problem !== null) return <StoryProblem problem={problem} />;
  return story === undefined ? <ScreenSkeleton /> : <StoryBody story={story} />;
}

function StoryBody({ story }: { story: StoryPage }) {
  const { t, locale, preferences } = useApp();
  const [chosen, setChosen] = useState(() => tellingFor(story, locale)?.language ?? story.language);
  const telling = story.tellings.find(({ language }) => language === chosen);
  const { dataSaver } = useSignal(preferences);
  useEffect(() => void loadBrandFont(locale, lineOf(dataSaver)), [locale, dataSaver]);
  return (
    <article class="screen story">
      <StoryPicture story={story} language={chosen} />
      <div class="chips">
        <span class={`chip genre-${story.genre}`}>{t(`genre.${story.genre}`)}</span>
        {story.age !== 'all' && (
          <span class="chip chip-sample" dir="ltr">
            {story.age}
          </span>
        )}
      </div>
      {story.tellings.length > 1 && (
        <div class="pills" role="group" aria-label={t('story.languages')}>
          {story.tellings.map(({ language }) => (
            <button
              key={language}
              type="button"
              class="pill"
              lang={language}
              aria-pressed={language === chosen}
              onClick={() => setChosen(language)}
            >
              {languageName(language)}
            </button>
          ))}
        </div>
      )}
      {telling !== undefined && <Telling telling={telling} />}
      <KnownLine story={story} />
      <StoryDifferences story={story} />
      <ReportColumns story={story} first={chosen} />
    </article>
  );
}

function Telling({ telling }: { telling: StoryTelling }) {
  const { t, locale } = useApp();
  return (
    <div class="story-telling" lang={telling.language}>
      <h1 dir="auto">{telling.headline.text}</h1>
      {telling.summary.map((quote) => (
        <p key={quote.text} dir="auto">
          {quote.text}{' '}
          <a class="story-by" href={`#report-${quote.report}`}>
            {quote.publisher}
          </a>
        </p>
      ))}
      <p class="soft" lang={locale}>
        {t('story.words')} <span lang={telling.language}>{telling.attribution.join(' · ')}</span>
      </p>
    </div>
  );
}

function KnownLine({ story }: { story: StoryPage }) {
  const { t } = useApp();
  return (
    <p class={story.confirmed ? 'story-known is-confirmed' : 'story-known'}>
      <Icon name={story.confirmed ? 'check' : 'question'} />
      <span>
        {t('story.reports', { count: story.reportCount })}
        {' · '}
        {t('story.origins', { count: story.origins.length })}
        {' · '}
        <b>{story.confirmed ? t('story.confirmed') : t('story.unconfirmed')}</b>
        <small>{story.confirmed ? t('story.confirmedText') : t('story.unconfirmedText')}</small>
      </span>
    </p>
  );
}

function StoryProblem({ problem }: { problem: ScreenProblem }) {
  const { t, route } = useApp();
  const kind = kindOf(problem);
  const isWithheld = problem.status === 451;
  return (
    <div class="screen state">
      <Icon name={kind === 'offline' ? 'offline' : kind === 'server' ? 'retry' : 'hide'} />
      <h1>{isWithheld ? t('video.withheldTitle') : t(`story.title_${kind}`)}</h1>
      {isWithheld ? (
        <WithheldLaw kind="story" id={route.param} />
      ) : (
        <p>{t(`story.text_${kind}`)}</p>
      )}
      <Link href="/" class="button primary">
        {t('notFound.action')}
      </Link>
    </div>
  );
}

function kindOf({ status, code }: ScreenProblem): 'gone' | 'ageGated' | 'offline' | 'server' {
  if (code === 'offline') return 'offline';
  if (code === 'video.age_gated') return 'ageGated';
  return status >= 500 ? 'server' : 'gone';
}
