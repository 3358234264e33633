import type { Passkey } from '@jhalak/contracts/sign-in';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { fullDateText } from './full-date.ts';

const NAME_MAX = 40;

interface PasskeyRowProps {
  passkey: Passkey;
  /** It was asked to go, and it is the last way in. */
  isLast: boolean;
  onRename: (name: string) => void;
  onRemove: () => void;
}

export function PasskeyRow({ passkey, isLast, onRename, onRemove }: PasskeyRowProps) {
  const { t, locale } = useApp();
  const [name, setName] = useState<string | null>(null);
  const used =
    passkey.lastUsedAtMs === undefined
      ? t('ways.neverUsed')
      : t('sessions.lastUsed', { used: fullDateText(passkey.lastUsedAtMs, locale) });
  return (
    <li class="setting-action passkey">
      {name === null ? (
        <span>
          <b dir="auto">{passkey.name}</b>
          <small>
            {used} · {t(passkey.synced ? 'ways.synced' : 'ways.oneDevice')}
          </small>
          {isLast && (
            <small class="field-problem" role="alert">
              {t('ways.lastWay')}
            </small>
          )}
        </span>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onRename(name);
            setName(null);
          }}
        >
          <label class="field">
            <span>{t('ways.passkeyName')}</span>
            <input
              required
              maxLength={NAME_MAX}
              dir="auto"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="button">
            {t('common.save')}
          </button>
        </form>
      )}
      {name === null && (
        <span class="passkey-acts">
          <button type="button" class="button text" onClick={() => setName(passkey.name)}>
            {t('ways.rename')}
          </button>
          <SureButton onSure={onRemove}>{t(isLast ? 'ways.removeLast' : 'ways.remove')}</SureButton>
        </span>
      )}
    </li>
  );
}
