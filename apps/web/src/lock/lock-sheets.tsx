// The lock screen's sheets: what else can be done, why a card is here, why it should go, what was saved.

import { useEffect, useState } from 'preact/hooks';
import type { LockCard, LockPack } from '@jhalak/contracts/lock';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { DISMISS_REASONS } from './device/bounds.ts';
import { Differences } from './differences.tsx';
import { SavedSheet } from './saved-sheet.tsx';
import { thisDevice } from './this-device.ts';
import { usedText } from './used-text.ts';
import type { CardActions } from './use-card-actions.ts';

export type OpenLockSheet = 'more' | 'why' | 'dismiss' | 'saved';

interface LockSheetsProps {
  sheet: OpenLockSheet;
  /** None at the end of the line. */
  card: LockCard | undefined;
  pack: LockPack;
  actions: CardActions;
  open: (sheet: OpenLockSheet) => void;
  onClose: () => void;
}

export function LockSheets({ sheet, card, ...props }: LockSheetsProps) {
  if (sheet === 'saved' || card === undefined) return <SavedSheet onClose={props.onClose} />;
  switch (sheet) {
    case 'more':
      return <MoreSheet card={card} {...props} />;
    case 'why':
      return <WhySheet card={card} {...props} />;
    case 'dismiss':
      return <DismissSheet card={card} {...props} />;
  }
}

type CardSheetProps = Omit<LockSheetsProps, 'sheet' | 'card'> & { card: LockCard };

function MoreSheet({ actions, open, onClose }: CardSheetProps) {
  const { t } = useApp();
  const items: readonly (readonly [IconName, string, () => void])[] = [
    ['spark', t('lock.why'), () => open('why')],
    [
      'share',
      t('lock.share'),
      () => {
        void actions.share();
        onClose();
      },
    ],
    ['hide', t('lock.dismiss'), () => open('dismiss')],
    ['bookmark', t('lock.savedTitle'), () => open('saved')],
  ];
  return (
    <Sheet title={t('lock.more')} onClose={onClose}>
      <ul class="menu">
        {items.map(([icon, label, run]) => (
          <li key={icon}>
            <button type="button" onClick={run}>
              <Icon name={icon} />
              {label}
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function WhySheet({ card, pack, open, onClose }: CardSheetProps) {
  const { t, locale } = useApp();
  const [used, setUsed] = useState('');
  useEffect(() => {
    void thisDevice()
      .then((device) => device.facts())
      .then((facts) => setUsed(t('lock.used', usedText(facts, locale))));
  }, []);
  return (
    <Sheet title={t('lock.why')} onClose={onClose}>
      <p class="why-reason" lang={card.language}>
        {card.reason.text}
      </p>
      <p class="soft">
        {pack.kind === 'personal' ? t('lock.whyPersonal') : t('lock.whyContextual')}
      </p>
      {card.story !== undefined && <Differences story={card.story} />}
      <p class="soft">{used}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => open('dismiss')}>
          <Icon name="hide" />
          {t('lock.dismiss')}
        </button>
        <Link href="/settings" class="button quiet">
          <Icon name="settings" />
          {t('lock.settings')}
        </Link>
      </div>
    </Sheet>
  );
}

function DismissSheet({ actions, onClose }: CardSheetProps) {
  const { t } = useApp();
  return (
    <Sheet title={t('lock.dismissWhy')} onClose={onClose}>
      <ul class="menu">
        {DISMISS_REASONS.map((reason) => (
          <li key={reason}>
            <button
              type="button"
              onClick={() => {
                onClose();
                void actions.dismiss(reason);
              }}
            >
              {t(`lock.dismiss_${reason}`)}
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
