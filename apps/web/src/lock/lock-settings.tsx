// The lock screen's part of the settings: one tap off; on only where its notice is read.

import { useEffect, useState } from 'preact/hooks';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { ledgerOf } from '../budget/ledger-of.ts';
import { Segments, Switch } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { useSignal } from '../shell/use-signal.ts';
import { OWN_DIGITS } from './clock-face.tsx';
import type { LockFacts } from './device/device.ts';
import { turnOff } from './on-off.ts';
import { thisDevice, watchDevice } from './this-device.ts';
import { usedText } from './used-text.ts';

export function LockSettings() {
  const app = useApp();
  const { t, locale, preferences } = app;
  const { digits } = useSignal(preferences);
  const own = OWN_DIGITS[locale];
  const facts = useFacts();
  const on = facts !== null && facts.consent !== 'off';
  return (
    <section>
      <h2>{t('lock.title')}</h2>
      <Switch
        label={t('lock.title')}
        hint={t('lock.switchHint')}
        on={on}
        onChange={(wanted) => (wanted ? app.navigate('/lock') : void turnOff(app))}
      />
      {on && <p class="soft">{t('lock.used', usedText(facts, locale))}</p>}
      {on && (
        <Link href="/lock" class="button">
          <Icon name="clock" />
          {t('lock.openScreen')}
        </Link>
      )}
      {own !== undefined && (
        <Segments
          label={t('lock.digits')}
          value={digits}
          choices={[
            ['latin', '0123'],
            ['native', digitsOf(locale, own)],
          ]}
          onChange={(chosen) => preferences.set({ ...preferences.get(), digits: chosen })}
        />
      )}
    </section>
  );
}

function useFacts(): LockFacts | null {
  const app = useApp();
  const [facts, setFacts] = useState<LockFacts | null>(null);
  useEffect(() => {
    const read = (): void =>
      void thisDevice()
        .then((device) => device.facts())
        .then((now) => {
          setFacts(now);
          ledgerOf(app).noteLock(now.consent !== 'off', now.usedBytes);
        });
    read();
    return watchDevice(read);
  }, []);
  return facts;
}

function digitsOf(locale: InterfaceLanguage, numberingSystem: string): string {
  const { format } = new Intl.NumberFormat(locale, { numberingSystem });
  return [0, 1, 2, 3].map((digit) => format(digit)).join('');
}
