// What rises: tags and clips, in an honest window, each with why it stands there.

import type { PlaceList } from '@jhalak/contracts/accounts';
import { CONTENT_LANGUAGES, GENRES, LANGUAGE_CODES } from '@jhalak/contracts/languages';
import type { TrendingTag, Trends, TrendWindow } from '@jhalak/contracts/trends';
import { stateName } from '../ads/states.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';
import { SoundLine } from '../sound/sound-line.tsx';
import { pathWith, queryPart, tagPath } from './ask-paths.ts';
import { Poster, PosterBones } from './poster-grid.tsx';
import { useOnce } from './use-once.ts';

const WINDOWS: readonly TrendWindow[] = ['day', 'week'];

export function RisingNow() {
  const app = useApp();
  const { t, locale } = app;
  const window = queryPart('window', WINDOWS) ?? 'day';
  const language = queryPart('language', LANGUAGE_CODES);
  const genre = queryPart('genre', GENRES);
  const { value: places } = useOnce<PlaceList>('/v1/places');
  const codes = places?.items.map((one) => one.place) ?? [];
  const place = queryPart('place', codes);
  const query = new URLSearchParams({
    window,
    ...(place && { place }),
    ...(language && { language }),
    ...(genre && { genre }),
  });
  // A link may name a place: asked for once it is known that there is such a one.
  const waits = places === undefined && location.search.includes('place=');
  const { value, failure, retry } = useOnce<Trends>(waits ? null : `/v1/trends?${query}`);
  const named = place === undefined ? '' : stateName(place, locale);
  const go = (name: string, to: string): void =>
    app.navigate(pathWith(name, to), { replace: true });
  return (
    <section class="rising">
      <h2>{t('discover.rising')}</h2>
      <div class="scope">
        <div class="pills" role="group" aria-label={t('discover.window')}>
          {WINDOWS.map((one) => (
            <button
              key={one}
              type="button"
              class="pill"
              aria-pressed={window === one}
              onClick={() => go('window', one === 'day' ? '' : one)}
            >
              {t(`discover.${one}`)}
            </button>
          ))}
        </div>
        <LanguageChoice value={language ?? ''} onChange={(code) => go('language', code)} />
        <select
          class="input scope-choice"
          aria-label={t('discover.genre')}
          value={genre ?? ''}
          onChange={(event) => go('genre', event.currentTarget.value)}
        >
          <option value="">{t('discover.everyGenre')}</option>
          {GENRES.map((one) => (
            <option key={one} value={one}>
              {t(`genre.${one}`)}
            </option>
          ))}
        </select>
        {codes.length > 0 && (
          <select
            class="input scope-choice"
            aria-label={t('place.title')}
            value={place ?? ''}
            onChange={(event) => go('place', event.currentTarget.value)}
          >
            <option value="">{t('place.all')}</option>
            {codes.map((code) => (
              <option key={code} value={code}>
                {stateName(code, locale)}
              </option>
            ))}
          </select>
        )}
      </div>
      {value?.place?.told === false && (
        <p class="soft" role="status">
          {t('place.few', { place: named })}
        </p>
      )}
      {value === undefined ? (
        failure === null ? (
          <PosterBones count={3} />
        ) : (
          <div class="list-end" role="alert">
            <p>{failureText(app, failure)}</p>
            <button type="button" class="button" onClick={retry}>
              <Icon name="retry" />
              {t('common.retry')}
            </button>
          </div>
        )
      ) : value.tags.length + value.clips.length + value.sounds.length === 0 ? (
        <p class="soft">{t('discover.risingEmpty', { floor: value.floor })}</p>
      ) : (
        <Risen trends={value} />
      )}
      {value !== undefined && (
        <details class="notice">
          <summary>{t('discover.how')}</summary>
          <p class="soft">{t('discover.since', { from: whenOf(value.fromMs, locale) })}</p>
          <p class="soft">{t('discover.howText', { floor: value.floor })}</p>
          {value.place !== undefined && (
            <p class="soft">
              {t('place.how', { place: named, floor: formatCount(value.place.peopleMin, locale) })}
            </p>
          )}
          {value.place !== undefined && (
            <Link href="/settings" class="button text">
              {t('place.yours')}
            </Link>
          )}
          <Link href="/how-we-count" class="button text">
            {t('counting.title')}
          </Link>
        </details>
      )}
    </section>
  );
}

function Risen({ trends }: { trends: Trends }) {
  const { t } = useApp();
  return (
    <>
      {trends.tags.length > 0 && (
        <ol class="risen-tags">
          {trends.tags.map((one) => (
            <li key={one.tag}>
              <RisenTag one={one} trends={trends} />
            </li>
          ))}
        </ol>
      )}
      {trends.sounds.length > 0 && (
        <>
          <h3>{t('discover.sounds')}</h3>
          <ul class="found-list">
            {trends.sounds.map(({ sound, views, before }) => (
              <li key={sound.id}>
                <SoundLine sound={sound}>
                  <Why views={views} before={before} trends={trends} />
                </SoundLine>
              </li>
            ))}
          </ul>
        </>
      )}
      {trends.clips.length > 0 && (
        <ol class="clip-grid poster-grid">
          {trends.clips.map(({ video, views, before }) => (
            <Poster key={video.id} video={video}>
              <p class="risen-why">
                <Why views={views} before={before} trends={trends} short />
              </p>
            </Poster>
          ))}
        </ol>
      )}
    </>
  );
}

function RisenTag({ one, trends }: { one: TrendingTag; trends: Trends }) {
  return (
    <Link href={tagPath(one.tag)} class="risen-tag">
      <img src={one.poster} alt="" loading="lazy" decoding="async" />
      <span>
        <b>
          <bdi>#{one.tag}</bdi>
        </b>
        <small>
          <Why views={one.views} before={one.before} trends={trends} />
        </small>
      </span>
    </Link>
  );
}

interface WhyProps {
  views: number;
  before: number | null;
  trends: Trends;
  /** Under a small picture. */
  short?: boolean;
}

/** So many views, and how many there were in the window before. */
function Why({ views, before, trends, short = false }: WhyProps) {
  const { t, locale } = useApp();
  const shown = t('side.views', { count: views, shown: formatCount(views, locale) });
  const floor = formatCount(trends.floor, locale);
  const earlier = before === null ? undefined : formatCount(before, locale);
  const isNew = short && earlier === undefined;
  const than = isNew
    ? t('discover.new')
    : trends.window === 'day'
      ? earlier === undefined
        ? t('discover.fewDay', { floor })
        : t('discover.beforeDay', { shown: earlier })
      : earlier === undefined
        ? t('discover.fewWeek', { floor })
        : t('discover.beforeWeek', { shown: earlier });
  return (
    <>
      <b>{shown}</b> <span>{than}</span>
    </>
  );
}

interface LanguageChoiceProps {
  value: string;
  /** Only these are offered; default: all. */
  codes?: readonly string[] | undefined;
  onChange: (code: string) => void;
}

/** Content languages by their own names. */
export function LanguageChoice({ value, codes, onChange }: LanguageChoiceProps) {
  const { t } = useApp();
  const offered = CONTENT_LANGUAGES.filter(({ code }) => codes?.includes(code) !== false);
  return (
    <select
      class="input scope-choice"
      aria-label={t('discover.language')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{t('discover.everyLanguage')}</option>
      {offered.map(({ code, name }) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

function whenOf(ms: number, locale: string): string {
  return new Intl.DateTimeFormat(`${locale}-IN-u-nu-latn`, {
    ...{ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
  }).format(ms);
}
