// What the feed may learn, and making it forget.

import type { Viewer } from '@jhalak/contracts/accounts';
import { useState } from 'preact/hooks';
import { ConsentNotice, type NoticeShown } from '../notice/consent-notice.tsx';
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
  const { t, viewer } = app;
  const [shown, setShown] = useState<NoticeShown>();
  const [forgotten, setForgotten] = useState(false);
  const adult = viewer?.ageBand === '18plus';
  const isOn = adult && viewer.consent?.personalisation === true && !viewer.noticeChanged;

  async function decide(yes: boolean): Promise<void> {
    // A no needs no text: what was read then stays on record.
    const read = shown?.read ?? { noticeVersion: '', noticeLanguage: '' };
    const others = viewer?.consent ?? { lock: false, ads: false };
    const saved = await change({
      consent: { ...read, ...others, ...shown?.read, personalisation: yes },
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
      <ConsentNotice onShown={setShown} />
      <Segments
        label={t('first.consent')}
        value={isOn ? 'yes' : 'no'}
        choices={[
          ['no', shown?.no ?? t('consent.no')],
          ['yes', shown?.yes ?? t('consent.yes')],
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
