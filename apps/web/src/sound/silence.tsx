// A sound that is not heard: why, by whose word, and for those who may say so the way to silence it and back.

import type { OrderLaw } from '@jhalak/contracts/orders';
import type { Sound } from '@jhalak/contracts/sounds';
import { useState } from 'preact/hooks';
import { ORDER_LAWS } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';

/** As the contract bounds it. */
const REASON_MAX = 300;

export function Silenced({ silence }: { silence: NonNullable<Sound['silence']> }) {
  const { t } = useApp();
  const law: OrderLaw = ORDER_LAWS.find((one) => one === silence.law) ?? 'other';
  return (
    <aside class="sound-silenced" aria-label={t('sound.withheld')}>
      <Icon name="muted" />
      <div>
        <b>{t(silence.by === 'order' ? 'sound.withheld' : 'sound.silent')}</b>
        <p>
          {silence.by === 'order'
            ? t('sound.silencedOrder', { law: t(`orders.law.${law}`) })
            : t(silence.by === 'moderator' ? 'sound.silencedModerator' : 'sound.silencedCreator')}
        </p>
      </div>
    </aside>
  );
}

/** For moderators and for whose sound it is. */
export function SilenceControl({ sound, onChanged }: { sound: Sound; onChanged: () => void }) {
  const app = useApp();
  const { t, api } = app;
  const [reason, setReason] = useState('');
  const isModerator = sound.maySilence === 'moderator';
  const path = `/v1/sounds/${sound.id}/silence`;

  async function change(silent: boolean): Promise<void> {
    const reply = silent
      ? await api.send('PUT', path, { reason: isModerator ? reason.trim() : 'creator' })
      : await api.send('DELETE', path);
    if (reply.kind !== 'ok') return sayFailure(app, reply);
    setReason('');
    onChanged();
  }

  if (sound.silencedByCaller === true)
    return (
      <button type="button" class="button" onClick={() => void change(false)}>
        <Icon name="sound" />
        {t('sound.unsilence')}
      </button>
    );
  return (
    <div class="sound-silence">
      <p class="soft">{t(isModerator ? 'sound.silenceAll' : 'sound.silenceOthers')}</p>
      {isModerator && (
        <label class="field">
          <span class="field-label">{t('staff.reason')}</span>
          <input
            value={reason}
            maxLength={REASON_MAX}
            dir="auto"
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
      )}
      {(!isModerator || reason.trim() !== '') && (
        <SureButton onSure={() => void change(true)}>{t('sound.silence')}</SureButton>
      )}
    </div>
  );
}
