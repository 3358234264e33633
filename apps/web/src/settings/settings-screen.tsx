// Everything that a person can decide: languages, what the feed may learn, this device, the account.

import { useRef } from 'preact/hooks';
import type { Viewer, ViewerPatch } from '@jhalak/contracts/accounts';
import { INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { BudgetSettings } from '../budget/budget-settings.tsx';
import { isUnreviewed } from '../i18n/reviews.ts';
import { languageName } from '../feed/clip-chips.tsx';
import { InboxSettings } from '../inbox/inbox-settings.tsx';
import { LockSettings } from '../lock/lock-settings.tsx';
import { PrivacySettings } from '../people/privacy-settings.tsx';
import { ScreenTimeSettings } from '../screen-time/screen-time-settings.tsx';
import { useApp } from '../shell/app-context.ts';
import { GenreTiles, LanguageTiles } from '../shell/choice-tiles.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { useSignal } from '../shell/use-signal.ts';
import { AccountSettings } from './account-settings.tsx';
import { BringSettings } from './bring/bring-settings.tsx';
import { ChannelSettings } from './channel-settings.tsx';
import { Segments, Switch } from './controls.tsx';
import { DataSettings } from './data-settings.tsx';
import { PlaceSettings } from './place-settings.tsx';
import { LearningSettings } from './learning-settings.tsx';
import { RoomSettings } from './room-settings.tsx';
import './settings.css';

const EMPTY: Pick<Viewer, 'languages' | 'genres'> = { languages: [], genres: [] };

export function SettingsScreen() {
  const app = useApp();
  const { t, locale } = app;
  const change = useViewerChange();
  const { languages, genres } = app.viewer ?? EMPTY;
  /** A language whose words are not on this phone cannot be spoken without network. */
  async function choose(select: HTMLSelectElement): Promise<void> {
    const wanted = select.value as typeof locale;
    if (await app.setLocale(wanted)) return;
    select.value = locale;
    app.say(t('offline.language', { language: languageName(wanted) }));
  }
  return (
    <div class="screen settings">
      <h1>{t('settings.title')}</h1>
      <section>
        <h2>{t('settings.languages')}</h2>
        <label class="field">
          <span>{t('settings.interfaceLanguage')}</span>
          <select value={locale} onChange={(event) => void choose(event.currentTarget)}>
            {INTERFACE_LANGUAGES.map((code) => (
              <option key={code} value={code} lang={code}>
                {languageName(code)}
              </option>
            ))}
          </select>
          {isUnreviewed(locale) && <small>{t('settings.unreviewed')}</small>}
        </label>
        <div class="field">
          <span class="field-label">{t('settings.contentLanguages')}</span>
          <LanguageTiles
            chosen={languages}
            onChange={(next) => void change({ languages: [...next] })}
          />
        </div>
        <div class="field">
          <span class="field-label">{t('settings.genres')}</span>
          <GenreTiles chosen={genres} onChange={(next) => void change({ genres: [...next] })} />
        </div>
      </section>
      <LearningSettings change={change} />
      <PlaceSettings change={change} />
      <PrivacySettings />
      <ScreenTimeSettings />
      <InboxSettings />
      <LockSettings />
      <BudgetSettings />
      <DeviceSettings />
      <RoomSettings />
      <DataSettings />
      <BringSettings />
      <ChannelSettings />
      <AccountSettings />
      <section>
        <Link href="/grievance" class="button text">
          <Icon name="flag" />
          {t('roleName.grievance_officer')}
        </Link>
        <Link href="/ads" class="button text">
          <Icon name="megaphone" />
          {t('ads.welcomeTitle')}
        </Link>
        <Link href="/ad-library" class="button text">
          <Icon name="bookmark" />
          {t('adLib.title')}
        </Link>
      </section>
    </div>
  );
}

export type ViewerChange = (patch: ViewerPatch) => Promise<boolean>;

/** Shows a change at once, sends changes one after another, and goes back to what the server holds when one is refused. */
function useViewerChange(): ViewerChange {
  const app = useApp();
  const line = useRef(Promise.resolve(true));
  return (patch) => {
    const before = app.viewer;
    const { homePlace, ...rest } = patch;
    const place = homePlace === undefined ? before?.homePlace : (homePlace ?? undefined);
    if (before) {
      const { homePlace: _before, ...others } = before;
      const shown = { ...others, ...(rest as Partial<Viewer>) };
      app.setViewer(place === undefined ? shown : { ...shown, homePlace: place });
    }
    line.current = line.current.then(async () => {
      if (!(await app.ensureViewer())) return false;
      const reply = await app.api.send<Viewer>('PATCH', '/v1/viewers/me', patch);
      if (reply.kind === 'ok') {
        app.setViewer(reply.value);
        // What comes next in the feed follows the new choice.
        app.feeds.delete('for-you:');
        return true;
      }
      if (before) app.setViewer(before);
      sayFailure(app, reply);
      return false;
    });
    return line.current;
  };
}

function DeviceSettings() {
  const { t, preferences } = useApp();
  const now = useSignal(preferences);
  const set = (part: Partial<typeof now>) => preferences.set({ ...preferences.get(), ...part });
  return (
    <section>
      <h2>{t('settings.device')}</h2>
      <Switch
        label={t('settings.autoplay')}
        hint={t('settings.autoplayHint')}
        on={now.autoplay}
        onChange={(autoplay) => set({ autoplay })}
      />
      <Switch
        label={t('settings.leftHand')}
        hint={t('settings.leftHandHint')}
        on={now.hand === 'left'}
        onChange={(left) => set({ hand: left ? 'left' : 'right' })}
      />
      <Segments
        label={t('settings.theme')}
        value={now.theme}
        choices={[
          ['night', t('theme.night')],
          ['subah', t('theme.subah')],
          ['auto', t('theme.auto')],
        ]}
        onChange={(theme) => set({ theme })}
      />
    </section>
  );
}
