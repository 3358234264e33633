// A sound: where it was first, the clips that use it, and the way to make one with it.

import { useRef, useState } from 'preact/hooks';
import { SOUND_ORDERS } from '../contract-values.ts';
import type { Sound } from '@jhalak/contracts/sounds';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import { ClipPages } from '../discover/clip-pages.tsx';
import { pathWith, queryPart } from '../discover/ask-paths.ts';
import { useKeptScroll } from '../discover/kept-places.ts';
import { Poster, PosterBones } from '../discover/poster-grid.tsx';
import { useOnce } from '../discover/use-once.ts';
import { usePages } from '../discover/use-pages.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { WithheldLaw } from '../region/withheld-law.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { ReportSheet } from '../shell/report-sheet.tsx';
import { personPath } from '../shell/routes.ts';
import { failureText } from '../shell/say-failure.ts';
import { SilenceControl, Silenced } from './silence.tsx';
import { soundName } from './sound-name.ts';
import './sound.css';

const PAGE = 24;

export function SoundScreen() {
  const app = useApp();
  const { t, route } = app;
  const scroller = useKeptScroll(route.param);
  const path = `/v1/sounds/${encodeURIComponent(route.param)}`;
  const { value, failure, retry } = useOnce<Sound>(path);
  if (value === undefined && failure === null)
    return (
      <div class="screen">
        <PosterBones />
      </div>
    );
  if (value === undefined) {
    const isWithheld = failure?.kind !== 'offline' && failure?.status === 451;
    return (
      <div class="screen state" role="alert">
        <Icon name={isWithheld ? 'muted' : failure?.kind === 'offline' ? 'offline' : 'sound'} />
        <h1>{t(isWithheld ? 'sound.withheld' : 'discover.failed')}</h1>
        <p>{isWithheld ? t('sound.withheldText') : failure && failureText(app, failure)}</p>
        {isWithheld && <WithheldLaw kind="clip" id={route.param} />}
        {!isWithheld && (
          <button type="button" class="button primary" onClick={retry}>
            {t('common.retry')}
          </button>
        )}
        <Link href="/discover" class="button">
          {t('discover.title')}
        </Link>
      </div>
    );
  }
  return (
    <div class="screen sound-screen" ref={scroller}>
      <SoundHead sound={value} onChanged={retry} />
      {value.silence !== undefined && <Silenced silence={value.silence} />}
      {value.original !== null && (
        <section>
          <h2>{t('sound.first')}</h2>
          <ul class="clip-grid poster-grid">
            <Poster video={value.original} />
          </ul>
        </section>
      )}
      <Uses path={path} />
    </div>
  );
}

function SoundHead({ sound, onChanged }: { sound: Sound; onChanged: () => void }) {
  const { t, locale } = useApp();
  const { original, title, uses, mayUse } = sound;
  const handle = original?.creator.handle;
  const [reporting, setReporting] = useState(false);
  const name = soundName(t, {
    id: sound.id,
    ...(title === undefined ? {} : { title }),
    ...(handle === undefined ? {} : { handle }),
  });
  return (
    <>
      <header class="sound-head">
        <Listen original={sound.silence === undefined ? original : null} />
        <div>
          <h1 dir="auto">{name}</h1>
          {title !== undefined && handle !== undefined && (
            <Link href={personPath(handle)} class="soft">
              <bdi>@{handle}</bdi>
            </Link>
          )}
          <p class="soft">{t('sound.uses', { count: uses, shown: formatCount(uses, locale) })}</p>
        </div>
      </header>
      <div class="actions sound-actions">
        {mayUse ? (
          <Link href={`/create?sound=${sound.id}`} class="button primary">
            <Icon name="plus" />
            {t('sound.use')}
          </Link>
        ) : sound.silence === undefined ? (
          <p class="soft">{t(original === null ? 'sound.gone' : 'sound.notOffered')}</p>
        ) : null}
        {original !== null && (
          <button type="button" class="button" onClick={() => setReporting(true)}>
            <Icon name="flag" />
            {t('more.report')}
          </button>
        )}
      </div>
      {sound.maySilence !== undefined && <SilenceControl sound={sound} onChanged={onChanged} />}
      {reporting && (
        <ReportSheet
          path={`/v1/videos/${sound.id}/reports`}
          onReported={() => undefined}
          onClose={() => setReporting(false)}
        />
      )}
    </>
  );
}

/** The cover, which plays the sound. */
function Listen({ original }: { original: Video | null }) {
  const { t } = useApp();
  const audio = useRef<HTMLAudioElement>(null);
  const [plays, setPlays] = useState(false);
  const url = original?.renditions[0]?.url;
  if (original === null || url === undefined)
    return (
      <span class="sound-cover">
        <Icon name="muted" />
      </span>
    );
  return (
    <button
      type="button"
      class="sound-cover"
      aria-pressed={plays}
      aria-label={t('sound.listen')}
      onClick={() => void (plays ? audio.current?.pause() : audio.current?.play())}
    >
      <img src={original.poster} alt="" />
      <Icon name={plays ? 'pause' : 'play'} />
      <audio
        ref={audio}
        src={url}
        preload="none"
        loop
        onPlay={() => setPlays(true)}
        onPause={() => setPlays(false)}
      />
    </button>
  );
}

function Uses({ path }: { path: string }) {
  const app = useApp();
  const { t } = app;
  const order = queryPart('order', SOUND_ORDERS) ?? 'newest';
  const pages = usePages<Video, VideoPage>(
    `${path}/clips?limit=${PAGE}&order=${order}`,
    (page) => page.items,
    ({ id }) => id,
  );
  return (
    <section class="sound-uses">
      <h2>{t('sound.usedBy')}</h2>
      <div class="pills" role="group" aria-label={t('discover.order')}>
        {SOUND_ORDERS.map((one) => (
          <button
            key={one}
            type="button"
            class="pill"
            aria-pressed={order === one}
            onClick={() =>
              app.navigate(pathWith('order', one === 'newest' ? '' : one), { replace: true })
            }
          >
            {t(`discover.${one}`)}
          </button>
        ))}
      </div>
      <ClipPages
        pages={pages}
        sign={<Icon name="sound" />}
        emptyTitle={t('sound.noUses')}
        emptyText={t('sound.noUsesText')}
      />
    </section>
  );
}
