// Every report beside the others: whose, when, in which language, and what it rests on.

import { useEffect, useState } from 'preact/hooks';
import type { StoryPage, StoryReport } from '@jhalak/contracts/stories';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { languageName } from '../feed/clip-chips.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

interface ReportColumnsProps {
  story: StoryPage;
  /** Reports in this language come first. */
  first: string;
}

export function ReportColumns({ story, first }: ReportColumnsProps) {
  const { t } = useApp();
  const own = story.reports.filter(({ language }) => language === first);
  const others = story.reports.filter(({ language }) => language !== first);
  const hidden = story.reportCount - story.reports.length;
  return (
    <section class="story-reports">
      <h2>{t('story.sideBySide')}</h2>
      <Origins story={story} />
      <ol tabIndex={0} class="draws-aside" aria-label={t('story.sideBySide')}>
        {[...own, ...others].map((report) => (
          <li key={report.id} id={`report-${report.id}`}>
            <Report report={report} story={story} />
          </li>
        ))}
      </ol>
      {hidden > 0 && <p class="soft">{t('story.moreReports', { count: hidden })}</p>}
    </section>
  );
}

/** What the reports rest on: five that repeat one are one. */
function Origins({ story }: { story: StoryPage }) {
  const { t } = useApp();
  return (
    <ul class="story-origins">
      {story.origins.map(({ name, own, reports }, at) => (
        <li key={name} class={`origin-${at % ORIGIN_SIGNS}`}>
          <i aria-hidden="true" />
          <b>{name}</b>
          <span>
            {own && reports.length === 1
              ? t('story.ownReport')
              : t('story.restOnIt', { count: reports.length })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Colours that tell origins apart; more than these repeat, and the names stand beside them anyway. */
const ORIGIN_SIGNS = 6;

function Report({ report, story }: { report: StoryReport; story: StoryPage }) {
  const { t, locale } = useApp();
  const zone = useZone();
  const place = story.origins.findIndex(({ name }) => name === report.origin);
  const own = story.origins[place]?.own === true && report.origin === report.publisher.name;
  return (
    <article class={`story-report origin-${Math.max(place, 0) % ORIGIN_SIGNS}`}>
      <header>
        <b>{report.publisher.name}</b>
        <span class="soft">
          <span lang={report.language}>{languageName(report.language)}</span>
          {' · '}
          <time dateTime={new Date(report.publishedAtMs).toISOString()}>
            {whenOf(report.publishedAtMs, locale, zone)}
          </time>
        </span>
        <span class="story-rests">
          <i aria-hidden="true" />
          {own ? t('story.ownReport') : t('story.restsOn', { origin: report.origin })}
        </span>
      </header>
      <h3 lang={report.language} dir="auto">
        {report.title}
      </h3>
      {report.extract !== '' && (
        <p lang={report.language} dir="auto">
          {report.extract}
        </p>
      )}
      <a class="story-out" href={report.url} rel="noopener noreferrer" target="_blank">
        {t('story.readAt', { publisher: report.publisher.name })}
        <Icon name="share" />
      </a>
      {report.publisher.attribution !== report.publisher.name && (
        <small class="soft" lang={report.language}>
          {report.publisher.attribution}
        </small>
      )}
    </article>
  );
}

/** The server does not know where its reader is: the page says UTC until it lives. */
function useZone(): 'UTC' | undefined {
  const [zone, setZone] = useState<'UTC' | undefined>('UTC');
  useEffect(() => setZone(undefined), []);
  return zone;
}

function whenOf(ms: number, locale: InterfaceLanguage, timeZone: 'UTC' | undefined): string {
  return new Intl.DateTimeFormat(locale === 'id' ? 'id-ID' : `${locale}-IN`, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    numberingSystem: 'latn',
    timeZone,
    ...(timeZone !== undefined && { timeZoneName: 'short' }),
  }).format(ms);
}
