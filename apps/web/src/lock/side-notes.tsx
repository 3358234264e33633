// Beside the card on wide screens: why it is here, and where its reports differ.

import type { LockCard } from '@jhalak/contracts/lock';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Differences } from './differences.tsx';

export function SideNotes({ card, onWhy }: { card: LockCard; onWhy: () => void }) {
  const { t } = useApp();
  return (
    <aside class="lock-side" aria-label={t('lock.why')}>
      <button type="button" class="lock-why" onClick={onWhy}>
        <Icon name="spark" />
        <span lang={card.language}>{card.reason.text}</span>
      </button>
      {card.summary !== '' && (
        <p lang={card.language} dir="auto">
          {card.summary}
        </p>
      )}
      {card.story !== undefined && <Differences story={card.story} />}
    </aside>
  );
}
