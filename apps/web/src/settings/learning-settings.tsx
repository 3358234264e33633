// What the feed may learn, and making it forget.

import type { Viewer } from '@jhalak/contracts/accounts';
import { useState } from 'preact/hooks';
import { ConsentNotice } from '../first-run/consent-notice.tsx';
import { NOTICE_VERSION } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { Segments } from './controls.tsx';
import type { ViewerChange } from './settings-screen.tsx';

type AgeBand = NonNullable<Viewer['ageBand']>;
const AGES: readonly AgeBand[] = ['under13', '13-17', '18plus'];

export function LearningSettings({ change }: { change: ViewerChange }) {
  const app = useApp();
  const { t, viewer, locale } = app;
  const [forgotten, setForgotten] = useState(false);
  const adult = viewer?.ageBand === '18plus';

  async function decide(yes: boolean): Promise<void> {
    const others = { lock: viewer?.consent?.lock === true, ads: viewer?.consent?.ads === true };
    const saved = await change({
      consent: {
        ...others,
        personalisation: yes,
        noticeVersion: NOTICE_VERSION,
        noticeLanguage: locale,
      },
    });
    if (saved) app.say(yes ? t('learning.nowOn') : t('learning.nowOff'));
  }

  async function forget(): Promise<void> {
    const reply = await app.api.send('DELETE', '/v1/taste');
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    setForgotten(true);
    app.feeds.delete('for-you:');
    app.say(t('learning.forgotten'));
  }

  return (
    <section>
      <h2>{t('learning.title')}</h2>
      <Segments
        label={t('settings.age')}
        value={viewer?.ageBand}
        choices={AGES.map((age) => [age, t(`age.${age}`)] as const)}
        disabled={viewer?.child !== undefined && viewer.handle !== undefined}
        onChange={(ageBand) => void change({ ageBand })}
      />
      {viewer?.child !== undefined && viewer.handle !== undefined && (
        <p class="soft">{t('family.ageFixed')}</p>
      )}
      <ConsentNotice />
      <Segments
        label={t('first.consent')}
        value={viewer?.consent?.personalisation === true && adult ? 'yes' : 'no'}
        choices={[
          ['no', t('consent.no')],
          ['yes', t('consent.yes')],
        ]}
        disabled={!adult}
        onChange={(answer) => void decide(answer === 'yes')}
      />
      {!adult && (
        <p class="soft">
          {viewer?.ageBand === undefined ? t('learning.ageFirst') : t('first.minor')}
        </p>
      )}
      <div class="setting-action">
        <span>
          <b>{t('taste.open')}</b>
          <small>{t('taste.openHint')}</small>
        </span>
        <Link href="/taste" class="button">
          <Icon name="spark" />
          {t('taste.title')}
        </Link>
      </div>
      <div class="setting-action">
        <span>
          <b>{t('learning.forget')}</b>
          <small>{t('learning.forgetHint')}</small>
        </span>
        <button
          type="button"
          class="button"
          disabled={forgotten || !viewer}
          onClick={() => void forget()}
        >
          <Icon name={forgotten ? 'check' : 'trash'} />
          {t('learning.forgetAction')}
        </button>
      </div>
    </section>
  );
}
