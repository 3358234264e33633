// What a newcomer is asked, in at most four steps that one thumb can do: languages, genres (and packs of people, where there are
// any), age, and whether the feed may learn. The first clip waits behind. Skipping is always there and leads to a feed that learns nothing.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ViewerBody } from '@jhalak/contracts/accounts';
import { INTERFACE_LANGUAGES, type Genre } from '@jhalak/contracts/languages';
import { useApp, type App } from '../shell/app-context.ts';
import { GenreTiles, LanguageTiles } from '../shell/choice-tiles.tsx';
import { languageName } from '../feed/clip-chips.tsx';
import { saveAnswers } from './save-answers.ts';
import { useLazy } from '../shell/use-lazy.ts';
import type { NoticeShown } from '../notice/consent-notice.tsx';

type AgeBand = NonNullable<ViewerBody['ageBand']>;
const AGES: readonly AgeBand[] = ['under13', '13-17', '18plus'];
const GENRES_MIN = 3;
const STEPS = 4;
/** Packs belong to the step of genres. */
const PACKS = 1.5;
const loadLater = () => import('../notice/first-later.tsx').then((module) => module.LaterStep);

export function FirstRun() {
  const app = useApp();
  const { t, locale } = app;
  const [step, setStep] = useState(0);
  const [languages, setLanguages] = useState<readonly string[]>([locale]);
  const [genres, setGenres] = useState<readonly Genre[]>([]);
  const [age, setAge] = useState<AgeBand | null>(null);
  const [busy, setBusy] = useState(false);
  const [notice, setNotice] = useState<NoticeShown>();
  const [failed, setFailed] = useState(false);
  const follow = useRef<(now: App) => void>(undefined);
  const LaterStep = useLazy(
    step > 0 && !failed
      ? async () => (await Promise.all([loadLater(), app.loadMoreMessages()]))[0]
      : null,
    () => setFailed(true),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  useEffect(() => heading.current?.focus(), [step]);

  async function finish(personal: boolean | null): Promise<void> {
    setBusy(true);
    await saveAnswers(app, {
      // A skipped first step still leaves a mark, so that nobody is asked twice.
      languages: languages.length > 0 ? [...languages] : [locale],
      genres: [...genres],
      ...(age !== null && { ageBand: age }),
      // Without the text there was nothing to answer: that counts as no.
      ...(personal !== null &&
        notice && {
          consent: {
            personalisation: personal,
            lock: false,
            ads: false,
            ...notice.read,
          },
        }),
    });
    setBusy(false);
    follow.current?.(app);
  }

  const titles = [t('first.languages'), t('first.genres'), t('first.age'), t('first.consent')];
  return (
    <section class="first-run" role="dialog" aria-modal="true" aria-labelledby={titleId}>
      <header>
        <div class="first-top">
          <ol class="dots" aria-label={t('first.step', { step: (step | 0) + 1, steps: STEPS })}>
            {titles.map((title, at) => (
              <li key={title} class={at <= step ? 'is-on' : ''} />
            ))}
          </ol>
          <button
            type="button"
            class="button text"
            disabled={busy}
            onClick={() => void finish(null)}
          >
            {t('first.skip')}
          </button>
        </div>
        <h1 id={titleId} ref={heading} tabIndex={-1}>
          {titles[step | 0]}
        </h1>
      </header>
      {step === 0 && (
        <>
          <div class="first-scroll">
            <LanguageTiles chosen={languages} onChange={setLanguages} />
            <InterfaceLanguagePills />
          </div>
          <Forward disabled={languages.length === 0} onClick={() => setStep(1)} />
        </>
      )}
      {step === 1 && (
        <>
          <div class="first-scroll">
            <GenreTiles chosen={genres} onChange={setGenres} />
          </div>
          <Forward
            disabled={genres.length < GENRES_MIN}
            label={
              genres.length < GENRES_MIN
                ? t('first.genresLeft', { count: GENRES_MIN - genres.length })
                : undefined
            }
            onClick={() => setStep(LaterStep ? PACKS : 2)}
            onBack={() => setStep(0)}
          />
        </>
      )}
      {step === PACKS && LaterStep && (
        <LaterStep
          languages={languages}
          onPacks={(after) => {
            follow.current = after;
            setStep(2);
          }}
          onBack={() => setStep(1)}
        />
      )}
      {step === 2 && (
        <>
          <p class="soft">{t('first.ageWhy')}</p>
          <div class="stack">
            {AGES.map((one) => (
              <button
                key={one}
                type="button"
                class="button tall"
                aria-pressed={age === one}
                onClick={() => {
                  setAge(one);
                  setStep(3);
                }}
              >
                {t(`age.${one}`)}
              </button>
            ))}
          </div>
          <button type="button" class="button text" onClick={() => setStep(1)}>
            {t('common.back')}
          </button>
        </>
      )}
      {step === 3 && age === '18plus' && (
        <>
          {LaterStep && <LaterStep onShown={setNotice} />}
          <div class="even">
            <button
              type="button"
              class="button tall"
              disabled={busy}
              onClick={() => void finish(false)}
            >
              {notice?.no ?? t('consent.no')}
            </button>
            <button
              type="button"
              class="button tall"
              disabled={busy || !notice}
              onClick={() => void finish(true)}
            >
              {notice?.yes ?? t('consent.yes')}
            </button>
          </div>
          <button type="button" class="button text" onClick={() => setStep(2)}>
            {t('common.back')}
          </button>
        </>
      )}
      {step === 3 && age !== '18plus' && (
        <>
          <p>{t('first.minor')}</p>
          <div class="stack">
            <button
              type="button"
              class="button primary tall"
              disabled={busy}
              onClick={() => void finish(null)}
            >
              {t('first.start')}
            </button>
          </div>
          <button type="button" class="button text" onClick={() => setStep(2)}>
            {t('common.back')}
          </button>
        </>
      )}
    </section>
  );
}

function Forward({
  disabled,
  label,
  onClick,
  onBack,
}: {
  disabled: boolean;
  label?: string | undefined;
  onClick: () => void;
  onBack?: () => void;
}) {
  const { t } = useApp();
  return (
    <div class="first-forward">
      {onBack && (
        <button type="button" class="button text" onClick={onBack}>
          {t('common.back')}
        </button>
      )}
      <button type="button" class="button primary tall" disabled={disabled} onClick={onClick}>
        {label ?? t('common.continue')}
      </button>
    </div>
  );
}

function InterfaceLanguagePills() {
  const { t, locale, setLocale, say } = useApp();
  // The one in use comes first, as it was when the page was drawn: nothing jumps under the finger.
  const [line] = useState(() => [
    locale,
    ...INTERFACE_LANGUAGES.filter((language) => language !== locale),
  ]);
  return (
    <div class="interface-languages">
      <span aria-hidden="true">{t('settings.interfaceLanguage')}</span>
      <div class="pills draws-aside" role="group" aria-label={t('settings.interfaceLanguage')}>
        {line.map((code) => (
          <button
            key={code}
            type="button"
            class="pill"
            lang={code}
            aria-pressed={locale === code}
            onClick={async () => {
              if (!(await setLocale(code))) say(t('error.offline'));
            }}
          >
            {languageName(code)}
          </button>
        ))}
      </div>
    </div>
  );
}
